package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.function.IntToDoubleFunction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.engine.Tensor;

class StarterNetworkTest {

	@Test
	void imagesBecomeWhatThePyramidInPlainLoopsGives() {
		Image image = noisyBlobs(new int[] { 24, 36 }, 30, 0.05, 1)[1];
		assertArrayEquals(image.denoised().values(), run(image).values(), 1e-5f);
	}

	@Test
	void volumesBecomeWhatThePyramidInPlainLoopsGives() {
		Image image = noisyBlobs(new int[] { 8, 12, 16 }, 30, 0.05, 2)[1];
		assertArrayEquals(image.denoised().values(), run(image).values(), 1e-5f);
	}

	/** Measured in dB, 2-D and 3-D: 10 photons 19.5 to 23.7 and 17.0 to 25.2, 50 photons 26.7 to 32.4 and 23.7 to 31.2, 200 photons 30.9 to 37.3 and 28.6 to 35.8. */
	@ParameterizedTest
	@ValueSource(ints = { 10, 50, 200 })
	void noisyNucleiBecomeClearer(int photons) {
		Image[] flat = noisyBlobs(new int[] { 256, 256 }, photons, 0.02, 3);
		double before = flat[0].psnr(flat[1]), after = flat[0].psnr(run(flat[1]));
		assertTrue(after > before + 4, "2-D, " + photons + " photons: " + before + " dB before, " + after + " dB after");
		Image[] solid = noisyBlobs(new int[] { 32, 64, 64 }, photons, 0.02, 4);
		double before3d = solid[0].psnr(solid[1]), after3d = solid[0].psnr(run(solid[1]));
		assertTrue(after3d > before3d + 4, "3-D, " + photons + " photons: " + before3d + " dB before, " + after3d + " dB after");
	}

	@Test
	void brightnessAndContrastOfTheInputPassThrough() {
		Image image = noisyBlobs(new int[] { 32, 32 }, 30, 0.05, 5)[1];
		Image result = run(image);
		Image other = run(image.map(i -> 0.25 * image.data[i] - 2));
		assertArrayEquals(result.map(i -> 0.25 * result.data[i] - 2).values(), other.values(), 1e-5f);
	}

	@Test
	void cleanRampsAndEdgesStay() {
		Image edge = new Image(32, 32);
		for (int i = 0; i < edge.data.length; i++)
			edge.data[i] = i % 32 / 32.0 + (i % 32 > 12 ? 1 : 0);
		assertArrayEquals(edge.values(), run(edge).values(), 1e-4f);
	}

	@Test
	void otherDimensionsAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> StarterNetwork.of(1));
	}

	@Test
	void tilesAreExactWithStride4() {
		for (int dimensions = 2; dimensions <= 3; dimensions++) {
			ReceptiveField field = ReceptiveField.of(StarterNetwork.of(dimensions));
			for (int axis = 2; axis < dimensions + 2; axis++) {
				ReceptiveField.Axis seen = field.axis(Layers.INPUT, axis, Layers.OUTPUT);
				assertEquals(ReceptiveField.Kind.EXACT, seen.kind(), seen.why());
				assertEquals(4, seen.stride());
			}
		}
	}

	private static Image run(Image image) {
		long[] shape = new long[image.size.length + 2];
		shape[0] = shape[1] = 1;
		for (int axis = 0; axis < image.size.length; axis++)
			shape[axis + 2] = image.size[axis];
		float[] result = Onnx.run(StarterNetwork.of(image.size.length), Tensor.of(image.values(), shape)).toFloats();
		Image output = new Image(image.size);
		for (int i = 0; i < result.length; i++)
			output.data[i] = result[i];
		return output;
	}

	/** Soft spheres, and what a camera that counts so many photons for white makes of them. */
	private static Image[] noisyBlobs(int[] size, double photons, double readout, long seed) {
		Random random = new Random(seed);
		Image clean = new Image(size), noisy = new Image(size);
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
		return new Image[] { clean, noisy };
	}

	/** Knuth's method. */
	private static int poisson(Random random, double mean) {
		int count = -1;
		for (double product = 1, limit = Math.exp(-mean); product > limit; count++)
			product *= random.nextDouble();
		return count;
	}

	private interface Pixel {

		void at(int[] position, int index);
	}

	/** An image of any number of axes, the last of which varies fastest, that repeats its border outside; and plain loops. */
	private static final class Image {

		/** cos(π/3 (place + 1/2) frequency), each row of norm 1. */
		private static final double[][] COSINES = { { Math.sqrt(1 / 3.0), Math.sqrt(1 / 3.0), Math.sqrt(1 / 3.0) },
			{ Math.sqrt(0.5), 0, -Math.sqrt(0.5) }, { Math.sqrt(1 / 6.0), -Math.sqrt(4 / 6.0), Math.sqrt(1 / 6.0) } };

		private final int[] size;
		private final double[] data;

		Image(int... size) {
			this.size = size;
			int elements = 1;
			for (int s : size)
				elements *= s;
			this.data = new double[elements];
		}

		void each(Pixel pixel) {
			each(size, pixel);
		}

		static void each(int[] size, Pixel pixel) {
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

		double get(int... position) {
			int index = 0;
			for (int axis = 0; axis < size.length; axis++)
				index = index * size[axis] + Math.max(0, Math.min(size[axis] - 1, position[axis]));
			return data[index];
		}

		Image map(IntToDoubleFunction function) {
			Image result = new Image(size);
			for (int i = 0; i < data.length; i++)
				result.data[i] = function.applyAsDouble(i);
			return result;
		}

		float[] values() {
			float[] values = new float[data.length];
			for (int i = 0; i < values.length; i++)
				values[i] = (float) data[i];
			return values;
		}

		double psnr(Image other) {
			double squares = 0;
			for (int i = 0; i < data.length; i++)
				squares += (data[i] - other.data[i]) * (data[i] - other.data[i]);
			return -10 * Math.log10(squares / data.length);
		}

		/** Along one axis: sum over k of weights[k] * this[step * i + k - before]. */
		private Image filtered(int axis, int step, int before, double... weights) {
			int[] smaller = size.clone();
			smaller[axis] /= step;
			Image result = new Image(smaller);
			result.each((at, i) -> {
				int[] position = at.clone();
				for (int k = 0; k < weights.length; k++) {
					position[axis] = step * at[axis] + k - before;
					result.data[i] += weights[k] * get(position);
				}
			});
			return result;
		}

		private Image everywhere(int step, int before, double... weights) {
			Image result = this;
			for (int axis = 0; axis < size.length; axis++)
				result = result.filtered(axis, step, before, weights);
			return result;
		}

		Image half() {
			return everywhere(2, 1, 0.125, 0.375, 0.375, 0.125);
		}

		Image twice() {
			Image result = this;
			for (int a = 0; a < size.length; a++) {
				int axis = a;
				Image source = result;
				int[] larger = source.size.clone();
				larger[axis] *= 2;
				Image target = new Image(larger);
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

		Image minus(Image other) {
			return map(i -> data[i] - other.data[i]);
		}

		Image plus(Image other) {
			return map(i -> data[i] + other.data[i]);
		}

		/** The coefficient of a frequency in the block of 3 pixels that starts there. */
		double coefficient(int[] start, int[] frequency) {
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

		static double cosine(int[] frequency, int[] offset) {
			double product = 1;
			for (int axis = 0; axis < frequency.length; axis++)
				product *= COSINES[frequency[axis]][offset[axis]];
			return product;
		}

		Image denoised() {
			Image half = half(), quarter = half.half();
			Image noise = everywhere(1, 1, 1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6));
			Image strength = noise.map(i -> Math.abs(noise.data[i]) * Math.sqrt(Math.PI / 2)).half().half().everywhere(1, 1, 0.25, 0.5, 0.25);
			Image finer = strength.twice();
			Image middle = quarter.twice().plus(half.minus(quarter.twice()).shrunk(finer, responses(size.length, 1)));
			return middle.twice().plus(minus(half.twice()).shrunk(finer.twice(), responses(size.length, 0)));
		}

		/** Every block of the band transformed, its coefficients shrunk, transformed back, and averaged. */
		Image shrunk(Image strength, double[] responses) {
			Image result = new Image(size);
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
		static double[] responses(int axes, int level) {
			int period = 2 << level;
			int[] size = new int[axes], periods = new int[axes], block = new int[axes];
			java.util.Arrays.fill(size, 8 * period);
			java.util.Arrays.fill(periods, period);
			java.util.Arrays.fill(block, 3);
			double[] squares = new double[(int) Math.pow(3, axes)];
			each(periods, (phase, p) -> {
				Image image = new Image(size);
				image.each((at, i) -> {
					boolean there = true;
					for (int axis = 0; axis < axes; axis++)
						there &= at[axis] == 4 * period + phase[axis];
					image.data[i] = there ? 1 : 0;
				});
				Image level0 = level == 0 ? image : image.half();
				Image band = level0.minus(level0.half().twice());
				each(block, (frequency, c) -> {
					Image response = band;
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
}
