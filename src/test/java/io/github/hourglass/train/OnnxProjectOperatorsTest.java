package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.model.Npy;

/** The operators' examples of the ONNX project give in TensorFlow what they should; those that cannot be translated are refused. */
class OnnxProjectOperatorsTest {

	private static final Path OPERATORS = Path.of("../shared/real/models/onnx/operators");
	private static final double TOLERANCE = 1e-3;

	/** What no convolutional network for images is trained with, or what operator set 17 has no words for. */
	private static final List<String> REFUSED = List.of("gridsample", "maxunpool", "antialias", "tf_crop_and_resize", "half_pixel_symmetric", "axes_3_2", "not_smaller",
		"averagepool_2d_dilations", "wrap_pad");

	@TestFactory
	Stream<DynamicTest> operatorsGiveTheOutputsOfTheOnnxProject() throws IOException {
		assumeTrue(Files.isDirectory(OPERATORS), "skipped: the operators in " + OPERATORS + " are not here");
		List<Path> folders;
		try (Stream<Path> files = Files.list(OPERATORS)) {
			folders = files.filter(Files::isDirectory).sorted().toList();
		}
		assertEquals(110, folders.size());
		return folders.stream().map(folder -> DynamicTest.dynamicTest(folder.getFileName().toString(), () -> check(folder)));
	}

	private static void check(Path folder) {
		String name = folder.getFileName().toString();
		Tensor[] inputs = numbered(folder, "input");
		if (REFUSED.stream().anyMatch(name::contains)) {
			GraphException refusal = assertThrows(GraphException.class, () -> OnnxReference.tensorFlow(OnnxFile.read(folder.resolve("model.onnx")), inputs));
			assertTrue(refusal.getMessage().matches("(?is).*node.*(GridSample|MaxUnpool|Resize|AveragePool|Pad).*"), refusal.getMessage());
			return;
		}
		Graph graph = OnnxFile.read(folder.resolve("model.onnx"));
		boolean resize = name.contains("resize");
		Tensor actual = resize ? OnnxReference.tensorFlow(withConstants(graph, inputs), inputs[0]) : OnnxReference.tensorFlow(graph, inputs);
		assertClose(numbered(folder, "output")[0], actual);
	}

	/** The graph with all inputs but the first as constants, as networks have factors and sizes. */
	private static Graph withConstants(Graph graph, Tensor[] inputs) {
		Map<String, Tensor> constants = new LinkedHashMap<>();
		for (int i = 1; i < inputs.length; i++)
			constants.put(graph.inputs().get(i).name(), inputs[i]);
		return new Graph(graph.name(), graph.opset(), graph.inputs().subList(0, 1), graph.outputs(), graph.nodes(), graph.weights().with(constants));
	}

	private static Tensor[] numbered(Path folder, String kind) {
		List<Tensor> tensors = new ArrayList<>();
		for (Path file = folder.resolve(kind + "_0.npy"); Files.exists(file); file = folder.resolve(kind + "_" + tensors.size() + ".npy"))
			tensors.add(Npy.read(file));
		return tensors.toArray(Tensor[]::new);
	}

	private static void assertClose(Tensor expected, Tensor actual) {
		assertEquals(expected.type(), actual.type());
		assertArrayEquals(expected.shape(), actual.shape());
		for (int i = 0; i < expected.elements(); i++) {
			double a = value(actual, i), b = value(expected, i);
			if (Double.compare(a, b) != 0 && !(Math.abs(a - b) <= TOLERANCE * (1 + Math.abs(b))))
				throw new AssertionError("element " + i + " is " + a + ", expected " + b);
		}
	}

	private static double value(Tensor tensor, int i) {
		ByteBuffer bytes = tensor.bytes();
		return tensor.type() == TensorType.FLOAT64 ? bytes.getDouble(8 * i) : bytes.getFloat(4 * i);
	}
}
