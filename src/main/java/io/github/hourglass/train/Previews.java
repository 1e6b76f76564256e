package io.github.hourglass.train;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.blocks.SubArrayCopy;
import net.imglib2.util.Util;

/**
 * Pictures of how far a network has come: input, prediction and target side by side, one row per patch, normalized as the
 * network sees them. Several classes are shown as the number of the likeliest one.
 */
final class Previews {

	private static final int PANELS = 3;

	private Previews() {}

	/** Writes {@code previews/epoch-NNNN.tif}. */
	static void write(Trainable network, Batch batch, Path folder, int epoch) {
		Path previews = folder.resolve(TrainingRun.PREVIEWS);
		Path file = previews.resolve(String.format(Locale.ROOT, "epoch-%04d.tif", epoch));
		try {
			Files.createDirectories(previews);
		}
		catch (java.io.IOException e) {
			throw AtomicFile.failure(file, e);
		}
		ImageFile.write(picture(network, batch), file, true, Progress.none());
	}

	/** The picture with axes x, y, z; of the first channel. */
	static Volume picture(Trainable network, Batch batch) {
		int patches = (int) batch.shape()[0];
		long[] size = space(batch.targetShape());
		int[] from = fastestFirst(space(batch.shape())), to = fastestFirst(size);
		int voxels = (int) (size[0] * size[1] * size[2]);
		float[] prediction = new float[patches * voxels];
		float[] input = new float[patches * voxels];
		float[] target = new float[patches * voxels];
		for (int i = 0; i < patches; i++) {
			Batch patch = patch(batch, i);
			float[] output = network.predict(patch.shape(), patch.input());
			shown(output, voxels, (int) batch.targetShape()[1], prediction, i * voxels);
			System.arraycopy(patch.target(), 0, target, i * voxels, voxels);
			PlainResult.enlarge(patch.input(), 0, from, input, i * voxels, to);
		}
		return panels(size, patches, input, prediction, target);
	}

	/** One patch of a batch. */
	static Batch patch(Batch batch, int i) {
		long[] shape = batch.shape().clone(), targetShape = batch.targetShape().clone();
		int n = (int) shape[0];
		shape[0] = targetShape[0] = 1;
		return new Batch(shape, part(batch.input(), i, n), targetShape, part(batch.target(), i, n), batch.weight() == null ? null : part(batch.weight(), i, n));
	}

	private static float[] part(float[] values, int i, int n) {
		int each = values.length / n;
		return Arrays.copyOfRange(values, i * each, (i + 1) * each);
	}

	/** The first channel of an output, or the number of its largest one where the target is a class number. */
	private static void shown(float[] output, int voxels, int targetChannels, float[] to, int at) {
		int channels = output.length / voxels;
		if (targetChannels > 1 || channels <= 2) {
			System.arraycopy(output, 0, to, at, voxels);
			return;
		}
		for (int v = 0; v < voxels; v++) {
			int best = 0;
			for (int c = 1; c < channels; c++)
				if (output[c * voxels + v] > output[best * voxels + v])
					best = c;
			to[at + v] = best;
		}
	}

	/** Depth, height, width. */
	private static long[] space(long[] shape) {
		int n = shape.length;
		return new long[] { n == 5 ? shape[2] : 1, shape[n - 2], shape[n - 1] };
	}

	private static int[] fastestFirst(long[] space) {
		return new int[] { (int) space[2], (int) space[1], (int) space[0] };
	}

	private static Volume panels(long[] size, int patches, float[]... panels) {
		int depth = (int) size[0], height = (int) size[1], width = (int) size[2];
		int[] whole = { PANELS * width, patches * height, depth };
		float[] pixels = new float[PANELS * width * patches * height * depth];
		for (int panel = 0; panel < PANELS; panel++)
			for (int patch = 0; patch < patches; patch++)
				for (int z = 0; z < depth; z++)
					for (int y = 0; y < height; y++)
						System.arraycopy(panels[panel], ((patch * depth + z) * height + y) * width, pixels,
							(z * whole[1] + patch * height + y) * whole[0] + panel * width, width);
		return Volume.of(PixelType.FLOAT32, new long[] { whole[0], whole[1], whole[2] }, Axes.of("xyz"), whole,
			(min, count, dest) -> SubArrayCopy.copy(pixels, whole, Util.long2int(min), dest, count, new int[3], count));
	}
}
