package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Adds Gaussian noise to the input only; its standard deviation is evenly distributed from 0.
 *
 * @param deviation the largest, in normalized units
 */
record AddedNoise(double deviation) implements Change {

	AddedNoise() {
		this(0.1);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		double here = deviation * random.nextDouble();
		for (int i = 0; i < patch.input.length; i++)
			patch.input[i] += (float) (here * random.nextGaussian());
	}
}
