package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.train.TensorFlowTranslation.Rule;

/** Operators that join, cut, pad and rearrange images. */
final class TensorFlowLayouts {

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.put("Concat", TensorFlowLayouts::concat);
		RULES.put("Split", TensorFlowLayouts::split);
		RULES.put("Slice", TensorFlowLayouts::slice);
		RULES.put("Pad", TensorFlowLayouts::pad);
		RULES.put("Transpose", TensorFlowLayouts::transpose);
		RULES.put("DepthToSpace", TensorFlowLayouts::depthToSpace);
		RULES.put("SpaceToDepth", TensorFlowLayouts::spaceToDepth);
	}

	private TensorFlowLayouts() {}

	/** True if an input has channels last already. */
	private static boolean last(TensorFlowNode node) {
		for (int i = 0; i < node.inputs(); i++)
			if (node.has(i) && node.value(i).isLast())
				return true;
		return false;
	}

	private static void concat(TensorFlowNode node) {
		boolean last = last(node);
		int axis = node.axis(node.node().integer("axis", 1));
		List<Output<?>> parts = new ArrayList<>();
		for (int i = 0; i < node.inputs(); i++)
			parts.add(last ? node.last(i) : node.first(i));
		if (parts.stream().anyMatch(part -> part.dataType() == DataType.DT_BFLOAT16))
			parts.replaceAll(part -> node.ops.cast(part, DataType.DT_BFLOAT16));
		Output<?> joined = node.ops.concat(last ? TensorFlowValue.lastAxis(axis, node.rank(0)) : axis, parts);
		if (last)
			node.giveLast(joined);
		else
			node.giveFirst(joined);
	}

	private static void split(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		boolean last = node.value(0).isLast();
		int axis = node.axis(node.node().integer("axis", 0)), at = last ? TensorFlowValue.lastAxis(axis, node.rank(0)) : axis;
		int parts = node.node().outputs().size();
		Output<?> x = node.value(0).either();
		if (parts == 1) {
			node.giveAlike(ops.apply("Identity", x));
			return;
		}
		Operation split = node.has(1) ? ops.call("SplitV", x, node.first(1), ops.integer(at)).integer("num_split", parts).operation()
			: ops.call("Split", ops.integer(at), x).integer("num_split", parts).operation();
		for (int i = 0; i < parts; i++)
			if (last)
				node.put(i, TensorFlowValue.last(ops, split.output(i)));
			else
				node.first(i, split.output(i));
	}

	private static void slice(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int rank = node.rank(0);
		boolean last = node.value(0).isLast();
		long[] axes = node.has(3) ? node.integers(3) : null;
		int cuts = axes != null ? axes.length : (int) node.first(1).shape().get(0);
		node.require(cuts >= 0, "how many axes it cuts is not known");
		Output<?>[] begin = new Output<?>[rank], end = new Output<?>[rank], step = new Output<?>[rank];
		Arrays.fill(begin, ops.ints(0));
		Arrays.fill(end, ops.ints(0));
		Arrays.fill(step, ops.ints(1));
		long mask = (1L << rank) - 1;
		for (int i = 0; i < cuts; i++) {
			int axis = node.axis(axes == null ? i : axes[i]), at = last ? TensorFlowValue.lastAxis(axis, rank) : axis;
			begin[at] = narrow(ops, ops.part(node.first(1), i, i + 1));
			end[at] = narrow(ops, ops.part(node.first(2), i, i + 1));
			if (node.has(4))
				step[at] = narrow(ops, ops.part(node.first(4), i, i + 1));
			mask &= ~(1L << at);
		}
		node.giveAlike(ops.call("StridedSlice", node.value(0).either(), ops.concat(0, begin), ops.concat(0, end), ops.concat(0, step))
			.integer("begin_mask", mask).integer("end_mask", mask).output());
	}

	/** 32-bit integers, which is what TensorFlow's gradient takes; ends far outside stay far outside. */
	private static Output<?> narrow(TensorFlowOps ops, Output<?> integers) {
		Output<?> wide = ops.cast(integers, DataType.DT_INT64);
		return ops.cast(ops.apply("Maximum", ops.apply("Minimum", wide, ops.longs(Integer.MAX_VALUE)), ops.longs(-Integer.MAX_VALUE)), DataType.DT_INT32);
	}

	private static void pad(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int rank = node.rank(0);
		boolean last = node.value(0).isLast();
		Output<?> x = node.value(0).either();
		Output<?> widths = widths(node);
		if (last)
			widths = ops.call("GatherV2", widths, ops.ints(TensorFlowValue.toLast(rank)), ops.integer(0)).output();
		String mode = node.node().text("mode", "constant");
		node.giveAlike(switch (mode) {
			case "constant" -> ops.apply("PadV2", x, widths, node.has(2) ? ops.reshape(node.first(2), ops.ints(new int[0])) : ops.like(0, x));
			case "reflect" -> ops.call("MirrorPad", x, widths).text("mode", "REFLECT").output();
			case "edge" -> repeated(ops, x, widths);
			default -> throw node.refusal("there is no padding '" + mode + "'");
		});
	}

	/** Width before and behind for each axis. */
	private static Output<?> widths(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		long[] known = node.integersOrNull(1);
		node.require(known == null || Arrays.stream(known).allMatch(width -> width >= 0), "it has negative widths");
		return ops.transpose(ops.reshape(ops.cast(node.first(1), DataType.DT_INT32), ops.ints(2, -1)), 1, 0);
	}

	/** Each axis continues with its outermost element. */
	private static Output<?> repeated(TensorFlowOps ops, Output<?> x, Output<?> widths) {
		Output<?> result = x;
		for (int axis = 0; axis < x.shape().numDimensions(); axis++) {
			Output<?> size = ops.size(result, axis), pair = ops.reshape(ops.apply("StridedSlice", widths, ops.ints(axis), ops.ints(axis + 1), ops.ints(1)), ops.ints(2));
			Output<?> low = ops.reshape(ops.part(pair, 0, 1), ops.ints(new int[0])), high = ops.reshape(ops.part(pair, 1, 2), ops.ints(new int[0]));
			Output<?> places = ops.apply("Range", ops.apply("Neg", low), ops.add(size, high), ops.integer(1));
			Output<?> inside = ops.apply("Maximum", ops.apply("Minimum", places, ops.sub(size, ops.integer(1))), ops.integer(0));
			result = ops.apply("GatherV2", result, inside, ops.integer(axis));
		}
		return result;
	}

	private static void transpose(TensorFlowNode node) {
		int rank = node.rank(0);
		int[] backwards = new int[rank];
		Arrays.setAll(backwards, i -> rank - 1 - i);
		long[] given = node.node().integers("perm", null);
		int[] permutation = given == null ? backwards : Arrays.stream(given).mapToInt(axis -> (int) axis).toArray();
		if (Arrays.equals(permutation, TensorFlowTensors.inverse(TensorFlowValue.toLast(rank))) && rank > 2)
			node.giveLast(node.first(0));
		else
			node.giveFirst(node.ops.apply("Transpose", node.first(0), node.ops.ints(permutation)));
	}

	private static void depthToSpace(TensorFlowNode node) {
		long block = node.node().integer("blocksize", 1);
		Output<?> x = node.last(0);
		if (node.node().text("mode", "DCR").equals("CRD")) {
			TensorFlowOps ops = node.ops;
			Output<?> shape = ops.shape(x), grouped = ops.reshape(x, ops.concat(0, ops.part(shape, 0, 3), ops.ints(-1, block * block)));
			x = ops.reshape(ops.transpose(grouped, 0, 1, 2, 4, 3), shape);
		}
		node.giveLast(block == 1 ? x : node.ops.call("DepthToSpace", x).integer("block_size", block).output());
	}

	private static void spaceToDepth(TensorFlowNode node) {
		long block = node.node().integer("blocksize", 1);
		node.giveLast(block == 1 ? node.last(0) : node.ops.call("SpaceToDepth", node.last(0)).integer("block_size", block).output());
	}
}
