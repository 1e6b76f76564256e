package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.List;

/**
 * An image with more or fewer pixels along some axes, computed block by block on demand. Where pixels become fewer each is the mean of what it
 * covers, shares of pixels counted as such; where they become more they are interpolated linearly between the centers of the
 * old ones, and the border is continued beyond the outermost. The image covers the same place as before.
 */
public final class Resampling {

	private final Volume image;
	private final long[] dimensions;

	private Resampling(Volume image, long[] dimensions) {
		this.image = image;
		this.dimensions = dimensions;
	}

	/**
	 * @param dimensions new ones, in the order of the image's axes
	 * @return 32-bit float; the image itself if the dimensions are its own
	 */
	public static Volume of(Volume image, long[] dimensions) {
		long[] before = image.dimensions();
		if (java.util.Arrays.equals(before, dimensions))
			return image;
		int[] blocks = image.blockSize();
		List<Axis> axes = new ArrayList<>();
		for (int d = 0; d < dimensions.length; d++) {
			if (dimensions[d] < 1)
				throw new IllegalArgumentException("An image cannot have " + dimensions[d] + " pixels along " + image.axes().letter(d) + ".");
			double ratio = (double) before[d] / dimensions[d];
			Axis axis = image.axes().get(d);
			axes.add(ratio == 1 ? axis : new Axis(axis.letter(), axis.scale() * ratio, axis.origin() + (ratio - 1) / 2 * axis.scale(), axis.unit()));
			blocks[d] = (int) Math.max(1, Math.min(dimensions[d], Math.round(blocks[d] / ratio)));
		}
		return Volume.of(PixelType.FLOAT32, dimensions, Axes.of(axes), blocks, new Resampling(image, dimensions.clone())::block).withMetadata(image.metadata());
	}

	private void block(long[] min, int[] size, Object dest) {
		long[] from = new long[min.length];
		int[] wide = new int[min.length];
		Line[] lines = new Line[min.length];
		for (int d = 0; d < min.length; d++) {
			lines[d] = Line.of(image.dimensions()[d], dimensions[d], min[d], size[d]);
			from[d] = lines[d].from;
			wide[d] = lines[d].wide;
		}
		float[] values = new float[Volume.pixels(wide)];
		image.copyFloats(from, wide, values);
		for (int d = 0; d < min.length; d++) {
			values = lines[d].along(values, wide, d);
			wide[d] = size[d];
		}
		System.arraycopy(values, 0, dest, 0, values.length);
	}

	/**
	 * Which old pixels make each new one along an axis.
	 *
	 * @param from first old pixel that is needed, of {@code wide} in all
	 * @param first of the old pixels of each new one, counted from {@code from}
	 */
	private record Line(long from, int wide, int[] first, float[][] weights) {

		static Line of(long before, long after, long min, int size) {
			double ratio = (double) before / after;
			long[] first = new long[size];
			float[][] weights = new float[size][];
			long least = Long.MAX_VALUE, last = 0;
			for (int i = 0; i < size; i++) {
				first[i] = ratio > 1 ? covered(ratio, min + i, before, weights, i) : between(ratio, min + i, before, weights, i);
				least = Math.min(least, first[i]);
				last = Math.max(last, first[i] + weights[i].length - 1);
			}
			int[] relative = new int[size];
			for (int i = 0; i < size; i++)
				relative[i] = (int) (first[i] - least);
			return new Line(least, Math.toIntExact(last - least + 1), relative, weights);
		}

		private static long covered(double ratio, long at, long before, float[][] weights, int i) {
			double low = at * ratio, high = Math.min(before, (at + 1) * ratio);
			long first = Math.min(before - 1, (long) Math.floor(low)), last = Math.min(before - 1, (long) Math.ceil(high) - 1);
			float[] own = new float[(int) (last - first + 1)];
			for (int k = 0; k < own.length; k++)
				own[k] = (float) ((Math.min(high, first + k + 1) - Math.max(low, first + k)) / (high - low));
			weights[i] = own;
			return first;
		}

		private static long between(double ratio, long at, long before, float[][] weights, int i) {
			double center = Math.max(0, Math.min(before - 1, (at + 0.5) * ratio - 0.5));
			long first = (long) Math.floor(center);
			float share = (float) (center - first);
			weights[i] = share == 0 ? new float[] { 1 } : new float[] { 1 - share, share };
			return first;
		}

		float[] along(float[] values, int[] size, int axis) {
			int stride = 1;
			for (int d = 0; d < axis; d++)
				stride *= size[d];
			int outer = values.length / stride / wide, count = first.length;
			float[] made = new float[outer * stride * count];
			for (int o = 0; o < outer; o++)
				for (int i = 0; i < count; i++)
					for (int k = 0; k < weights[i].length; k++) {
						float weight = weights[i][k];
						int source = (o * wide + first[i] + k) * stride, to = (o * count + i) * stride;
						for (int s = 0; s < stride; s++)
							made[to + s] += weight * values[source + s];
					}
			return made;
		}
	}
}
