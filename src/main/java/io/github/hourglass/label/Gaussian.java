package io.github.hourglass.label;

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
		int stride = 1;
		for (int d = 0; d < 3; stride *= size[d++]) {
			int n = size[d];
			if (kernels[d].length == 1 || n == 1)
				continue;
			float[] line = new float[n];
			int all = size[0] * size[1] * size[2];
			for (int outer = 0; outer < all; outer += stride * n)
				for (int start = outer; start < outer + stride; start++) {
					for (int at = 0, i = start; at < n; at++, i += stride)
						line[at] = pixels[i];
					for (int at = 0, i = start; at < n; at++, i += stride)
						pixels[i] = smoothed(line, at, kernels[d]);
				}
		}
	}

	private static float smoothed(float[] line, int at, double[] kernel) {
		double sum = kernel[0] * line[at];
		for (int i = 1; i < kernel.length; i++)
			sum += kernel[i] * ((double) line[Math.max(0, at - i)] + line[Math.min(line.length - 1, at + i)]);
		return (float) sum;
	}
}
