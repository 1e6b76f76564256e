package io.github.hourglass.label;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Floods a landscape from seeds: the lowest value first, equal values in the order of their linear index (x fastest, then y,
 * z), so that the result is the same however the image is cut into blocks.
 */
public final class Watershed {

	private Watershed() {}

	/**
	 * @param landscape low where objects have their middle, such as a boundary map or a distance map turned around; values are
	 *          compared as 32-bit floats; NaN is flooded last
	 * @param seeds labels to grow; those outside the mask are left out
	 * @param mask where to flood: what is neither 0 nor NaN
	 * @param connectivity of the mask and of the flood
	 * @return labels 1, 2, ... in the order of the seeds' ids; parts of the mask without a seed stay 0
	 */
	public static LabelImage flood(Volume landscape, LabelImage seeds, Volume mask, Connectivity connectivity, LabelOptions options,
		Progress progress)
	{
		throw new UnsupportedOperationException();
	}

	/** @param components of the mask, found with the same connectivity */
	public static LabelImage flood(Volume landscape, LabelImage seeds, LabelImage components, Connectivity connectivity,
		LabelOptions options, Progress progress)
	{
		throw new UnsupportedOperationException();
	}
}
