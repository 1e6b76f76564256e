package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** ONNX Runtime, which knows every operator set, runs each network before and after the conversion. */
class Opset17Test {

	@TempDir
	Path folder;

	@Test
	void realModelsWrittenWithOperatorSet17GiveTheReferenceOutputs() {
		Map<String, String> refused = new TreeMap<>();
		int compared = 0;
		for (Path file : RealModels.onnx()) {
			Path inputs = file.getParent().resolve("input_0.npy");
			Graph graph = OnnxFile.read(file);
			Path written = folder.resolve("written.onnx");
			try {
				OnnxFile.write(graph, written);
			}
			catch (GraphException e) {
				refused.put(file.getParent().getFileName().toString(), e.getMessage());
				continue;
			}
			assertEquals(17, OnnxFile.read(written).opset());
			assertEquals(graph.inputs().toString(), OnnxFile.read(written).inputs().toString());
			if (!Files.exists(inputs))
				continue;
			Map<String, Tensor> fed = new LinkedHashMap<>();
			for (int i = 0; i < graph.inputs().size(); i++)
				fed.put(graph.inputs().get(i).name(), Onnx.npy(file.resolveSibling("input_" + i + ".npy")));
			Tensor expected = Onnx.npy(file.resolveSibling("output_0.npy"));
			Tensor given = Onnx.run(written, fed).get(graph.outputs().get(0).name());
			assertArrayEquals(expected.shape(), given.shape(), file.toString());
			if (expected.type() == TensorType.FLOAT32)
				assertArrayEquals(expected.toFloats(), given.toFloats(), 1e-3f, file.toString());
			else
				assertEquals(expected.bytes(), given.bytes(), file.toString());
			compared++;
		}
		assertEquals(99, compared, refused.toString());
		assertEquals(11, refused.size(), refused.toString());
		refused.values().forEach(message -> assertTrue(message.contains("to 17: "), message));
	}

	@Test
	void wholeRealModelsGiveTheReferenceOutputs() {
		for (String[] model : new String[][] { { "dncnn_sigma25/dncnn_25", "ref_input", "ref_output" }, { "prisma_portrait/prisma_nchw", "ref_input", "ref_output" },
			{ "super_resolution_x3/pytorch_super_resolution", "ref_input", "ref_output" }, { "meshnet3d/model30_3class", "model30_ref_input", "model30_ref_output" },
			{ "unet2d_nuclei_broad/weights", "test_input", null } })
		{
			Path file = RealModels.file(model[0] + ".onnx");
			Graph graph = OnnxFile.read(file);
			Tensor input = Onnx.npy(file.resolveSibling(model[1] + ".npy"));
			float[] expected = model[2] == null ? Onnx.run(file, Map.of(graph.inputs().get(0).name(), input)).values().iterator().next().toFloats()
				: Onnx.npy(file.resolveSibling(model[2] + ".npy")).toFloats();
			assertArrayEquals(expected, Onnx.run(graph, input).toFloats(), 1e-4f, model[0]);
		}
	}

	@Test
	void operatorSet17IsLeftAlone() {
		Graph graph = UNet.of(NetworkOptions.of(2), 1);
		assertSame(graph, Opset17.of(graph));
	}

	@Test
	void attributesBecomeInputs() throws IOException {
		Tensor x = ArchitecturesTest.noise(new Random(1), 1, 3, 4, 6);
		same(7, x, "Clip", Map.of("min", -0.5f, "max", 0.25f));
		same(7, x, "Clip", Map.of("max", 0.25f));
		same(7, x, "Clip", Map.of());
		for (String mode : List.of("reflect", "edge", "constant"))
			same(10, x, "Pad", Map.of("mode", mode, "pads", new long[] { 0, 0, 1, 2, 0, 0, 3, 0 }, "value", 1.5f));
		same(9, x, "Slice", Map.of("starts", new long[] { 1, 0 }, "ends", new long[] { -1, 4 }, "axes", new long[] { 2, 3 }));
		same(9, x, "Slice", Map.of("starts", new long[] { 0, 1 }, "ends", new long[] { 1, 3 }));
		same(12, x, "Unsqueeze", Map.of("axes", new long[] { 0, 3 }));
		same(12, x, "Squeeze", Map.of("axes", new long[] { 0 }));
		same(12, x, "Squeeze", Map.of());
		same(12, x, "ReduceSum", Map.of("axes", new long[] { 1, 2 }, "keepdims", 0L));
		same(11, x, "Dropout", Map.of("ratio", 0.3f));
		same(9, x, "Dropout", Map.of());
	}

	@Test
	void softmaxKeepsItsAxes() throws IOException {
		Tensor x = ArchitecturesTest.noise(new Random(2), 2, 3, 4, 5);
		for (String operator : List.of("Softmax", "LogSoftmax")) {
			same(12, x, operator, Map.of());
			for (long axis = -4; axis < 4; axis++)
				same(11, x, operator, Map.of("axis", axis));
			same(13, x, operator, Map.of());
			same(13, x, operator, Map.of("axis", 1L));
		}
	}

	@Test
	void upsampleAndResizeKeepTheirPixels() throws IOException {
		Tensor x = ArchitecturesTest.noise(new Random(3), 1, 2, 4, 6);
		for (String mode : List.of("nearest", "linear")) {
			same(8, x, "Upsample", Map.of("mode", mode, "scales", new float[] { 1, 1, 2, 3 }));
			for (float[] scales : new float[][] { { 1, 1, 2, 1.5f }, { 1, 1, 0.5f, 0.6f } }) {
				Map<String, Tensor> weights = Map.of("s", Tensor.of(scales, 4));
				if (scales[2] > 1)
					same(9, x, "Upsample", Map.of("mode", mode), weights, "x", "s");
				same(10, x, "Resize", Map.of("mode", mode), weights, "x", "s");
			}
		}
		Map<String, Tensor> weights = new LinkedHashMap<>();
		weights.put("s", Tensor.of(new float[0], 0));
		weights.put("z", Tensor.of(new long[] { 1, 2, 9, 5 }, 4));
		same(11, x, "Resize", Map.of("mode", "linear", "coordinate_transformation_mode", "align_corners"), weights, "x", "s", "s", "z");
	}

	@Test
	void batchNormalizationKeepsItsStatistics() throws IOException {
		Tensor x = ArchitecturesTest.noise(new Random(4), 2, 2, 3, 4);
		Map<String, Tensor> weights = new LinkedHashMap<>();
		for (String name : List.of("a", "b", "m"))
			weights.put(name, ArchitecturesTest.noise(new Random(name.hashCode()), 2));
		weights.put("v", Tensor.of(new float[] { 0.5f, 2 }, 2));
		same(7, x, "BatchNormalization", Map.of("spatial", 1L, "momentum", 0.9f), weights, "x", "a", "b", "m", "v");
		same(9, x, "BatchNormalization", Map.of("epsilon", 0.1f), weights, "x", "a", "b", "m", "v");
		refused(7, "BatchNormalization", Map.of("spatial", 0L), weights, "each position", "x", "a", "b", "m", "v");
		refused(6, "BatchNormalization", Map.of(), weights, "as in training", "x", "a", "b", "m", "v");
	}

	/** ONNX Runtime itself begins at operator set 7; the old rule is worked by hand. */
	@Test
	void operandsOfOperatorSet6AreBroadcastFromTheirAxisOn() {
		float[] zeros = new float[2 * 3 * 2];
		Map<String, Tensor> weights = Map.of("w", Tensor.of(new float[] { 10, 20, 30 }, 3));
		Graph graph = graph(6, "Add", Map.of("broadcast", 1L, "axis", 1L), weights, "x", "w");
		Tensor result = Onnx.run(graph, Tensor.of(zeros, 1, 3, 2, 2));
		assertArrayEquals(new float[] { 10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30 }, result.toFloats());
		float[] ones = new float[12];
		java.util.Arrays.fill(ones, -1);
		Tensor slopes = Onnx.run(graph(6, "PRelu", Map.of(), weights, "x", "w"), Tensor.of(ones, 1, 3, 2, 2));
		assertArrayEquals(new float[] { -10, -10, -10, -10, -20, -20, -20, -20, -30, -30, -30, -30 }, slopes.toFloats());
	}

	@Test
	void newerOperatorsAreSaidInOldOnes() throws IOException {
		Tensor x = ArchitecturesTest.noise(new Random(5), 2, 4, 3, 4);
		same(18, x, "Mish", Map.of());
		same(20, x, "Gelu", Map.of());
		same(20, x, "Gelu", Map.of("approximate", "tanh"));
		same(19, x, "AveragePool", Map.of("kernel_shape", new long[] { 2, 2 }, "dilations", new long[] { 1, 1 }));
		Map<String, Tensor> weights = new LinkedHashMap<>();
		weights.put("axes", Tensor.of(new long[] { -1, 1 }, 2));
		weights.put("pads", Tensor.of(new long[] { 1, 0, 2, 3 }, 4));
		weights.put("s", Tensor.of(new float[] { 2, 3 }, 2));
		weights.put("a", ArchitecturesTest.noise(new Random(6), 4));
		weights.put("b", ArchitecturesTest.noise(new Random(7), 4));
		same(18, x, "ReduceMean", Map.of(), weights, "x", "axes");
		same(18, x, "Pad", Map.of(), weights, "x", "pads", "", "axes");
		same(19, x, "Resize", Map.of("mode", "linear", "axes", new long[] { 3, 2 }), weights, "x", "", "s");
		same(21, x, "GroupNormalization", Map.of("num_groups", 2L), weights, "x", "a", "b");
		same(20, x, "GridSample", Map.of("mode", "cubic"), Map.of("g", ArchitecturesTest.noise(new Random(8), 2, 3, 3, 2)), "x", "g");
		refused(19, "Resize", Map.of("antialias", 1L), weights, "anti-aliasing", "x", "", "s");
		refused(19, "AveragePool", Map.of("dilations", new long[] { 2, 2 }), weights, "dilations", "x");
		refused(19, "Pad", Map.of("mode", "wrap"), weights, "wrap around", "x", "pads");
		refused(20, "Unheard", Map.of(), weights, "not among those", "x");
	}

	/** Opset 24's definition; ONNX Runtime 1.28 need not know it. */
	@Test
	void swishIsGatedBySigmoid() {
		Graph graph = graph(24, "Swish", Map.of("alpha", 2f), Map.of(), "x");
		assertArrayEquals(new float[] { 0, (float) (1 / (1 + Math.exp(-2))) }, Onnx.run(graph, Tensor.of(new float[] { 0, 1 }, 1, 1, 1, 2)).toFloats(), 1e-6f);
	}

	private void same(int opset, Tensor x, String operator, Map<String, Object> attributes) throws IOException {
		same(opset, x, operator, attributes, Map.of(), "x");
	}

	private void same(int opset, Tensor x, String operator, Map<String, Object> attributes, Map<String, Tensor> weights, String... inputs)
		throws IOException
	{
		Graph graph = graph(opset, operator, attributes, weights, inputs);
		Path file = folder.resolve("old.onnx");
		try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
			new OnnxWriter(graph).write(channel);
		}
		assertEquals(opset, OnnxFile.read(file).opset());
		Tensor expected = Onnx.run(file, Map.of("x", x)).get("y");
		Tensor given = Onnx.run(graph, x);
		String message = opset + " " + operator + " " + attributes;
		assertArrayEquals(expected.shape(), given.shape(), message);
		assertArrayEquals(expected.toFloats(), given.toFloats(), 1e-5f, message);
	}

	private static void refused(int opset, String operator, Map<String, Object> attributes, Map<String, Tensor> weights, String words, String... inputs) {
		Graph graph = graph(opset, operator, attributes, weights, inputs);
		String message = assertThrows(GraphException.class, () -> Opset17.of(graph)).getMessage();
		assertTrue(message.contains(words) && message.contains(operator + " 'it'"), message);
	}

	private static Graph graph(int opset, String operator, Map<String, Object> attributes, Map<String, Tensor> weights, String... inputs) {
		TensorInfo x = TensorInfo.of("x", TensorType.FLOAT32, -1, -1, -1, -1);
		TensorInfo y = new TensorInfo("y", TensorType.FLOAT32, null, List.of());
		Node node = new Node(operator, "", "it", List.of(inputs), List.of("y"), attributes);
		return new Graph("test", opset, List.of(x), List.of(y), new ArrayList<>(List.of(node)), Weights.of(weights));
	}
}
