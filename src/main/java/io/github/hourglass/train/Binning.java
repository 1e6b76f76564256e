package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Images with larger pixels, each the mean of those it covers, as a camera with larger pixels would give them. */
final class Binning {

	/** About so many pixels are read at once. */
	private static final int BLOCK = 1 << 20;

	private Binning() {}

	/** The part of an image that whole large pixels cover. @param factors along x, y[, z] */
	static Volume fitting(Volume image, int[] factors) {
		long[] size = image.dimensions();
		for (int d = 0; d < size.length; d++)
			size[d] -= size[d] % factor(image, d, factors);
		if (Arrays.stream(size).anyMatch(s -> s == 0))
			throw new IllegalArgumentException("'" + image.metadata().title() + "' is smaller than the scale.");
		return image.crop(new long[size.length], size);
	}

	/** Computed on demand, in 32-bit floats, the calibration larger alike. @param factors along x, y[, z] */
	static Volume of(Volume image, int[] factors) {
		Volume source = fitting(image, factors);
		int[] by = new int[source.axes().count()];
		long[] size = source.dimensions();
		int[] block = new int[by.length];
		List<Axis> axes = new ArrayList<>();
		for (int d = 0; d < by.length; d++) {
			by[d] = factor(image, d, factors);
			size[d] /= by[d];
			block[d] = (int) Math.min(size[d], Math.max(1, source.blockSize()[d] / by[d]));
			Axis axis = source.axes().get(d);
			axes.add(new Axis(axis.letter(), axis.scale() * by[d], axis.origin() + axis.scale() * (by[d] - 1) / 2, axis.unit()));
		}
		return Volume.of(PixelType.FLOAT32, size, Axes.of(axes), block, (min, count, dest) -> slabs(source, by, min, count, (float[]) dest))
			.withMetadata(image.metadata());
	}

	private static int factor(Volume image, int d, int[] factors) {
		int axis = "xyz".indexOf(image.axes().letter(d));
		return axis >= 0 && axis < factors.length ? factors[axis] : 1;
	}

	/** One position of the slowest axis after the other where a block would be large. */
	private static void slabs(Volume source, int[] by, long[] min, int[] count, float[] dest) {
		int last = count.length - 1;
		long pixels = 1;
		for (int d = 0; d < count.length; d++)
			pixels *= (long) count[d] * by[d];
		if (pixels <= BLOCK || count[last] == 1) {
			means(source, by, min, count, dest, 0);
			return;
		}
		long[] at = min.clone();
		int[] one = count.clone();
		one[last] = 1;
		for (int i = 0; i < count[last]; i++, at[last]++)
			means(source, by, at, one, dest, i * Volume.pixels(one));
	}

	private static void means(Volume source, int[] by, long[] min, int[] count, float[] dest, int to) {
		long[] from = min.clone();
		int[] size = count.clone();
		int covered = 1;
		for (int d = 0; d < by.length; d++) {
			from[d] *= by[d];
			size[d] = Math.multiplyExact(size[d], by[d]);
			covered *= by[d];
		}
		float[] values = new float[Volume.pixels(size)];
		source.copyFloats(from, size, values);
		double[] sums = new double[Volume.pixels(count)];
		int[] position = new int[size.length];
		for (float value : values) {
			int at = 0;
			for (int d = size.length - 1; d >= 0; d--)
				at = at * count[d] + position[d] / by[d];
			sums[at] += value;
			for (int d = 0; d < size.length && ++position[d] == size[d]; d++)
				position[d] = 0;
		}
		for (int i = 0; i < sums.length; i++)
			dest[to + i] = (float) (sums[i] / covered);
	}
}
