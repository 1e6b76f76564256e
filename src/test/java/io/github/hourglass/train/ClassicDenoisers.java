package io.github.hourglass.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gaussian filter, median and non-local means over a plane whose noise has a standard deviation of 1, each with a range of
 * parameters, so that the best for an image can be chosen.
 */
final class ClassicDenoisers {

	private static final double[] SIGMAS = { 0.5, 0.7, 0.85, 1, 1.2, 1.45, 1.75, 2.1, 2.5, 3, 3.6, 4.4, 5.5, 7, 9, 12 };
	private static final int[] MEDIAN_RADII = { 1, 2, 3, 4, 5, 6, 8, 10 };
	private static final int[] PATCH_RADII = { 1, 2, 3, 4, 6 };
	private static final int SEARCH = 10;
	private static final double[] STRENGTHS = { 0.25, 0.35, 0.45, 0.55, 0.65, 0.8, 1, 1.25, 1.6, 2.2 };
	private static final int STEPS = 1024;
	private static final double LARGEST = 12;
	private static final float[] DECAY = new float[STEPS + 2];

	static {
		for (int i = 0; i < DECAY.length; i++)
			DECAY[i] = (float) Math.exp(-LARGEST * i / STEPS);
	}

	private final float[] image;
	private final int width;
	private final int height;

	ClassicDenoisers(float[] image, int width, int height) {
		this.image = image;
		this.width = width;
		this.height = height;
	}

	/** Every result of every method, by method. */
	Map<String, Consumer<Consumer<float[]>>> methods() {
		Map<String, Consumer<Consumer<float[]>>> methods = new LinkedHashMap<>();
		methods.put("Gaussian", results -> Arrays.stream(SIGMAS).forEach(sigma -> results.accept(gaussian(sigma))));
		methods.put("median", results -> Arrays.stream(MEDIAN_RADII).forEach(radius -> results.accept(median(radius))));
		methods.put("non-local means", results -> Arrays.stream(PATCH_RADII).forEach(radius -> Arrays.stream(nonLocalMeans(radius)).forEach(results)));
		return methods;
	}

	private static int mirrored(int i, int n) {
		int period = 2 * n - 2;
		int at = Math.floorMod(i, period);
		return at < n ? at : period - at;
	}

	float[] gaussian(double sigma) {
		int radius = (int) Math.ceil(4 * sigma);
		double[] kernel = new double[2 * radius + 1];
		double sum = 0;
		for (int k = -radius; k <= radius; k++)
			sum += kernel[k + radius] = Math.exp(-k * k / (2 * sigma * sigma));
		float[] rows = new float[image.length];
		float[] result = new float[image.length];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				double value = 0;
				for (int k = -radius; k <= radius; k++)
					value += kernel[k + radius] * image[y * width + mirrored(x + k, width)];
				rows[y * width + x] = (float) (value / sum);
			}
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				double value = 0;
				for (int k = -radius; k <= radius; k++)
					value += kernel[k + radius] * rows[mirrored(y + k, height) * width + x];
				result[y * width + x] = (float) (value / sum);
			}
		return result;
	}

	/** Over a disk. */
	float[] median(int radius) {
		float[] result = new float[image.length];
		float[] near = new float[(2 * radius + 1) * (2 * radius + 1)];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				int n = 0;
				for (int j = -radius; j <= radius; j++)
					for (int i = -radius; i <= radius; i++)
						if (i * i + j * j <= radius * (radius + 1))
							near[n++] = image[mirrored(y + j, height) * width + mirrored(x + i, width)];
				Arrays.sort(near, 0, n);
				result[y * width + x] = n % 2 == 1 ? near[n / 2] : (near[n / 2 - 1] + near[n / 2]) / 2;
			}
		return result;
	}

	/**
	 * Buades, Coll and Morel (Image Processing On Line 1, 2011): weights {@code exp(-max(d² - 2, 0) / h²)}, where d² is the mean squared
	 * difference of two patches, over a window of 21 × 21; the pixel itself weighs as much as the best other. One result for each
	 * strength h.
	 */
	float[][] nonLocalMeans(int patch) {
		int margin = patch + SEARCH;
		int wide = width + 2 * margin;
		int high = height + 2 * margin;
		float[] padded = new float[wide * high];
		for (int y = 0; y < high; y++)
			for (int x = 0; x < wide; x++)
				padded[y * wide + x] = image[mirrored(y - margin, height) * width + mirrored(x - margin, width)];
		int n = STRENGTHS.length;
		float[][] sums = new float[n][image.length];
		float[][] weights = new float[n][image.length];
		float[][] best = new float[n][image.length];
		for (int dy = -SEARCH; dy <= SEARCH; dy++)
			for (int dx = -SEARCH; dx <= SEARCH; dx++)
				if (dx != 0 || dy != 0)
					shift(padded, wide, margin, patch, dx, dy, sums, weights, best);
		for (int k = 0; k < n; k++)
			for (int i = 0; i < image.length; i++) {
				float own = Math.max(best[k][i], 1e-6f);
				sums[k][i] = (sums[k][i] + own * image[i]) / (weights[k][i] + own);
			}
		return sums;
	}

	private void shift(float[] padded, int wide, int margin, int patch, int dx, int dy, float[][] sums, float[][] weights, float[][] best) {
		int side = 2 * patch + 1;
		double[] columns = new double[wide];
		for (int y = 0; y < height; y++) {
			if (y == 0)
				for (int j = -patch; j <= patch; j++)
					row(padded, wide, margin + j, dx, dy, margin - patch, columns, 1);
			else {
				row(padded, wide, margin + y + patch, dx, dy, margin - patch, columns, 1);
				row(padded, wide, margin + y - patch - 1, dx, dy, margin - patch, columns, -1);
			}
			double sum = 0;
			for (int x = margin - patch; x < margin + patch; x++)
				sum += columns[x];
			for (int x = 0; x < width; x++) {
				sum += columns[margin + x + patch];
				weigh(Math.max(0, sum / (side * side) - 2), padded[(margin + y + dy) * wide + margin + x + dx], y * width + x, sums, weights, best);
				sum -= columns[margin + x - patch];
			}
		}
	}

	private void row(float[] padded, int wide, int y, int dx, int dy, int from, double[] columns, int sign) {
		for (int x = from; x < wide - from; x++) {
			double difference = padded[y * wide + x] - padded[(y + dy) * wide + x + dx];
			columns[x] += sign * difference * difference;
		}
	}

	private static void weigh(double distance, float value, int i, float[][] sums, float[][] weights, float[][] best) {
		for (int k = 0; k < STRENGTHS.length; k++) {
			double at = distance / (STRENGTHS[k] * STRENGTHS[k]) * (STEPS / LARGEST);
			if (at >= STEPS)
				continue;
			float weight = DECAY[(int) (at + 0.5)];
			sums[k][i] += weight * value;
			weights[k][i] += weight;
			best[k][i] = Math.max(best[k][i], weight);
		}
	}
}
