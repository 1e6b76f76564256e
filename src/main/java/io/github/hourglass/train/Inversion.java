package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Makes bright what is dark in some of the patches: every value of the input becomes {@code 1 - value}, as in a transmitted-light image of
 * what fluoresces.
 *
 * @param share of the patches
 */
record Inversion(double share) implements Change {

	Inversion() {
		this(0.2);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		if (random.nextDouble() < share)
			for (int i = 0; i < patch.input.length; i++)
				patch.input[i] = 1 - patch.input[i];
	}
}
