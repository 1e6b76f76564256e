package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.train.TensorFlowTranslation.Rule;
import io.github.hourglass.train.TensorFlowVariables.Kind;

/** Operators that work element by element: activations and arithmetic with broadcasting. */
final class TensorFlowElements {

	/** Operators that differ in their name only. */
	private static final Map<String, String> UNARY = Map.ofEntries(Map.entry("Abs", "Abs"), Map.entry("Acos", "Acos"), Map.entry("Acosh", "Acosh"),
		Map.entry("Asin", "Asin"), Map.entry("Asinh", "Asinh"), Map.entry("Atan", "Atan"), Map.entry("Atanh", "Atanh"), Map.entry("Ceil", "Ceil"),
		Map.entry("Cos", "Cos"), Map.entry("Cosh", "Cosh"), Map.entry("Erf", "Erf"), Map.entry("Exp", "Exp"), Map.entry("Floor", "Floor"),
		Map.entry("Identity", "Identity"), Map.entry("IsInf", "IsInf"), Map.entry("IsNaN", "IsNan"), Map.entry("Log", "Log"), Map.entry("Neg", "Neg"),
		Map.entry("Not", "LogicalNot"), Map.entry("Reciprocal", "Reciprocal"), Map.entry("Relu", "Relu"), Map.entry("Round", "Rint"),
		Map.entry("Sigmoid", "Sigmoid"), Map.entry("Sign", "Sign"), Map.entry("Sin", "Sin"), Map.entry("Sinh", "Sinh"), Map.entry("Softplus", "Softplus"),
		Map.entry("Softsign", "Softsign"), Map.entry("Sqrt", "Sqrt"), Map.entry("Tan", "Tan"), Map.entry("Tanh", "Tanh"));

	private static final Map<String, String> BINARY = Map.ofEntries(Map.entry("Add", "AddV2"), Map.entry("Sub", "Sub"), Map.entry("Mul", "Mul"),
		Map.entry("Pow", "Pow"), Map.entry("Max", "Maximum"), Map.entry("Min", "Minimum"), Map.entry("Sum", "AddV2"), Map.entry("Mean", "AddV2"),
		Map.entry("Equal", "Equal"), Map.entry("Greater", "Greater"), Map.entry("GreaterOrEqual", "GreaterEqual"), Map.entry("Less", "Less"),
		Map.entry("LessOrEqual", "LessEqual"), Map.entry("And", "LogicalAnd"), Map.entry("Or", "LogicalOr"), Map.entry("Xor", "NotEqual"));

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		UNARY.forEach((operator, name) -> RULES.put(operator, node -> alike(node, x -> node.ops.apply(name, x))));
		BINARY.forEach((operator, name) -> RULES.put(operator, node -> broadcast(node, (a, b) -> node.ops.apply(name, a, b))));
		RULES.put("Div", node -> broadcast(node, (a, b) -> node.ops.apply(a.dataType().name().matches("DT_U?INT.*") ? "TruncateDiv" : "RealDiv", a, b)));
		RULES.put("Mod", node -> broadcast(node, (a, b) -> node.ops.apply(node.node().integer("fmod", 0) != 0 ? "TruncateMod" : "FloorMod", a, b)));
		RULES.put("Mean", TensorFlowElements::mean);
		RULES.put("Where", TensorFlowElements::where);
		RULES.put("PRelu", TensorFlowElements::prelu);
		RULES.put("Clip", TensorFlowElements::clip);
		RULES.put("Cast", node -> alike(node, x -> node.ops.cast(x, TensorFlowTensors.dataType(TensorType.ofOnnxCode((int) node.node().integer("to", 1))))));
		RULES.put("LeakyRelu", node -> alike(node, x -> node.ops.call("LeakyRelu", x).real("alpha", node.node().real("alpha", 0.01f)).output()));
		RULES.put("Elu", TensorFlowElements::elu);
		RULES.put("Selu", TensorFlowElements::selu);
		RULES.put("Celu", TensorFlowElements::celu);
		RULES.put("HardSigmoid", node -> alike(node, x -> hardSigmoid(node.ops, x, node.node().real("alpha", 0.2f), node.node().real("beta", 0.5f))));
		RULES.put("HardSwish", node -> alike(node, x -> node.ops.mul(x, hardSigmoid(node.ops, x, 1 / 6f, 0.5f))));
		RULES.put("ThresholdedRelu", TensorFlowElements::thresholded);
	}

	private TensorFlowElements() {}

	private static void alike(TensorFlowNode node, UnaryOperator<Output<?>> function) {
		node.giveAlike(function.apply(node.value(0).either()));
	}

	/** All inputs broadcast against each other, taken together two by two. */
	private static void broadcast(TensorFlowNode node, BinaryOperator<Output<?>> function) {
		give(node, inputs(node).stream().reduce(function).orElseThrow());
	}

	private static void mean(TensorFlowNode node) {
		Output<?> sum = inputs(node).stream().reduce(node.ops::add).orElseThrow();
		give(node, node.ops.div(sum, node.ops.like(node.inputs(), sum)));
	}

	private static void where(TensorFlowNode node) {
		List<Output<?>> inputs = inputs(node);
		give(node, node.ops.apply("SelectV2", inputs.get(0), inputs.get(1), inputs.get(2)));
	}

	private static void give(TensorFlowNode node, Output<?> result) {
		if (anyLast(node))
			node.giveLast(result);
		else
			node.giveFirst(result);
	}

	private static boolean anyLast(TensorFlowNode node) {
		return IntStream.range(0, node.inputs()).anyMatch(i -> node.value(i).isLast());
	}

	/** The inputs in one layout and with as many axes as it takes to broadcast them. */
	private static List<Output<?>> inputs(TensorFlowNode node) {
		IntStream.range(0, node.inputs()).filter(i -> isTrained(node, i)).forEach(i -> makeParameter(node, i));
		boolean last = anyLast(node);
		int rank = IntStream.range(0, node.inputs()).map(node::rank).max().orElse(0);
		List<Output<?>> inputs = new ArrayList<>();
		for (int i = 0; i < node.inputs(); i++) {
			int own = node.rank(i);
			if (!last || own == 0)
				inputs.add(node.first(i));
			else
				inputs.add(own == rank ? node.last(i) : node.ops.transpose(raised(node, i, rank - own), TensorFlowValue.toLast(rank)));
		}
		boolean reduced = inputs.stream().anyMatch(x -> x.dataType() == DataType.DT_BFLOAT16), single = inputs.stream().anyMatch(x -> x.dataType() == DataType.DT_FLOAT);
		if (reduced && single)
			inputs.replaceAll(x -> node.ops.cast(x, DataType.DT_FLOAT));
		return inputs;
	}

	private static Output<?> raised(TensorFlowNode node, int i, int axes) {
		return node.ops.reshape(node.first(i), node.ops.concat(0, node.ops.ints(TensorFlowNode.filled(axes, 1)), node.ops.shape(node.first(i))));
	}

	/** A constant that is added or multiplied is a weight, unless it is a single number or normalizes the network's input. */
	private static boolean isTrained(TensorFlowNode node, int i) {
		Node n = node.node();
		if (!node.isWeight(i) || node.inputs() != 2 || !(n.operator().equals("Add") || n.operator().equals("Mul")))
			return false;
		Tensor tensor = node.translation().source().weights().get(n.input(i));
		return isFloat(tensor.type()) && tensor.elements() > 1 && !node.isWeight(1 - i) && !node.translation().isInput(n.input(1 - i));
	}

	private static boolean isFloat(TensorType type) {
		return type == TensorType.FLOAT32 || type == TensorType.FLOAT64;
	}

	/** From now on the weight is known as a variable. */
	private static void makeParameter(TensorFlowNode node, int i) {
		int[] order = TensorFlowTranslation.identity(node.shape(i).length);
		node.translation().put(node.node().input(i), TensorFlowValue.first(node.ops, node.parameter(i, Kind.SHIFT, order), false));
	}

	private static void prelu(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		if (node.isWeight(1))
			makeParameter(node, 1);
		broadcast(node, (x, slope) -> ops.sub(ops.apply("Relu", x), ops.mul(slope, ops.apply("Relu", ops.apply("Neg", x)))));
	}

	private static void clip(TensorFlowNode node) {
		Output<?> x = node.value(0).either();
		if (node.has(1))
			x = node.ops.apply("Maximum", x, node.first(1));
		if (node.has(2))
			x = node.ops.apply("Minimum", x, node.first(2));
		node.giveAlike(x);
	}

	private static void elu(TensorFlowNode node) {
		float alpha = node.node().real("alpha", 1);
		alike(node, x -> alpha == 1 ? node.ops.apply("Elu", x) : exponential(node.ops, x, 1, alpha, 1));
	}

	private static void selu(TensorFlowNode node) {
		float alpha = node.node().real("alpha", 1.67326319217681884765625f), gamma = node.node().real("gamma", 1.05070102214813232421875f);
		alike(node, x -> exponential(node.ops, x, gamma, alpha * gamma, 1));
	}

	private static void celu(TensorFlowNode node) {
		float alpha = node.node().real("alpha", 1);
		alike(node, x -> exponential(node.ops, x, 1, alpha, 1 / alpha));
	}

	/** {@code positive * max(x, 0) + negative * (exp(inner * min(x, 0)) - 1)}. */
	private static Output<?> exponential(TensorFlowOps ops, Output<?> x, double positive, double negative, double inner) {
		Output<?> below = ops.apply("Minimum", x, ops.like(0, x));
		Output<?> curve = ops.mul(ops.apply("Expm1", ops.mul(below, ops.like(inner, x))), ops.like(negative, x));
		return ops.add(ops.mul(ops.apply("Relu", x), ops.like(positive, x)), curve);
	}

	private static Output<?> hardSigmoid(TensorFlowOps ops, Output<?> x, double alpha, double beta) {
		Output<?> line = ops.add(ops.mul(x, ops.like(alpha, x)), ops.like(beta, x));
		return ops.apply("Maximum", ops.apply("Minimum", line, ops.like(1, x)), ops.like(0, x));
	}

	private static void thresholded(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		alike(node, x -> ops.mul(x, ops.cast(ops.apply("Greater", x, ops.like(node.node().real("alpha", 1), x)), x.dataType())));
	}
}
