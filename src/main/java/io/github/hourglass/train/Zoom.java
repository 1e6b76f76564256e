package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * Patches of images as they would be at another magnification: alike along x and y, by a factor of its own along z. Factors are
 * evenly distributed in their logarithm, but never so small that no patch fits. Images are interpolated linearly, labels take
 * the nearest pixel, and targets are made of what results.
 *
 * @param most the largest factor; its inverse is the least
 */
record Zoom(double most) {

	Zoom() {
		this(2);
	}

	/**
	 * The same part of the image, magnified.
	 *
	 * @param patch per axis of the image
	 * @param labels whether the target holds labels
	 */
	Area of(Area area, int[] patch, PatchRule rule, boolean labels, SplittableRandom random) {
		double plane = factor(random);
		double deep = factor(random);
		double[] factors = new double[rule.dimensions()];
		for (int d = 0; d < factors.length; d++)
			factors[d] = Math.max(d < 2 ? plane : deep, (double) patch[d] / area.size()[d]);
		factors[0] = factors[1] = Math.max(factors[0], factors[1]);
		ImagePair part = area.pair(rule);
		TrainingImage image = area.image();
		return Area.whole(new TrainingImage(image.name(), zoomed(part.input(), factors, false), part.target() == null ? null : zoomed(part.target(), factors, labels),
			image.inputScaling(), image.targetScaling(), image.foreground()));
	}

	private double factor(SplittableRandom random) {
		return Math.pow(most, 2 * random.nextDouble() - 1);
	}

	/** @param factors along the first axes */
	static Volume zoomed(Volume volume, double[] factors, boolean nearest) {
		long[] dimensions = volume.dimensions();
		List<Axis> axes = new ArrayList<>();
		for (int d = 0; d < dimensions.length; d++) {
			Axis axis = volume.axes().get(d);
			axes.add(d < factors.length ? new Axis(axis.letter(), axis.scale() / factors[d], axis.origin(), axis.unit()) : axis);
			if (d < factors.length)
				dimensions[d] = Math.max(1, (long) (dimensions[d] * factors[d] + 1e-6));
		}
		return Volume.of(PixelType.FLOAT32, dimensions, Axes.of(axes), volume.blockSize(), (min, size, dest) -> {
			long[] from = min.clone();
			int[] count = size.clone();
			for (int d = 0; d < factors.length; d++) {
				from[d] = (long) position(min[d], factors[d], volume.dimensions()[d]);
				count[d] = (int) (Math.min(volume.dimensions()[d] - 1, (long) position(min[d] + size[d] - 1, factors[d], volume.dimensions()[d]) + 1) - from[d] + 1);
			}
			float[] values = new float[Volume.pixels(count)];
			volume.copyFloats(from, count, values);
			for (int d = 0; d < factors.length; d++) {
				double[] positions = new double[size[d]];
				for (int i = 0; i < positions.length; i++)
					positions[i] = position(min[d] + i, factors[d], volume.dimensions()[d]) - from[d];
				values = along(d, values, count, positions, nearest);
				count[d] = size[d];
			}
			System.arraycopy(values, 0, dest, 0, values.length);
		});
	}

	/** Where the middle of a pixel lies in an axis of {@code n} pixels. */
	private static double position(long pixel, double factor, long n) {
		return Math.max(0, Math.min(n - 1, (pixel + 0.5) / factor - 0.5));
	}

	private static float[] along(int d, float[] values, int[] size, double[] positions, boolean nearest) {
		int stride = 1;
		for (int i = 0; i < d; i++)
			stride *= size[i];
		int lines = values.length / (stride * size[d]);
		float[] result = new float[lines * positions.length * stride];
		for (int outer = 0; outer < lines; outer++)
			for (int i = 0; i < positions.length; i++) {
				int low = nearest ? (int) Math.rint(positions[i]) : (int) positions[i];
				int high = Math.min(size[d] - 1, nearest ? low : low + 1);
				float share = (float) (nearest ? 0 : positions[i] - low);
				int a = (outer * size[d] + low) * stride;
				int b = (outer * size[d] + high) * stride;
				int to = (outer * positions.length + i) * stride;
				for (int k = 0; k < stride; k++)
					result[to + k] = values[a + k] + share * (values[b + k] - values[a + k]);
			}
		return result;
	}
}
