package io.github.hourglass.score;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.step.Affine;

/**
 * How near an image is to the truth, over all its pixels, whatever its size.
 *
 * @param mse mean squared difference
 * @param psnr peak signal-to-noise ratio in dB, {@code 10 log10(range² / mse)}; infinite for equal images
 * @param ssim mean structural similarity, at most 1
 */
public record ImageScores(double mse, double psnr, double ssim) {

	/** The window reaches so far to each side: 3.5 standard deviations, rounded, as in scikit-image. */
	private static final int RADIUS = 5;
	private static final double SIGMA = 1.5;
	private static final double K1 = 0.01;
	private static final double K2 = 0.03;
	private static final double EPS = 1e-10;
	private static final int TILE = 128;
	private static final int TILE_DEPTH = 16;

	/**
	 * All scores, over the range of the truth: its largest minus its least value.
	 *
	 * @param image of the truth's size, its axes in any order
	 * @param dimensions in which structure is looked at for SSIM: 2, plane by plane, or 3
	 * @param fit whether the image is first {@link #fitted} to the truth
	 * @throws IllegalArgumentException if the images differ in size, are smaller than the window of SSIM along an axis, or the truth
	 *           is constant
	 */
	public static ImageScores of(Volume truth, Volume image, int dimensions, boolean fit, Progress progress) {
		Volume compared = fit ? fitted(truth, image, progress.part(0, 4)) : image;
		double range = range(truth, progress.part(1, 4));
		double mse = mse(truth, compared, progress.part(2, 4));
		return new ImageScores(mse, psnr(mse, range), ssim(truth, compared, dimensions, range, progress.part(3, 4)));
	}

	/** Largest minus least value; refused if they are equal. */
	public static double range(Volume truth, Progress progress) {
		Moments.Statistics statistics = Moments.of(truth, "", progress).joint();
		if (!(statistics.max() > statistics.min()))
			throw new IllegalArgumentException("'" + truth.metadata().title() + "' has the same value everywhere, so nothing can be compared with it.");
		return statistics.max() - statistics.min();
	}

	/** Mean squared difference; NaN if a pixel of either image is not finite. */
	public static double mse(Volume truth, Volume image, Progress progress) {
		return mean(pixelwise(truth, image, (a, b) -> (a - b) * (a - b)), progress);
	}

	/** @param range of the values that count as signal, such as {@link #range} or 255 */
	public static double psnr(double mse, double range) {
		return 10 * Math.log10(range * range / mse);
	}

	/**
	 * The image times a factor plus an offset, the two that make the mean squared difference to the truth least: CSBDeep's
	 * {@code normalize_minmse}. For networks that give the image in units of their own.
	 */
	public static Volume fitted(Volume truth, Volume image, Progress progress) {
		double meanTruth = mean(truth, progress.part(0, 4));
		double meanImage = mean(image, progress.part(1, 4));
		double covariance = mean(pixelwise(truth, image, (a, b) -> (a - meanTruth) * (b - meanImage)), progress.part(2, 4));
		double variance = mean(pixelwise(image, image, (a, b) -> (a - meanImage) * (b - meanImage)), progress.part(3, 4));
		double unbias = truth.voxels() / Math.max(1.0, truth.voxels() - 1.0);
		double factor = covariance * unbias / (variance * unbias + EPS);
		return Affine.of(meanImage, factor, meanTruth).apply(image);
	}

	/** Mean of {@link #ssimMap}. */
	public static double ssim(Volume truth, Volume image, int dimensions, double range, Progress progress) {
		return mean(ssimMap(truth, image, dimensions, range), progress);
	}

	/**
	 * Structural similarity at every position whose window lies inside the image (Wang, Bovik, Sheikh and Simoncelli, IEEE
	 * Transactions on Image Processing 2004): windows of 11 pixels along each axis, Gaussian of standard deviation 1.5, K1 = 0.01,
	 * K2 = 0.03, population covariances. Its mean equals scikit-image's {@code structural_similarity} with
	 * {@code gaussian_weights=True, sigma=1.5, use_sample_covariance=False}. Computed on demand.
	 *
	 * @param dimensions 2 or 3; the other axes are compared position by position
	 * @param range of the values that count as signal
	 */
	public static Volume ssimMap(Volume truth, Volume image, int dimensions, double range) {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("Structure is looked at in 2 or 3 dimensions, not in " + dimensions + ".");
		Volume other = alike(truth, image);
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
			similarity(doubles(truth, min, wide), doubles(other, min, wide), wide, margin, c1, c2, (double[]) dest);
		});
	}

	private static void similarity(double[] a, double[] b, int[] wide, int[] margin, double c1, double c2, double[] dest) {
		double[] meanA = GaussianWindow.mean(a, wide, margin, SIGMA);
		double[] meanB = GaussianWindow.mean(b, wide, margin, SIGMA);
		double[] squareA = GaussianWindow.mean(product(a, a), wide, margin, SIGMA);
		double[] squareB = GaussianWindow.mean(product(b, b), wide, margin, SIGMA);
		double[] both = GaussianWindow.mean(product(a, b), wide, margin, SIGMA);
		for (int i = 0; i < meanA.length; i++) {
			double varianceA = squareA[i] - meanA[i] * meanA[i];
			double varianceB = squareB[i] - meanB[i] * meanB[i];
			double covariance = both[i] - meanA[i] * meanB[i];
			dest[i] = (2 * meanA[i] * meanB[i] + c1) * (2 * covariance + c2)
				/ ((meanA[i] * meanA[i] + meanB[i] * meanB[i] + c1) * (varianceA + varianceB + c2));
		}
	}

	private static double[] product(double[] a, double[] b) {
		double[] product = new double[a.length];
		for (int i = 0; i < a.length; i++)
			product[i] = a[i] * b[i];
		return product;
	}

	@FunctionalInterface
	private interface Pixelwise {
		double of(double truth, double image);
	}

	private static Volume pixelwise(Volume truth, Volume image, Pixelwise function) {
		Volume other = alike(truth, image);
		return truth.withPixels(PixelType.FLOAT64, (min, size, dest) -> {
			double[] values = (double[]) dest;
			double[] a = doubles(truth, min, size);
			double[] b = doubles(other, min, size);
			for (int i = 0; i < a.length; i++)
				values[i] = function.of(a[i], b[i]);
		});
	}

	/** The image with its axes in the order of the truth. */
	private static Volume alike(Volume truth, Volume image) {
		for (char letter : Axis.LETTERS.toCharArray())
			if (truth.size(letter) != image.size(letter))
				throw new IllegalArgumentException("'" + image.metadata().title() + "' has " + image.size(letter) + " pixels along " + letter
					+ ", the image it is compared with has " + truth.size(letter) + "; both must have the same size.");
		return image.inOrder(truth.axes().letters());
	}

	private static double[] doubles(Volume volume, long[] min, int[] size) {
		PixelType type = volume.type();
		double[] values = new double[Volume.pixels(size)];
		Object pixels = type == PixelType.FLOAT64 ? values : type.newArray(values.length);
		volume.copy(min, size, pixels);
		if (pixels != values)
			for (int i = 0; i < values.length; i++)
				values[i] = type.get(pixels, i);
		return values;
	}

	private static double mean(Volume volume, Progress progress) {
		Moments.Statistics statistics = Moments.of(volume, "", progress).joint();
		return statistics.nans() + statistics.infinities() > 0 ? Double.NaN : statistics.mean();
	}
}
