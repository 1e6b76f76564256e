package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.architecture.SavedTranslation.Rule;
import io.github.hourglass.engine.Tensor;

/** TensorFlow's operators that are told sizes and places, which the network may compute for itself. */
final class SavedSizes {

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.put("ResizeNearestNeighbor", call -> resize(call, "nearest"));
		RULES.put("ResizeBilinear", call -> resize(call, "linear"));
		RULES.put(SavedPatterns.REPEAT, SavedSizes::repeat);
		RULES.put("Reshape", SavedSizes::reshape);
		RULES.put("StridedSlice", SavedSizes::stridedSlice);
		RULES.put("Slice", SavedSizes::slice);
		for (String pad : new String[] { "Pad", "PadV2", "MirrorPad" })
			RULES.put(pad, SavedSizes::pad);
	}

	private SavedSizes() {}

	private static void resize(SavedCall call, String mode) {
		int rank = call.rank(0);
		boolean corners = call.node().flag("align_corners"), centers = call.node().flag("half_pixel_centers");
		float[] factors = new float[rank];
		boolean whole = true;
		for (int axis = 0; axis < rank; axis++) {
			long in = call.shape(0, 0)[axis], out = call.given(0)[axis];
			for (int trial = 1; trial < call.trials(); trial++)
				call.require(call.shape(0, trial)[axis] * out == call.given(trial)[axis] * in, "the size that it gives is no multiple of the size that it takes");
			factors[axis] = (float) out / in;
			whole &= out % in == 0;
		}
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("mode", mode);
		boolean nearest = mode.equals("nearest");
		if (corners)
			attributes.put("coordinate_transformation_mode", "align_corners");
		else
			attributes.put("coordinate_transformation_mode", centers && !(nearest && whole) ? "half_pixel" : "asymmetric");
		if (nearest)
			attributes.put("nearest_mode", corners || centers && !whole ? "round_prefer_ceil" : "floor");
		enlarge(call, attributes, factors);
	}

	/** Each element as often as wanted along one axis. */
	private static void repeat(SavedCall call) {
		float[] factors = new float[call.rank(0)];
		Arrays.fill(factors, 1);
		factors[(int) call.node().integer("axis", 0)] = call.node().integer("times", 1);
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("mode", "nearest");
		attributes.put("coordinate_transformation_mode", "asymmetric");
		attributes.put("nearest_mode", "floor");
		enlarge(call, attributes, factors);
	}

	private static void enlarge(SavedCall call, Map<String, Object> attributes, float[] factors) {
		int rank = factors.length;
		boolean first = rank > 3 && factors[rank - 1] == 1;
		int[] order = first ? SavedTranslation.toFirst(rank) : SavedTranslation.identity(rank);
		float[] scales = new float[rank];
		for (int i = 0; i < rank; i++)
			scales[i] = factors[order[i]];
		call.give(first, "Resize", attributes, first ? call.first(0) : call.plain(0), "", call.weight("scales", Tensor.of(scales, rank)));
	}

	/** Sizes that are those of the image are taken over, one other may be whatever is left. */
	private static void reshape(SavedCall call) {
		boolean same = true;
		for (int trial = 0; trial < call.trials(); trial++)
			same &= Arrays.equals(call.shape(0, trial), call.given(trial));
		if (same) {
			call.give(call.isFirst(0) ? call.first(0) : call.plain(0), call.isFirst(0));
			return;
		}
		long[] in = call.shape(0, 0), out = call.given(0), shape = out.clone();
		int free = -1;
		for (int axis = 0; axis < out.length; axis++) {
			boolean fixed = true, copied = axis < in.length;
			for (int trial = 0; trial < call.trials(); trial++) {
				fixed &= call.given(trial)[axis] == out[axis];
				copied &= axis < in.length && call.shape(0, trial)[axis] == call.given(trial)[axis];
			}
			if (axis == 0 && copied || copied && !fixed)
				shape[axis] = 0;
			else if (!fixed) {
				call.require(free < 0, "several of the sizes that it gives depend on the size of the image");
				free = axis;
				shape[axis] = -1;
			}
		}
		call.give(false, "Reshape", Map.of(), call.plain(0), call.integers("shape", shape));
	}

	private static void slice(SavedCall call) {
		int rank = call.rank(0);
		long[][] starts = new long[call.trials()][], ends = new long[call.trials()][];
		for (int trial = 0; trial < call.trials(); trial++) {
			starts[trial] = call.integers(1, trial);
			ends[trial] = call.integers(2, trial);
			for (int axis = 0; axis < rank; axis++)
				ends[trial][axis] = ends[trial][axis] < 0 ? call.shape(0, trial)[axis] : starts[trial][axis] + ends[trial][axis];
		}
		long[] steps = new long[rank];
		Arrays.fill(steps, 1);
		cut(call, starts, ends, steps, new boolean[rank], new boolean[rank]);
	}

	private static void stridedSlice(SavedCall call) {
		int rank = call.rank(0);
		call.require(call.node().integer("new_axis_mask", 0) == 0, "it adds axes");
		long beginMask = call.node().integer("begin_mask", 0), endMask = call.node().integer("end_mask", 0), shrinkMask = call.node().integer("shrink_axis_mask", 0);
		long ellipsis = call.node().integer("ellipsis_mask", 0);
		int said = call.integers(1, 0).length;
		long[] steps = new long[rank], given = call.integers(3);
		Arrays.fill(steps, 1);
		boolean[] fromBack = new boolean[rank], shrunk = new boolean[rank];
		long[][] starts = new long[call.trials()][rank], ends = new long[call.trials()][rank];
		for (int trial = 0; trial < call.trials(); trial++) {
			long[] begin = call.integers(1, trial), end = call.integers(2, trial), shape = call.shape(0, trial);
			ends[trial] = shape.clone();
			for (int i = 0, axis = 0; i < said; i++, axis++) {
				if ((ellipsis >> i & 1) != 0) {
					axis += rank - said;
					continue;
				}
				call.require(given[i] > 0, "it turns an axis round");
				steps[axis] = given[i];
				shrunk[axis] = (shrinkMask >> i & 1) != 0;
				boolean begins = shrunk[axis] || (beginMask >> i & 1) == 0, stops = shrunk[axis] || (endMask >> i & 1) == 0;
				long start = !begins ? 0 : begin[i] < 0 ? begin[i] + shape[axis] : begin[i];
				starts[trial][axis] = Math.min(Math.max(start, 0), shape[axis]);
				if (shrunk[axis])
					ends[trial][axis] = starts[trial][axis] + 1;
				else if (stops)
					ends[trial][axis] = Math.min(Math.max(end[i] < 0 ? end[i] + shape[axis] : end[i], 0), shape[axis]);
				fromBack[axis] |= trial == 0 && stops && end[i] < 0;
			}
		}
		cut(call, starts, ends, steps, fromBack, shrunk);
	}

	/** Where a piece begins and ends, for each image sent through, said in numbers that hold for all. */
	private static void cut(SavedCall call, long[][] starts, long[][] ends, long[] steps, boolean[] fromBack, boolean[] shrunk) {
		int rank = steps.length, left = 0;
		long[] from = new long[rank], to = new long[rank];
		for (int axis = 0; axis < rank; axis++) {
			boolean whole = true, sameStart = true, sameEnd = true, startFromEnd = true, endFromEnd = true;
			long size = call.shape(0, 0)[axis];
			for (int trial = 0; trial < starts.length; trial++) {
				long own = call.shape(0, trial)[axis];
				whole &= ends[trial][axis] == own;
				sameStart &= starts[trial][axis] == starts[0][axis];
				sameEnd &= ends[trial][axis] == ends[0][axis];
				startFromEnd &= starts[trial][axis] - own == starts[0][axis] - size;
				endFromEnd &= ends[trial][axis] - own == ends[0][axis] - size;
			}
			call.require((sameStart || startFromEnd && starts[0][axis] < size) && (whole || sameEnd || endFromEnd), "what it cuts out depends on the size of the image");
			from[axis] = sameStart ? starts[0][axis] : starts[0][axis] - size;
			to[axis] = whole ? Long.MAX_VALUE : fromBack[axis] && endFromEnd || !sameEnd ? ends[0][axis] - size : ends[0][axis];
			if (!shrunk[axis])
				left++;
		}
		boolean first = call.isFirst(0) && left == rank;
		long[] axes = new long[rank];
		Arrays.setAll(axes, i -> i);
		String image = first ? call.first(0) : call.plain(0);
		String starting = call.integers("starts", first ? SavedCall.moved(from) : from), ending = call.integers("ends", first ? SavedCall.moved(to) : to);
		String along = call.integers("axes", axes), by = call.integers("steps", first ? SavedCall.moved(steps) : steps);
		if (left == rank) {
			call.give(first, "Slice", Map.of(), image, starting, ending, along, by);
			return;
		}
		long[] gone = Arrays.stream(axes).filter(axis -> shrunk[(int) axis]).toArray();
		call.give(false, "Squeeze", Map.of(), call.add("Slice", Map.of(), image, starting, ending, along, by), call.integers("gone", gone));
	}

	private static void pad(SavedCall call) {
		int rank = call.rank(0);
		long[] pairs = call.integers(1), pads = new long[2 * rank];
		boolean first = call.isFirst(0);
		call.require(pairs.length == 2 * rank, "it pads another number of axes");
		for (int axis = 0; axis < rank; axis++) {
			int at = first ? SavedCall.moved(axis, rank) : axis;
			pads[at] = pairs[2 * axis];
			pads[at + rank] = pairs[2 * axis + 1];
		}
		boolean mirrors = call.node().operator().equals("MirrorPad");
		call.require(!mirrors || call.node().text("mode", "").equals("REFLECT"), "it repeats the pixels at the border, which ONNX operator set 17 cannot");
		String image = first ? call.first(0) : call.plain(0);
		if (mirrors)
			call.give(first, "Pad", Map.of("mode", "reflect"), image, call.integers("pads", pads));
		else
			call.give(first, "Pad", Map.of("mode", "constant"), image, call.integers("pads", pads), call.node().operator().equals("PadV2") ? call.plain(2) : call.number(0, 0));
	}
}
