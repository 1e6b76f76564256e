package io.github.hourglass.label;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;

/**
 * The exact Euclidean distance map of an image of any size: one pass over the image per axis, in blocks that are whole lines
 * along it (Felzenszwalb and Huttenlocher, Theory of Computing 2012). What does not fit in memory lies in temporary files.
 */
public final class DistanceMap {

	private static final long MOST_VOXELS = 1 << 23;
	private static final int PLANE = 512;
	private static final int CUBE = 64;

	private final Volume source;
	private final Volume labels;
	private final LabelOptions options;

	private DistanceMap(Volume source, Volume labels, LabelOptions options) {
		this.source = source;
		this.labels = labels;
		this.options = options;
	}

	/**
	 * The distance of every foreground voxel (neither 0 nor NaN) to the nearest background voxel, in units of the calibration,
	 * frame by frame; 0 in the background. What lies beyond the border of the image does not count; without any background the
	 * distance is infinite.
	 *
	 * @return 32-bit floats along x y, and z and t where the mask has them; to be closed
	 */
	public static StoredVolume of(Volume mask, LabelOptions options, Progress progress) {
		return new DistanceMap(SpaceTime.of(mask, "mask"), null, options).run(mask, progress);
	}

	/** The distance of every voxel of an object to the nearest voxel that is not of that object; otherwise as the other form. */
	public static StoredVolume of(LabelImage labels, LabelOptions options, Progress progress) {
		Volume ordered = SpaceTime.of(labels.volume(), "label image");
		return new DistanceMap(ordered, ordered, options).run(labels.volume(), progress);
	}

	private StoredVolume run(Volume like, Progress progress) {
		boolean deep = source.size('z') > 1;
		int passes = deep ? 3 : 2;
		StoredVolume done = null;
		for (int d = 0; d < passes; d++) {
			Volume pass = pass(d, done == null ? null : done.volume(), d == passes - 1);
			if (d == passes - 1)
				pass = SpaceTime.like(like, pass);
			int[] chunk = chunk(pass, deep);
			try {
				StoredVolume next = StoredVolume.inChunks(pass, chunk, options.memory() / 2, options.scratch(), progress.part(d, passes), "Measuring distances");
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

	private static int[] chunk(Volume pass, boolean deep) {
		int[] chunk = new int[pass.axes().count()];
		for (int d = 0; d < chunk.length; d++)
			chunk[d] = pass.axes().letter(d) == 't' ? 1 : deep ? CUBE : PLANE;
		return chunk;
	}

	/** One pass, in blocks that reach along a whole axis. */
	private Volume pass(int d, Volume before, boolean last) {
		long[] dimensions = source.dimensions();
		int[] block = new int[4];
		int wide = dimensions[2] > 1 ? CUBE : PLANE;
		long voxels = dimensions[d];
		for (int e = 0; e < 4; e++) {
			block[e] = e == d ? Math.toIntExact(dimensions[d]) : e == 3 ? 1 : (int) Math.min(dimensions[e], wide);
			voxels *= e == d ? 1 : block[e];
		}
		for (int e = 2; e >= 0; e--)
			while (e != d && voxels > MOST_VOXELS && block[e] > 1) {
				voxels = voxels / block[e] * ((block[e] + 1) / 2);
				block[e] = (block[e] + 1) / 2;
			}
		Axis axis = source.axes().get(d);
		double spacing = axis.scale() != 0 && Double.isFinite(axis.scale()) ? Math.abs(axis.scale()) : 1;
		return source.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] squared = (float[]) dest;
			int[] ids = read(before, min, size, squared);
			DistanceTransform.along(d, ids, squared, size, spacing);
			if (last)
				for (int i = 0, n = Volume.pixels(size); i < n; i++)
					squared[i] = (float) Math.sqrt(squared[i]);
		}).withBlocks(Blocks.equal(dimensions, block));
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
