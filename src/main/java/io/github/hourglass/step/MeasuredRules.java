package io.github.hourglass.step;

/** The rules of bioimage.io whose numbers are measured on an image, as its specification 0.5 (models, {@code v0_5}) defines them. */
final class MeasuredRules {

	private static final double EPS = 1e-6;

	private MeasuredRules() {}

	/** {@code (tensor - mean) / (std + eps)}, mean and population standard deviation over {@code axes}. */
	static Rule zeroMeanUnitVariance(Arguments arguments) {
		String axes = arguments.axes();
		double eps = arguments.number("eps", EPS);
		return (volume, measurement) -> {
			Moments own = measurement.moments(arguments.tensor(), axes);
			int n = own.positions().count();
			double[] factor = new double[n];
			for (int i = 0; i < n; i++)
				factor[i] = 1 / (own.deviation()[i] + eps);
			return Affine.of(own.positions(), own.mean(), factor, new double[n]).apply(volume);
		};
	}
}
