package io.github.hourglass.label;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;

/**
 * The exact Euclidean distance map of an image of any size (Felzenszwalb and Huttenlocher, Theory of Computing 2012). Each block
 * is transformed with so much around it as its largest distance asks for. Where that is too much, because objects are thick, the
 * whole image is transformed axis by axis, one pass each, in blocks that are whole lines. What does not fit in memory lies in
 * temporary files.
 */
public final class DistanceMap {

	private static final int[] REACHES = { 8, 12, 16, 24, 32, 48, 64 };
	private static final int LONGEST = 1 << 23;
	private static final int PLANE = 512;
	private static final int CUBE = 64;

	private final Volume source;
	private final Volume labels;
	private final LabelOptions options;
	private final double[] spacing = new double[3];
	private volatile int enough;

	/** An object is thicker than blocks can see. */
	private static final class TooThick extends RuntimeException {

		private static final long serialVersionUID = 1;

		TooThick() {
			super("An object is thick.", null, false, false);
		}
	}

	private DistanceMap(Volume source, Volume labels, LabelOptions options) {
		this.source = source;
		this.labels = labels;
		this.options = options;
		for (int d = 0; d < 3; d++) {
			Axis axis = source.axes().get(d);
			spacing[d] = axis.scale() != 0 && Double.isFinite(axis.scale()) ? Math.abs(axis.scale()) : 1;
		}
	}

	/**
	 * The distance of every foreground voxel (neither 0 nor NaN) to the nearest background voxel, in units of the calibration,
	 * frame by frame; 0 in the background. What lies beyond the border of the image does not count; without any background the
	 * distance is infinite.
	 *
	 * @param mask is read more than once
	 * @return 32-bit floats along x y, and z and t where the mask has them; to be closed
	 */
	public static StoredVolume of(Volume mask, LabelOptions options, Progress progress) {
		Volume ordered = SpaceTime.of(mask, "mask");
		return of(ordered, null, mask, block(ordered), options, progress);
	}

	/** The distance of every voxel of an object to the nearest voxel that is not of that object; otherwise as the other form. */
	public static StoredVolume of(LabelImage labels, LabelOptions options, Progress progress) {
		Volume ordered = SpaceTime.of(labels.volume(), "label image");
		return of(ordered, ordered, labels.volume(), block(ordered), options, progress);
	}

	/** Larger than what is seen around it, and whole chunks. */
	private static int[] block(Volume ordered) {
		return ordered.size('z') > 1 ? new int[] { 3 * CUBE, 3 * CUBE, 2 * CUBE, 1 } : new int[] { 2 * PLANE, 2 * PLANE, 1, 1 };
	}

	/** @param block to work in, one frame each */
	static StoredVolume of(Volume source, Volume labels, Volume like, int[] block, LabelOptions options, Progress progress) {
		DistanceMap map = new DistanceMap(source, labels, options);
		try {
			Volume blocks = source.withPixels(PixelType.FLOAT32, (min, size, dest) -> map.near(min, size, (float[]) dest, progress))
				.withBlocks(Blocks.equal(source.dimensions(), block));
			return map.store(SpaceTime.like(like, blocks), progress);
		} catch (TooThick thick) {
			return map.axisByAxis(like, progress);
		}
	}

	private StoredVolume store(Volume volume, Progress progress) {
		int[] chunk = new int[volume.axes().count()];
		for (int d = 0; d < chunk.length; d++)
			chunk[d] = volume.axes().letter(d) == 't' ? 1 : isDeep() ? CUBE : PLANE;
		return StoredVolume.inChunks(volume, chunk, options.memory() / 2, options.scratch(), progress, "Measuring distances");
	}

	private boolean isDeep() {
		return source.size('z') > 1;
	}

	/** One block: exact if no distance is larger than what has been seen around it. */
	private void near(long[] min, int[] size, float[] dest, Progress progress) {
		double least = Math.min(spacing[0], Math.min(spacing[1], isDeep() ? spacing[2] : spacing[1]));
		for (int i = enough; i < REACHES.length; i++) {
			progress.check();
			double seen = REACHES[i] * least;
			int[] halo = new int[3];
			for (int d = 0; d < 3; d++)
				halo[d] = (int) (seen / spacing[d]) + 1;
			Box wide = Box.around(min, size, halo, source.dimensions());
			float[] squared = new float[wide.pixels()];
			int[] ids = read(null, wide.min(), wide.size(), squared);
			for (int d = 0; d < (isDeep() ? 3 : 2); d++) {
				DistanceTransform.along(d, ids, squared, wide.size(), spacing[d]);
				progress.check();
			}
			if (take(wide, squared, min, size, dest) <= seen || isWholeFrame(wide)) {
				enough = Math.max(enough, i);
				return;
			}
		}
		throw new TooThick();
	}

	private boolean isWholeFrame(Box box) {
		long[] dimensions = source.dimensions();
		return box.size()[0] == dimensions[0] && box.size()[1] == dimensions[1] && box.size()[2] == dimensions[2];
	}

	/** Takes the block out of what is around it; gives its largest distance. */
	private static double take(Box wide, float[] squared, long[] min, int[] size, float[] dest) {
		float largest = 0;
		for (int line = 0; line < size[1] * size[2]; line++) {
			int from = wide.index(min[0], min[1] + line % size[1], min[2] + line / size[1]);
			for (int x = 0, to = line * size[0]; x < size[0]; x++, to++) {
				float value = squared[from + x];
				dest[to] = value == 0 ? 0 : (float) Math.sqrt(value);
				largest = Math.max(largest, dest[to]);
			}
		}
		return largest;
	}

	private StoredVolume axisByAxis(Volume like, Progress progress) {
		int passes = isDeep() ? 3 : 2;
		StoredVolume done = null;
		for (int d = 0; d < passes; d++) {
			Volume pass = pass(d, done == null ? null : done.volume(), d == passes - 1);
			try {
				StoredVolume next = store(d == passes - 1 ? SpaceTime.like(like, pass) : pass, progress.part(d, passes));
				if (done != null)
					done.close();
				done = next;
			} catch (RuntimeException | Error failure) {
				if (done != null)
					done.close();
				throw failure;
			}
		}
		return done;
	}

	/** One pass, in blocks that reach along a whole axis. */
	private Volume pass(int d, Volume before, boolean last) {
		return source.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] squared = (float[]) dest;
			int[] ids = read(before, min, size, squared);
			DistanceTransform.along(d, ids, squared, size, spacing[d]);
			if (last)
				for (int i = 0, n = Volume.pixels(size); i < n; i++)
					squared[i] = (float) Math.sqrt(squared[i]);
		}).withBlocks(Blocks.equal(source.dimensions(), lines(d)));
	}

	/** A block of whole lines along an axis. */
	private int[] lines(int d) {
		long[] dimensions = source.dimensions();
		int[] block = { 1, 1, 1, 1 };
		block[d] = Math.toIntExact(dimensions[d]);
		long voxels = dimensions[d];
		for (int e = 0; e < 3; e++)
			if (e != d) {
				block[e] = (int) Math.min(dimensions[e], isDeep() ? CUBE : PLANE);
				voxels *= block[e];
			}
		for (int e = 2; e >= 0; e--)
			while (e != d && voxels > LONGEST && block[e] > 1) {
				voxels = voxels / block[e] * ((block[e] + 1) / 2);
				block[e] = (block[e] + 1) / 2;
			}
		return block;
	}

	/** The squared distances so far, and the labels if there are several. */
	private int[] read(Volume before, long[] min, int[] size, float[] squared) {
		int n = Volume.pixels(size);
		int[] ids = labels == null ? null : new int[n];
		if (ids != null)
			labels.copy(min, size, ids);
		if (before != null)
			before.copy(min, size, squared);
		else if (ids != null)
			for (int i = 0; i < n; i++)
				squared[i] = ids[i] == 0 ? 0 : Float.POSITIVE_INFINITY;
		else
			Foreground.fill(source, min, size, squared, Float.POSITIVE_INFINITY);
		return ids;
	}
}
