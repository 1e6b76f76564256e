package io.github.hourglass.architecture;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** How many axes the values of a graph of any operator set have, as far as convolutional networks go. */
final class Ranks {

	private static final Set<String> FROM_WEIGHT = Set.of("Conv", "ConvTranspose");

	private static final Set<String> KEPT = Set.of("Abs", "AveragePool", "BatchNormalization", "Cast", "Ceil", "Clip", "Concat", "DepthToSpace",
		"Dropout", "Elu", "Exp", "Floor", "Gelu", "GlobalAveragePool", "GlobalMaxPool", "GridSample", "GroupNormalization", "HardSigmoid",
		"HardSwish", "Identity", "InstanceNormalization", "LRN", "LayerNormalization", "LeakyRelu", "Log", "LogSoftmax", "MaxPool", "Mish", "Neg",
		"PRelu", "Pad", "Reciprocal", "Relu", "Resize", "Round", "Selu", "Sigmoid", "Slice", "Softmax", "Softplus", "Softsign", "SpaceToDepth",
		"Split", "Sqrt", "Swish", "Tanh", "ThresholdedRelu", "Tile", "Transpose", "Upsample");

	private static final Set<String> BROADCAST = Set.of("Add", "And", "Div", "Equal", "Greater", "Less", "Max", "Mean", "Min", "Mul", "Or", "Pow",
		"Sub", "Sum", "Where", "Xor");

	private final Map<String, Integer> ranks = new HashMap<>();

	Ranks(Graph graph) {
		for (String weight : graph.weights().names())
			ranks.put(weight, graph.weights().get(weight).shape().length);
		for (TensorInfo input : graph.inputs())
			ranks.put(input.name(), input.rank());
		for (Node node : graph.nodes()) {
			int rank = node.domain().isEmpty() ? rank(node, graph) : -1;
			node.outputs().forEach(output -> ranks.put(output, rank));
		}
	}

	/** Number of axes, or -1 where unknown. */
	int of(String value) {
		return ranks.getOrDefault(value, -1);
	}

	private int rank(Node node, Graph graph) {
		if (FROM_WEIGHT.contains(node.operator()))
			return Math.max(of(node.input(0)), of(node.input(1)));
		if (KEPT.contains(node.operator()))
			return of(node.input(0));
		if (BROADCAST.contains(node.operator())) {
			int least = node.inputs().stream().mapToInt(this::of).min().orElse(-1);
			return least < 0 ? -1 : node.inputs().stream().mapToInt(this::of).max().orElse(-1);
		}
		return switch (node.operator()) {
			case "Flatten", "Gemm" -> 2;
			case "Reshape" -> {
				Tensor shape = graph.weights().get(node.input(1));
				yield shape == null ? -1 : (int) shape.elements();
			}
			default -> -1;
		};
	}
}
