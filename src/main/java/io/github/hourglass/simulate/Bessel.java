package io.github.hourglass.simulate;

/** The Bessel function of the first kind and order 0 (Abramowitz and Stegun 1964, 9.4.1 and 9.4.3; error below 1e-7). */
final class Bessel {

	private Bessel() {}

	static double j0(double x) {
		double a = Math.abs(x);
		if (a <= 3) {
			double t = a * a / 9;
			return 1 + t * (-2.2499997 + t * (1.2656208 + t * (-0.3163866 + t * (0.0444479 + t * (-0.0039444 + t * 0.0002100)))));
		}
		double t = 3 / a;
		double amplitude = 0.79788456 + t * (-0.00000077 + t * (-0.00552740 + t * (-0.00009512 + t * (0.00137237 + t * (-0.00072805 + t * 0.00014476)))));
		double phase = a - 0.78539816 + t * (-0.04166397 + t * (-0.00003954 + t * (0.00262573 + t * (-0.00054125 + t * (-0.00029333 + t * 0.00013558)))));
		return amplitude / Math.sqrt(a) * Math.cos(phase);
	}
}
