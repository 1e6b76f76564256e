package io.github.hourglass.image;

import java.util.Arrays;

/** The values at some ranks of one group, found digit by digit: each pass of {@link Histograms} adds a digit to their keys. */
final class Ranks {

	private final PixelType type;
	private final double[] fractions;
	private final Percentiles.Method method;
	private long count;
	private long nans;
	private long[] prefix = {};
	private long[] within = {};
	private int pass;

	/** @param fractions 0 to 1 */
	Ranks(PixelType type, double[] fractions, Percentiles.Method method) {
		this.type = type;
		this.fractions = fractions;
		this.method = method;
	}

	/** What the next pass has to count. */
	Histograms histograms() {
		return new Histograms(type, pass, pass == 0 ? new long[1] : Arrays.stream(prefix).sorted().distinct().toArray());
	}

	/** Takes the counts of a pass. */
	void refine(Histograms histograms) {
		if (pass == 0)
			choose(histograms.counts(0));
		for (int i = 0; i < prefix.length; i++) {
			long[] counts = histograms.counts(prefix[i]);
			int digit = 0;
			while (within[i] >= counts[digit])
				within[i] -= counts[digit++];
			prefix[i] = prefix[i] << 16 | digit;
		}
		pass++;
	}

	/** Two ranks per fraction: the ones below and above it. */
	private void choose(long[] counts) {
		int last = Keys.lastDigit(type);
		for (int digit = 0; digit < counts.length; digit++)
			if (digit <= last)
				count += counts[digit];
			else
				nans += counts[digit];
		if (count == 0)
			return;
		prefix = new long[2 * fractions.length];
		within = new long[2 * fractions.length];
		for (int i = 0; i < fractions.length; i++) {
			within[2 * i] = (long) Math.floor(index(i));
			within[2 * i + 1] = Math.min(count - 1, within[2 * i] + 1);
		}
	}

	private double index(int i) {
		double index = method == Percentiles.Method.LINEAR ? (count - 1) * fractions[i] : Math.ceil(count * fractions[i] - 1);
		return Math.min(count - 1, Math.max(0, index));
	}

	long count() {
		return count;
	}

	long nans() {
		return nans;
	}

	/** The value at a fraction, once all passes are made; NaN where there is no value. */
	double value(int i) {
		if (count == 0)
			return Double.NaN;
		double index = index(i);
		double t = index - Math.floor(index);
		double low = Keys.value(type, prefix[2 * i]);
		double high = Keys.value(type, prefix[2 * i + 1]);
		if (t == 0 || low == high)
			return low;
		if (Double.isInfinite(low) != Double.isInfinite(high))
			return Double.isInfinite(low) ? low : high;
		double difference = type == PixelType.INT64 && (low < 0) == (high < 0) ? prefix[2 * i + 1] - prefix[2 * i] : high - low;
		return t < 0.5 ? low + difference * t : high - difference * (1 - t);
	}
}
