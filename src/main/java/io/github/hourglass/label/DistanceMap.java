package io.github.hourglass.label;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;

/** The exact Euclidean distance map of an image of any size. */
public final class DistanceMap {

	private DistanceMap() {}

	/**
	 * The distance of every voxel of an object to the nearest voxel of another object or none, in units of the calibration;
	 * 0 outside. The border of the image is no other object; without any other the distance is infinite.
	 *
	 * @param labels a mask (not 0) or a label image, frame by frame
	 * @return 32-bit floats along the axes of {@code labels}; to be closed
	 */
	public static StoredVolume of(Volume labels, LabelOptions options, Progress progress) {
		throw new UnsupportedOperationException();
	}
}
