package io.github.hourglass.predict;

import java.util.Arrays;

import io.github.hourglass.image.Volume;

/**
 * An image continued beyond its sides by its mirror image, without repeating the edge pixel: NumPy's {@code reflect}, as
 * often as needed; an axis of length 1 is repeated.
 */
final class Reflection {

	private Reflection() {}

	/** The pixel that stands at position {@code i} of an axis of {@code n} pixels continued without end. */
	static long index(long i, long n) {
		if (n == 1)
			return 0;
		long period = 2 * (n - 1);
		long phase = Math.floorMod(i, period);
		return phase < n ? phase : period - phase;
	}

	/** Copies a block that may lie partly or wholly beyond the sides. */
	static void copyFloats(Volume volume, long[] min, int[] size, float[] dest) {
		long[] dimensions = volume.dimensions();
		boolean inside = true;
		for (int d = 0; d < size.length; d++)
			inside &= min[d] >= 0 && min[d] + size[d] <= dimensions[d];
		if (inside) {
			volume.copyFloats(min, size, dest);
			return;
		}
		int[][] from = new int[size.length][];
		long[] sourceMin = new long[size.length];
		int[] sourceSize = new int[size.length];
		for (int d = 0; d < size.length; d++) {
			long[] index = new long[size[d]];
			for (int i = 0; i < size[d]; i++)
				index[i] = index(min[d] + i, dimensions[d]);
			sourceMin[d] = Arrays.stream(index).min().getAsLong();
			sourceSize[d] = Math.toIntExact(Arrays.stream(index).max().getAsLong() - sourceMin[d] + 1);
			long first = sourceMin[d];
			from[d] = Arrays.stream(index).mapToInt(i -> (int) (i - first)).toArray();
		}
		float[] source = new float[Volume.pixels(sourceSize)];
		volume.copyFloats(sourceMin, sourceSize, source);
		gather(source, sourceSize, from, size, dest);
	}

	private static void gather(float[] source, int[] sourceSize, int[][] from, int[] size, float[] dest) {
		int rows = Volume.pixels(size) / size[0];
		for (int row = 0; row < rows; row++) {
			int rest = row;
			int start = 0;
			for (int d = 1, stride = sourceSize[0]; d < size.length; stride *= sourceSize[d], d++) {
				start += from[d][rest % size[d]] * stride;
				rest /= size[d];
			}
			for (int i = 0; i < size[0]; i++)
				dest[row * size[0] + i] = source[start + from[0][i]];
		}
	}
}
