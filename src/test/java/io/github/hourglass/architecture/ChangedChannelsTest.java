package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;

class ChangedChannelsTest {

	private static final Initializer INITIALIZER = new Initializer(1);
	private static final int SIDE = 16;

	@TempDir
	Path folder;

	private final List<String> notes = new ArrayList<>();

	private static NetworkOptions options(int inputs, int outputs) {
		return NetworkOptions.of(2).depth(1).baseFilters(4).channels(inputs, outputs);
	}

	private Graph changed(Graph graph, int inputs, int outputs, boolean widened) {
		return ChangedChannels.of(graph, inputs, outputs, widened, INITIALIZER, notes::add);
	}

	private static float[] picture(int seed) {
		Random random = new Random(seed);
		float[] pixels = new float[SIDE * SIDE];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) random.nextGaussian();
		return pixels;
	}

	/** The same picture in every channel. */
	private static float[] repeated(float[] picture, int channels) {
		float[] all = new float[channels * picture.length];
		for (int c = 0; c < channels; c++)
			System.arraycopy(picture, 0, all, c * picture.length, picture.length);
		return all;
	}

	private float[] run(Graph graph, float[] image) {
		Path file = folder.resolve("network.onnx");
		OnnxFile.write(graph, file);
		try (Network network = new OnnxEngine().open(file, EngineOptions.cpu())) {
			Tensor input = Tensor.of(image, 1, image.length / (SIDE * SIDE), SIDE, SIDE);
			String output = graph.outputs().get(0).name();
			return network.run(Map.of(graph.inputs().get(0).name(), input), Collections.singletonMap(output, null)).get(output).toFloats();
		}
	}

	@ParameterizedTest
	@CsvSource({ "1, 3", "3, 1", "3, 4", "3, 2" })
	void theSamePictureInAllChannelsGivesTheSameResponse(int before, int after) {
		Graph graph = UNet.of(options(before, 1).residual(false), 2);
		float[] picture = picture(1);
		assertArrayEquals(run(graph, repeated(picture, before)), run(changed(graph, after, 1, false), repeated(picture, after)), 1e-5f);
		assertTrue(notes.get(0).contains("Conv 'down0.conv0'") && notes.get(0).contains("mean"), notes.toString());
	}

	@Test
	void channelsThatWereKnownKeepTheirKernels() {
		Graph graph = UNet.of(options(2, 1).residual(false), 2);
		float[] before = graph.weights().get("down0.conv0.weight").toFloats(), after = changed(graph, 4, 1, false).weights().get("down0.conv0.weight").toFloats();
		for (int o = 0; o < 4; o++)
			for (int k = 0; k < 9; k++) {
				float first = before[(o * 2) * 9 + k], second = before[(o * 2 + 1) * 9 + k];
				float[] expected = { first / 2, second / 2, (first + second) / 4, (first + second) / 4 };
				for (int c = 0; c < 4; c++)
					assertEquals(expected[c], after[(o * 4 + c) * 9 + k], 1e-6f);
			}
	}

	@Test
	void theLastLayerIsMadeAnewWithTheVarianceOfHe() {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(1).baseFilters(32).channels(1, 1).residual(false), 2);
		Graph changed = changed(graph, 1, 60, false);
		Tensor last = changed.weights().get("last.weight");
		assertArrayEquals(new long[] { 60, 32, 1, 1 }, last.shape());
		double square = 0;
		for (float value : last.toFloats())
			square += (double) value * value / last.elements();
		assertEquals(1.0 / 32, square, 0.003, "gain 1, since nothing follows it");
		assertArrayEquals(new float[60], changed.weights().get("last.bias").toFloats());
		assertEquals(60, changed.outputs().get(0).shape()[1]);
		assertSame(graph.weights().get("down0.conv0.weight"), changed.weights().get("down0.conv0.weight"));
		assertTrue(notes.get(0).contains("Conv 'last'") && notes.get(0).contains("He initialization"), notes.toString());
	}

	@Test
	void channelsForAnUncertaintyLeaveTheOthersAsTheyWere() {
		for (boolean residual : new boolean[] { false, true }) {
			Graph graph = UNet.of(options(1, 1).residual(residual), 2);
			float[] picture = picture(3), before = run(graph, picture), after = run(changed(graph, 1, 2, true), picture);
			assertArrayEquals(before, Arrays.copyOf(after, before.length), 1e-6f);
			assertArrayEquals(new float[before.length], Arrays.copyOfRange(after, before.length, 2 * before.length));
		}
	}

	@Test
	void aResidualConnectionStaysWhereItCan() {
		Graph graph = PlainFcn.of(NetworkOptions.of(2).depth(3).baseFilters(4).residual(true), 2);
		Graph color = changed(graph, 3, 3, false);
		assertTrue(color.nodes().stream().anyMatch(node -> List.of("Add", "Sub").contains(node.operator())));
		assertEquals(3 * SIDE * SIDE, run(color, repeated(picture(1), 3)).length);
		notes.clear();
		Graph classes = changed(graph, 1, 4, false);
		assertEquals(4 * SIDE * SIDE, run(classes, picture(1)).length);
		assertTrue(notes.stream().anyMatch(note -> note.startsWith("The residual connection")), notes.toString());
	}

	@Test
	void whatFitsStaysTheSame() {
		Graph graph = UNet.of(options(2, 3).residual(false), 2);
		assertEquals(graph.nodes(), changed(graph, 2, 3, false).nodes());
		assertTrue(notes.isEmpty());
	}

	private void assertRefused(Graph graph, int inputs, int outputs, String node) {
		String message = assertThrows(GraphException.class, () -> changed(graph, inputs, outputs, false)).getMessage();
		assertTrue(message.contains(node) && message.contains("cannot be changed"), message);
	}

	private static float[] ones(int count) {
		float[] ones = new float[count];
		IntStream.range(0, count).forEach(i -> ones[i] = 1);
		return ones;
	}

	@Test
	void sharedWeightsAreRefusedWithTheNode() {
		Sketch sketch = new Sketch(17);
		String weight = sketch.floats(ones(9), 1, 1, 3, 3);
		String first = sketch.node("Conv", List.of(sketch.input("image", -1, 1, -1, -1), weight), "pads", new long[] { 1, 1, 1, 1 });
		sketch.node("Conv", List.of(first, weight), "pads", new long[] { 1, 1, 1, 1 });
		Graph graph = sketch.build();
		assertRefused(graph, 3, 1, "shares its weights");
	}

	@Test
	void anEndWithoutAConvolutionIsRefusedWithTheNode() {
		Sketch sketch = new Sketch(17);
		String image = sketch.input("image", -1, 2, -1, -1);
		sketch.node("Conv", List.of(sketch.node("PRelu", List.of(image, sketch.floats(ones(2), 2, 1, 1))), sketch.floats(ones(18), 1, 2, 3, 3)));
		assertRefused(sketch.build(), 3, 1, "PRelu");
		Sketch other = new Sketch(17);
		String features = other.node("Conv", List.of(other.input("image", -1, 1, -1, -1), other.floats(ones(36), 4, 1, 3, 3)));
		other.node("ReduceMean", List.of(features), "axes", new long[] { 1 }, "keepdims", 1);
		assertRefused(other.build(), 1, 3, "ReduceMean");
	}

	@Test
	void aConvolutionInGroupsIsRefusedWithTheNode() {
		Sketch sketch = new Sketch(17);
		String image = sketch.input("image", -1, 2, -1, -1);
		sketch.node("Conv", List.of(sketch.node("Conv", List.of(image, sketch.floats(ones(18), 2, 1, 3, 3)), "group", 2), sketch.floats(ones(2), 1, 2, 1, 1)));
		assertRefused(sketch.build(), 3, 1, "groups");
	}
}
