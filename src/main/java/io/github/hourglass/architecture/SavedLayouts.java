package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.hourglass.architecture.SavedTranslation.Rule;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** TensorFlow's operators that move, join or sum up elements along axes. */
final class SavedLayouts {

	private static final Map<String, String> REDUCTIONS = Map.of("Mean", "ReduceMean", "Sum", "ReduceSum", "Max", "ReduceMax", "Min", "ReduceMin", "Prod", "ReduceProd", "EuclideanNorm", "ReduceL2");

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		REDUCTIONS.forEach((operator, name) -> RULES.put(operator, call -> reduce(call, name)));
		RULES.put("ConcatV2", call -> concat(call, 0, call.inputs() - 1));
		RULES.put("Concat", call -> concat(call, 1, 0));
		RULES.put("Transpose", SavedLayouts::transpose);
		RULES.put("Split", call -> split(call, 1, 0));
		RULES.put("SplitV", call -> split(call, 0, 2));
		RULES.put("Pack", SavedLayouts::pack);
		RULES.put("Unpack", SavedLayouts::unpack);
		RULES.put("ReverseV2", SavedLayouts::reverse);
		RULES.put("ExpandDims", call -> call.give(false, "Unsqueeze", Map.of(), call.plain(0), call.integers("axes", added(call))));
		RULES.put("Squeeze", SavedLayouts::squeeze);
		RULES.put("GatherV2", call -> gather(call, axis(call, 2, 0)));
		RULES.put("Gather", call -> gather(call, 0));
		RULES.put("Tile", SavedLayouts::tile);
		RULES.put("ArgMax", SavedLayouts::extreme);
		RULES.put("ArgMin", SavedLayouts::extreme);
		RULES.put("MatMul", SavedLayouts::matMul);
		RULES.put("BatchMatMul", SavedLayouts::matMul);
		RULES.put("BatchMatMulV2", SavedLayouts::matMul);
		RULES.put("BatchMatMulV3", SavedLayouts::matMul);
		RULES.put("DepthToSpace", call -> blocks(call, "DepthToSpace"));
		RULES.put("SpaceToDepth", call -> blocks(call, "SpaceToDepth"));
	}

	private SavedLayouts() {}

	private static int axis(SavedCall call, int input, int of) {
		long[] axis = call.integers(input);
		call.require(axis.length == 1, "its axis is no single number");
		return call.axes(of, axis)[0];
	}

	private static long place(int axis, int rank, boolean first) {
		return first ? SavedCall.moved(axis, rank) : axis;
	}

	/** @param from the first part */
	private static void concat(SavedCall call, int from, int axisInput) {
		int parts = call.inputs() - 1, axis = axis(call, axisInput, from), rank = call.rank(from);
		boolean first = false;
		for (int i = from; i < from + parts; i++)
			first |= call.isFirst(i);
		String[] inputs = new String[parts];
		for (int i = 0; i < parts; i++)
			inputs[i] = first ? call.first(from + i) : call.plain(from + i);
		call.give(first, "Concat", Map.of("axis", place(axis, rank, first)), inputs);
	}

	/** Where the channels are to come to axis 1 and are there already, or the other way round, nothing has to be done. */
	private static void transpose(SavedCall call) {
		int[] wanted = call.axes(0, call.integers(1));
		int rank = wanted.length;
		call.require(rank == call.rank(0), "it permutes another number of axes");
		int[] toFirst = SavedTranslation.toFirst(rank);
		if (!call.isFirst(0) && rank > 3 && Arrays.equals(wanted, SavedTranslation.toLast(rank))) {
			call.give(call.plain(0), true);
			return;
		}
		if (!call.isFirst(0)) {
			call.give(false, "Transpose", Map.of("perm", SavedTranslation.longs(wanted)), call.plain(0));
			return;
		}
		int[] now = new int[rank];
		for (int i = 0; i < rank; i++)
			for (int k = 0; k < rank; k++)
				if (toFirst[k] == wanted[i])
					now[i] = k;
		if (Arrays.equals(now, SavedTranslation.identity(rank)))
			call.give(call.first(0), false);
		else
			call.give(false, "Transpose", Map.of("perm", SavedTranslation.longs(now)), call.first(0));
	}

	private static void split(SavedCall call, int image, int axisInput) {
		int axis = axis(call, axisInput, image), rank = call.rank(image);
		boolean first = call.isFirst(image);
		long size = call.shape(image, 0)[axis];
		for (int trial = 1; trial < call.trials(); trial++)
			call.require(call.shape(image, trial)[axis] == size, "it splits an axis whose size depends on the image");
		long[] sizes;
		if (call.node().operator().equals("SplitV")) {
			sizes = call.integers(1);
			long sum = Arrays.stream(sizes).filter(one -> one > 0).sum();
			sizes = Arrays.stream(sizes).map(one -> one < 0 ? size - sum : one).toArray();
		}
		else {
			int parts = (int) call.node().integer("num_split", 1);
			call.require(parts > 0 && parts <= size && size % parts == 0, "it splits " + size + " into " + parts + " parts");
			sizes = new long[parts];
			Arrays.fill(sizes, size / parts);
		}
		call.giveAll(first, "Split", Map.of("axis", place(axis, rank, first)), sizes.length, first ? call.first(image) : call.plain(image), call.integers("sizes", sizes));
	}

	private static void pack(SavedCall call) {
		int rank = call.rank(0) + 1;
		long axis = call.node().integer("axis", 0);
		long from = axis < 0 ? axis + rank : axis;
		String[] parts = new String[call.inputs()];
		for (int i = 0; i < parts.length; i++)
			parts[i] = call.add("Unsqueeze", Map.of(), call.plain(i), call.integers("axes", from));
		call.give(false, "Concat", Map.of("axis", from), parts);
	}

	/** Equal parts along an axis, which they lose. */
	private static void unpack(SavedCall call) {
		int axis = call.axes(0, call.node().integer("axis", 0))[0], parts = (int) call.node().integer("num", 1);
		for (int i = 0; i < parts; i++)
			call.give(i, call.add("Gather", Map.of("axis", (long) axis), call.plain(0), call.weight("place", Tensor.of(new long[] { i }))));
	}

	private static void reverse(SavedCall call) {
		boolean first = call.isFirst(0);
		int rank = call.rank(0);
		long[] axes = Arrays.stream(call.axes(0, call.integers(1))).mapToLong(axis -> place(axis, rank, first)).toArray(), starts = axes.clone(), ends = axes.clone(), steps = axes.clone();
		Arrays.fill(starts, -1);
		Arrays.fill(ends, Long.MIN_VALUE);
		Arrays.fill(steps, -1);
		call.give(first, "Slice", Map.of(), first ? call.first(0) : call.plain(0), call.integers("starts", starts), call.integers("ends", ends), call.integers("axes", axes), call.integers("steps", steps));
	}

	private static long[] added(SavedCall call) {
		long[] axis = call.integers(1);
		int rank = call.rank(0) + 1;
		return new long[] { axis[0] < 0 ? axis[0] + rank : axis[0] };
	}

	private static void squeeze(SavedCall call) {
		long[] axes = call.node().integers("squeeze_dims", new long[0]);
		if (axes.length == 0) {
			long[] shape = call.shape(0, 0);
			axes = IntStream.range(0, shape.length).filter(axis -> shape[axis] == 1).asLongStream().toArray();
			int left = shape.length - axes.length;
			for (int trial = 1; trial < call.trials(); trial++)
				call.require(call.given(trial).length == left, "the axes that it leaves out depend on the size of the image");
		}
		call.give(false, "Squeeze", Map.of(), call.plain(0), call.integers("axes", SavedTranslation.longs(call.axes(0, axes))));
	}

	private static void gather(SavedCall call, int axis) {
		call.require(call.node().integer("batch_dims", 0) == 0, "it picks other places for each image");
		long[] places = call.integers(1);
		boolean first = call.isFirst(0) && call.rank(1) == 1;
		String indices = call.rank(1) == 0 ? call.weight("places", Tensor.of(places)) : call.integers("places", places);
		call.require(call.rank(1) < 2, "it picks places by a table");
		call.give(first, "Gather", Map.of("axis", place(axis, call.rank(0), first)), first ? call.first(0) : call.plain(0), indices);
	}

	private static void tile(SavedCall call) {
		long[] repeats = call.integers(1);
		boolean first = call.isFirst(0);
		call.give(first, "Tile", Map.of(), first ? call.first(0) : call.plain(0), call.integers("repeats", first ? SavedCall.moved(repeats) : repeats));
	}

	private static void extreme(SavedCall call) {
		int axis = axis(call, 1, 0);
		boolean first = call.isFirst(0);
		String place = call.add(call.node().operator(), Map.of("axis", place(axis, call.rank(0), first), "keepdims", 0L), first ? call.first(0) : call.plain(0));
		call.require(!first || axis == call.rank(0) - 1, "it looks for the largest along an axis in space");
		long type = call.node().attributes().get("output_type") instanceof TensorType wanted ? wanted.onnxCode() : TensorType.INT64.onnxCode();
		call.give(false, "Cast", Map.of("to", type), place);
	}

	private static void reduce(SavedCall call, String operator) {
		int[] axes = call.axes(0, call.integers(1));
		int rank = call.rank(0);
		boolean keep = call.node().flag("keep_dims"), space = axes.length == rank - 2 && Arrays.stream(axes).allMatch(axis -> axis > 0 && axis < rank - 1);
		boolean first = call.isFirst(0) && (keep || space);
		long[] places = Arrays.stream(axes).mapToLong(axis -> place(axis, rank, first)).sorted().toArray();
		String image = first ? call.first(0) : call.plain(0);
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("keepdims", keep ? 1L : 0L);
		boolean gives = first && keep;
		if (operator.equals("ReduceSum"))
			call.give(gives, operator, attributes, image, call.integers("axes", places));
		else {
			attributes.put("axes", places);
			call.give(gives, operator, attributes, image);
		}
	}

	private static void matMul(SavedCall call) {
		List<String> inputs = new ArrayList<>();
		for (int i = 0; i < 2; i++) {
			boolean transposed = call.node().flag(i == 0 ? "transpose_a" : "transpose_b") || call.node().flag(i == 0 ? "adj_x" : "adj_y");
			int rank = call.rank(i);
			int[] order = SavedTranslation.identity(rank);
			if (transposed) {
				order[rank - 1] = rank - 2;
				order[rank - 2] = rank - 1;
			}
			inputs.add(!transposed ? call.plain(i) : call.constant(i) != null ? call.weight("matrix", call.constant(i).permuted(order))
				: call.add("Transpose", Map.of("perm", SavedTranslation.longs(order)), call.plain(i)));
		}
		call.give(false, "MatMul", Map.of(), inputs.get(0), inputs.get(1));
	}

	/** TensorFlow counts the channels of a block as ONNX does by default: place in the block first, then channel. */
	private static void blocks(SavedCall call, String operator) {
		call.give(call.channelsLast(), operator, Map.of("blocksize", call.node().integer("block_size", 2)), call.image(0));
	}
}
