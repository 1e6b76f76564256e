package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.model.Npy;

class ShapesTest {

	private final Sketch sketch = new Sketch(17);
	private final String x = sketch.input("x", 1, 3, -1, -1);

	/** The ONNX project's own test data; what its files feed besides the image counts as constant here. */
	@Test
	void everyOperatorGivesTheShapeOfItsReferenceOutput() {
		List<String> wrong = new ArrayList<>();
		int checked = 0;
		for (Path file : RealModels.onnx()) {
			if (!file.toString().contains("operators"))
				continue;
			Graph graph = OnnxFile.read(file);
			Tensor expected = Npy.read(file.resolveSibling("output_0.npy"));
			try {
				Shapes shapes = fed(graph, file.getParent());
				String output = graph.outputs().get(0).name();
				if (!java.util.Arrays.equals(expected.shape(), shapes.shape(output)) || expected.type() != shapes.type(output))
					wrong.add(file.getParent().getFileName() + ": " + shapes.value(output) + " instead of " + expected);
			}
			catch (IllegalArgumentException e) {
				wrong.add(file.getParent().getFileName() + ": " + e.getMessage());
			}
			checked++;
		}
		assertEquals(List.of(), wrong);
		assertEquals(110, checked);
	}

	private static Shapes fed(Graph graph, Path folder) {
		Map<String, Tensor> constants = new LinkedHashMap<>();
		Map<String, long[]> shapes = new HashMap<>();
		List<TensorInfo> inputs = graph.inputs();
		for (int i = 0; i < inputs.size(); i++) {
			Path file = folder.resolve("input_" + i + ".npy");
			Tensor fed = Files.exists(file) ? Npy.read(file) : null;
			if (i == 0)
				shapes.put(inputs.get(0).name(), fed.shape());
			else
				constants.put(inputs.get(i).name(), fed);
		}
		Graph constant = new Graph(graph.name(), graph.opset(), inputs.subList(0, 1), graph.outputs(), graph.nodes(), graph.weights().with(constants));
		return Shapes.of(constant, shapes);
	}

	@ParameterizedTest
	@CsvSource({ "10, 3, 1, 1, 1, 1, 10", "10, 3, 2, 1, 1, 1, 5", "10, 3, 2, 1, 0, 0, 4", "10, 3, 1, 3, 0, 0, 4", "11, 5, 3, 2, 2, 2, 3" })
	void convolutionsFollowTheFormula(long size, int kernel, int stride, int dilation, int low, int high, long expected) {
		assertEquals(Math.floorDiv(size + low + high - dilation * (kernel - 1) - 1, stride) + 1, expected);
		sketch.conv(x, 3, 7, kernel, stride, dilation, low, high);
		assertArrayEquals(new long[] { 1, 7, expected, expected }, out(size, size));
	}

	@Test
	void ceilModeLeavesOutAWindowThatStartsInThePadding() {
		sketch.node("MaxPool", List.of(x), "kernel_shape", new long[] { 1, 3 }, "strides", new long[] { 2, 2 }, "ceil_mode", 1,
			"pads", new long[] { 0, 0, 0, 1 });
		assertArrayEquals(new long[] { 1, 3, 2, 3 }, out(4, 6));
	}

	@Test
	void automaticPaddingKeepsTheSizeDividedByTheStride() {
		sketch.node("Conv", List.of(x, sketch.zeros(3, 3, 3, 3)), "auto_pad", "SAME_LOWER", "strides", new long[] { 2, 1 });
		assertArrayEquals(new long[] { 1, 3, 4, 6 }, out(7, 6));
	}

	/** As PyTorch writes interpolate(x, scale_factor=1.5): sizes multiplied in float, rounded down. */
	@Test
	void sizesComputedByTheNetworkAreFolded() {
		String shape = sketch.node("Shape", List.of(x));
		String space = sketch.node("Slice", List.of(shape, sketch.ints(2), sketch.ints(4), sketch.ints(0)));
		String scaled = sketch.node("Mul", List.of(sketch.node("Cast", List.of(space), "to", 1), sketch.floats(new float[] { 1.5f }, 1)));
		String whole = sketch.node("Cast", List.of(sketch.node("Floor", List.of(scaled))), "to", 7);
		String front = sketch.node("Slice", List.of(shape, sketch.ints(0), sketch.ints(2), sketch.ints(0)));
		sketch.node("Resize", List.of(x, "", "", sketch.node("Concat", List.of(front, whole), "axis", 0)), "mode", "linear");
		assertArrayEquals(new long[] { 1, 3, 15, 16 }, out(10, 11));
	}

	@Test
	void sizesArePickedAndStackedOneByOne() {
		String shape = sketch.node("Shape", List.of(x));
		Tensor two = Tensor.allocate(TensorType.INT64);
		two.longs().put(0, 2);
		String height = sketch.node("Gather", List.of(shape, sketch.weight(two)), "axis", 0);
		String half = sketch.node("Div", List.of(height, sketch.weight(two)));
		String list = sketch.node("Unsqueeze", List.of(half, sketch.ints(0)));
		sketch.node("Reshape", List.of(x, sketch.node("Concat", List.of(sketch.ints(1, 6), list, sketch.ints(-1)), "axis", 0)));
		assertArrayEquals(new long[] { 1, 6, 5, 10 }, out(10, 10));
	}

	@Test
	void negativePadsCropAndNewPadsNameTheirAxes() {
		sketch.node("Pad", List.of(x, sketch.ints(-1, 2), "", sketch.ints(-1)));
		assertArrayEquals(new long[] { 1, 3, 8, 9 }, out(8, 8));
	}

	@Test
	void resizeKeepsTheAspectRatioOnItsAxes() {
		sketch.node("Resize", List.of(x, "", "", sketch.ints(14, 14)), "axes", new long[] { 2, 3 }, "keep_aspect_ratio_policy", "not_larger");
		assertArrayEquals(new long[] { 1, 3, 14, 7 }, out(8, 4));
	}

	@Test
	void whatDoesNotFitNamesTheNodeAndTheShapes() {
		String other = sketch.conv(x, 3, 3, 3, 2, 1, 1, 1);
		sketch.node("Add", List.of(x, other));
		String message = assertThrows(IllegalArgumentException.class, () -> out(8, 8)).getMessage();
		assertTrue(message.contains("add1") && message.contains("[1, 3, 8, 8], [1, 3, 4, 4]"), message);
	}

	@Test
	void theWrongNumberOfChannelsIsRefused() {
		sketch.conv(x, 4, 3, 3);
		String message = assertThrows(IllegalArgumentException.class, () -> out(8, 8)).getMessage();
		assertTrue(message.contains("conv0") && message.contains("4 channels and is given 3"), message);
	}

	@Test
	void anUnknownOperatorIsNamedAndOnlyWhatFollowsIsUnknown() {
		String known = sketch.node("Relu", List.of(x));
		sketch.node("Relu", List.of(sketch.node("Mystery", List.of(known))));
		Shapes shapes = shapes(8, 8);
		assertTrue(shapes.knows(known));
		assertFalse(shapes.knows("relu2_0"));
		assertTrue(shapes.unknown().orElseThrow().contains("mystery1"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> shapes.shape("relu2_0")).getMessage().contains("mystery1"));
		assertThrows(IllegalArgumentException.class, shapes::liveBytes);
	}

	/** 2 · 8 · 8 · 5 · 27 for the convolution of 3 to 5 channels, 2 · 8 · 8 · 5 · 4 for the transposed one to 1. */
	@Test
	void multiplyAddsCountAsTwo() {
		String five = sketch.conv(x, 3, 5, 3);
		sketch.node("ConvTranspose", List.of(five, sketch.zeros(5, 1, 2, 2)), "strides", new long[] { 2, 2 });
		assertEquals(2 * 64 * 5 * 27 + 2 * 64 * 5 * 4, shapes(8, 8).flops());
	}

	/**
	 * Planes of 64 floats: the input has 3, the first convolution gives 4, its Relu works in place; the second gives 4 while
	 * the first is still needed for the sum of 4.
	 */
	@Test
	void tensorsThatAreAliveAtOnceAreCounted() {
		String first = sketch.node("Relu", List.of(sketch.conv(x, 3, 4, 3)));
		String second = sketch.conv(first, 4, 4, 3);
		sketch.node("Add", List.of(first, second));
		assertEquals((3 + 4 + 4 + 4) * 64 * 4, shapes(8, 8).liveBytes());
	}

	/** A skip connection keeps 2 planes alive until it is joined: input 3, skip 2, pooled 2 quarters (rounded up), upsampled 2, joined 4. */
	@Test
	void aSkipConnectionStaysAlive() {
		String skip = sketch.conv(x, 3, 2, 3);
		String small = sketch.node("MaxPool", List.of(skip), "kernel_shape", new long[] { 2, 2 }, "strides", new long[] { 2, 2 });
		String up = sketch.node("Resize", List.of(small, "", sketch.floats(new float[] { 1, 1, 2, 2 }, 4)));
		sketch.node("Concat", List.of(up, skip), "axis", 1);
		assertEquals((3 + 2 + 1 + 2 + 4) * 64 * 4, shapes(8, 8).liveBytes());
	}

	/** A chain of convolutions alternates between two buffers, however long it is. */
	@Test
	void whatIsNoLongerNeededIsUsedAgain() {
		String value = x;
		for (int i = 0; i < 9; i++)
			value = sketch.conv(value, i == 0 ? 3 : 8, 8, 3);
		assertEquals((3 + 8 + 8 + 8) * 4L << 20, shapes(1024, 1024).liveBytes(), 8 * 4L << 20);
	}

	@Test
	void aMissingInputIsAskedFor() {
		sketch.node("Relu", List.of(x));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Shapes.of(sketch.build(), Map.of())).getMessage().contains("'x'"));
	}

	private Shapes shapes(long height, long width) {
		return Shapes.of(sketch.build(), Map.of("x", new long[] { 1, 3, height, width }));
	}

	private long[] out(long height, long width) {
		return shapes(height, width).shape(sketch.build().outputs().get(0).name());
	}
}
