package io.github.hourglass.architecture;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * Says the same network in the words of operator set 17, so that whoever analyzes, trains or writes networks meets one
 * meaning per operator. The rules are those of the version history in the ONNX operator specification (Changelog.md).
 */
public final class Opset17 {

	/** Turns a node into others that mean the same in operator set 17, the last of which gives the same outputs. */
	interface Rule {

		void convert(Node node, Opset17 target);
	}

	/** Operators that have meant the same from operator set 6 to 25, apart from the element types they allow. */
	private static final Set<String> UNCHANGED = Set.of("Abs", "Acos", "Acosh", "ArgMax", "ArgMin", "Asin", "Asinh", "Atan", "Atanh",
		"BitShift", "Ceil", "Celu", "Concat", "ConstantOfShape", "Conv", "ConvTranspose", "Cos", "Cosh", "CumSum", "DepthToSpace", "Einsum",
		"Erf", "Exp", "Expand", "EyeLike", "Elu", "Flatten", "Floor", "Gather", "GatherElements", "GatherND", "GlobalAveragePool",
		"GlobalMaxPool", "GreaterOrEqual", "HardSigmoid", "HardSwish", "Identity", "InstanceNormalization", "IsInf", "IsNaN", "LRN",
		"LayerNormalization", "LeakyRelu", "LessOrEqual", "Log", "LpNormalization", "MatMul", "Max", "MaxPool", "MaxUnpool", "Mean",
		"MeanVarianceNormalization", "Min", "Mod", "Neg", "NonZero", "Not", "OneHot", "Range", "Reciprocal", "Relu", "Reshape", "Round",
		"Selu", "Shape", "Sigmoid", "Sign", "Sin", "Sinh", "Size", "Softplus", "Softsign", "SpaceToDepth", "Sqrt", "Sum", "Tan", "Tanh",
		"ThresholdedRelu", "Tile", "Transpose", "Trilu", "Where");

	private final Graph source;
	private final GraphBuilder result;
	private final Ranks ranks;
	private final Set<String> used = new HashSet<>();

	private Opset17(Graph source) {
		this.source = source;
		this.result = new GraphBuilder(source.name());
		this.ranks = new Ranks(source);
	}

	/**
	 * The graph itself if it has operator set 17, else one that computes the same.
	 *
	 * @throws GraphException if a node cannot be converted; it is named
	 */
	public static Graph of(Graph graph) {
		return graph.opset() == OnnxFile.WRITTEN_OPSET ? graph : new Opset17(graph).convert();
	}

	private Graph convert() {
		source.inputs().forEach(result::input);
		source.outputs().forEach(result::output);
		result.weights(source.weights());
		for (Node node : source.nodes()) {
			node.outputs().forEach(result::take);
			used.addAll(node.inputs());
		}
		source.outputs().forEach(output -> used.add(output.name()));
		Map<String, Rule> rules = source.opset() < OnnxFile.WRITTEN_OPSET ? Upgrade.RULES : Downgrade.RULES;
		for (Node node : source.nodes())
			convert(node, rules.get(node.operator()));
		return result.build();
	}

	private void convert(Node node, Rule rule) {
		if (!node.domain().isEmpty() || rule == null && UNCHANGED.contains(node.operator())) {
			result.node(node);
			return;
		}
		if (rule == null)
			throw refusal(node, "the operator is not among those that can be converted");
		try {
			rule.convert(node, this);
		}
		catch (IndexOutOfBoundsException | ClassCastException | ArithmeticException e) {
			throw refusal(node, "its inputs and attributes do not fit together");
		}
	}

	int opset() {
		return source.opset();
	}

	/** Number of axes of a value of the source, or -1 where unknown. */
	int rank(String value) {
		return ranks.of(value);
	}

	/** True if a node takes that value or it is an output of the network. */
	boolean isUsed(String value) {
		return used.contains(value);
	}

	/** The constant of that name, or null. */
	Tensor constant(String value) {
		return source.weights().get(value);
	}

	/** The integers of a constant input. */
	long[] integers(Node node, int input) {
		Tensor constant = constant(node.input(input));
		if (constant == null || constant.type() != TensorType.INT64)
			throw refusal(node, "its input '" + node.input(input) + "' is not constant");
		long[] values = new long[Math.toIntExact(constant.elements())];
		constant.longs().get(values);
		return values;
	}

	String weight(Node node, String what, Tensor tensor) {
		return result.weight(node.outputs().get(0) + "." + what, tensor);
	}

	String integers(Node node, String what, long... values) {
		return weight(node, what, Tensor.of(values, values.length));
	}

	/** A number of the type that the network computes in, which must be the 32-bit one everywhere. */
	String number(Node node, String what, float value) {
		boolean other = source.weights().names().stream().anyMatch(w -> isOtherFloat(source.weights().get(w).type()))
			|| source.inputs().stream().map(TensorInfo::type).anyMatch(Opset17::isOtherFloat)
			|| source.nodes().stream().anyMatch(n -> n.operator().equals("Cast") && n.integer("to", 1) != 1);
		if (other)
			throw refusal(node, "the network does not compute with 32-bit numbers only");
		return weight(node, what, Tensor.of(new float[] { value }));
	}

	private static boolean isOtherFloat(TensorType type) {
		return type == TensorType.FLOAT16 || type == TensorType.FLOAT64 || type == TensorType.BFLOAT16;
	}

	/** Adds a node whose output is new. */
	String add(Node before, String operator, Map<String, Object> attributes, String... inputs) {
		return result.node(operator, before.outputs().get(0) + "." + operator, attributes, inputs);
	}

	/** Adds the node that takes another's place. */
	void put(Node node, String operator, List<String> inputs, List<String> outputs, Map<String, Object> attributes) {
		result.node(new Node(operator, "", node.name(), inputs, outputs, attributes));
	}

	/** Adds a node that differs in its inputs and attributes. */
	void put(Node node, List<String> inputs, Map<String, Object> attributes) {
		put(node, node.operator(), inputs, node.outputs(), attributes);
	}

	/** The value with axes of size 1 behind its own. */
	String trailing(Node node, String value, int axes) {
		if (axes == 0)
			return value;
		int own = rank(value);
		if (own < 0)
			throw refusal(node, "the number of axes of '" + value + "' is not known");
		long[] added = new long[axes];
		for (int i = 0; i < axes; i++)
			added[i] = own + i;
		return add(node, "Unsqueeze", Map.of(), value, integers(node, "axes", added));
	}

	/** The attributes without some. */
	static Map<String, Object> without(Node node, String... names) {
		Map<String, Object> attributes = new LinkedHashMap<>(node.attributes());
		attributes.keySet().removeAll(Set.of(names));
		return attributes;
	}

	GraphException refusal(Node node, String why) {
		return new GraphException("Node " + node + " of the network '" + source.name() + "' cannot be converted from ONNX operator set "
			+ source.opset() + " to 17: " + why + "; export the network again with operator set 17.");
	}
}
