package io.github.hourglass.architecture;

import java.util.Set;

/** Operators of the ONNX standard grouped by what they do to shapes. */
final class Operators {

	/** One value in, the same shape and type out, each element by itself. */
	static final Set<String> UNARY = Set.of("Abs", "Acos", "Acosh", "Asin", "Asinh", "Atan", "Atanh", "BitwiseNot", "Ceil", "Celu",
		"Cos", "Cosh", "Elu", "Erf", "Exp", "Floor", "Gelu", "HardSigmoid", "HardSwish", "Identity", "LeakyRelu", "Log", "Mish", "Neg",
		"Not", "Reciprocal", "Relu", "Round", "Selu", "Shrink", "Sigmoid", "Sign", "Sin", "Sinh", "Softplus", "Softsign", "Sqrt", "Swish",
		"Tan", "Tanh", "ThresholdedRelu");

	/** Element by element with broadcasting, the type of the first input. */
	static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul", "Div", "Pow", "Mod", "PRelu", "BitShift", "BitwiseAnd", "BitwiseOr",
		"BitwiseXor", "And", "Or", "Xor", "Sum", "Mean", "Max", "Min");

	/** Element by element with broadcasting, giving booleans. */
	static final Set<String> COMPARISON = Set.of("Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual");

	static final Set<String> REDUCTION = Set.of("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean",
		"ReduceMin", "ReduceProd", "ReduceSum", "ReduceSumSquare");

	static final Set<String> POOL = Set.of("MaxPool", "AveragePool", "LpPool");

	static final Set<String> GLOBAL_POOL = Set.of("GlobalMaxPool", "GlobalAveragePool", "GlobalLpPool");

	static final Set<String> SOFTMAX = Set.of("Softmax", "LogSoftmax", "Hardmax");

	/** The first output has the shape and type of the first input, whatever else they do. */
	static final Set<String> SHAPE_KEEPING = Set.of("BatchNormalization", "InstanceNormalization", "LayerNormalization",
		"GroupNormalization", "RMSNormalization", "LpNormalization", "MeanVarianceNormalization", "LRN", "Clip", "CumSum", "Dropout",
		"Softmax", "LogSoftmax", "Hardmax", "ReverseSequence", "ScatterND", "ScatterElements", "Trilu");

	private Operators() {}

	/** True for every operator that works element by element on inputs broadcast against each other. */
	static boolean broadcasts(String operator) {
		return ARITHMETIC.contains(operator) || COMPARISON.contains(operator) || operator.equals("Where");
	}

	/** True for the standard operators, false for those of other domains. */
	static boolean isStandard(Node node) {
		return node.domain().isEmpty() || node.domain().equals("ai.onnx");
	}
}
