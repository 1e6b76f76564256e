package io.github.hourglass.score;

/** Means weighted by a Gaussian over a box around each position, axis by axis. */
final class GaussianWindow {

	private GaussianWindow() {}

	/**
	 * @param size of {@code values} per axis, first axis fastest
	 * @param radius of the box per axis; 0 leaves an axis as it is
	 * @return only positions whose box lies inside: {@code size - 2 * radius} per axis
	 */
	static double[] mean(double[] values, int[] size, int[] radius, double sigma) {
		double[] result = values;
		int[] current = size.clone();
		for (int d = 0; d < size.length; d++)
			if (radius[d] > 0) {
				result = along(result, current, d, weights(radius[d], sigma));
				current[d] -= 2 * radius[d];
			}
		return result;
	}

	private static double[] weights(int radius, double sigma) {
		double[] weights = new double[2 * radius + 1];
		double sum = 0;
		for (int i = 0; i < weights.length; i++)
			sum += weights[i] = Math.exp(-(i - radius) * (i - radius) / (2 * sigma * sigma));
		for (int i = 0; i < weights.length; i++)
			weights[i] /= sum;
		return weights;
	}

	private static double[] along(double[] values, int[] size, int d, double[] weights) {
		int stride = 1;
		for (int e = 0; e < d; e++)
			stride *= size[e];
		int shorter = size[d] - weights.length + 1;
		int outer = values.length / stride / size[d];
		double[] result = new double[outer * shorter * stride];
		for (int o = 0; o < outer; o++)
			for (int i = 0; i < shorter; i++) {
				int to = (o * shorter + i) * stride;
				for (int k = 0; k < weights.length; k++) {
					int from = (o * size[d] + i + k) * stride;
					for (int s = 0; s < stride; s++)
						result[to + s] += weights[k] * values[from + s];
				}
			}
		return result;
	}
}
