package io.github.hourglass.score;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** The terms of structural similarity at each position, see {@link ImageScores#ssimMap}. */
final class StructuralSimilarity {

	/** The window reaches so far to each side: 3.5 standard deviations, rounded, as in scikit-image. */
	static final int RADIUS = 5;
	private static final double SIGMA = 1.5;
	private static final double K1 = 0.01;
	private static final double K2 = 0.03;
	private static final int TILE = 128;
	private static final int TILE_DEPTH = 16;

	/** Puts the two terms together. */
	@FunctionalInterface
	interface Terms {
		double of(double luminance, double contrastStructure);
	}

	static final Terms WHOLE = (luminance, contrastStructure) -> luminance * contrastStructure;
	static final Terms CONTRAST_STRUCTURE = (luminance, contrastStructure) -> contrastStructure;

	private StructuralSimilarity() {}

	/** @param other of the truth's size and order of axes */
	static Volume map(Volume truth, Volume other, int dimensions, double range, Terms terms) {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("Structure is looked at in 2 or 3 dimensions, not in " + dimensions + ".");
		String spatial = dimensions == 2 ? "xy" : "xyz";
		long[] size = truth.dimensions();
		int[] margin = new int[size.length];
		int[] tile = new int[size.length];
		for (int d = 0; d < size.length; d++) {
			char letter = truth.axes().letter(d);
			boolean windowed = spatial.indexOf(letter) >= 0;
			if (windowed && size[d] <= 2 * RADIUS)
				throw new IllegalArgumentException("'" + truth.metadata().title() + "' has " + size[d] + " pixels along " + letter
					+ ", but SSIM needs at least " + (2 * RADIUS + 1) + (letter == 'z' ? "; compare plane by plane." : "."));
			margin[d] = windowed ? RADIUS : 0;
			size[d] -= 2 * margin[d];
			tile[d] = windowed ? letter == 'z' ? TILE_DEPTH : TILE : Axis.isSpatial(letter) ? TILE_DEPTH : 1;
		}
		double c1 = K1 * range * K1 * range;
		double c2 = K2 * range * K2 * range;
		return Volume.of(PixelType.FLOAT64, size, truth.axes(), tile, (min, count, dest) -> {
			int[] wide = count.clone();
			for (int d = 0; d < wide.length; d++)
				wide[d] += 2 * margin[d];
			similarity(ImageScores.doubles(truth, min, wide), ImageScores.doubles(other, min, wide), wide, margin, c1, c2, terms, (double[]) dest);
		});
	}

	private static void similarity(double[] a, double[] b, int[] wide, int[] margin, double c1, double c2, Terms terms, double[] dest) {
		double[] meanA = GaussianWindow.mean(a, wide, margin, SIGMA);
		double[] meanB = GaussianWindow.mean(b, wide, margin, SIGMA);
		double[] squareA = GaussianWindow.mean(product(a, a), wide, margin, SIGMA);
		double[] squareB = GaussianWindow.mean(product(b, b), wide, margin, SIGMA);
		double[] both = GaussianWindow.mean(product(a, b), wide, margin, SIGMA);
		for (int i = 0; i < meanA.length; i++) {
			double varianceA = squareA[i] - meanA[i] * meanA[i];
			double varianceB = squareB[i] - meanB[i] * meanB[i];
			double covariance = both[i] - meanA[i] * meanB[i];
			double luminance = (2 * meanA[i] * meanB[i] + c1) / (meanA[i] * meanA[i] + meanB[i] * meanB[i] + c1);
			dest[i] = terms.of(luminance, (2 * covariance + c2) / (varianceA + varianceB + c2));
		}
	}

	private static double[] product(double[] a, double[] b) {
		double[] product = new double[a.length];
		for (int i = 0; i < a.length; i++)
			product[i] = a[i] * b[i];
		return product;
	}
}
