package io.github.hourglass.architecture;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** An image of any number of axes, the last of which varies fastest, that repeats its border outside; and plain loops. */
public final class PlainImage {

	/** cos(π/3 (place + 1/2) frequency), each row of norm 1. */
	private static final double[][] COSINES = { { Math.sqrt(1 / 3.0), Math.sqrt(1 / 3.0), Math.sqrt(1 / 3.0) },
		{ Math.sqrt(0.5), 0, -Math.sqrt(0.5) }, { Math.sqrt(1 / 6.0), -Math.sqrt(4 / 6.0), Math.sqrt(1 / 6.0) } };

	final int[] size;
	final double[] data;

	private interface Pixel {

		void at(int[] position, int index);
	}

	PlainImage(int... size) {
		this.size = size;
		int elements = 1;
		for (int s : size)
			elements *= s;
		this.data = new double[elements];
	}

	/** Soft spheres, and what a camera that counts so many photons for white makes of them. */
	public static PlainImage[] noisyBlobs(int[] size, double photons, double readout, long seed) {
		Random random = new Random(seed);
		PlainImage clean = new PlainImage(size), noisy = new PlainImage(size);
		int blobs = Math.max(4, clean.data.length / (size.length == 2 ? 1600 : 6000));
		for (int b = 0; b < blobs; b++) {
			double[] center = new double[size.length];
			for (int axis = 0; axis < center.length; axis++)
				center[axis] = random.nextDouble() * size[axis];
			double radius = 4 + 8 * random.nextDouble(), brightness = 0.3 + 0.7 * random.nextDouble();
			clean.each((at, i) -> {
				double squares = 0;
				for (int axis = 0; axis < at.length; axis++)
					squares += (at[axis] - center[axis]) * (at[axis] - center[axis]);
				clean.data[i] = Math.max(clean.data[i], brightness / (1 + Math.exp(2 * (Math.sqrt(squares) - radius))));
			});
		}
		for (int i = 0; i < clean.data.length; i++)
			noisy.data[i] = poisson(random, clean.data[i] * photons) / photons + readout * random.nextGaussian();
		return new PlainImage[] { clean, noisy };
	}

	/** Knuth's method. */
	private static int poisson(Random random, double mean) {
		int count = -1;
		for (double product = 1, limit = Math.exp(-mean); product > limit; count++)
			product *= random.nextDouble();
		return count;
	}

	private void each(Pixel pixel) {
		each(size, pixel);
	}

	private static void each(int[] size, Pixel pixel) {
		int elements = 1;
		for (int s : size)
			elements *= s;
		int[] position = new int[size.length];
		for (int i = 0; i < elements; i++) {
			for (int rest = i, axis = size.length - 1; axis >= 0; axis--) {
				position[axis] = rest % size[axis];
				rest /= size[axis];
			}
			pixel.at(position, i);
		}
	}

	private double get(int... position) {
		int index = 0;
		for (int axis = 0; axis < size.length; axis++)
			index = index * size[axis] + Math.max(0, Math.min(size[axis] - 1, position[axis]));
		return data[index];
	}

	public PlainImage map(DoubleUnaryOperator function) {
		PlainImage result = new PlainImage(size);
		for (int i = 0; i < data.length; i++)
			result.data[i] = function.applyAsDouble(data[i]);
		return result;
	}

	public long[] size() {
		return java.util.Arrays.stream(size).asLongStream().toArray();
	}

	public float[] values() {
		float[] values = new float[data.length];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) data[i];
		return values;
	}

	double psnr(PlainImage other) {
		double squares = 0;
		for (int i = 0; i < data.length; i++)
			squares += (data[i] - other.data[i]) * (data[i] - other.data[i]);
		return -10 * Math.log10(squares / data.length);
	}

	/** Along one axis: sum over k of weights[k] * this[step * i + k - before]. */
	private PlainImage filtered(int axis, int step, int before, double... weights) {
		int[] smaller = size.clone();
		smaller[axis] /= step;
		PlainImage result = new PlainImage(smaller);
		result.each((at, i) -> {
			int[] position = at.clone();
			for (int k = 0; k < weights.length; k++) {
				position[axis] = step * at[axis] + k - before;
				result.data[i] += weights[k] * get(position);
			}
		});
		return result;
	}

	private PlainImage everywhere(int step, int before, double... weights) {
		PlainImage result = this;
		for (int axis = 0; axis < size.length; axis++)
			result = result.filtered(axis, step, before, weights);
		return result;
	}

	private PlainImage half() {
		return everywhere(2, 1, 0.125, 0.375, 0.375, 0.125);
	}

	private PlainImage twice() {
		PlainImage result = this;
		for (int a = 0; a < size.length; a++) {
			int axis = a;
			PlainImage source = result;
			int[] larger = source.size.clone();
			larger[axis] *= 2;
			PlainImage target = new PlainImage(larger);
			target.each((at, i) -> {
				int[] near = at.clone(), far = at.clone();
				near[axis] = at[axis] / 2;
				far[axis] = near[axis] + (at[axis] % 2 == 0 ? -1 : 1);
				target.data[i] = 0.75 * source.get(near) + 0.25 * source.get(far);
			});
			result = target;
		}
		return result;
	}

	private PlainImage combined(PlainImage other, double factor) {
		PlainImage result = new PlainImage(size);
		for (int i = 0; i < data.length; i++)
			result.data[i] = data[i] + factor * other.data[i];
		return result;
	}

	private PlainImage minus(PlainImage other) {
		return combined(other, -1);
	}

	private PlainImage plus(PlainImage other) {
		return combined(other, 1);
	}

	/** The coefficient of a frequency in the block of 3 pixels that starts there. */
	private double coefficient(int[] start, int[] frequency) {
		double[] sum = new double[1];
		int[] block = new int[size.length];
		java.util.Arrays.fill(block, 3);
		each(block, (offset, i) -> {
			int[] position = new int[size.length];
			for (int axis = 0; axis < size.length; axis++)
				position[axis] = start[axis] + offset[axis];
			sum[0] += cosine(frequency, offset) * get(position);
		});
		return sum[0];
	}

	private static double cosine(int[] frequency, int[] offset) {
		double product = 1;
		for (int axis = 0; axis < frequency.length; axis++)
			product *= COSINES[frequency[axis]][offset[axis]];
		return product;
	}

	/** What the starter network makes of it. */
	public PlainImage denoised() {
		PlainImage half = half(), quarter = half.half();
		PlainImage noise = everywhere(1, 1, 1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6));
		PlainImage strength = noise.map(value -> Math.abs(value) * Math.sqrt(Math.PI / 2)).half().half().everywhere(1, 1, 0.25, 0.5, 0.25);
		PlainImage finer = strength.twice();
		PlainImage middle = quarter.twice().plus(half.minus(quarter.twice()).shrunk(finer, responses(size.length, 1)));
		return middle.twice().plus(minus(half.twice()).shrunk(finer.twice(), responses(size.length, 0)));
	}

	/** Every block of the band transformed, its coefficients shrunk, transformed back, and averaged. */
	private PlainImage shrunk(PlainImage strength, double[] responses) {
		PlainImage result = new PlainImage(size);
		int[] starts = size.clone(), block = new int[size.length];
		java.util.Arrays.fill(block, 3);
		for (int axis = 0; axis < starts.length; axis++)
			starts[axis] += 2;
		each(block, (frequency, c) -> each(starts, (shifted, s) -> {
			int[] start = new int[size.length], center = new int[size.length];
			for (int axis = 0; axis < start.length; axis++) {
				start[axis] = shifted[axis] - 2;
				center[axis] = start[axis] + 1;
			}
			double value = coefficient(start, frequency), limit = 2 * strength.get(center) * responses[c];
			double kept = Math.abs(value) > limit ? value - limit * limit / value : 0;
			each(block, (offset, o) -> result.addInside(start, offset, kept * cosine(frequency, offset) / responses.length));
		}));
		return result;
	}

	private void addInside(int[] start, int[] offset, double value) {
		int index = 0;
		for (int axis = 0; axis < size.length; axis++) {
			int position = start[axis] + offset[axis];
			if (position < 0 || position >= size[axis])
				return;
			index = index * size[axis] + position;
		}
		data[index] += value;
	}

	/** Standard deviation of each coefficient for white noise: root of the mean square response to single bright pixels. */
	private static double[] responses(int axes, int level) {
		int period = 2 << level;
		int[] size = new int[axes], periods = new int[axes], block = new int[axes];
		java.util.Arrays.fill(size, 8 * period);
		java.util.Arrays.fill(periods, period);
		java.util.Arrays.fill(block, 3);
		double[] squares = new double[(int) Math.pow(3, axes)];
		each(periods, (phase, p) -> {
			PlainImage image = new PlainImage(size);
			image.each((at, i) -> {
				boolean there = true;
				for (int axis = 0; axis < axes; axis++)
					there &= at[axis] == 4 * period + phase[axis];
				image.data[i] = there ? 1 : 0;
			});
			PlainImage level0 = level == 0 ? image : image.half();
			PlainImage band = level0.minus(level0.half().twice());
			each(block, (frequency, c) -> {
				PlainImage response = band;
				for (int axis = 0; axis < axes; axis++)
					response = response.filtered(axis, 1, 1, COSINES[frequency[axis]]);
				for (double value : response.data)
					squares[c] += value * value;
			});
		});
		double[] deviations = new double[squares.length];
		for (int c = 0; c < squares.length; c++)
			deviations[c] = Math.sqrt(squares[c] / Math.pow(2, axes));
		return deviations;
	}
}
