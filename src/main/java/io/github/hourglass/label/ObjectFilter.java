package io.github.hourglass.label;

import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Leaves out objects that are too small or too large or touch the border. The others are numbered 1, 2, ... in their order.
 *
 * @param minSize least size: voxels of the object, or its area or volume in calibrated units
 * @param maxSize largest size; infinite for any
 * @param calibrated true if sizes are areas or volumes rather than numbers of voxels
 * @param border letters of the axes at whose first and last positions no object may lie: {@code ""}, {@code "xy"} or
 *          {@code "xyz"}; an axis of size 1 has no border
 */
public record ObjectFilter(double minSize, double maxSize, boolean calibrated, String border) {

	public ObjectFilter {
		if (!(minSize >= 0) || !(maxSize >= minSize))
			throw new IllegalArgumentException("Objects cannot have sizes from " + minSize + " to " + maxSize + ": the least size is 0 or more, the largest not below it.");
		if (!border.matches("[xyz]*"))
			throw new IllegalArgumentException("Objects can touch the border along x, y and z, not '" + border + "'.");
	}

	/**
	 * The size of an id is that of its voxels in all frames together. Goes once through the labels; the result shows the same
	 * pixels, and both images need to be closed.
	 */
	public LabelImage apply(LabelImage labels, Progress progress) {
		Volume volume = labels.volume();
		int count = Math.toIntExact(labels.count());
		AtomicLongArray voxels = new AtomicLongArray(count);
		AtomicIntegerArray touching = new AtomicIntegerArray(count);
		long[] dimensions = SpaceTime.of(volume, "label image").dimensions();
		LabelRuns.forEach(labels, progress, "Measuring objects", (index, x, to, y, z, t) -> {
			voxels.addAndGet(index, to - x + 1);
			if (touches('x', x, dimensions[0]) || touches('x', to, dimensions[0]) || touches('y', y, dimensions[1]) || touches('z', z, dimensions[2]))
				touching.set(index, 1);
		});
		double voxel = calibrated ? voxelSize(volume) : 1;
		int[] renamed = new int[count];
		int kept = 0;
		for (int i = 0; i < count; i++) {
			double size = voxels.get(i) * voxel;
			if (size >= minSize && size <= maxSize && touching.get(i) == 0)
				renamed[i] = ++kept;
		}
		return labels.renamed(renamed, kept);
	}

	private boolean touches(char letter, long position, long size) {
		return size > 1 && (position == 0 || position == size - 1) && border.indexOf(letter) >= 0;
	}

	private static double voxelSize(Volume volume) {
		double size = 1;
		for (Axis axis : volume.axes())
			if (axis.isSpatial() && axis.scale() != 0)
				size *= Math.abs(axis.scale());
		return size;
	}
}
