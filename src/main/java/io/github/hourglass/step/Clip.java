package io.github.hourglass.step;

import io.github.hourglass.image.Volume;

/**
 * Values below a bound become the bound; NaN stays NaN (as {@code numpy.clip}). bioimage.io's {@code clip}, of which either
 * side may be missing and the bounds may be percentiles.
 */
public final class Clip {

	private Clip() {}

	/** Clips to the same bounds everywhere; an infinite bound is none. */
	public static Volume apply(Volume volume, double min, double max) {
		return apply(volume, Positions.single(), new double[] { min }, new double[] { max });
	}

	static Volume apply(Volume volume, Positions positions, double[] min, double[] max) {
		return Pixelwise.map(volume, positions, (pixels, from, to, position) -> {
			float least = (float) min[position];
			float most = (float) max[position];
			for (int i = from; i < to; i++)
				pixels[i] = Math.min(Math.max(pixels[i], least), most);
		});
	}
}
