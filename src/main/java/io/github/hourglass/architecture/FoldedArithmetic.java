package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * Takes into convolutions what is added to each channel of their result or multiplied with it, such as biases and normalizations
 * that are said in arithmetic, and zeros that are put around the image before. Elements repeated along one axis after
 * another are repeated at once. Weights that nothing takes any more are left out.
 */
final class FoldedArithmetic {

	private static final Set<String> CONVOLUTIONS = Set.of("Conv", "ConvTranspose");

	private final Graph graph;
	private final Map<String, Tensor> weights = new LinkedHashMap<>();
	private final Map<String, Node> nodes = new LinkedHashMap<>();
	private final Map<String, Integer> uses = new HashMap<>();

	private FoldedArithmetic(Graph graph) {
		this.graph = graph;
		graph.weights().names().forEach(name -> weights.put(name, graph.weights().get(name)));
		for (Node node : graph.nodes())
			node.inputs().forEach(input -> uses.merge(input, 1, Integer::sum));
		graph.outputs().forEach(output -> uses.merge(output.name(), 1, Integer::sum));
	}

	static Graph of(Graph graph) {
		return new FoldedArithmetic(graph).folded();
	}

	private Graph folded() {
		for (Node node : graph.nodes()) {
			Node changed = switch (node.operator()) {
				case "Add", "Sub", "Mul", "Div" -> arithmetic(node);
				case "Conv" -> padded(node);
				case "Resize" -> enlarged(node);
				default -> node;
			};
			nodes.put(changed.outputs().get(0), changed);
		}
		Set<String> used = new HashSet<>();
		nodes.values().forEach(node -> used.addAll(node.inputs()));
		graph.outputs().stream().map(TensorInfo::name).forEach(used::add);
		Map<String, Tensor> kept = new LinkedHashMap<>();
		weights.forEach((name, tensor) -> {
			if (used.contains(name))
				kept.put(name, tensor);
		});
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), new ArrayList<>(nodes.values()), Weights.of(kept));
	}

	/** The node, or the convolution before it with the arithmetic in its weights. */
	private Node arithmetic(Node node) {
		boolean behind = weights.containsKey(node.input(1));
		String value = node.input(behind ? 0 : 1), operand = node.input(behind ? 1 : 0);
		Node convolution = nodes.get(value);
		boolean exchangeable = node.operator().equals("Add") || node.operator().equals("Mul");
		if (convolution == null || !CONVOLUTIONS.contains(convolution.operator()) || uses.getOrDefault(value, 0) != 1 || !behind && !exchangeable || !weights.containsKey(operand))
			return node;
		Tensor kernel = weights.get(convolution.input(1));
		boolean transposed = convolution.operator().equals("ConvTranspose");
		if (kernel == null || kernel.type() != TensorType.FLOAT32 || transposed && convolution.integer("group", 1) != 1)
			return node;
		int channels = (int) kernel.shape()[transposed ? 1 : 0];
		float[] numbers = perChannel(weights.get(operand), channels, kernel.shape().length);
		if (numbers == null || !convolution.input(2).isEmpty() && !weights.containsKey(convolution.input(2)))
			return node;
		return changed(node, convolution, numbers, transposed);
	}

	/** A number for each channel, null if it is not that. */
	private static float[] perChannel(Tensor operand, int channels, int rank) {
		if (operand.type() != TensorType.FLOAT32 || operand.elements() != 1 && operand.elements() != channels || operand.shape().length > rank)
			return null;
		long[] shape = operand.shape();
		int axis = 1 - rank + shape.length;
		if (operand.elements() > 1 && (axis < 0 || shape[axis] != channels))
			return null;
		float[] values = operand.toFloats(), all = new float[channels];
		for (int c = 0; c < channels; c++)
			all[c] = values[values.length == 1 ? 0 : c];
		return all;
	}

	private Node changed(Node node, Node convolution, float[] numbers, boolean transposed) {
		float[] bias = convolution.input(2).isEmpty() ? new float[numbers.length] : weights.get(convolution.input(2)).toFloats();
		boolean scales = node.operator().equals("Mul") || node.operator().equals("Div");
		String kernel = convolution.input(1);
		if (scales) {
			Tensor old = weights.get(kernel);
			float[] values = old.toFloats();
			int inner = 1;
			for (int axis = transposed ? 2 : 1; axis < old.shape().length; axis++)
				inner *= (int) old.shape()[axis];
			for (int i = 0; i < values.length; i++)
				values[i] = scaled(values[i], numbers[i / inner % numbers.length], node);
			kernel = put(node.outputs().get(0) + ".weights", Tensor.of(values, old.shape()));
		}
		for (int c = 0; c < bias.length; c++)
			bias[c] = scales ? scaled(bias[c], numbers[c], node) : node.operator().equals("Sub") ? bias[c] - numbers[c] : bias[c] + numbers[c];
		String shift = put(node.outputs().get(0) + ".bias", Tensor.of(bias, bias.length));
		nodes.remove(convolution.outputs().get(0));
		return new Node(convolution.operator(), "", convolution.name(), List.of(convolution.input(0), kernel, shift), node.outputs(), convolution.attributes());
	}

	/** The node, or one that enlarges along more axes than the one before, which repeats elements too. */
	private Node enlarged(Node node) {
		Node before = nodes.get(node.input(0));
		if (before == null || !before.operator().equals("Resize") || uses.getOrDefault(node.input(0), 0) != 1 || !before.attributes().equals(node.attributes())
			|| !node.text("mode", "").equals("nearest") || !node.text("coordinate_transformation_mode", "").equals("asymmetric") || !node.text("nearest_mode", "").equals("floor"))
			return node;
		float[] factors = weights.get(node.input(2)).toFloats(), more = weights.get(before.input(2)).toFloats();
		for (int axis = 0; axis < factors.length; axis++) {
			if (factors[axis] != Math.rint(factors[axis]) || more[axis] != Math.rint(more[axis]))
				return node;
			factors[axis] *= more[axis];
		}
		nodes.remove(before.outputs().get(0));
		return new Node("Resize", "", node.name(), List.of(before.input(0), "", put(node.outputs().get(0) + ".scales", Tensor.of(factors, factors.length))), node.outputs(), node.attributes());
	}

	private static float scaled(float value, float number, Node node) {
		return node.operator().equals("Div") ? value / number : value * number;
	}

	private String put(String wanted, Tensor tensor) {
		String name = wanted;
		for (int i = 2; weights.containsKey(name) || uses.containsKey(name); i++)
			name = wanted + "_" + i;
		weights.put(name, tensor);
		return name;
	}

	/** The convolution, or one that pads for itself. */
	private Node padded(Node node) {
		Node pad = nodes.get(node.input(0));
		if (pad == null || !pad.operator().equals("Pad") || uses.getOrDefault(node.input(0), 0) != 1 || node.attributes().containsKey("auto_pad") || !pad.text("mode", "constant").equals("constant"))
			return node;
		Tensor around = weights.get(pad.input(1)), value = weights.get(pad.input(2));
		long[] own = node.integers("pads", null);
		if (around == null || around.type() != TensorType.INT64 || own == null || value != null && (value.type() != TensorType.FLOAT32 || value.toFloats()[0] != 0) || value == null && !pad.input(2).isEmpty())
			return node;
		int axes = own.length / 2, rank = axes + 2;
		for (int side = 0; side < 2; side++)
			for (int axis = 0; axis < rank; axis++) {
				long more = around.longs().get(side * rank + axis);
				if (more < 0 || axis < 2 && more != 0)
					return node;
				if (axis >= 2)
					own[side * axes + axis - 2] += more;
			}
		nodes.remove(pad.outputs().get(0));
		Map<String, Object> attributes = new LinkedHashMap<>(node.attributes());
		attributes.put("pads", own);
		List<String> inputs = new ArrayList<>(node.inputs());
		inputs.set(0, pad.input(0));
		return new Node("Conv", "", node.name(), inputs, node.outputs(), attributes);
	}
}
