package io.github.hourglass.step;

import io.github.hourglass.image.Volume;

/**
 * One where a value is above the threshold, zero where it is not (equal values and NaN are not). bioimage.io's
 * {@code binarize}, {@code tensor > threshold}, with one threshold or one per position of an axis.
 */
public final class Threshold {

	private Threshold() {}

	/** A 32-bit image of zeros and ones. */
	public static Volume apply(Volume volume, double threshold) {
		return apply(volume, Positions.single(), new double[] { threshold });
	}

	static Volume apply(Volume volume, Positions positions, double[] thresholds) {
		return Pixelwise.map(volume, positions, (pixels, from, to, position) -> {
			float threshold = (float) thresholds[position];
			for (int i = from; i < to; i++)
				pixels[i] = pixels[i] > threshold ? 1 : 0;
		});
	}
}
