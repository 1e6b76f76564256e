package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Changes brightness and contrast of input and target alike: every value becomes {@code gain * value + offset}. A network that learns
 * so depends less on how much of an image is empty, which decides what normalization makes of the rest. Labels stay as they are.
 *
 * @param gain standard deviation of the logarithm of the gain
 * @param offset standard deviation of the offset, in normalized units
 */
record Levels(double gain, double offset) implements Change {

	Levels() {
		this(0.4, 0.3);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		float by = (float) Math.exp(gain * random.nextGaussian());
		float plus = (float) (offset * random.nextGaussian());
		change(patch.input, by, plus);
		if (patch.target != null && !patch.labels)
			change(patch.target, by, plus);
	}

	private static void change(float[] values, float by, float plus) {
		for (int i = 0; i < values.length; i++)
			values[i] = by * values[i] + plus;
	}
}
