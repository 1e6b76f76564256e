package io.github.hourglass.label;

import io.github.hourglass.image.Progress;

/**
 * Leaves out objects that are too small or too large or touch the border. The others are numbered 1, 2, ... in their order.
 *
 * @param minSize least size: voxels of the object, or its area or volume in calibrated units
 * @param maxSize largest size; infinite for any
 * @param calibrated true if sizes are areas or volumes rather than numbers of voxels
 * @param border letters of the axes at whose first and last positions no object may lie: {@code ""}, {@code "xy"} or
 *          {@code "xyz"}
 */
public record ObjectFilter(double minSize, double maxSize, boolean calibrated, String border) {

	/** Sizes of time lapses are those of an id in all frames together. */
	public LabelImage apply(LabelImage labels, LabelOptions options, Progress progress) {
		throw new UnsupportedOperationException();
	}
}
