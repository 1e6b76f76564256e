package io.github.hourglass.architecture;

import static io.github.hourglass.architecture.Opset17.without;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Opset17.Rule;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** From operator sets 6 to 16 to 17: what changed its meaning on the way. The number in a condition is the set it changed in. */
final class Upgrade {

	private static final Rule SAME = (node, target) -> target.put(node, node.inputs(), node.attributes());

	static final Map<String, Rule> RULES = new LinkedHashMap<>();

	static {
		for (String operator : List.of("Add", "And", "Div", "Equal", "Greater", "Less", "Mul", "Or", "Pow", "Sub", "Xor"))
			RULES.put(operator, Upgrade::binary);
		for (String operator : List.of("Hardmax", "LogSoftmax", "Softmax"))
			RULES.put(operator, Upgrade::softmax);
		for (String operator : List.of("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
			"ReduceProd", "ReduceSumSquare", "AveragePool", "Cast", "GridSample"))
			RULES.put(operator, SAME);
		for (String operator : List.of("ReduceSum", "Squeeze", "Unsqueeze"))
			RULES.put(operator, (node, target) -> toInput(node, target, "axes"));
		RULES.put("Split", (node, target) -> toInput(node, target, "split"));
		RULES.put("BatchNormalization", Upgrade::batchNormalization);
		RULES.put("Clip", Upgrade::clip);
		RULES.put("Dropout", Upgrade::dropout);
		RULES.put("Gemm", (node, target) -> target.put(node, node.inputs(), without(node, "broadcast")));
		RULES.put("PRelu", Upgrade::prelu);
		RULES.put("Pad", Upgrade::pad);
		RULES.put("Resize", Upgrade::resize);
		RULES.put("Slice", Upgrade::slice);
		RULES.put("Upsample", Upgrade::upsample);
	}

	private Upgrade() {}

	/** 7: the second operand is broadcast as in NumPy, no longer from an axis on. */
	private static void binary(Node node, Opset17 target) {
		Map<String, Object> attributes = without(node, "broadcast", "axis");
		if (target.opset() >= 7 || node.integer("broadcast", 0) == 0 || !node.attributes().containsKey("axis")) {
			target.put(node, node.inputs(), attributes);
			return;
		}
		int rank = target.rank(node.input(0)), own = target.rank(node.input(1));
		if (rank < 0 || own < 0)
			throw target.refusal(node, "the number of axes of its inputs is not known");
		long axis = node.integer("axis", 0);
		int behind = (int) (rank - own - (axis < 0 ? axis + rank : axis));
		if (behind < 0 || behind > rank)
			throw target.refusal(node, "its axis does not fit");
		target.put(node, List.of(node.input(0), target.trailing(node, node.input(1), behind)), attributes);
	}

	/** 13: along one axis, the last by default, no longer over all axes from one on, the second by default. */
	private static void softmax(Node node, Opset17 target) {
		int rank = target.rank(node.input(0));
		long axis = node.integer("axis", 1);
		if (target.opset() >= 13 || rank > 0 && (axis == rank - 1 || axis == -1)) {
			Map<String, Object> attributes = without(node, "axis");
			attributes.put("axis", target.opset() >= 13 ? node.integer("axis", -1) : -1L);
			target.put(node, node.inputs(), attributes);
			return;
		}
		String shape = target.add(node, "Shape", Map.of(), node.input(0));
		String flat = target.add(node, "Flatten", Map.of("axis", axis), node.input(0));
		String result = target.add(node, node.operator(), Map.of("axis", -1L), flat);
		target.put(node, "Reshape", List.of(result, shape), node.outputs(), Map.of());
	}

	/** 13: a list of integers that was an attribute is the second input. */
	private static void toInput(Node node, Opset17 target, String attribute) {
		long[] values = node.integers(attribute, null);
		if (target.opset() >= 13 || values == null)
			target.put(node, node.inputs(), node.attributes());
		else
			target.put(node, List.of(node.input(0), target.integers(node, attribute, values)), without(node, attribute));
	}

	/** 7, 9, 14: no more {@code is_test} and {@code spatial}; other outputs in training only. */
	private static void batchNormalization(Node node, Opset17 target) {
		if (target.opset() >= 14) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		if (target.opset() < 7 && node.integer("is_test", 0) == 0)
			throw target.refusal(node, "it normalizes by the image at hand, as in training");
		if (node.integer("spatial", 1) == 0)
			throw target.refusal(node, "it has statistics for each position");
		requireUnused(node, target);
		target.put(node, node.operator(), node.inputs(), node.outputs().subList(0, 1), without(node, "is_test", "spatial", "consumed_inputs"));
	}

	private static void requireUnused(Node node, Opset17 target) {
		for (String output : node.outputs().subList(1, node.outputs().size()))
			if (!output.isEmpty() && target.isUsed(output))
				throw target.refusal(node, "its output '" + output + "' no longer exists");
	}

	/** 11: limits are inputs. */
	private static void clip(Node node, Opset17 target) {
		if (target.opset() >= 11) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		String least = limit(node, target, "min"), most = limit(node, target, "max");
		target.put(node, most.isEmpty() ? least.isEmpty() ? node.inputs() : List.of(node.input(0), least) : List.of(node.input(0), least, most),
			without(node, "min", "max", "consumed_inputs"));
	}

	private static String limit(Node node, Opset17 target, String attribute) {
		return node.attributes().containsKey(attribute) ? target.number(node, attribute, node.real(attribute, 0)) : "";
	}

	/** 7: only in training unless asked; 10: the mask is boolean; 12: the ratio is an input. */
	private static void dropout(Node node, Opset17 target) {
		if (target.opset() >= 12) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		List<String> outputs = node.outputs();
		if (target.opset() < 10) {
			requireUnused(node, target);
			outputs = outputs.subList(0, 1);
		}
		String ratio = target.weight(node, "ratio", Tensor.of(new float[] { node.real("ratio", 0.5f) }));
		target.put(node, node.operator(), List.of(node.input(0), ratio), outputs, without(node, "ratio", "is_test", "consumed_inputs"));
	}

	/** 7: slopes are broadcast as in NumPy; before, a list of them belonged to the channels. */
	private static void prelu(Node node, Opset17 target) {
		Tensor slope = target.constant(node.input(1));
		boolean perChannel = target.opset() < 7 && !(slope != null && slope.elements() == 1);
		if (!perChannel) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		int rank = target.rank(node.input(0)), own = target.rank(node.input(1));
		if (rank < 0 || own != 1)
			throw target.refusal(node, "the number of axes of its inputs is not known");
		target.put(node, List.of(node.input(0), target.trailing(node, node.input(1), Math.max(0, rank - 2))), without(node, "consumed_inputs"));
	}

	/** 11: widths and value are inputs. */
	private static void pad(Node node, Opset17 target) {
		if (target.opset() >= 11) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		List<String> inputs = new ArrayList<>(List.of(node.input(0), target.integers(node, "pads", node.integers("pads", new long[0]))));
		float value = node.real("value", 0);
		if (value != 0)
			inputs.add(target.number(node, "value", value));
		target.put(node, inputs, without(node, "pads", "value"));
	}

	/** 10: all lists are inputs. */
	private static void slice(Node node, Opset17 target) {
		if (target.opset() >= 10) {
			target.put(node, node.inputs(), node.attributes());
			return;
		}
		List<String> inputs = new ArrayList<>(List.of(node.input(0)));
		for (String list : List.of("starts", "ends", "axes"))
			if (node.attributes().containsKey(list))
				inputs.add(target.integers(node, list, node.integers(list, null)));
		target.put(node, inputs, Map.of());
	}

	/** 7 and 9: the factors became a list, then an input; 10: replaced by Resize. */
	private static void upsample(Node node, Opset17 target) {
		if (target.opset() >= 10)
			throw target.refusal(node, "the operator ended with operator set 9");
		String scales = node.input(1);
		if (target.opset() < 9) {
			float[] factors = target.opset() < 7 ? new float[] { 1, 1, node.real("height_scale", 1), node.real("width_scale", 1) }
				: (float[]) node.attributes().get("scales");
			if (factors == null)
				throw target.refusal(node, "it has no factors");
			scales = target.weight(node, "scales", Tensor.of(factors, factors.length));
		}
		asymmetric(node, target, scales, "floor");
	}

	/** 11: where pixels lie became a choice; before, only one existed. 13: the region became optional. */
	private static void resize(Node node, Opset17 target) {
		if (target.opset() >= 11) {
			if (node.text("coordinate_transformation_mode", "").equals("tf_half_pixel_for_nn"))
				throw target.refusal(node, "the coordinates tf_half_pixel_for_nn no longer exist");
			List<String> inputs = new ArrayList<>(node.inputs());
			inputs.replaceAll(input -> target.constant(input) != null && target.constant(input).elements() == 0 ? "" : input);
			target.put(node, inputs, node.attributes());
			return;
		}
		asymmetric(node, target, node.input(1), node.text("mode", "nearest").equals("nearest") ? rounding(node, target) : "floor");
	}

	/** Operator set 10 left the rounding open; ONNX Runtime rounds down where an axis grows and up where it shrinks. */
	private static String rounding(Node node, Opset17 target) {
		Tensor scales = target.constant(node.input(1));
		if (scales == null || scales.type() != TensorType.FLOAT32)
			throw target.refusal(node, "its factors are not constant");
		boolean grows = false, shrinks = false;
		for (float scale : scales.toFloats()) {
			grows |= scale > 1;
			shrinks |= scale < 1;
		}
		if (grows && shrinks)
			throw target.refusal(node, "it enlarges one axis and shrinks another");
		return shrinks ? "ceil" : "floor";
	}

	private static void asymmetric(Node node, Opset17 target, String scales, String rounding) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		String mode = node.text("mode", "nearest");
		attributes.put("mode", mode.equals("bilinear") || mode.equals("trilinear") ? "linear" : mode);
		attributes.put("coordinate_transformation_mode", "asymmetric");
		attributes.put("nearest_mode", rounding);
		target.put(node, "Resize", List.of(node.input(0), "", scales), node.outputs(), attributes);
	}
}
