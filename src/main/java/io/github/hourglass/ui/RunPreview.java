package io.github.hourglass.ui;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.Arrays;

import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/**
 * A preview of a run: input, prediction and target beside each other, patches below each other, perhaps with slices. Gray from the
 * darkest to the brightest half percent; the prediction in the range of the target, so that both look alike where they are, or of class numbers
 * the target in that of the prediction, since unpainted pixels have none.
 */
final class RunPreview {

	static final int PANELS = 3;
	private static final long MOST_PIXELS = 1 << 26;
	private static final double CUT = 0.005;

	private final float[] pixels;
	private final int width, height, depth;
	private final float[][] ranges;

	private RunPreview(float[] pixels, int width, int height, int depth, boolean classes) {
		this.pixels = pixels;
		this.width = width;
		this.height = height;
		this.depth = depth;
		float[] shared = classes ? whole(range(1, 0)) : range(2, CUT);
		ranges = new float[][] { range(0, CUT), shared, shared };
	}

	/**
	 * @param classes whether prediction and target are class numbers
	 * @throws java.io.UncheckedIOException if the file cannot be read
	 * @throws IllegalArgumentException if it is no preview
	 */
	static RunPreview read(Path file, boolean classes) {
		Volume volume = ImageFile.open(file).inOrder("xyz");
		if (volume.voxels() > MOST_PIXELS || volume.size('x') % PANELS != 0)
			throw new IllegalArgumentException("'" + file + "' is no preview of a training.");
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] pixels = new float[(int) volume.voxels()];
		volume.copyFloats(new long[size.length], size, pixels);
		return new RunPreview(pixels, size[0] / PANELS, size[1], size[2], classes);
	}

	int depth() {
		return depth;
	}

	/** Size of a panel. */
	int width() {
		return width;
	}

	int height() {
		return height;
	}

	/** One panel of a slice. */
	BufferedImage panel(int panel, int z) {
		BufferedImage picture = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
		float low = ranges[panel][0], span = ranges[panel][1] - low;
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++)
				picture.getRaster().setSample(x, y, 0, Math.round(255 * Math.max(0, Math.min(1, (pixels[at(panel, x, y, z)] - low) / span))));
		return picture;
	}

	private int at(int panel, int x, int y, int z) {
		return (z * height + y) * PANELS * width + panel * width + x;
	}

	private float[] range(int panel, double cut) {
		float[] values = new float[width * height * depth];
		int n = 0;
		for (int z = 0; z < depth; z++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++)
					if (Float.isFinite(pixels[at(panel, x, y, z)]))
						values[n++] = pixels[at(panel, x, y, z)];
		Arrays.sort(values, 0, n);
		float low = n == 0 ? 0 : values[(int) (cut * (n - 1))], high = n == 0 ? 1 : values[(int) Math.round((1 - cut) * (n - 1))];
		return new float[] { low, high > low ? high : low + 1 };
	}

	/** From class 0 to at least class 1. */
	private static float[] whole(float[] range) {
		return new float[] { 0, Math.max(1, range[1]) };
	}
}
