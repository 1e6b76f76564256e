package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;

class HalfPrecisionTest {

	@TempDir
	Path folder;

	/** From IEEE 754-2019: one, the largest, the least normal and the least subnormal number, a third, and halves between two. */
	@ParameterizedTest
	@CsvSource({ "1, 3c00", "-2, c000", "65504, 7bff", "0.00006103515625, 0400", "0.000000059604644775390625, 0001", "0.333251953125, 3555", "0.33333333, 3555", "0, 0000", "-0.0, 8000",
		"1.00048828125, 3c00", "1.00146484375, 3c02", "0.000060975551605224609375, 03ff", "0.99999, 3c00", "2049, 6800", "2051, 6802" })
	void aValueBecomesTheNearestOfSixteenBits(float value, String bits) {
		assertEquals(bits, String.format("%04x", HalfPrecision.half(value) & 0xffff));
	}

	private float[] run(Path file, Graph graph, Tensor image) {
		OnnxFile.write(graph, file);
		try (Network network = new OnnxEngine().open(file, EngineOptions.cpu())) {
			String output = graph.outputs().get(0).name();
			return network.run(Map.of(graph.inputs().get(0).name(), image), Collections.singletonMap(output, null)).get(output).toFloats();
		}
	}

	@Test
	void theFileIsHalfAsLargeAndTheNetworkGivesNearlyTheSame() throws Exception {
		Graph whole = UNet.of(NetworkOptions.of(2).depth(2).baseFilters(16), 1), half = HalfPrecision.of(whole);
		float[] pixels = new float[32 * 32];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) Math.sin(i * 0.37);
		Tensor image = Tensor.of(pixels, 1, 1, 32, 32);
		Path large = folder.resolve("whole.onnx"), small = folder.resolve("half.onnx");
		assertArrayEquals(run(large, whole, image), run(small, half, image), 5e-3f);
		assertTrue(Files.size(small) < 0.55 * Files.size(large), Files.size(small) + " of " + Files.size(large));
	}

	@Test
	void itIsAnalyzedAsTheWholeNetworkAndComesBackInThirtyTwoBits() {
		Graph whole = UNet.of(NetworkOptions.of(3).depth(2).baseFilters(8), 1), half = HalfPrecision.of(whole);
		for (int axis = 2; axis < 5; axis++)
			assertEquals(ReceptiveField.of(whole).axis("input", axis, "output").toString(), ReceptiveField.of(half).axis("input", axis, "output").toString());
		Graph back = SinglePrecision.of(half);
		float[] expected = whole.weights().get("down1.conv0.weight").toFloats(), got = back.weights().get("down1.conv0.weight").toFloats();
		assertArrayEquals(whole.weights().get("down1.conv0.weight").shape(), back.weights().get("down1.conv0.weight").shape());
		for (int i = 0; i < got.length; i++)
			assertEquals(expected[i], got[i], Math.abs(expected[i]) / 2048 + 1e-7);
		assertEquals(whole.nodes().size(), back.nodes().size(), "no casts are left");
	}

	@Test
	void aWeightBeyondItsRangeIsNamed() {
		GraphBuilder graph = new GraphBuilder("large");
		graph.input(Layers.info("x", 1, 2));
		float[] kernel = new float[1024];
		kernel[7] = 70000;
		graph.node(new Node("Conv", "", "conv", java.util.List.of("x", graph.weight("kernels", Tensor.of(kernel, 1024, 1, 1, 1))), java.util.List.of("y"), Map.of()));
		graph.output(Layers.info("y", 1024, 2));
		assertTrue(assertThrows(GraphException.class, () -> HalfPrecision.of(graph.build())).getMessage().contains("'kernels' holds 70000"));
	}
}
