package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Changes brightness and contrast of the input only: every value becomes {@code gain * value + offset}, gain and offset evenly
 * distributed, the same for all pixels of the patch.
 *
 * @param gain largest difference of the gain from 1
 * @param offset largest offset, in normalized units
 */
record Intensity(double gain, double offset) implements Change {

	Intensity() {
		this(0.2, 0.1);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		float by = (float) (1 + gain * (2 * random.nextDouble() - 1));
		float plus = (float) (offset * (2 * random.nextDouble() - 1));
		for (int i = 0; i < patch.input.length; i++)
			patch.input[i] = by * patch.input[i] + plus;
	}
}
