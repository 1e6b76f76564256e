package io.github.hourglass.train;

import java.util.Map;

import org.tensorflow.Output;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.train.TensorFlowTranslation.Rule;

/** Pooling over windows and over the whole image. */
final class TensorFlowPooling {

	static final Map<String, Rule> RULES = Map.of("MaxPool", TensorFlowPooling::maximum, "AveragePool", TensorFlowPooling::average,
		"GlobalAveragePool", node -> global(node, "Mean"), "GlobalMaxPool", node -> global(node, "Max"));

	private TensorFlowPooling() {}

	private static TensorFlowWindow window(TensorFlowNode node) {
		long[] kernel = node.node().integers("kernel_shape", null);
		node.require(kernel != null && kernel.length == node.rank(0) - 2, "it lacks a kernel for each axis in space");
		return TensorFlowWindow.of(node, kernel);
	}

	private static void maximum(TensorFlowNode node) {
		node.requireOneOutput();
		TensorFlowWindow window = window(node);
		Output<?> x = window.lifted(node.last(0));
		node.giveLast(window.lowered(window.slide(x, Double.NEGATIVE_INFINITY, pool(node.ops, "MaxPool", window))));
	}

	private static TensorFlowWindow.Slider pool(TensorFlowOps ops, String operator, TensorFlowWindow window) {
		return (x, strides, padding) -> ops.call(operator + (x.shape().numDimensions() == 5 ? "3D" : ""), x).integers("ksize", window.kernel())
			.integers("strides", strides).text("padding", padding).output();
	}

	/**
	 * The mean of a window divides by how many of its pixels count: those of the image, or also those of the padding. Windows that
	 * reach beyond are averaged with zeros first and then corrected by the share that counts.
	 */
	private static void average(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		TensorFlowWindow window = window(node);
		Output<?> x = window.lifted(node.last(0));
		boolean padCounts = node.node().integer("count_include_pad", 0) != 0;
		TensorFlowWindow.Slider mean = pool(ops, "AvgPool", window);
		if (window.isBare()) {
			node.giveLast(window.lowered(window.slide(x, 0, mean)));
			return;
		}
		Output<?> low = window.low(x), high = window.high(x), all = ops.add(high, window.ceiling(x));
		Output<?> ones = ops.apply("Fill", ops.concat(0, ops.ints(1), window.spatialSizes(x), ops.ints(1)), ops.like(1, x));
		Output<?> counted = padCounts ? ops.pad(ops.apply("PadV2", ones, window.widths(low, high), ops.like(1, x)), window.widths(zero(ops, low), window.ceiling(x)), 0)
			: ops.pad(ones, window.widths(low, all), 0);
		TensorFlowWindow bare = window.bare();
		Output<?> means = bare.slide(ops.pad(x, window.widths(low, all), 0), 0, mean);
		node.giveLast(window.lowered(ops.div(means, bare.slide(counted, 0, mean))));
	}

	private static Output<?> zero(TensorFlowOps ops, Output<?> like) {
		return ops.apply("ZerosLike", like);
	}

	private static void global(TensorFlowNode node, String operator) {
		int[] axes = new int[node.rank(0) - 2];
		for (int i = 0; i < axes.length; i++)
			axes[i] = i + 1;
		node.giveLast(node.ops.call(operator, node.last(0), node.ops.ints(axes)).flag("keep_dims", true).output());
	}
}
