package io.github.hourglass.architecture;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.architecture.SavedTranslation.Rule;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** TensorFlow's operators that work element by element. */
final class SavedElements {

	private static final Map<String, String> UNARY = Map.ofEntries(Map.entry("Abs", "Abs"), Map.entry("Acos", "Acos"), Map.entry("Asin", "Asin"), Map.entry("Atan", "Atan"),
		Map.entry("Ceil", "Ceil"), Map.entry("Cos", "Cos"), Map.entry("Cosh", "Cosh"), Map.entry("Erf", "Erf"), Map.entry("Exp", "Exp"), Map.entry("Floor", "Floor"), Map.entry("Inv", "Reciprocal"),
		Map.entry("IsNan", "IsNaN"), Map.entry("Log", "Log"), Map.entry("LogicalNot", "Not"), Map.entry("Neg", "Neg"), Map.entry("Reciprocal", "Reciprocal"), Map.entry("Relu", "Relu"), Map.entry("Rint", "Round"),
		Map.entry("Round", "Round"), Map.entry("Sigmoid", "Sigmoid"), Map.entry("Sign", "Sign"), Map.entry("Sin", "Sin"), Map.entry("Sinh", "Sinh"), Map.entry("Softplus", "Softplus"),
		Map.entry("Softsign", "Softsign"), Map.entry("Sqrt", "Sqrt"), Map.entry("Tan", "Tan"), Map.entry("Tanh", "Tanh"), Map.entry("Selu", "Selu"), Map.entry("Elu", "Elu"));

	private static final Map<String, String> BROADCAST = Map.ofEntries(Map.entry("Add", "Add"), Map.entry("AddV2", "Add"), Map.entry("Sub", "Sub"), Map.entry("Mul", "Mul"),
		Map.entry("Div", "Div"), Map.entry("RealDiv", "Div"), Map.entry("Maximum", "Max"), Map.entry("Minimum", "Min"), Map.entry("Pow", "Pow"), Map.entry("AddN", "Sum"),
		Map.entry("Equal", "Equal"), Map.entry("Greater", "Greater"), Map.entry("GreaterEqual", "GreaterOrEqual"), Map.entry("Less", "Less"), Map.entry("LessEqual", "LessOrEqual"),
		Map.entry("LogicalAnd", "And"), Map.entry("LogicalOr", "Or"), Map.entry("Select", "Where"), Map.entry("SelectV2", "Where"));

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		UNARY.forEach((operator, name) -> RULES.put(operator, call -> alike(call, name, Map.of())));
		BROADCAST.forEach((operator, name) -> RULES.put(operator, call -> broadcast(call, name)));
		RULES.put("LeakyRelu", call -> alike(call, "LeakyRelu", Map.of("alpha", call.node().real("alpha", 0.2f))));
		RULES.put("Relu6", call -> call.give(call.isFirst(0), "Clip", Map.of(), own(call), call.number(0, 0), call.number(6, 0)));
		RULES.put("Square", call -> call.give(call.isFirst(0), "Mul", Map.of(), own(call), own(call)));
		RULES.put("Rsqrt", call -> call.give(call.isFirst(0), "Reciprocal", Map.of(), call.add("Sqrt", Map.of(), own(call))));
		RULES.put("Log1p", call -> call.give(call.isFirst(0), "Log", Map.of(), call.add("Add", Map.of(), own(call), call.number(1, 0))));
		RULES.put("Expm1", call -> call.give(call.isFirst(0), "Sub", Map.of(), call.add("Exp", Map.of(), own(call)), call.number(1, 0)));
		RULES.put("ZerosLike", call -> call.give(call.isFirst(0), "Mul", Map.of(), own(call), call.number(0, 0)));
		RULES.put("SquaredDifference", SavedElements::squaredDifference);
		RULES.put("ClipByValue", SavedElements::clip);
		RULES.put("NotEqual", call -> call.give(anyFirst(call), "Not", Map.of(), call.add("Equal", Map.of(), inputs(call))));
		RULES.put("FloorDiv", call -> call.give(anyFirst(call), "Floor", Map.of(), call.add("Div", Map.of(), reals(call))));
		RULES.put("FloorMod", SavedElements::floorMod);
		RULES.put("DivNoNan", SavedElements::divNoNan);
		RULES.put("OnesLike", call -> call.give(call.isFirst(0), "Add", Map.of(), call.add("Mul", Map.of(), own(call), call.number(0, 0)), call.number(1, 0)));
		RULES.put("Cast", SavedElements::cast);
		RULES.put("BiasAdd", SavedElements::bias);
		RULES.put("BiasAddV1", SavedElements::bias);
		RULES.put("Softmax", call -> softmax(call, "Softmax"));
		RULES.put("LogSoftmax", call -> softmax(call, "LogSoftmax"));
	}

	private SavedElements() {}

	/** The first input in the order of axes that it has. */
	private static String own(SavedCall call) {
		return call.isFirst(0) ? call.first(0) : call.plain(0);
	}

	private static void alike(SavedCall call, String operator, Map<String, Object> attributes) {
		call.give(call.isFirst(0), operator, attributes, own(call));
	}

	private static void broadcast(SavedCall call, String operator) {
		String[] inputs = inputs(call);
		call.give(anyFirst(call), operator, Map.of(), inputs);
	}

	/** True if all that have their channels on axis 1 have as many axes as the result. */
	private static boolean anyFirst(SavedCall call) {
		int rank = rank(call);
		boolean any = false;
		for (int i = 0; i < call.inputs(); i++)
			if (call.isFirst(i)) {
				if (call.rank(i) < rank)
					return false;
				any = true;
			}
		return any;
	}

	private static int rank(SavedCall call) {
		int rank = 0;
		for (int i = 0; i < call.inputs(); i++)
			rank = Math.max(rank, call.rank(i));
		return rank;
	}

	/** The inputs in one order of axes, as many as it takes to broadcast them. */
	private static String[] inputs(SavedCall call) {
		boolean first = anyFirst(call);
		int rank = rank(call);
		String[] inputs = new String[call.inputs()];
		for (int i = 0; i < inputs.length; i++)
			inputs[i] = !first ? call.plain(i) : call.rank(i) == rank ? call.first(i) : raised(call, i, rank);
		return inputs;
	}

	/** An input of fewer axes than the others, whose channels are on axis 1. */
	private static String raised(SavedCall call, int i, int rank) {
		Tensor constant = call.constant(i);
		if (call.rank(i) == 0)
			return call.plain(i);
		long[] own = call.shape(i, 0), shape = new long[rank];
		java.util.Arrays.fill(shape, 1);
		System.arraycopy(own, 0, shape, rank - own.length, own.length);
		if (constant != null)
			return call.weight("operand", constant.reshaped(shape).permuted(SavedTranslation.toFirst(rank)));
		long[] added = new long[rank - own.length];
		java.util.Arrays.setAll(added, axis -> axis);
		String more = call.add("Unsqueeze", Map.of(), call.plain(i), call.integers("axes", added));
		return call.add("Transpose", Map.of("perm", SavedTranslation.longs(SavedTranslation.toFirst(rank))), more);
	}

	private static void squaredDifference(SavedCall call) {
		String difference = call.add("Sub", Map.of(), inputs(call));
		call.give(anyFirst(call), "Mul", Map.of(), difference, difference);
	}

	private static String[] reals(SavedCall call) {
		call.require(call.type(0) == TensorType.FLOAT32 || call.type(0) == TensorType.FLOAT64, "it divides whole numbers");
		return inputs(call);
	}

	private static void floorMod(SavedCall call) {
		String[] inputs = reals(call);
		String times = call.add("Floor", Map.of(), call.add("Div", Map.of(), inputs));
		call.give(anyFirst(call), "Sub", Map.of(), inputs[0], call.add("Mul", Map.of(), times, inputs[1]));
	}

	private static void divNoNan(SavedCall call) {
		String[] inputs = inputs(call);
		String nothing = call.add("Equal", Map.of(), inputs[1], call.number(0, 1));
		call.give(anyFirst(call), "Where", Map.of(), nothing, call.number(0, 0), call.add("Div", Map.of(), inputs));
	}

	private static void clip(SavedCall call) {
		call.require(call.rank(1) == 0 && call.rank(2) == 0, "its limits are no single numbers");
		call.give(call.isFirst(0), "Clip", Map.of(), own(call), call.plain(1), call.plain(2));
	}

	private static void cast(SavedCall call) {
		call.require(call.node().attributes().get("DstT") instanceof TensorType, "it gives a type that ONNX has not");
		alike(call, "Cast", Map.of("to", (long) ((TensorType) call.node().attributes().get("DstT")).onnxCode()));
	}

	private static void bias(SavedCall call) {
		Tensor bias = call.weights(1);
		int rank = call.rank(0);
		if (rank == 2) {
			call.give(false, "Add", Map.of(), call.plain(0), call.plain(1));
			return;
		}
		long[] shape = new long[rank];
		java.util.Arrays.fill(shape, 1);
		shape[1] = bias.elements();
		call.give(call.channelsLast(), "Add", Map.of(), call.image(0), call.weight("bias", bias.reshaped(shape)));
	}

	private static void softmax(SavedCall call, String operator) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("axis", call.isFirst(0) ? 1L : -1L);
		alike(call, operator, attributes);
	}
}
