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
 * @param msSsim multi-scale structural similarity, at most 1; NaN if the image has fewer than 161 pixels along x or y
 */
public record ImageScores(double mse, double psnr, double ssim, double msSsim) {

	private static final double EPS = 1e-10;

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
		double range = range(truth, progress.part(0, 3));
		Volume compared = fit ? fitted(truth, image, progress.part(1, 3)) : image;
		return of(truth, compared, dimensions, range, progress.part(2, 3));
	}

	/**
	 * All scores over a given range.
	 *
	 * @param range of the values that count as signal, such as 255
	 */
	public static ImageScores of(Volume truth, Volume image, int dimensions, double range, Progress progress) {
		double mse = mse(truth, image, progress.part(0, 3));
		return new ImageScores(mse, psnr(mse, range), ssim(truth, image, dimensions, range, progress.part(1, 3)),
			msSsim(truth, image, range, progress.part(2, 3)));
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
		return StructuralSimilarity.map(truth, alike(truth, image), dimensions, range, StructuralSimilarity.WHOLE);
	}

	/**
	 * Multi-scale structural similarity (Wang, Simoncelli and Bovik, Asilomar 2003), plane by plane, the mean over all planes:
	 * five scales, each the means of 2 x 2 pixels of the one before (an odd last row or column stands for itself), their
	 * contrast-structure terms and the luminance term of the last raised to 0.0448, 0.2856, 0.3001, 0.2363 and 0.1333. A negative
	 * mean counts as 0, as in TensorFlow's {@code ssim_multiscale}.
	 *
	 * @param range of the values that count as signal
	 * @return NaN if an axis has fewer than 161 pixels, which five scales need
	 */
	public static double msSsim(Volume truth, Volume image, double range, Progress progress) {
		return MultiScaleSimilarity.of(truth, alike(truth, image), range, progress);
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
	static Volume alike(Volume truth, Volume image) {
		for (char letter : Axis.LETTERS.toCharArray())
			if (truth.size(letter) != image.size(letter))
				throw new IllegalArgumentException("'" + image.metadata().title() + "' has " + Axis.counted(letter, image.size(letter))
					+ ", the image it is compared with has " + truth.size(letter) + "; both must have the same size.");
		return image.inOrder(truth.axes().letters());
	}

	static double[] doubles(Volume volume, long[] min, int[] size) {
		PixelType type = volume.type();
		double[] values = new double[Volume.pixels(size)];
		Object pixels = type == PixelType.FLOAT64 ? values : type.newArray(values.length);
		volume.copy(min, size, pixels);
		if (pixels != values)
			for (int i = 0; i < values.length; i++)
				values[i] = type.get(pixels, i);
		return values;
	}

	static double mean(Volume volume, Progress progress) {
		Moments.Statistics statistics = Moments.of(volume, "", progress).joint();
		return statistics.nans() + statistics.infinities() > 0 ? Double.NaN : statistics.mean();
	}
}
