package io.github.hourglass.train;

import static io.github.hourglass.train.OnnxReference.noise;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * Each operator's output against ONNX Runtime, and its gradient against central differences. The change that a step of plain gradient descent with rate 1 makes to
 * a weight is its gradient; the operator stands between two convolutions, so the first one's gradient has passed through it.
 */
class TensorFlowGradientsTest {

	private record Case(String name, Node node, Map<String, Tensor> weights, int dimensions) {}

	private static Case of(int dimensions, String operator, Map<String, Object> attributes, Object... weights) {
		Map<String, Tensor> tensors = new LinkedHashMap<>();
		List<String> inputs = new ArrayList<>(List.of("a"));
		for (int i = 0; i < weights.length; i++) {
			if (weights[i] instanceof Tensor tensor)
				tensors.put("w" + i, tensor);
			inputs.add(weights[i] instanceof Tensor ? "w" + i : (String) weights[i]);
		}
		return new Case(operator + " " + dimensions + "-D " + attributes.keySet(), new Node(operator, "", operator, inputs, List.of("b"), attributes), tensors, dimensions);
	}

	private static long[] s(long... values) {
		return values;
	}

	private static Tensor positive(long... shape) {
		Tensor tensor = noise(9, shape);
		float[] values = tensor.toFloats();
		for (int i = 0; i < values.length; i++)
			values[i] = 0.5f + Math.abs(values[i]);
		return Tensor.of(values, shape);
	}

	@TestFactory
	Stream<DynamicTest> outputsEqualThoseOfOnnxRuntimeAndGradientsCentralDifferences() {
		return Stream.of(
			of(2, "Conv", Map.of("pads", s(1, 0, 0, 2), "strides", s(2, 1)), noise(1, 2, 2, 3, 3), noise(2, 2)),
			of(2, "Conv", Map.of("dilations", s(2, 3), "pads", s(2, 3, 2, 3)), noise(1, 2, 2, 3, 3)),
			of(2, "Conv", Map.of("group", 2L, "pads", s(1, 1, 1, 1)), noise(1, 4, 1, 3, 3), noise(2, 4)),
			of(2, "Conv", Map.of("auto_pad", "SAME_LOWER", "strides", s(2, 2)), noise(1, 2, 2, 3, 3)),
			of(3, "Conv", Map.of("pads", s(1, 1, 0, 0, 1, 2), "strides", s(1, 2, 1)), noise(1, 2, 2, 3, 3, 3), noise(2, 2)),
			of(3, "Conv", Map.of("dilations", s(1, 2, 2), "pads", s(1, 2, 2, 1, 2, 2)), noise(1, 2, 2, 3, 3, 3)),
			of(3, "Conv", Map.of("group", 2L, "pads", s(1, 1, 1, 1, 1, 1)), noise(1, 2, 1, 3, 3, 3)),
			of(2, "ConvTranspose", Map.of("strides", s(2, 2), "pads", s(1, 0, 0, 1), "output_padding", s(1, 0)), noise(1, 2, 3, 3, 3), noise(2, 3)),
			of(3, "ConvTranspose", Map.of("strides", s(2, 2, 2)), noise(1, 2, 2, 2, 2, 2), noise(2, 2)),
			of(3, "ConvTranspose", Map.of("dilations", s(2, 1, 1), "group", 2L), noise(1, 2, 1, 2, 2, 2)),
			of(2, "MaxPool", Map.of("kernel_shape", s(3, 3), "strides", s(2, 2), "pads", s(1, 1, 1, 1))),
			of(3, "MaxPool", Map.of("kernel_shape", s(2, 2, 2), "strides", s(2, 2, 2))),
			of(2, "AveragePool", Map.of("kernel_shape", s(3, 3), "strides", s(2, 2), "pads", s(1, 1, 1, 1))),
			of(3, "AveragePool", Map.of("kernel_shape", s(2, 2, 2), "strides", s(1, 2, 2))),
			of(2, "Resize", Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"), "", Tensor.of(new float[] { 1, 1, 2, 2 }, 4)),
			of(3, "Resize", Map.of("mode", "nearest", "coordinate_transformation_mode", "asymmetric", "nearest_mode", "floor"), "", Tensor.of(new float[] { 1, 1, 2, 2, 2 }, 5)),
			of(2, "Resize", Map.of("mode", "linear"), "", Tensor.of(new float[] { 1, 1, 2, 1.5f }, 4)),
			of(3, "Resize", Map.of("mode", "linear"), "", Tensor.of(new float[] { 1, 1, 2, 2, 2 }, 5)),
			of(2, "BatchNormalization", Map.of(), positive(2), noise(2, 2), noise(3, 2), positive(2)),
			of(3, "BatchNormalization", Map.of(), positive(2), noise(2, 2), noise(3, 2), positive(2)),
			of(2, "InstanceNormalization", Map.of(), positive(2), noise(2, 2)),
			of(3, "InstanceNormalization", Map.of(), positive(2), noise(2, 2)),
			of(2, "Relu", Map.of()), of(2, "LeakyRelu", Map.of("alpha", 0.2f)), of(2, "Elu", Map.of()), of(2, "Elu", Map.of("alpha", 0.5f)), of(2, "Sigmoid", Map.of()),
			of(2, "Tanh", Map.of()), of(2, "Softmax", Map.of("axis", 1L)), of(2, "Softmax", Map.of("axis", 3L)), of(3, "Softmax", Map.of("axis", 2L)),
			of(2, "LogSoftmax", Map.of("axis", 1L)), of(2, "LogSoftmax", Map.of("axis", 2L)), of(3, "LogSoftmax", Map.of("axis", 1L)), of(2, "Softplus", Map.of()), of(2, "HardSigmoid", Map.of()), of(2, "Selu", Map.of()),
			of(2, "PRelu", Map.of(), noise(4, 2, 1, 1)), of(2, "Clip", Map.of(), Tensor.of(new float[] { -0.5f }), Tensor.of(new float[] { 0.5f })),
			of(2, "Add", Map.of(), noise(4, 2, 1, 1)), of(2, "Mul", Map.of(), noise(4, 2, 1, 1)), of(2, "Sub", Map.of(), "a0"), of(2, "Div", Map.of(), positive(1, 2, 1, 1)),
			of(2, "Concat", Map.of("axis", 1L), "a0"), of(2, "Transpose", Map.of("perm", s(0, 1, 3, 2))), of(2, "Identity", Map.of()), of(2, "GlobalAveragePool", Map.of()),
			of(2, "GlobalMaxPool", Map.of()), of(2, "Pad", Map.of("mode", "reflect"), Tensor.of(s(0, 0, 1, 2, 0, 0, 2, 0), 8)),
			of(2, "Pad", Map.of("mode", "edge"), Tensor.of(s(0, 0, 1, 2, 0, 0, 2, 0), 8)), of(3, "Pad", Map.of(), Tensor.of(s(0, 0, 1, 2, 0, 0, 0, 2, 0, 1), 10)),
			of(2, "Slice", Map.of(), Tensor.of(s(1, -1), 2), Tensor.of(s(5, -9), 2), Tensor.of(s(2, 3), 2), Tensor.of(s(2, -1), 2)),
			of(2, "ReduceMean", Map.of("axes", s(2, 3))), of(2, "SpaceToDepth", Map.of("blocksize", 2L)), of(2, "Dropout", Map.of(), Tensor.of(new float[] { 0.4f })))
			.map(c -> DynamicTest.dynamicTest(c.name, () -> check(c)));
	}

	private static Graph graph(Case c) {
		long[] free = new long[c.dimensions + 2], kernel = new long[c.dimensions + 2];
		java.util.Arrays.fill(free, -1);
		java.util.Arrays.fill(kernel, 1);
		free[1] = 1;
		kernel[0] = 2;
		Map<String, Tensor> weights = new LinkedHashMap<>(c.weights);
		weights.put("before", noise(21, kernel));
		weights.put("shift", noise(22, 2));
		List<Node> nodes = List.of(new Node("Conv", "", "first", List.of("x", "before", "shift"), List.of("a"), Map.of()),
			new Node("Mul", "", "other", List.of("a", "a"), List.of("a0"), Map.of()), c.node, new Node("Mul", "", "square", List.of("b", "b"), List.of("y"), Map.of()));
		return new Graph(c.name, 17, List.of(TensorInfo.of("x", TensorType.FLOAT32, free)), List.of(TensorInfo.of("y", TensorType.FLOAT32, free)), nodes, Weights.of(weights));
	}

	private static void check(Case c) {
		Graph graph = graph(c);
		long[] shape = c.dimensions == 2 ? s(2, 1, 6, 8) : s(2, 1, 4, 6, 6);
		float[] image = noise(31, shape).toFloats();
		boolean random = c.node.operator().equals("Dropout");
		TrainingSettings settings = TrainingSettings.of(3);
		try (Trainable network = TensorFlowTraining.of(graph, Loss.L2, new Optimizer(Optimizer.Kind.SGD, 0, 0, 0, 0, 0), settings, Device.CPU)) {
			float[] output = network.predict(shape, image);
			Tensor expected = OnnxReference.onnx(graph, Tensor.of(image, shape));
			long[] outputShape = expected.shape();
			assertEquals(Tensor.elements(outputShape), output.length);
			OnnxReference.assertClose(c.name, expected, Tensor.of(output, outputShape), 1e-5);
			Batch batch = new Batch(shape, image, outputShape, noise(41, outputShape).toFloats(), null);
			Map<String, Tensor> start = network.state();
			network.step(List.of(batch), 1, 0);
			Map<String, Tensor> after = network.state();
			for (String name : start.keySet())
				if (start.get(name).type() == TensorType.FLOAT32 && !isStatistic(c, name))
					compare(network, batch, start, after, name, random);
		}
	}

	private static boolean isStatistic(Case c, String name) {
		return c.node.operator().equals("BatchNormalization") && (name.equals("w2") || name.equals("w3"));
	}

	/** With a rate of 0 a step gives the training loss and changes no weight. */
	private static void compare(Trainable network, Batch batch, Map<String, Tensor> start, Map<String, Tensor> after, String name, boolean random) {
		float[] before = start.get(name).toFloats(), changed = after.get(name).toFloats();
		for (int i = 0; i < Math.min(before.length, 6); i++) {
			double gradient = before[i] - changed[i], best = Double.MAX_VALUE;
			for (float h : new float[] { 1e-2f, 2e-3f, 5e-4f }) {
				double difference = (loss(network, batch, start, name, i, h) - loss(network, batch, start, name, i, -h)) / (2 * h);
				best = Math.min(best, Math.abs(difference - gradient) / (0.1 + Math.abs(gradient)));
			}
			assertTrue(best < 2e-2, name + "[" + i + "]: gradient " + gradient + " is off by " + best);
		}
	}

	private static double loss(Trainable network, Batch batch, Map<String, Tensor> start, String name, int i, float h) {
		Map<String, Tensor> moved = new LinkedHashMap<>(start);
		float[] values = start.get(name).toFloats();
		values[i] += h;
		moved.put(name, Tensor.of(values, start.get(name).shape()));
		network.restore(moved);
		return network.step(List.of(batch), 0, 0);
	}

	@Test
	void anOperatorWithoutCounterpartIsNamedWithItsNode() {
		Case c = of(2, "GridSample", Map.of(), noise(1, 2, 4, 4, 2));
		String message = assertThrows(GraphException.class, () -> TensorFlowTraining.of(graph(c), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU)).getMessage();
		assertTrue(message.contains("GridSample"), message);
	}

	@Test
	void anOperatorWithoutGradientIsNamedWithItsNode() {
		Case c = of(2, "Mod", Map.of("fmod", 1L), positive(1, 2, 1, 1));
		String message = assertThrows(GraphException.class, () -> TensorFlowTraining.of(graph(c), Loss.L2, Optimizer.adam(), TrainingSettings.of(1), Device.CPU)).getMessage();
		assertTrue(message.contains("Mod") && message.contains("no gradient"), message);
	}
}
