package io.github.hourglass.train;

/**
 * The generalized Anscombe transformation of photoelectrons with Gaussian read noise, after which the noise has a standard
 * deviation of nearly 1, and its exact unbiased inverse (Mäkitalo and Foi, IEEE Transactions on Image Processing 22, 2013):
 * that which gives the mean whose noisy values have this mean after the transformation.
 */
final class Anscombe {

	private static final int NODES = 400;
	private static final int FINE = 121;
	private static final double WIDE = 6;

	private final double readNoise;
	private final double[] means;
	private final double[] transformed;

	/**
	 * @param readNoise in electrons
	 * @param most largest mean that will be asked for
	 */
	Anscombe(double readNoise, double most) {
		this.readNoise = readNoise;
		means = new double[NODES];
		transformed = new double[NODES];
		int photons = (int) (most + 12 * Math.sqrt(most) + 30);
		double[] given = new double[photons];
		for (int p = 0; p < photons; p++)
			given[p] = afterReading(p);
		for (int i = 0; i < NODES; i++) {
			double mean = means[i] = most * i * i / ((NODES - 1.0) * (NODES - 1.0));
			double log = -mean;
			for (int p = 0; p < photons; p++) {
				transformed[i] += given[p] * Math.exp(log);
				log += Math.log(Math.max(mean, 1e-300)) - Math.log(p + 1.0);
			}
		}
	}

	/** Mean of the transformation over the read noise of so many photons. */
	private double afterReading(double photons) {
		double sum = 0, weights = 0;
		for (int i = 0; i < FINE; i++) {
			double deviations = WIDE * (2.0 * i / (FINE - 1) - 1);
			double weight = Math.exp(-deviations * deviations / 2);
			sum += weight * of(photons + readNoise * deviations);
			weights += weight;
		}
		return sum / weights;
	}

	double of(double electrons) {
		return 2 * Math.sqrt(Math.max(0, electrons + 0.375 + readNoise * readNoise));
	}

	double inverse(double value) {
		if (value <= transformed[0])
			return 0;
		int low = 0, high = NODES - 1;
		if (value >= transformed[high])
			return value * value / 4 - 0.125 - readNoise * readNoise;
		while (high - low > 1) {
			int middle = (low + high) / 2;
			if (transformed[middle] <= value)
				low = middle;
			else
				high = middle;
		}
		return means[low] + (value - transformed[low]) / (transformed[high] - transformed[low]) * (means[high] - means[low]);
	}
}
