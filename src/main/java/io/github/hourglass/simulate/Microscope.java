package io.github.hourglass.simulate;

/**
 * How a point of light becomes a spot in the image.
 *
 * <p>{@link Psf#GIBSON_LANNI}: the scalar diffraction model of Gibson and Lanni (J. Opt. Soc. Am. A 9, 1992) in the form of Li, Xue
 * and Blu (J. Opt. Soc. Am. A 34, 2017), for a cover glass and immersion as designed and a specimen of another refractive index:
 * {@code |∫ J0(k NA r p) exp(i k W(p)) p dp|²} with {@code W = d sqrt(ns² - NA² p²) - f (ni / ns) sqrt(ni² - NA² p²)} for a point at
 * depth {@code d} seen with the focus (of the rays near the axis) at depth {@code f}. {@link Psf#GAUSSIAN}: the Gaussian fitted to it by Zhang, Zerubia
 * and Olivo-Marin (Applied Optics 46, 2007): standard deviations {@code 0.225 wavelength / NA} and
 * {@code 0.78 n wavelength / NA²}. A confocal microscope sees the square of either, and little of what is out of focus.
 *
 * @param aperture numerical aperture NA
 * @param wavelength of emission in µm
 * @param immersion refractive index ni between objective and cover glass
 * @param specimen refractive index ns of the specimen
 * @param scattering share of the light that is lost per 100 µm of depth; what is left is blurred by a tenth of that share of the depth
 */
record Microscope(boolean confocal, Psf psf, double aperture, double wavelength, double immersion, double specimen, double scattering) {

	enum Psf {
		GAUSSIAN, GIBSON_LANNI
	}

	private static final int PUPIL = 120;
	private static final int FINER = 3;
	private static final int FOCUS_STEPS = 8;

	/** Half the distance over which the image is sharp, in µm. */
	double depthOfField() {
		return immersion * wavelength / (aperture * aperture) / 2;
	}

	/** How far from the axis the light of a point arrives that lies so far out of focus, in µm. */
	double reach(double defocus) {
		double slope = aperture / Math.sqrt(Math.max(0.05, immersion * immersion - aperture * aperture));
		return 2 * wavelength / aperture + (confocal ? 0.3 : 1) * Math.abs(defocus) * slope;
	}

	/** Standard deviation in the plane of the spot of a point in focus, in µm; that of the Gaussian fitted to it. */
	double across() {
		return 0.225 * wavelength / aperture / (confocal ? Math.sqrt(2) : 1);
	}

	/** The depth of focus at which a point is brightest, in µm: with {@link Psf#GIBSON_LANNI} in a specimen that refracts unlike the immersion not its own. */
	double focus(double depth) {
		if (psf == Psf.GAUSSIAN)
			return depth;
		double step = depthOfField() / FOCUS_STEPS, best = depth, most = 0;
		for (double focus = depth - depth / 2 - 1; focus <= depth + depth / 2 + 1; focus += step) {
			double seen = diffracted(waves(focus, depth), 0);
			if (seen > most) {
				most = seen;
				best = focus;
			}
		}
		double before = diffracted(waves(best - step, depth), 0), after = diffracted(waves(best + step, depth), 0), curve = before - 2 * most + after;
		return curve < 0 ? best + step * (before - after) / (2 * curve) : best;
	}

	/**
	 * The spot of a point as seen on square pixels, centered on one. The spot of a point in focus sums to 1; one out of focus does so
	 * too, or in a confocal microscope to less.
	 *
	 * @param focus depth of the plane in focus, in µm
	 * @param depth of the point, in µm
	 * @param pixel size in µm
	 * @param radius in pixels; what arrives farther away is added to what is nearer
	 * @return {@code (2 radius + 1)²} values
	 */
	float[] spot(double focus, double depth, double pixel, int radius) {
		double sum = 0;
		double[] spot = onPixels(profile(focus, depth, pixel, radius), radius);
		for (double value : spot)
			sum += value;
		double whole = sum;
		if (confocal && focus != depth) {
			whole = 0;
			for (double value : onPixels(profile(focus, focus, pixel, radius), radius))
				whole += value;
		}
		double passed = Math.pow(1 - scattering, Math.max(0, depth) / 100) / whole;
		float[] scaled = new float[spot.length];
		for (int i = 0; i < spot.length; i++)
			scaled[i] = (float) (spot[i] * passed);
		return scaled;
	}

	/** Intensity at distances from the axis of {@code i * pixel / FINER}. */
	private double[] profile(double focus, double depth, double pixel, int radius) {
		double[] profile = new double[(int) Math.ceil(1.5 * (radius + 1) * FINER) + 2];
		double blur = scattering * 0.1 * Math.max(0, depth) / 3;
		double across = Math.hypot(0.225 * wavelength / aperture, blur);
		double along = 0.78 * immersion * wavelength / (aperture * aperture);
		double[][] waves = psf == Psf.GIBSON_LANNI ? waves(focus, depth) : null;
		for (int i = 0; i < profile.length; i++) {
			double r = i * pixel / FINER;
			double value = psf == Psf.GIBSON_LANNI ? diffracted(waves, r)
				: Math.exp(-r * r / (2 * across * across)) * Math.exp(confocal ? -(focus - depth) * (focus - depth) / (2 * along * along) : 0);
			profile[i] = confocal ? value * value : value;
		}
		if (!confocal && psf == Psf.GAUSSIAN)
			widen(profile, Math.hypot(across, reach(focus - depth) / 3), pixel);
		return profile;
	}

	/** A Gaussian of what remains of the cone of light out of focus. */
	private static void widen(double[] profile, double deviation, double pixel) {
		for (int i = 0; i < profile.length; i++) {
			double r = i * pixel / FINER;
			profile[i] = Math.exp(-r * r / (2 * deviation * deviation));
		}
	}

	/** Per point of the pupil its radius and the real and imaginary part of the wave there. */
	private double[][] waves(double focus, double depth) {
		double k = 2 * Math.PI / wavelength;
		double edge = Math.min(1, 0.999 * specimen / aperture);
		double[][] waves = new double[PUPIL][];
		double stage = focus * immersion / specimen;
		for (int i = 0; i < PUPIL; i++) {
			double p = edge * (i + 0.5) / PUPIL;
			double q = aperture * p * aperture * p;
			double path = depth * Math.sqrt(specimen * specimen - q) - stage * Math.sqrt(Math.max(0, immersion * immersion - q));
			waves[i] = new double[] { k * aperture * p, Math.cos(k * path) * p, Math.sin(k * path) * p };
		}
		return waves;
	}

	private static double diffracted(double[][] waves, double r) {
		double re = 0;
		double im = 0;
		for (double[] wave : waves) {
			double j = Bessel.j0(wave[0] * r);
			re += j * wave[1];
			im += j * wave[2];
		}
		return re * re + im * im;
	}

	/** Each pixel is the mean over {@code FINER²} points in it. */
	private static double[] onPixels(double[] profile, int radius) {
		int side = 2 * radius + 1;
		double[] spot = new double[side * side];
		for (int y = 0; y <= radius; y++)
			for (int x = y; x <= radius; x++) {
				double sum = 0;
				for (int j = 0; j < FINER; j++)
					for (int i = 0; i < FINER; i++) {
						double far = Math.hypot(x * FINER + i - FINER / 2, y * FINER + j - FINER / 2);
						int low = (int) far;
						sum += profile[low] + (far - low) * (profile[low + 1] - profile[low]);
					}
				for (int[] at : new int[][] { { x, y }, { y, x } })
					for (int sign = 0; sign < 4; sign++)
						spot[(radius + (sign % 2 == 0 ? at[0] : -at[0])) + (radius + (sign / 2 == 0 ? at[1] : -at[1])) * side] = sum;
			}
		return spot;
	}
}
