package io.github.hourglass.label;

import java.util.Arrays;

/** Smooths boxes of pixels with a Gaussian, axis by axis, cut off at four standard deviations. */
final class Gaussian {

	private static final double REACH = 4;

	private final double[][] kernels = new double[3][];

	/** @param sigma standard deviation along x, y, z in pixels; 0 for none */
	Gaussian(double[] sigma) {
		for (int d = 0; d < 3; d++) {
			int reach = (int) (REACH * sigma[d] + 0.5);
			double[] kernel = new double[reach + 1];
			double sum = 0;
			for (int i = 0; i <= reach; i++) {
				kernel[i] = sigma[d] == 0 ? 1 : Math.exp(-0.5 * i * i / (sigma[d] * sigma[d]));
				sum += i == 0 ? kernel[i] : 2 * kernel[i];
			}
			for (int i = 0; i <= reach; i++)
				kernel[i] /= sum;
			kernels[d] = kernel;
		}
	}

	/** Pixels that a result depends on, to either side along an axis. */
	int reach(int d) {
		return kernels[d].length - 1;
	}

	/** Smooths in place; pixels beyond the ends of the box are taken as the nearest one in it. */
	void apply(float[] pixels, int[] size) {
		if (kernels[0].length > 1 && size[0] > 1)
			alongLines(pixels, size);
		for (int d = 1; d < 3; d++)
			if (kernels[d].length > 1 && size[d] > 1)
				across(pixels, size, d);
	}

	private void alongLines(float[] pixels, int[] size) {
		int n = size[0];
		int reach = reach(0);
		float[] line = new float[n + 2 * reach];
		for (int from = 0, all = n * size[1] * size[2]; from < all; from += n) {
			Arrays.fill(line, 0, reach, pixels[from]);
			System.arraycopy(pixels, from, line, reach, n);
			Arrays.fill(line, reach + n, line.length, pixels[from + n - 1]);
			float middle = (float) kernels[0][0];
			for (int x = 0; x < n; x++)
				pixels[from + x] = middle * line[reach + x];
			for (int i = 1; i <= reach; i++) {
				float weight = (float) kernels[0][i];
				int before = reach - i;
				int behind = reach + i;
				for (int x = 0; x < n; x++)
					pixels[from + x] += weight * (line[before + x] + line[behind + x]);
			}
		}
	}

	/** Row by row, so that neighbors in memory are summed together. */
	private void across(float[] pixels, int[] size, int d) {
		int width = size[0];
		int n = size[d];
		int stride = d == 1 ? width : width * size[1];
		int outer = d == 1 ? size[2] : size[1];
		int outerStride = d == 1 ? width * size[1] : width;
		float[] rows = new float[n * width];
		float[] sum = new float[width];
		for (int o = 0; o < outer; o++) {
			int from = o * outerStride;
			for (int at = 0; at < n; at++)
				System.arraycopy(pixels, from + at * stride, rows, at * width, width);
			for (int at = 0; at < n; at++) {
				float middle = (float) kernels[d][0];
				for (int x = 0, row = at * width; x < width; x++)
					sum[x] = middle * rows[row + x];
				for (int i = 1; i <= reach(d); i++)
					add(rows, Math.max(0, at - i) * width, Math.min(n - 1, at + i) * width, (float) kernels[d][i], sum);
				System.arraycopy(sum, 0, pixels, from + at * stride, width);
			}
		}
	}

	private static void add(float[] rows, int before, int behind, float weight, float[] sum) {
		for (int x = 0; x < sum.length; x++)
			sum[x] += weight * (rows[before + x] + rows[behind + x]);
	}
}
