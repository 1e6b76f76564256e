package io.github.hourglass.architecture;

import java.util.Arrays;

import io.github.hourglass.architecture.AxisRules.Move;

/** How normalizations move an axis: not at all, unless they take statistics over it. */
final class NormalizationRules {

	private static final String STATISTICS = "normalizes by statistics over the whole axis";
	private static final String OWN_PARAMETERS = "has this axis as its channels, each with parameters of its own";

	private NormalizationRules() {}

	static Move move(Call call, int axis) {
		int rank = call.rank(0);
		return switch (call.operator()) {
			case "BatchNormalization" -> batch(call, axis);
			case "InstanceNormalization" -> axis >= 2 ? statistics(call) : axis == 1 ? AxisRules.positional(call, OWN_PARAMETERS) : Move.same(axis);
			case "GroupNormalization" -> axis >= 1 ? statistics(call) : Move.same(axis);
			case "LayerNormalization", "RMSNormalization" -> axis >= call.axis(-1, rank) ? statistics(call) : Move.same(axis);
			case "LpNormalization" -> axis == call.axis(-1, rank) ? statistics(call) : Move.same(axis);
			case "MeanVarianceNormalization" -> meanVariance(call, axis);
			case "LRN" -> axis == 1 ? AxisRules.positional(call, "normalizes across this axis as its channels") : Move.same(axis);
			case "Softmax", "LogSoftmax", "Hardmax" -> softmax(call, axis);
			default -> AxisRules.positional(call, "is not an operator whose reach is known here");
		};
	}

	private static Move statistics(Call call) {
		return AxisRules.global(call, STATISTICS);
	}

	private static Move batch(Call call, int axis) {
		if (axis == 1)
			return AxisRules.positional(call, OWN_PARAMETERS);
		return call.node().integer("training_mode", 0) != 0 ? statistics(call) : Move.same(axis);
	}

	private static Move meanVariance(Call call, int axis) {
		long[] axes = call.node().integers("axes", new long[] { 0, 2, 3 });
		return Arrays.stream(call.axes(call.rank(0), axes)).anyMatch(a -> a == axis) ? statistics(call) : Move.same(axis);
	}

	/** Before opset 13 all axes from the given one on are one. */
	private static Move softmax(Call call, int axis) {
		boolean one = call.opset() >= 13;
		int over = call.axis(one ? -1 : 1, call.rank(0));
		return (one ? axis == over : axis >= over) ? AxisRules.global(call, "compares along the whole axis") : Move.same(axis);
	}
}
