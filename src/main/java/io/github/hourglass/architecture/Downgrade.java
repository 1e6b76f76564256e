package io.github.hourglass.architecture;

import static io.github.hourglass.architecture.Opset17.without;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Opset17.Rule;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** From operator sets 18 to 25 to 17: what is new there but can be said in other words. */
final class Downgrade {

	private static final Rule SAME = (node, target) -> target.put(node, node.inputs(), node.attributes());

	private static final int MOST_GROUPS = 1 << 16;

	static final Map<String, Rule> RULES = new LinkedHashMap<>();

	static {
		for (String operator : List.of("Add", "And", "BatchNormalization", "Clip", "Div", "Dropout", "Equal", "Gemm", "Greater", "Hardmax", "Less",
			"LogSoftmax", "Mul", "Or", "PRelu", "Pow", "ReduceSum", "Slice", "Softmax", "Squeeze", "Sub", "Unsqueeze", "Xor"))
			RULES.put(operator, SAME);
		for (String operator : List.of("ReduceL1", "ReduceL2", "ReduceLogSum", "ReduceLogSumExp", "ReduceMax", "ReduceMean", "ReduceMin",
			"ReduceProd", "ReduceSumSquare"))
			RULES.put(operator, Downgrade::reduce);
		RULES.put("AveragePool", Downgrade::averagePool);
		RULES.put("Cast", (node, target) -> target.put(node, node.inputs(), without(node, "saturate", "round_mode")));
		RULES.put("Gelu", Downgrade::gelu);
		RULES.put("GridSample", Downgrade::gridSample);
		RULES.put("GroupNormalization", Downgrade::groupNormalization);
		RULES.put("Mish", Downgrade::mish);
		RULES.put("Pad", Downgrade::pad);
		RULES.put("Resize", Downgrade::resize);
		RULES.put("Split", (node, target) -> target.put(node, node.inputs(), without(node, "num_outputs")));
		RULES.put("Swish", Downgrade::swish);
	}

	private Downgrade() {}

	/** 18: the axes are an input. */
	private static void reduce(Node node, Opset17 target) {
		Map<String, Object> attributes = without(node, "noop_with_empty_axes");
		long[] axes = node.input(1).isEmpty() ? new long[0] : target.integers(node, 1);
		if (axes.length > 0)
			attributes.put("axes", axes);
		else if (node.integer("noop_with_empty_axes", 0) != 0)
			throw target.refusal(node, "it has no axes");
		target.put(node, List.of(node.input(0)), attributes);
	}

	/** 19: dilations. */
	private static void averagePool(Node node, Opset17 target) {
		if (Arrays.stream(node.integers("dilations", new long[0])).anyMatch(d -> d != 1))
			throw target.refusal(node, "average pooling has no dilations there");
		target.put(node, node.inputs(), without(node, "dilations"));
	}

	/** 20: x/2 (1 + erf(x/√2)), or its approximation by tanh. */
	private static void gelu(Node node, Opset17 target) {
		String x = node.input(0);
		String inner;
		if (node.text("approximate", "none").equals("tanh")) {
			String square = target.add(node, "Mul", Map.of(), x, x);
			String cube = target.add(node, "Mul", Map.of(), square, x);
			String small = target.add(node, "Mul", Map.of(), cube, target.number(node, "cubic", 0.044715f));
			String sum = target.add(node, "Add", Map.of(), x, small);
			inner = target.add(node, "Tanh", Map.of(), target.add(node, "Mul", Map.of(), sum, target.number(node, "slope", (float) Math.sqrt(2 / Math.PI))));
		}
		else
			inner = target.add(node, "Erf", Map.of(), target.add(node, "Mul", Map.of(), x, target.number(node, "slope", (float) Math.sqrt(0.5))));
		String gate = target.add(node, "Add", Map.of(), inner, target.number(node, "one", 1));
		String half = target.add(node, "Mul", Map.of(), x, target.number(node, "half", 0.5f));
		target.put(node, "Mul", List.of(half, gate), node.outputs(), Map.of());
	}

	/** 20: volumes, and other names of the modes. */
	private static void gridSample(Node node, Opset17 target) {
		if (target.rank(node.input(0)) != 4)
			throw target.refusal(node, "it samples images only there");
		Map<String, Object> attributes = without(node, "mode");
		String mode = node.text("mode", "linear");
		attributes.put("mode", mode.equals("linear") ? "bilinear" : mode.equals("cubic") ? "bicubic" : mode);
		target.put(node, node.inputs(), attributes);
	}

	/** 18: instance normalization of the groups, then scale and shift, which are per group in 18 to 20 and per channel from 21 on. */
	private static void groupNormalization(Node node, Opset17 target) {
		int groups = (int) node.integer("num_groups", 1);
		int rank = target.rank(node.input(0));
		if (rank < 3 || groups < 1 || groups > MOST_GROUPS)
			throw target.refusal(node, "the number of its axes or groups is not known");
		boolean perGroup = target.opset() < 21;
		String x = node.input(0);
		String shape = target.add(node, "Shape", Map.of(), x);
		String grouped = target.add(node, "Reshape", Map.of(), x, target.integers(node, "groups", 0, groups, -1));
		String scale = perGroup ? node.input(1) : target.weight(node, "ones", Initializer.constant(1, groups));
		String shift = perGroup ? node.input(2) : target.weight(node, "zeros", Initializer.constant(0, groups));
		String normal = target.add(node, "InstanceNormalization", Map.of("epsilon", node.real("epsilon", 1e-5f)), grouped, scale, shift);
		if (perGroup) {
			target.put(node, "Reshape", List.of(normal, shape), node.outputs(), Map.of());
			return;
		}
		String whole = target.add(node, "Reshape", Map.of(), normal, shape);
		String scaled = target.add(node, "Mul", Map.of(), whole, target.trailing(node, node.input(1), rank - 2));
		target.put(node, "Add", List.of(scaled, target.trailing(node, node.input(2), rank - 2)), node.outputs(), Map.of());
	}

	/** 18: x tanh(softplus(x)). */
	private static void mish(Node node, Opset17 target) {
		String gate = target.add(node, "Tanh", Map.of(), target.add(node, "Softplus", Map.of(), node.input(0)));
		target.put(node, "Mul", List.of(node.input(0), gate), node.outputs(), Map.of());
	}

	/** 24: x sigmoid(alpha x). */
	private static void swish(Node node, Opset17 target) {
		float alpha = node.real("alpha", 1);
		String x = node.input(0);
		String slope = alpha == 1 ? x : target.add(node, "Mul", Map.of(), x, target.number(node, "alpha", alpha));
		target.put(node, "Mul", List.of(x, target.add(node, "Sigmoid", Map.of(), slope)), node.outputs(), Map.of());
	}

	/** 18: only some axes; 19: wrapping around. */
	private static void pad(Node node, Opset17 target) {
		if (node.text("mode", "constant").equals("wrap"))
			throw target.refusal(node, "padding cannot wrap around there");
		if (node.input(3).isEmpty()) {
			target.put(node, node.inputs().subList(0, Math.min(3, node.inputs().size())), node.attributes());
			return;
		}
		long[] axes = target.integers(node, 3), widths = target.integers(node, 1);
		int rank = target.rank(node.input(0));
		long[] all = new long[2 * Math.max(0, rank)];
		for (int i = 0; i < axes.length; i++) {
			int axis = axis(node, target, axes[i], rank);
			all[axis] = widths[i];
			all[rank + axis] = widths[axes.length + i];
		}
		List<String> inputs = new ArrayList<>(List.of(node.input(0), target.integers(node, "pads", all)));
		if (!node.input(2).isEmpty())
			inputs.add(node.input(2));
		target.put(node, inputs, node.attributes());
	}

	private static int axis(Node node, Opset17 target, long axis, int rank) {
		long positive = axis < 0 ? axis + rank : axis;
		if (positive < 0 || positive >= rank)
			throw target.refusal(node, "the number of its axes is not known");
		return (int) positive;
	}

	/** 18: anti-aliasing, some axes only, aspect ratio; 19: symmetric coordinates. */
	private static void resize(Node node, Opset17 target) {
		if (node.integer("antialias", 0) != 0)
			throw target.refusal(node, "there is no anti-aliasing there");
		if (!node.text("keep_aspect_ratio_policy", "stretch").equals("stretch"))
			throw target.refusal(node, "the aspect ratio cannot be kept there");
		if (node.text("coordinate_transformation_mode", "half_pixel").equals("half_pixel_symmetric"))
			throw target.refusal(node, "the coordinates half_pixel_symmetric do not exist there");
		Map<String, Object> attributes = without(node, "antialias", "axes", "keep_aspect_ratio_policy");
		long[] axes = node.integers("axes", null);
		if (axes == null) {
			target.put(node, node.inputs(), attributes);
			return;
		}
		Tensor scales = target.constant(node.input(2));
		if (scales == null || scales.type() != TensorType.FLOAT32 || !node.input(1).isEmpty())
			throw target.refusal(node, "it resizes some axes to sizes that are not constant factors");
		int rank = target.rank(node.input(0));
		float[] all = new float[Math.max(0, rank)];
		Arrays.fill(all, 1);
		for (int i = 0; i < axes.length; i++)
			all[axis(node, target, axes[i], rank)] = scales.floats().get(i);
		target.put(node, List.of(node.input(0), "", target.weight(node, "scales", Tensor.of(all, all.length))), attributes);
	}
}
