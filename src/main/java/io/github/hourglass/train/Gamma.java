package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Brings dim and bright parts of the input nearer to each other or farther apart: values from 0 to 1 are raised to a power whose logarithm is
 * evenly distributed; others stay, so that order and range do.
 *
 * @param most the largest power; its inverse is the least
 */
record Gamma(double most) implements Change {

	Gamma() {
		this(1.6);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		double power = Math.pow(most, 2 * random.nextDouble() - 1);
		for (int i = 0; i < patch.input.length; i++)
			if (patch.input[i] > 0 && patch.input[i] < 1)
				patch.input[i] = (float) Math.pow(patch.input[i], power);
	}
}
