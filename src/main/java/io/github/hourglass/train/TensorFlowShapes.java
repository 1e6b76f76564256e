package io.github.hourglass.train;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.train.TensorFlowTranslation.Rule;
import io.github.hourglass.train.TensorFlowVariables.Kind;

/** Operators that ask for sizes or change the number of axes, matrix products and reductions. */
final class TensorFlowShapes {

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.put("Shape", TensorFlowShapes::shape);
		RULES.put("Size", node -> node.giveFirst(node.ops.call("Size", node.value(0).either()).type("out_type", DataType.DT_INT64).output()));
		RULES.put("Reshape", TensorFlowShapes::reshape);
		RULES.put("Flatten", TensorFlowShapes::flatten);
		RULES.put("Squeeze", TensorFlowShapes::squeeze);
		RULES.put("Unsqueeze", TensorFlowShapes::unsqueeze);
		RULES.put("Expand", TensorFlowShapes::expand);
		RULES.put("Tile", node -> node.giveFirst(node.ops.apply("Tile", node.first(0), node.first(1))));
		RULES.put("Gather", node -> node.giveFirst(gather(node)));
		RULES.put("ConstantOfShape", TensorFlowShapes::constantOfShape);
		RULES.put("Range", node -> node.giveFirst(node.ops.apply("Range", scalar(node, 0), scalar(node, 1), scalar(node, 2))));
		RULES.put("MatMul", TensorFlowShapes::matMul);
		RULES.put("Gemm", TensorFlowShapes::gemm);
		RULES.put("ReduceMean", node -> reduce(node, "Mean"));
		RULES.put("ReduceSum", node -> reduce(node, "Sum"));
		RULES.put("ReduceMax", node -> reduce(node, "Max"));
		RULES.put("ReduceMin", node -> reduce(node, "Min"));
		RULES.put("ReduceProd", node -> reduce(node, "Prod"));
		RULES.put("ArgMax", TensorFlowShapes::argMax);
	}

	private TensorFlowShapes() {}

	private static Output<?> scalar(TensorFlowNode node, int i) {
		return node.ops.reshape(node.first(i), node.ops.ints(new int[0]));
	}

	private static void shape(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int rank = node.rank(0);
		boolean last = node.value(0).isLast();
		Output<?> shape = ops.call("Shape", node.value(0).either()).type("out_type", DataType.DT_INT64).output();
		if (last) {
			int[] order = TensorFlowTensors.inverse(TensorFlowValue.toLast(rank));
			shape = ops.apply("GatherV2", shape, ops.ints(order), ops.integer(0));
		}
		int start = clamp(node.node().integer("start", 0), rank), end = clamp(node.node().integer("end", rank), rank);
		Output<?> result = start == 0 && end == rank ? shape : ops.part(shape, start, Math.max(start, end));
		node.put(0, TensorFlowValue.first(ops, result, false));
	}

	private static int clamp(long axis, int rank) {
		return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
	}

	/** A size of 0 means that of the input's axis. */
	private static void reshape(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		Output<?> x = node.first(0), wanted = node.first(1);
		long[] known = node.integersOrNull(1);
		if (node.node().integer("allowzero", 0) != 0 || known != null && Arrays.stream(known).noneMatch(size -> size == 0)) {
			node.giveFirst(ops.reshape(x, wanted));
			return;
		}
		long axes = wanted.shape().get(0);
		node.require(axes >= 0, "how many axes it gives is not known");
		Output<?> own = ops.cast(ops.shape(x), wanted.dataType());
		Output<?> padded = ops.concat(0, own, ops.cast(ops.ints(TensorFlowNode.filled((int) axes, 1)), wanted.dataType()));
		Output<?> zero = ops.apply("Equal", wanted, ops.cast(ops.integer(0), wanted.dataType()));
		node.giveFirst(ops.reshape(x, ops.apply("SelectV2", zero, ops.part(padded, 0, (int) axes), wanted)));
	}

	private static void flatten(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int axis = clamp(node.node().integer("axis", 1), node.rank(0));
		Output<?> shape = ops.shape(node.first(0));
		Output<?> rows = ops.call("Prod", ops.part(shape, 0, axis), ops.ints(0)).flag("keep_dims", true).output();
		Output<?> columns = ops.call("Prod", ops.part(shape, axis, node.rank(0)), ops.ints(0)).flag("keep_dims", true).output();
		node.giveFirst(ops.reshape(node.first(0), ops.concat(0, rows, columns)));
	}

	private static void squeeze(TensorFlowNode node) {
		long[] axes = node.has(1) ? node.integers(1) : new long[0];
		node.giveFirst(node.ops.call("Squeeze", node.first(0)).integers("squeeze_dims", axes).output());
	}

	private static void unsqueeze(TensorFlowNode node) {
		long[] axes = node.integers(1);
		int rank = node.rank(0) + axes.length;
		int[] sorted = Arrays.stream(axes).mapToInt(axis -> node.axis(axis, rank)).sorted().toArray();
		Output<?> x = node.first(0);
		for (int axis : sorted)
			x = node.ops.apply("ExpandDims", x, node.ops.integer(axis));
		node.giveFirst(x);
	}

	private static void expand(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		Output<?> x = node.first(0), own = ops.shape(x), wanted = ops.cast(node.first(1), DataType.DT_INT32);
		node.giveFirst(ops.apply("BroadcastTo", x, ops.apply("BroadcastArgs", own, wanted)));
	}

	private static Output<?> gather(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int axis = node.axis(node.node().integer("axis", 0));
		Output<?> indices = node.first(1), size = ops.cast(ops.size(node.first(0), axis), indices.dataType());
		return ops.apply("GatherV2", node.first(0), ops.apply("FloorMod", indices, size), ops.integer(axis));
	}

	private static void constantOfShape(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		Output<?> value = node.node().attributes().get("value") instanceof Tensor tensor ? ops.reshape(ops.constant(tensor), ops.ints(new int[0]))
			: ops.scalar(0, DataType.DT_FLOAT);
		node.giveFirst(ops.apply("Fill", node.first(0), value));
	}

	private static void matMul(TensorFlowNode node) {
		node.require(node.rank(0) >= 2 && node.rank(1) >= 2, "products with vectors are not supported");
		node.giveFirst(node.ops.apply("BatchMatMulV2", matrix(node, 0), matrix(node, 1)));
	}

	private static Output<?> matrix(TensorFlowNode node, int i) {
		return node.isWeight(i) ? node.parameter(i, Kind.FILTER, TensorFlowTranslation.identity(node.rank(i))) : node.first(i);
	}

	private static void gemm(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		Output<?> product = ops.call("MatMul", matrix(node, 0), matrix(node, 1)).flag("transpose_a", node.node().integer("transA", 0) != 0)
			.flag("transpose_b", node.node().integer("transB", 0) != 0).output();
		product = scaled(ops, product, node.node().real("alpha", 1));
		if (node.has(2)) {
			Output<?> bias = node.parameter(2, Kind.SHIFT, TensorFlowTranslation.identity(node.rank(2)));
			product = ops.add(product, scaled(ops, bias, node.node().real("beta", 1)));
		}
		node.giveFirst(product);
	}

	private static Output<?> scaled(TensorFlowOps ops, Output<?> x, float factor) {
		return factor == 1 ? x : ops.mul(x, ops.like(factor, x));
	}

	private static void reduce(TensorFlowNode node, String operator) {
		int rank = node.rank(0);
		long[] given = node.node().operator().equals("ReduceSum") ? node.has(1) ? node.integers(1) : null : node.node().integers("axes", null);
		boolean keep = node.node().integer("keepdims", 1) != 0;
		if (given == null && node.node().integer("noop_with_empty_axes", 0) != 0) {
			node.giveAlike(node.ops.apply("Identity", node.value(0).either()));
			return;
		}
		boolean last = keep && node.value(0).isLast();
		int[] axes = given == null || given.length == 0 ? TensorFlowTranslation.identity(rank) : Arrays.stream(given).mapToInt(node::axis).toArray();
		if (last)
			axes = Arrays.stream(axes).map(axis -> TensorFlowValue.lastAxis(axis, rank)).toArray();
		Output<?> result = node.ops.call(operator, last ? node.last(0) : node.first(0), node.ops.ints(axes)).flag("keep_dims", keep).output();
		if (last)
			node.giveLast(result);
		else
			node.giveFirst(result);
	}

	private static void argMax(TensorFlowNode node) {
		node.require(node.node().integer("select_last_index", 0) == 0, "the last of several maxima is not supported");
		int axis = node.axis(node.node().integer("axis", 0));
		Output<?> result = node.ops.apply("ArgMax", node.first(0), node.ops.integer(axis));
		node.giveFirst(node.node().integer("keepdims", 1) != 0 ? node.ops.apply("ExpandDims", result, node.ops.integer(axis)) : result);
	}
}
