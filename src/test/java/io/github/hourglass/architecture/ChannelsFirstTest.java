package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.Test;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

class ChannelsFirstTest {

	private final Random random = new Random(5);
	private final List<Node> nodes = new ArrayList<>();
	private final Map<String, Tensor> weights = new LinkedHashMap<>();

	private Tensor noise(long... shape) {
		float[] values = new float[(int) Tensor.elements(shape)];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian();
		return Tensor.of(values, shape);
	}

	private void node(String operator, String output, Map<String, Object> attributes, String... inputs) {
		nodes.add(new Node(operator, "", output, List.of(inputs), List.of(output), attributes));
	}

	private void transpose(String from, String to, long... order) {
		node("Transpose", to, Map.of("perm", order), from);
	}

	private Graph network(String output) {
		return new Graph("keras", 17, List.of(TensorInfo.of("x", TensorType.FLOAT32, -1, -1, -1, 3)), List.of(TensorInfo.of(output, TensorType.FLOAT32, -1, -1, -1, 2)), nodes, Weights.of(weights));
	}

	private List<String> turned(String output) {
		Graph before = network(output), after = ChannelsFirst.of(before, Set.of("x", output));
		Tensor image = noise(2, 5, 7, 3);
		Tensor expected = Onnx.run(before, image).permuted(0, 3, 1, 2), given = Onnx.run(after, image.permuted(0, 3, 1, 2));
		assertArrayEquals(expected.shape(), given.shape());
		assertArrayEquals(expected.toFloats(), given.toFloats(), 1e-5f);
		assertArrayEquals(new long[] { -1, 3, -1, -1 }, after.inputs().get(0).shape());
		assertArrayEquals(new long[] { -1, 2, -1, -1 }, after.outputs().get(0).shape());
		return after.nodes().stream().map(Node::operator).toList();
	}

	/** As converters from Keras write it. */
	@Test
	void transposesAtTheEndsFallAway() {
		weights.put("w", noise(2, 3, 3, 3));
		transpose("x", "first", 0, 3, 1, 2);
		node("Conv", "conv", Map.of("pads", new long[] { 1, 1, 1, 1 }), "first", "w");
		node("Relu", "relu", Map.of(), "conv");
		transpose("relu", "y", 0, 2, 3, 1);
		assertEquals(List.of("Conv", "Relu"), turned("y"));
	}

	@Test
	void whatNeedsTheChannelsLastKeepsThem() {
		weights.put("scale", noise(3));
		weights.put("w", noise(2, 3, 1, 1));
		node("Mul", "scaled", Map.of(), "x", "scale");
		transpose("scaled", "first", 0, 3, 1, 2);
		node("Conv", "conv", Map.of(), "first", "w");
		transpose("conv", "last", 0, 2, 3, 1);
		node("Softmax", "y", Map.of("axis", -1L), "last");
		assertEquals(List.of("Transpose", "Mul", "Transpose", "Conv", "Transpose", "Softmax", "Transpose"), turned("y"));
	}

	@Test
	void aValueUsedBothWaysIsThereBothWays() {
		weights.put("w", noise(2, 3, 1, 1));
		transpose("x", "first", 0, 3, 1, 2);
		node("Conv", "conv", Map.of(), "first", "w");
		transpose("conv", "last", 0, 2, 3, 1);
		node("ReduceMean", "mean", Map.of("axes", new long[] { -1 }, "keepdims", 1L), "last");
		node("Sub", "y", Map.of(), "last", "mean");
		assertEquals(List.of("Conv", "Transpose", "ReduceMean", "Sub", "Transpose"), turned("y"));
	}
}
