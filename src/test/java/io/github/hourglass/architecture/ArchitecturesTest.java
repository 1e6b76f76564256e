package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BiFunction;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.NetworkOptions.Activation;
import io.github.hourglass.architecture.NetworkOptions.LastActivation;
import io.github.hourglass.architecture.NetworkOptions.Normalization;
import io.github.hourglass.architecture.NetworkOptions.Pooling;
import io.github.hourglass.architecture.NetworkOptions.Upsampling;
import io.github.hourglass.engine.Tensor;

class ArchitecturesTest {

	private static final List<BiFunction<NetworkOptions, Long, Graph>> ALL = List.of(UNet::of, ResidualUNet::of, DenseUNet::of, PlainFcn::of,
		(options, seed) -> ResidualFcn.of(options.depth(4), seed));

	/** The published network: 17 layers, 64 filters, here without batch normalization, as in the weights of its authors. */
	@Test
	void dnCnnHasAsManyWeightsAsPublished() {
		NetworkOptions options = NetworkOptions.of(2).depth(17).baseFilters(64).residual(true);
		assertEquals(555_137, PlainFcn.of(options, 1).weights().parameters());
	}

	/** 556,032 in the usual implementation without any bias, and 64 + 1 biases here, and 15 x 64 means and variances. */
	@Test
	void dnCnnWithBatchNormalizationHasAsManyWeightsAsPublished() {
		NetworkOptions options = NetworkOptions.of(2).depth(17).baseFilters(64).residual(true).normalization(Normalization.BATCH);
		assertEquals(556_032 + 65 + 15 * 128, PlainFcn.of(options, 1).weights().parameters());
	}

	/**
	 * CSBDeep's default (unet_n_depth 2, unet_n_first 32, unet_kern_size 3), from its definition: (inputs x 9 + 1) x outputs
	 * per convolution, 1-32-32 | 32-64-64 | 64-128-64 | (64+64)-64-32 | (32+32)-32-32 | 32-1.
	 */
	@Test
	void careUNetHasAsManyWeightsAsItsDefinitionSays() {
		int[][] convolutions = { { 1, 32 }, { 32, 32 }, { 32, 64 }, { 64, 64 }, { 64, 128 }, { 128, 64 }, { 128, 64 }, { 64, 32 }, { 64, 32 }, { 32, 32 } };
		long weights2d = 33, weights3d = 33;
		for (int[] c : convolutions) {
			weights2d += (c[0] * 9L + 1) * c[1];
			weights3d += (c[0] * 27L + 1) * c[1];
		}
		assertEquals(332_641, weights2d);
		assertEquals(weights2d, UNet.of(NetworkOptions.of(2), 1).weights().parameters() - 8);
		assertEquals(weights3d, UNet.of(NetworkOptions.of(3), 1).weights().parameters() - 10);
	}

	@Test
	void everyCombinationRunsAndKeepsTheSize() {
		Random random = new Random(3);
		for (int dimensions = 2; dimensions <= 3; dimensions++) {
			for (var architecture : ALL) {
				for (int i = 0; i < 6; i++) {
					NetworkOptions options = NetworkOptions.of(dimensions).channels(2, 2).depth(2).baseFilters(3)
						.kernel(3 + 2 * random.nextInt(2)).convolutions(1 + random.nextInt(3)).normalization(pick(random, Normalization.values()))
						.activation(pick(random, Activation.values())).dropout(random.nextInt(2) * 0.2f).residual(random.nextBoolean())
						.lastActivation(pick(random, LastActivation.values())).pooling(pick(random, Pooling.values()))
						.upsampling(pick(random, Upsampling.values()));
					long[] shape = dimensions == 2 ? new long[] { 2, 2, 12, 8 } : new long[] { 1, 2, 4, 8, 12 };
					Tensor output = Onnx.run(architecture.apply(options, 5L), noise(random, shape));
					assertArrayEquals(shape, output.shape(), options.toString());
					for (float value : output.toFloats())
						assertTrue(Float.isFinite(value), options.toString());
				}
			}
		}
	}

	@Test
	void smallUNetGivesWhatPlainLoopsGive() {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(1).baseFilters(2).residual(true), 7);
		Tensor input = noise(new Random(1), 1, 1, 6, 8);
		Planes x = new Planes(input);
		Planes down = x.convolve(graph, "down0.conv0").relu().convolve(graph, "down0.conv1").relu();
		Planes middle = down.maxPool().convolve(graph, "middle.conv0").relu().convolve(graph, "middle.conv1").relu();
		Planes up = middle.twice().concatenate(down).convolve(graph, "up0.conv0").relu().convolve(graph, "up0.conv1").relu();
		Planes expected = up.convolve(graph, "last").add(x);
		assertArrayEquals(expected.values(), Onnx.run(graph, input).toFloats(), 1e-5f);
	}

	@Test
	void shortcutsAddTheInputOfABlockToWhatItComputes() {
		NetworkOptions options = NetworkOptions.of(2).depth(4).baseFilters(3);
		Graph graph = ResidualFcn.of(options, 7);
		Tensor input = noise(new Random(1), 1, 1, 6, 8);
		Planes first = new Planes(input).convolve(graph, "conv0");
		Planes block = first.relu().convolve(graph, "conv1").relu().convolve(graph, "conv2").add(first).relu();
		assertArrayEquals(block.convolve(graph, "conv3").values(), Onnx.run(graph, input).toFloats(), 1e-5f);
		Weights plain = PlainFcn.of(options, 7).weights();
		assertEquals(plain.names(), graph.weights().names());
		for (String name : plain.names())
			assertArrayEquals(plain.get(name).toFloats(), graph.weights().get(name).toFloats(), name);
	}

	@Test
	void weightsDependOnTheSeedAndTheirNameOnly() {
		Weights first = UNet.of(NetworkOptions.of(2), 1).weights();
		Weights other = UNet.of(NetworkOptions.of(2).normalization(Normalization.BATCH).depth(3), 1).weights();
		Weights seeded = UNet.of(NetworkOptions.of(2), 2).weights();
		String name = "down1.conv0.weight";
		assertArrayEquals(first.get(name).toFloats(), other.get(name).toFloats());
		assertNotEquals(first.get(name).toFloats()[0], seeded.get(name).toFloats()[0]);
		assertNotEquals(first.get("down1.conv1.weight").toFloats()[0], first.get(name).toFloats()[0]);
	}

	@Test
	void firstWeightsHaveTheVarianceOfHe() {
		float[] values = UNet.of(NetworkOptions.of(2), 1).weights().get("middle.conv0.weight").toFloats();
		double sum = 0, squares = 0;
		for (float value : values) {
			sum += value;
			squares += value * value;
		}
		double expected = 2.0 / (64 * 9);
		assertEquals(0, sum / values.length, 4 * Math.sqrt(expected / values.length));
		assertEquals(expected, squares / values.length, expected * 4 * Math.sqrt(2.0 / values.length));
	}

	@Test
	void optionsOutOfRangeAreRefusedByName() {
		NetworkOptions options = NetworkOptions.of(2);
		refused("2 or 3 dimensions", () -> NetworkOptions.of(4));
		refused("kernel size must be odd", () -> options.kernel(4));
		refused("dropout", () -> options.dropout(1));
		refused("dropout", () -> options.dropout(Float.NaN));
		refused("residual", () -> options.residual(true).channels(1, 3));
		refused("number of base filters", () -> options.baseFilters(0));
		refused("depth of a U-Net", () -> UNet.of(options.depth(7), 0));
		refused("must be even", () -> ResidualFcn.of(options.depth(5), 0));
		refused("fewer filters", () -> UNet.of(options.depth(6).baseFilters(1024), 0));
	}

	private static void refused(String words, org.junit.jupiter.api.function.Executable call) {
		String message = assertThrows(IllegalArgumentException.class, call).getMessage();
		assertTrue(message.contains(words), message);
	}

	private static <T> T pick(Random random, T[] values) {
		return values[random.nextInt(values.length)];
	}

	static Tensor noise(Random random, long... shape) {
		float[] values = new float[(int) Tensor.elements(shape)];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian();
		return Tensor.of(values, shape);
	}

	/** Channels of an image and the plainest possible layers. */
	private record Planes(List<float[][]> channels) {

		Planes(Tensor tensor) {
			this(planes(tensor));
		}

		private static List<float[][]> planes(Tensor tensor) {
			int height = (int) tensor.shape()[2], width = (int) tensor.shape()[3];
			List<float[][]> planes = new ArrayList<>();
			for (int c = 0; c < tensor.shape()[1]; c++) {
				planes.add(new float[height][width]);
				for (int y = 0; y < height; y++)
					for (int x = 0; x < width; x++)
						planes.get(c)[y][x] = tensor.floats().get((c * height + y) * width + x);
			}
			return planes;
		}

		private int height() {
			return channels.get(0).length;
		}

		private int width() {
			return channels.get(0)[0].length;
		}

		private interface Pixel {

			double at(int c, int y, int x);
		}

		private static Planes computed(int channels, int height, int width, Pixel pixel) {
			List<float[][]> planes = new ArrayList<>();
			for (int c = 0; c < channels; c++) {
				planes.add(new float[height][width]);
				for (int y = 0; y < height; y++)
					for (int x = 0; x < width; x++)
						planes.get(c)[y][x] = (float) pixel.at(c, y, x);
			}
			return new Planes(planes);
		}

		private double get(int c, int y, int x) {
			return y < 0 || x < 0 || y >= height() || x >= width() ? 0 : channels.get(c)[y][x];
		}

		Planes convolve(Graph graph, String name) {
			Tensor weight = graph.weights().get(name + ".weight");
			Tensor bias = graph.weights().get(name + ".bias");
			int inputs = channels.size(), kernel = (int) weight.shape()[3];
			return computed((int) weight.shape()[0], height(), width(), (c, y, x) -> {
				double sum = bias.floats().get(c);
				for (int i = 0; i < inputs; i++)
					for (int v = 0; v < kernel; v++)
						for (int u = 0; u < kernel; u++)
							sum += weight.floats().get(((c * inputs + i) * kernel + v) * kernel + u) * get(i, y + v - kernel / 2, x + u - kernel / 2);
				return sum;
			});
		}

		Planes relu() {
			return computed(channels.size(), height(), width(), (c, y, x) -> Math.max(0, get(c, y, x)));
		}

		Planes maxPool() {
			return computed(channels.size(), height() / 2, width() / 2, (c, y, x) -> Math.max(
				Math.max(get(c, 2 * y, 2 * x), get(c, 2 * y, 2 * x + 1)), Math.max(get(c, 2 * y + 1, 2 * x), get(c, 2 * y + 1, 2 * x + 1))));
		}

		Planes twice() {
			return computed(channels.size(), height() * 2, width() * 2, (c, y, x) -> get(c, y / 2, x / 2));
		}

		Planes concatenate(Planes other) {
			List<float[][]> both = new ArrayList<>(channels);
			both.addAll(other.channels);
			return new Planes(both);
		}

		Planes add(Planes other) {
			return computed(channels.size(), height(), width(), (c, y, x) -> get(c, y, x) + other.get(c, y, x));
		}

		float[] values() {
			float[] values = new float[channels.size() * height() * width()];
			for (int i = 0; i < values.length; i++)
				values[i] = channels.get(i / (height() * width()))[i / width() % height()][i % width()];
			return values;
		}
	}
}
