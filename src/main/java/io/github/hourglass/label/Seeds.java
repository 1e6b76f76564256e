package io.github.hourglass.label;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Seeds of a {@link Watershed} from a map that is high in the middle of objects: a distance map or a probability. */
public final class Seeds {

	private Seeds() {}

	/**
	 * The local maxima of the smoothed map, one voxel each, at least a distance apart within each component: the highest first,
	 * equal ones in the order of their linear index. Every component has at least one.
	 *
	 * @param map NaN counts as lowest
	 * @param components where to seek; seeds do not see each other across components
	 * @param sigma of the Gaussian that smooths the map, in pixels along x; 0 for none. Along axes with another pixel size so many
	 *          pixels fewer or more
	 * @param distance least distance of two seeds of one component, in pixels along x
	 */
	public static LabelImage maxima(Volume map, LabelImage components, double sigma, double distance, LabelOptions options, Progress progress) {
		throw new UnsupportedOperationException();
	}
}
