package io.github.hourglass.step;

import io.github.hourglass.image.Volume;

/** The logistic function {@code 1 / (1 + exp(-x))}, computed in double. bioimage.io's {@code sigmoid}. */
public final class Sigmoid {

	private Sigmoid() {}

	public static Volume apply(Volume volume) {
		return Pixelwise.map(volume, Positions.single(), (pixels, from, to, position) -> {
			for (int i = from; i < to; i++)
				pixels[i] = (float) (1 / (1 + Math.exp(-(double) pixels[i])));
		});
	}
}
