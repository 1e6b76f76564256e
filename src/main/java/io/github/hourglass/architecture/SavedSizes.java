package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.hourglass.architecture.SavedTranslation.Rule;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

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
		RULES.put("ResizeBicubic", call -> resize(call, "cubic"));
		RULES.put("Shape", SavedSizes::shape);
		RULES.put("Fill", call -> call.give(false, "Expand", Map.of(), call.plain(1), call.sizes(false)));
		RULES.put("BroadcastTo", call -> call.give(false, "Expand", Map.of(), call.plain(0), call.sizes(true)));
		RULES.put("Pad", SavedSizes::pad);
		RULES.put("PadV2", SavedSizes::pad);
		RULES.put("MirrorPad", SavedSizes::mirrorPad);
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
		if (mode.equals("cubic")) {
			attributes.put("cubic_coeff_a", centers ? -0.5f : -0.75f);
			attributes.put("exclude_outside", centers ? 1L : 0L);
		}
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
			else if (!fixed && free >= 0) {
				call.give(false, "Reshape", Map.of(), call.plain(0), call.sizes(true));
				return;
			}
			else if (!fixed) {
				free = axis;
				shape[axis] = -1;
			}
		}
		call.give(false, "Reshape", Map.of(), call.plain(0), call.integers("shape", shape));
	}

	private static void shape(SavedCall call) {
		boolean first = call.isFirst(0);
		String shape = call.add("Shape", Map.of(), first ? call.first(0) : call.plain(0));
		if (first)
			shape = call.add("Gather", Map.of("axis", 0L), shape, call.integers("order", SavedTranslation.longs(SavedTranslation.toLast(call.rank(0)))));
		TensorType type = call.node().attributes().get("out_type") instanceof TensorType wanted ? wanted : TensorType.INT32;
		call.give(false, "Cast", Map.of("to", (long) type.onnxCode()), shape);
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
		cut(call, starts, ends, steps, new boolean[rank], new boolean[rank], new long[0]);
	}

	private static void stridedSlice(SavedCall call) {
		int rank = call.rank(0);
		long newMask = call.node().integer("new_axis_mask", 0), beginMask = call.node().integer("begin_mask", 0), endMask = call.node().integer("end_mask", 0), shrinkMask = call.node().integer("shrink_axis_mask", 0);
		long ellipsis = call.node().integer("ellipsis_mask", 0);
		int said = call.integers(1, 0).length, more = Long.bitCount(newMask & (1L << said) - 1 & ~ellipsis);
		long[] added = added(newMask & ~ellipsis, shrinkMask & ~newMask & ~ellipsis, ellipsis, said, rank - said + more);
		long[] steps = new long[rank], given = call.integers(3);
		Arrays.fill(steps, 1);
		boolean[] fromBack = new boolean[rank], shrunk = new boolean[rank];
		long[][] starts = new long[call.trials()][rank], ends = new long[call.trials()][rank];
		for (int trial = 0; trial < call.trials(); trial++) {
			long[] begin = call.integers(1, trial), end = call.integers(2, trial), shape = call.shape(0, trial);
			ends[trial] = shape.clone();
			for (int i = 0, axis = 0; i < said; i++, axis++) {
				if ((ellipsis >> i & 1) != 0) {
					axis += rank - said + more;
					continue;
				}
				if ((newMask >> i & 1) != 0) {
					axis--;
					continue;
				}
				steps[axis] = given[i];
				call.require(given[i] > 0 || given[i] == -1 && (beginMask & endMask & ~shrinkMask & 1L << i) != 0, "it turns a part of an axis round");
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
		cut(call, starts, ends, steps, fromBack, shrunk, added);
	}

	/** The places, among the axes of the result, of those that are added. @param more how many axes the ellipsis stands for beyond one */
	private static long[] added(long newMask, long shrinkMask, long ellipsis, int said, int more) {
		List<Long> places = new ArrayList<>();
		long at = 0;
		for (int i = 0; i < said; i++) {
			if ((newMask >> i & 1) != 0)
				places.add(at);
			at += (ellipsis >> i & 1) != 0 ? more + 1 : (shrinkMask >> i & 1) != 0 ? 0 : 1;
		}
		return places.stream().mapToLong(Long::longValue).toArray();
	}

	/** Where a piece begins and ends, for each image sent through, said in numbers that hold for all. */
	private static void cut(SavedCall call, long[][] starts, long[][] ends, long[] steps, boolean[] fromBack, boolean[] shrunk, long[] added) {
		int rank = steps.length;
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
			from[axis] = steps[axis] < 0 ? -1 : sameStart ? starts[0][axis] : starts[0][axis] - size;
			to[axis] = steps[axis] < 0 ? Long.MIN_VALUE : whole ? Long.MAX_VALUE : fromBack[axis] && endFromEnd || !sameEnd ? ends[0][axis] - size : ends[0][axis];
		}
		long[] axes = LongStream.range(0, rank).toArray(), gone = Arrays.stream(axes).filter(axis -> shrunk[(int) axis]).toArray();
		boolean first = call.isFirst(0) && gone.length + added.length == 0;
		String image = first ? call.first(0) : call.plain(0);
		String starting = call.integers("starts", first ? SavedCall.moved(from) : from), ending = call.integers("ends", first ? SavedCall.moved(to) : to);
		String along = call.integers("axes", axes), by = call.integers("steps", first ? SavedCall.moved(steps) : steps);
		String piece = call.add("Slice", Map.of(), image, starting, ending, along, by);
		if (gone.length > 0)
			piece = call.add("Squeeze", Map.of(), piece, call.integers("gone", gone));
		if (added.length > 0)
			piece = call.add("Unsqueeze", Map.of(), piece, call.integers("added", added));
		call.give(piece, first);
	}

	private static void pad(SavedCall call) {
		String value = call.node().operator().equals("PadV2") ? call.plain(2) : call.number(0, 0);
		call.give(call.isFirst(0), "Pad", Map.of("mode", "constant"), own(call), call.integers("pads", pads(call)), value);
	}

	private static String own(SavedCall call) {
		return call.isFirst(0) ? call.first(0) : call.plain(0);
	}

	/** How much is added, in the order of axes that the image has here. */
	private static long[] pads(SavedCall call) {
		int rank = call.rank(0);
		long[] pairs = call.integers(1), pads = new long[2 * rank];
		boolean first = call.isFirst(0);
		call.require(pairs.length == 2 * rank, "it pads another number of axes");
		for (int axis = 0; axis < rank; axis++) {
			int at = first ? SavedCall.moved(axis, rank) : axis;
			pads[at] = pairs[2 * axis];
			pads[at + rank] = pairs[2 * axis + 1];
		}
		return pads;
	}

	/** Mirroring that repeats the pixel at the border is, for one pixel, what ONNX calls edge; more of them are turned round piece by piece. */
	private static void mirrorPad(SavedCall call) {
		long[] pads = pads(call);
		boolean symmetric = call.node().text("mode", "").equals("SYMMETRIC"), one = Arrays.stream(pads).allMatch(pad -> pad < 2);
		if (!symmetric || one) {
			call.give(call.isFirst(0), "Pad", Map.of("mode", symmetric ? "edge" : "reflect"), own(call), call.integers("pads", pads));
			return;
		}
		String image = own(call);
		for (int axis = 0, rank = pads.length / 2; axis < rank; axis++) {
			String before = pads[axis] == 0 ? null : turned(call, image, axis, pads[axis] - 1, Long.MIN_VALUE);
			String behind = pads[axis + rank] == 0 ? null : turned(call, image, axis, -1, -1 - pads[axis + rank]);
			if (before != null || behind != null)
				image = call.add("Concat", Map.of("axis", (long) axis), Stream.of(before, image, behind).filter(Objects::nonNull).toArray(String[]::new));
		}
		call.give(image, call.isFirst(0));
	}

	private static String turned(SavedCall call, String image, int axis, long from, long to) {
		return call.add("Slice", Map.of(), image, call.integers("from", from), call.integers("to", to), call.integers("axis", axis), call.integers("back", -1));
	}
}
