package io.github.hourglass.image;

/** Count, mean, sum of squared distances from the mean, least and largest of some finite values. Mergeable; not thread-safe. */
final class Spread {

	static final int CHUNK = 2048;

	private long count;
	private double mean;
	private double squares;
	private double min = Double.POSITIVE_INFINITY;
	private double max = Double.NEGATIVE_INFINITY;
	private long nans;
	private long infinities;

	/** @param chunk work space of {@link #CHUNK} values */
	void add(PixelType type, Object pixels, int from, int length, double[] chunk) {
		for (int done = 0; done < length; done += CHUNK) {
			int n = Math.min(CHUNK, length - done);
			type.toDoubles(pixels, from + done, chunk, n);
			add(chunk, type.isInteger() ? n : keepFinite(chunk, n));
		}
	}

	private int keepFinite(double[] values, int n) {
		double sum = 0;
		for (int i = 0; i < n; i++)
			sum += values[i] - values[i];
		if (sum == 0)
			return n;
		int kept = 0;
		for (int i = 0; i < n; i++)
			if (Double.isFinite(values[i]))
				values[kept++] = values[i];
			else if (Double.isNaN(values[i]))
				nans++;
			else
				infinities++;
		return kept;
	}

	private void add(double[] values, int n) {
		if (n == 0)
			return;
		double least = values[0];
		double most = values[0];
		double sum0 = 0;
		double sum1 = 0;
		for (int i = 0; i + 1 < n; i += 2) {
			double a = values[i];
			double b = values[i + 1];
			sum0 += a;
			sum1 += b;
			if (a < least)
				least = a;
			if (a > most)
				most = a;
			if (b < least)
				least = b;
			if (b > most)
				most = b;
		}
		if (n % 2 == 1) {
			sum0 += values[n - 1];
			least = Math.min(least, values[n - 1]);
			most = Math.max(most, values[n - 1]);
		}
		Spread chunk = new Spread();
		chunk.count = n;
		chunk.min = least;
		chunk.max = most;
		chunk.mean = (sum0 + sum1) / n;
		chunk.center(values, n);
		merge(chunk);
	}

	/** Sums squares around the mean and takes out the rounding error of the mean. */
	private void center(double[] values, int n) {
		double rest = 0;
		double square0 = 0;
		double square1 = 0;
		for (int i = 0; i + 1 < n; i += 2) {
			double a = values[i] - mean;
			double b = values[i + 1] - mean;
			rest += a + b;
			square0 += a * a;
			square1 += b * b;
		}
		if (n % 2 == 1) {
			double a = values[n - 1] - mean;
			rest += a;
			square0 += a * a;
		}
		squares = Math.max(0, square0 + square1 - rest * rest / n);
		mean += rest / n;
	}

	void merge(Spread other) {
		nans += other.nans;
		infinities += other.infinities;
		if (other.count == 0)
			return;
		long all = count + other.count;
		double distance = other.mean - mean;
		double share = (double) other.count / all;
		squares += other.squares + distance * distance * count * share;
		mean += distance * share;
		count = all;
		min = Math.min(min, other.min);
		max = Math.max(max, other.max);
	}

	Moments.Statistics statistics() {
		if (count == 0)
			return new Moments.Statistics(0, Double.NaN, Double.NaN, Double.NaN, Double.NaN, nans, infinities);
		return new Moments.Statistics(count, mean, Math.sqrt(squares / count), min, max, nans, infinities);
	}
}
