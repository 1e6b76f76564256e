package io.github.hourglass.train;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Gaussian filter, median and non-local means over a plane or a volume whose noise has a standard deviation of 1, each with a range of
 * parameters, so that the best for an image can be chosen. In volumes, whose slices lie farther apart than their pixels, each has
 * smaller sizes along z too.
 */
final class ClassicDenoisers {

	static final String GAUSSIAN = "Gaussian";
	private static final double[] SIGMAS = { 0.5, 0.7, 0.85, 1, 1.2, 1.45, 1.75, 2.1, 2.5, 3, 3.6, 4.4, 5.5, 7, 9, 12 };
	private static final double[] SIGMAS_3D = { 0.5, 0.7, 1, 1.4, 1.8, 2.4, 3.2, 4.5, 7 };
	/** Of the size in the plane. */
	private static final double[] ALONG_Z = { 0.25, 0.5, 1 };
	private static final int[] MEDIAN_RADII = { 1, 2, 3, 4, 5, 6, 8, 10 };
	private static final int[] MEDIAN_RADII_3D = { 1, 2, 3, 4 };
	private static final int[] PATCH_RADII = { 1, 2, 3, 4, 6 };
	private static final int[] PATCH_RADII_3D = { 1, 2 };
	private static final int SEARCH = 10, SEARCH_3D = 5, SEARCH_Z = 2;
	private static final double[] STRENGTHS = { 0.25, 0.35, 0.45, 0.55, 0.65, 0.8, 1, 1.25, 1.6, 2.2 };
	private static final int STEPS = 1024;
	private static final double LARGEST = 12;
	private static final float[] DECAY = new float[STEPS + 2];

	static {
		for (int i = 0; i <= STEPS; i++)
			DECAY[i] = (float) Math.exp(-LARGEST * i / STEPS);
	}

	private final float[] image;
	private final int width;
	private final int height;
	private final int depth;

	ClassicDenoisers(float[] image, int width, int height) {
		this(image, width, height, 1);
	}

	ClassicDenoisers(float[] image, int width, int height, int depth) {
		this.image = image;
		this.width = width;
		this.height = height;
		this.depth = depth;
	}

	/** Every result of every method, by method. */
	Map<String, Consumer<Consumer<float[]>>> methods() {
		boolean flat = depth == 1;
		Map<String, Consumer<Consumer<float[]>>> methods = new LinkedHashMap<>();
		methods.put(GAUSSIAN, results -> {
			for (double sigma : flat ? SIGMAS : SIGMAS_3D)
				for (double share : flat ? new double[] { 0 } : ALONG_Z)
					results.accept(gaussian(sigma, share * sigma));
		});
		methods.put("median", results -> {
			for (int radius : flat ? MEDIAN_RADII : MEDIAN_RADII_3D)
				for (int deep = 0; deep <= (flat ? 0 : Math.min(radius, 2)); deep++)
					results.accept(median(radius, deep));
		});
		methods.put("non-local means", results -> {
			for (int radius : flat ? PATCH_RADII : PATCH_RADII_3D)
				Arrays.stream(nonLocalMeans(radius)).forEach(results);
		});
		return methods;
	}

	private static int mirrored(int i, int n) {
		if (n == 1)
			return 0;
		int period = 2 * n - 2;
		int at = Math.floorMod(i, period);
		return at < n ? at : period - at;
	}

	float[] gaussian(double sigma) {
		return gaussian(sigma, 0);
	}

	/** @param deep standard deviation along z; 0 leaves slices alone */
	private float[] gaussian(double sigma, double deep) {
		float[] plane = along(along(image, sigma, 1, width), sigma, width, height);
		return deep == 0 ? plane : along(plane, deep, width * height, depth);
	}

	/** Convolved along the axis that has this stride and size. */
	private static float[] along(float[] from, double sigma, int stride, int n) {
		int radius = (int) Math.ceil(4 * sigma);
		double[] kernel = new double[2 * radius + 1];
		double sum = 0;
		for (int k = -radius; k <= radius; k++)
			sum += kernel[k + radius] = Math.exp(-k * k / (2 * sigma * sigma));
		float[] result = new float[from.length];
		for (int i = 0; i < from.length; i++) {
			int at = i / stride % n;
			int first = i - at * stride;
			double value = 0;
			for (int k = -radius; k <= radius; k++)
				value += kernel[k + radius] * from[first + mirrored(at + k, n) * stride];
			result[i] = (float) (value / sum);
		}
		return result;
	}

	float[] median(int radius) {
		return median(radius, 0);
	}

	/** Over a disk in each of so many slices above and below. */
	private float[] median(int radius, int deep) {
		float[] result = new float[image.length];
		float[] near = new float[(2 * radius + 1) * (2 * radius + 1) * (2 * deep + 1)];
		for (int z = 0; z < depth; z++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++) {
					int n = 0;
					for (int k = -deep; k <= deep; k++)
						for (int j = -radius; j <= radius; j++)
							for (int i = -radius; i <= radius; i++)
								if (i * i + j * j <= radius * (radius + 1))
									near[n++] = image[(mirrored(z + k, depth) * height + mirrored(y + j, height)) * width + mirrored(x + i, width)];
					Arrays.sort(near, 0, n);
					result[(z * height + y) * width + x] = n % 2 == 1 ? near[n / 2] : (near[n / 2 - 1] + near[n / 2]) / 2;
				}
		return result;
	}

	/**
	 * Buades, Coll and Morel (Image Processing On Line 1, 2011): weights {@code exp(-max(d² - 2, 0) / h²)}, where d² is the mean squared
	 * difference of two patches, over a window of 21 × 21, in volumes of 11 × 11 × 5; the pixel itself weighs as much as the best other. One
	 * result for each strength h.
	 */
	float[][] nonLocalMeans(int patch) {
		int search = depth == 1 ? SEARCH : SEARCH_3D, searchZ = depth == 1 ? 0 : SEARCH_Z, patchZ = depth == 1 ? 0 : 1;
		int margin = patch + search, marginZ = patchZ + searchZ;
		int wide = width + 2 * margin, high = height + 2 * margin, deep = depth + 2 * marginZ;
		float[] padded = new float[wide * high * deep];
		for (int z = 0; z < deep; z++)
			for (int y = 0; y < high; y++)
				for (int x = 0; x < wide; x++)
					padded[(z * high + y) * wide + x] = image[(mirrored(z - marginZ, depth) * height + mirrored(y - margin, height)) * width + mirrored(x - margin, width)];
		int n = STRENGTHS.length;
		float[][] sums = new float[n][image.length], weights = new float[n][image.length], best = new float[n][image.length];
		for (int dz = -searchZ; dz <= searchZ; dz++)
			for (int dy = -search; dy <= search; dy++)
				for (int dx = -search; dx <= search; dx++)
					if (dx != 0 || dy != 0 || dz != 0)
						shift(padded, wide, high, new int[] { margin, margin, marginZ }, new int[] { patch, patch, patchZ }, (dz * high + dy) * wide + dx, sums, weights, best);
		for (int k = 0; k < n; k++)
			for (int i = 0; i < image.length; i++) {
				float own = Math.max(best[k][i], 1e-6f);
				sums[k][i] = (sums[k][i] + own * image[i]) / (weights[k][i] + own);
			}
		return sums;
	}

	/** Adds what lies so far away in the padded image, weighed by how alike the patches are. */
	private void shift(float[] padded, int wide, int high, int[] margin, int[] patch, int by, float[][] sums, float[][] weights, float[][] best) {
		int[] size = { width + 2 * patch[0], height + 2 * patch[1], depth + 2 * patch[2] };
		float[] squares = new float[size[0] * size[1] * size[2]];
		for (int z = 0, i = 0; z < size[2]; z++)
			for (int y = 0; y < size[1]; y++)
				for (int x = 0, from = ((z + margin[2] - patch[2]) * high + y + margin[1] - patch[1]) * wide + margin[0] - patch[0]; x < size[0]; x++, i++) {
					float difference = padded[from + x] - padded[from + x + by];
					squares[i] = difference * difference;
				}
		float[] means = summed(summed(summed(squares, size, 0, patch[0]), size, 1, patch[1]), size, 2, patch[2]);
		double pixels = (2.0 * patch[0] + 1) * (2 * patch[1] + 1) * (2 * patch[2] + 1);
		for (int row = 0; row < height * depth; row++) {
			for (int i = row * width; i < (row + 1) * width; i++)
				means[i] = (float) Math.max(0, means[i] / pixels - 2);
			int from = ((row / height + margin[2]) * high + row % height + margin[1]) * wide + margin[0] + by;
			for (int k = 0; k < STRENGTHS.length; k++)
				weigh(means, padded, from, row * width, (float) (STEPS / (LARGEST * STRENGTHS[k] * STRENGTHS[k])), sums[k], weights[k], best[k]);
		}
	}

	/** Sums over windows of one axis, which becomes shorter by what the windows take; {@code size} follows. */
	private static float[] summed(float[] values, int[] size, int axis, int radius) {
		if (radius == 0)
			return values;
		int before = size[axis], after = before - 2 * radius, stride = axis == 0 ? 1 : axis == 1 ? size[0] : size[0] * size[1];
		float[] sums = new float[values.length / before * after];
		for (int outer = 0; outer < values.length / (stride * before); outer++)
			for (int inner = 0; inner < stride; inner++) {
				double sum = 0;
				int from = outer * stride * before + inner, to = outer * stride * after + inner;
				for (int k = 0; k < before; k++) {
					sum += values[from + k * stride];
					if (k >= 2 * radius) {
						sums[to + (k - 2 * radius) * stride] = (float) sum;
						sum -= values[from + (k - 2 * radius) * stride];
					}
				}
			}
		size[axis] = after;
		return sums;
	}

	/** Along one row. */
	private void weigh(float[] distances, float[] values, int from, int first, float scale, float[] sums, float[] weights, float[] best) {
		for (int x = 0, i = first; x < width; x++, i++) {
			float weight = DECAY[(int) Math.min(STEPS + 1, distances[i] * scale + 0.5f)];
			sums[i] += weight * values[from + x];
			weights[i] += weight;
			best[i] = Math.max(best[i], weight);
		}
	}
}
