package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;

class InflatedTest {

	private static final int WIDTH = 24, HEIGHT = 16, SLICES = 5;

	@TempDir
	Path folder;

	private static Tensor noise(long... shape) {
		Random random = new Random(3);
		float[] values = new float[Math.toIntExact(Tensor.elements(shape))];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian();
		return Tensor.of(values, shape);
	}

	private Tensor run(Graph graph, Tensor image) {
		Path file = folder.resolve("network.onnx");
		OnnxFile.write(graph, file);
		try (Network network = new OnnxEngine().open(file, EngineOptions.cpu())) {
			String output = graph.outputs().get(0).name();
			return network.run(Map.of(graph.inputs().get(0).name(), image), Collections.singletonMap(output, null)).get(output);
		}
	}

	/** Every slice of a stack beside the network for planes on that slice. */
	private void assertSlicesComeOutAsPlanes(Graph planes) {
		int channels = Math.toIntExact(planes.inputs().get(0).shape()[1]);
		Tensor stack = noise(1, channels, SLICES, HEIGHT, WIDTH);
		Tensor result = run(Inflated.of(planes), stack);
		float[] given = stack.toFloats(), got = result.toFloats();
		int gives = Math.toIntExact(result.shape()[1]), out = got.length / gives / SLICES, plane = WIDTH * HEIGHT;
		assertEquals(SLICES, result.shape()[2]);
		for (int z = 0; z < SLICES; z++) {
			float[] slice = new float[channels * plane];
			for (int c = 0; c < channels; c++)
				System.arraycopy(given, (c * SLICES + z) * plane, slice, c * plane, plane);
			float[] expected = run(planes, Tensor.of(slice, 1, channels, HEIGHT, WIDTH)).toFloats();
			for (int c = 0; c < gives; c++)
				assertArrayEquals(Arrays.copyOfRange(expected, c * out, (c + 1) * out),
					Arrays.copyOfRange(got, (c * SLICES + z) * out, (c * SLICES + z + 1) * out), 1e-4f, "slice " + z);
		}
	}

	private static NetworkOptions options() {
		return NetworkOptions.of(2).channels(2, 3).depth(2).baseFilters(4);
	}

	@ParameterizedTest
	@EnumSource(NetworkOptions.Pooling.class)
	void slicesOfAUNetComeOutAsPlanes(NetworkOptions.Pooling pooling) {
		assertSlicesComeOutAsPlanes(UNet.of(options().pooling(pooling).residual(false), 1));
	}

	@Test
	void slicesOfOtherNetworksComeOutAsPlanes() {
		NetworkOptions square = options().channels(2, 2).normalization(NetworkOptions.Normalization.BATCH).upsampling(NetworkOptions.Upsampling.TRANSPOSED);
		assertSlicesComeOutAsPlanes(ResidualUNet.of(square, 1));
		assertSlicesComeOutAsPlanes(DenseUNet.of(square.lastActivation(NetworkOptions.LastActivation.SOFTMAX).residual(false), 1));
		assertSlicesComeOutAsPlanes(PlainFcn.of(square.activation(NetworkOptions.Activation.LEAKYRELU), 1));
	}

	/** A convolution with what others' networks have: no padding, rates, numbers by channel, padding in front. */
	@ParameterizedTest
	@CsvSource({ "VALID, 1", "SAME_UPPER, 1", "SAME_LOWER, 1", "NOTSET, 2" })
	void slicesOfOddLayersComeOutAsPlanes(String padding, long apart) {
		GraphBuilder graph = new GraphBuilder("odd");
		graph.input(Layers.info("x", 1, 2));
		String padded = graph.node("Pad", "pad", Map.of("mode", "reflect"), "x", graph.weight("sizes", Tensor.of(new long[] { 0, 0, 2, 1, 0, 0, 3, 1 }, 8)));
		String convolved = graph.node("Conv", "conv", Map.of("auto_pad", padding, "dilations", new long[] { apart, apart }, "kernel_shape", new long[] { 3, 3 }), padded,
			graph.weight("kernels", noise(2, 1, 3, 3)));
		String scaled = graph.node("Mul", "mul", Map.of(), convolved, graph.weight("factors", noise(2, 1, 1)));
		graph.node(new Node("Add", "", "add", List.of(scaled, graph.weight("number", noise())), List.of("y"), Map.of()));
		graph.output(Layers.info("y", 2, 2));
		assertSlicesComeOutAsPlanes(graph.build());
	}

	@Test
	void kernelsReachAsFarAlongZAsInThePlaneAndTheirNewSlicesAreZero() {
		Graph planes = UNet.of(options().residual(false), 1), stacks = Inflated.of(planes);
		Tensor kernels = stacks.weights().get("down1.conv0.weight");
		assertArrayEquals(new long[] { 8, 4, 3, 3, 3 }, kernels.shape());
		float[] before = planes.weights().get("down1.conv0.weight").toFloats(), after = kernels.toFloats();
		for (int i = 0; i < after.length; i++)
			assertEquals(i / 9 % 3 == 1 ? before[i / 27 * 9 + i % 9] : 0, after[i]);
		assertArrayEquals(new long[] { 3, 4, 1, 1, 1 }, stacks.weights().get("last.weight").shape());
		assertArrayEquals(new long[] { -1, 2, -1, -1, -1 }, stacks.inputs().get(0).shape());
	}

	@Test
	void aLayerThatLooksAtTheWholePlaneIsNamed() {
		Graph whole = UNet.of(options().normalization(NetworkOptions.Normalization.INSTANCE).residual(false), 1);
		GraphException refused = assertThrows(GraphException.class, () -> Inflated.of(whole));
		assertTrue(refused.getMessage().contains("InstanceNormalization 'down0.conv0.norm'"), refused.getMessage());
		assertThrows(GraphException.class, () -> Inflated.of(UNet.of(NetworkOptions.of(3).depth(1), 1)));
	}
}
