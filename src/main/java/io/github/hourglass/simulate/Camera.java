package io.github.hourglass.simulate;

import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Turns expected photoelectrons into counts: Poisson noise of the light, read noise, rows that are brighter or darker as a whole,
 * noise that leaks into the next pixel of a row, hot pixels, gain, offset, rounding and saturation. Each pixel's noise is a function
 * of the seed and the pixel's place alone.
 *
 * @param readNoise standard deviation in electrons
 * @param rows standard deviation of whole rows in electrons
 * @param smear share of a pixel's noise that the next pixel in its row gets as well, 0 to 1
 * @param hot share of pixels that are hot, the same ones in every plane and frame
 * @param gain counts per electron
 * @param offset counts without light
 * @param most largest count
 */
record Camera(double readNoise, double rows, double smear, double hot, double gain, double offset, double most, long seed) {

	private static final double HOT_ELECTRONS = 30;
	private static final int LARGE = 30;

	/** Counts without noise, neither rounded nor saturated. */
	double expected(double electrons) {
		return offset + gain * electrons;
	}

	/** Standard deviation of a pixel's noise without light, in electrons. */
	double dark() {
		return Math.sqrt(readNoise * readNoise + rows * rows);
	}

	/**
	 * Counts of the pixels of a row.
	 *
	 * @param electrons expected, beginning one pixel to the left of the first
	 * @param row number over all planes and frames
	 * @param x of the first pixel; {@code y} its row in the plane
	 */
	void read(float[] electrons, long row, long x, long y, float[] counts) {
		double shift = rows == 0 ? 0 : rows * Randomness.of(seed, "row", row).nextGaussian();
		double before = smear == 0 ? 0 : noise(electrons[0], row, x - 1);
		double norm = 1 / Math.sqrt(1 + smear * smear);
		for (int i = 0; i < counts.length; i++) {
			double own = noise(electrons[i + 1], row, x + i);
			double value = electrons[i + 1] + shift + (smear == 0 ? own : (own + smear * before) * norm) + hot(x + i, y);
			counts[i] = (float) Math.max(0, Math.min(most, Math.rint(offset + gain * value)));
			before = own;
		}
	}

	private double noise(double electrons, long row, long x) {
		SplittableRandom random = Randomness.of(seed, "pixel", row, x);
		double seen = poisson(electrons, random);
		return seen - electrons + readNoise * random.nextGaussian();
	}

	private double hot(long x, long y) {
		if (hot == 0)
			return 0;
		SplittableRandom random = Randomness.of(seed, "hot", x, y);
		return random.nextDouble() < hot ? HOT_ELECTRONS * Math.exp(random.nextGaussian()) : 0;
	}

	/** Products of uniform numbers (Knuth) for small means, else the transformed rejection of Hörmann (Insurance: Mathematics and Economics 12, 1993). */
	static double poisson(double mean, SplittableRandom random) {
		if (mean <= 0)
			return 0;
		if (mean < LARGE) {
			double limit = Math.exp(-mean);
			int count = 0;
			for (double product = random.nextDouble(); product > limit; product *= random.nextDouble())
				count++;
			return count;
		}
		double root = Math.sqrt(mean);
		double b = 0.931 + 2.53 * root;
		double a = -0.059 + 0.02483 * b;
		double inverse = 1.1239 + 1.1328 / (b - 3.4);
		double sure = 0.9277 - 3.6224 / (b - 2);
		while (true) {
			double u = random.nextDouble() - 0.5;
			double v = random.nextDouble();
			double us = 0.5 - Math.abs(u);
			double k = Math.floor((2 * a / us + b) * u + mean + 0.43);
			if (us >= 0.07 && v <= sure)
				return k;
			if (k < 0 || us < 0.013 && v > us)
				continue;
			if (Math.log(v * inverse / (a / (us * us) + b)) <= k * Math.log(mean) - mean - logFactorial(k))
				return k;
		}
	}

	/** Stirling's series. */
	private static double logFactorial(double k) {
		if (k < 10) {
			double sum = 0;
			for (int i = 2; i <= k; i++)
				sum += Math.log(i);
			return sum;
		}
		double n = k + 1;
		return (n - 0.5) * Math.log(n) - n + 0.9189385332046727 + 1 / (12 * n) - 1 / (360 * n * n * n);
	}
}
