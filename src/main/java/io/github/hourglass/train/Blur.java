package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Blurs the input only, in the plane of x and y, by a Gaussian whose width is evenly distributed from 0; mirrored beyond the
 * border.
 *
 * @param sigma the largest standard deviation, in pixels
 */
record Blur(double sigma) implements Change {

	Blur() {
		this(1.5);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		double here = sigma * random.nextDouble();
		int radius = (int) Math.ceil(4 * here);
		if (radius == 0)
			return;
		double[] kernel = new double[2 * radius + 1];
		double sum = 0;
		for (int i = 0; i < kernel.length; i++)
			sum += kernel[i] = Math.exp(-(i - radius) * (i - radius) / (2 * here * here));
		for (int i = 0; i < kernel.length; i++)
			kernel[i] /= sum;
		int width = patch.size[0];
		int height = patch.size[1];
		patch.input = along(along(patch.input, kernel, 1, width), kernel, width, height);
	}

	/** Convolves along an axis of that size, whose neighbors lie {@code stride} apart. */
	private static float[] along(float[] values, double[] kernel, int stride, int size) {
		int[] from = new int[size + kernel.length - 1];
		for (int i = 0; i < from.length; i++)
			from[i] = (int) Elastic.mirrored(i - kernel.length / 2, size) * stride;
		float[] result = new float[values.length];
		float[] line = new float[from.length];
		for (int first = 0; first < values.length; first += stride * size)
			for (int start = first; start < first + stride; start++) {
				for (int i = 0; i < line.length; i++)
					line[i] = values[start + from[i]];
				for (int i = 0; i < size; i++) {
					double sum = 0;
					for (int k = 0; k < kernel.length; k++)
						sum += kernel[k] * line[i + k];
					result[start + i * stride] = (float) sum;
				}
			}
		return result;
	}
}
