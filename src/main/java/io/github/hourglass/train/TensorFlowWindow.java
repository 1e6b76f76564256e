package io.github.hourglass.train;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import org.tensorflow.Output;

import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.TensorFlowOps;

/**
 * How the window of a convolution or a pooling moves over an image with channels last, whose size is known only when it runs. A
 * line is treated as a plane of one row.
 */
final class TensorFlowWindow {

	/** Moves a window without dilation; the padding is {@code SAME} or {@code VALID}. */
	interface Slider {

		Output<?> slide(Output<?> padded, long[] strides, String padding);
	}

	private final TensorFlowOps ops;
	private final boolean line;
	private final long[] kernel, strides, dilations, low, high, outputPadding, outputShape;
	private final String autoPad;
	private final boolean ceil;

	private TensorFlowWindow(TensorFlowNode translated, long[] kernel) {
		Node node = translated.node();
		ops = translated.ops;
		int axes = kernel.length;
		translated.require(axes >= 1 && axes <= 3, "it has " + axes + " axes in space, only 1, 2 and 3 are supported");
		line = axes == 1;
		this.kernel = lift(kernel, 1);
		strides = lift(node.integers("strides", TensorFlowNode.filled(axes, 1)), 1);
		dilations = lift(node.integers("dilations", TensorFlowNode.filled(axes, 1)), 1);
		autoPad = node.text("auto_pad", "NOTSET");
		long[] pads = autoPad.equals("NOTSET") ? node.integers("pads", new long[2 * axes]) : new long[2 * axes];
		translated.require(pads.length == 2 * axes && LongStream.of(pads).allMatch(pad -> pad >= 0), "it has pads for another number of axes or negative ones");
		low = lift(Arrays.copyOf(pads, axes), 0);
		high = lift(Arrays.copyOfRange(pads, axes, 2 * axes), 0);
		outputPadding = lift(node.integers("output_padding", new long[axes]), 0);
		long[] wanted = node.integers("output_shape", null);
		outputShape = wanted == null ? null : lift(Arrays.copyOfRange(wanted, wanted.length - axes, wanted.length), 1);
		ceil = node.integer("ceil_mode", 0) != 0;
		translated.require(strides.length == this.kernel.length && dilations.length == strides.length, "it has strides or dilations for another number of axes");
	}

	private TensorFlowWindow(TensorFlowWindow padded) {
		ops = padded.ops;
		line = padded.line;
		kernel = padded.kernel;
		strides = padded.strides;
		dilations = padded.dilations;
		outputPadding = padded.outputPadding;
		outputShape = padded.outputShape;
		low = high = new long[kernel.length];
		autoPad = "NOTSET";
		ceil = false;
	}

	/** The same window for an image that has been padded already. */
	TensorFlowWindow bare() {
		return new TensorFlowWindow(this);
	}

	static TensorFlowWindow of(TensorFlowNode node, long[] kernel) {
		return new TensorFlowWindow(node, kernel);
	}

	private long[] lift(long[] values, long row) {
		return line ? new long[] { row, values[0] } : values;
	}

	/** The image, or a line as a plane of one row. */
	Output<?> lifted(Output<?> x) {
		return line ? ops.apply("ExpandDims", x, ops.integer(1)) : x;
	}

	Output<?> lowered(Output<?> x) {
		return line ? ops.call("Squeeze", x).integers("squeeze_dims", 1).output() : x;
	}

	boolean hasOneStride() {
		return LongStream.of(strides).distinct().count() == 1;
	}

	boolean isDilated() {
		return LongStream.of(dilations).anyMatch(d -> d > 1);
	}

	/** True if nothing is added around the image. */
	boolean isBare() {
		return !autoPad.startsWith("SAME") && !ceil && LongStream.concat(LongStream.of(low), LongStream.of(high)).allMatch(pad -> pad == 0);
	}

	long[] strides() {
		return framed(strides);
	}

	long[] kernel() {
		return framed(kernel);
	}

	private static long[] framed(long[] values) {
		long[] framed = TensorFlowNode.filled(values.length + 2, 1);
		System.arraycopy(values, 0, framed, 1, values.length);
		return framed;
	}

	private long[] extent() {
		return IntStream.range(0, kernel.length).mapToLong(i -> (kernel[i] - 1) * dilations[i] + 1).toArray();
	}

	Output<?> spatialSizes(Output<?> x) {
		return ops.part(ops.shape(x), 1, kernel.length + 1);
	}

	/** Pads, moves the window, and leaves out what the strides skip. */
	Output<?> slide(Output<?> x, double border, Slider slider) {
		if (isDilated())
			return slideDilated(isBare() ? x : ops.pad(x, widths(low(x), ops.add(high(x), ceiling(x))), border), slider);
		if (isSame())
			return slider.slide(x, strides(), "SAME");
		return slider.slide(isBare() ? x : ops.pad(x, widths(low(x), ops.add(high(x), ceiling(x))), border), strides(), "VALID");
	}

	/** True if TensorFlow's own rule for padding gives the same. */
	private boolean isSame() {
		if (autoPad.equals("SAME_UPPER"))
			return true;
		long[] extent = extent();
		boolean lower = autoPad.equals("SAME_LOWER");
		return !ceil && IntStream.range(0, kernel.length).allMatch(i -> strides[i] == 1
			&& (lower ? extent[i] % 2 == 1 : low[i] == (extent[i] - 1) / 2 && high[i] == extent[i] - 1 - low[i]));
	}

	/** Deals the pixels into blocks between which the dilation jumps, so that each block sees a window without gaps. */
	private Output<?> slideDilated(Output<?> x, Slider slider) {
		Output<?> block = ops.ints(dilations);
		Output<?> zero = ops.ints(new long[dilations.length]);
		Output<?> more = ops.apply("FloorMod", ops.apply("Neg", spatialSizes(x)), block);
		Output<?> gap = pairs(zero, more);
		Output<?> dealt = ops.apply("SpaceToBatchND", x, block, gap);
		Output<?> slid = slider.slide(dealt, TensorFlowNode.filled(kernel.length + 2, 1), "VALID");
		Output<?> result = ops.apply("BatchToSpaceND", slid, block, gap);
		if (LongStream.of(strides).allMatch(s -> s == 1))
			return result;
		long[] zeros = new long[kernel.length + 2];
		long all = (1L << zeros.length) - 1;
		return ops.call("StridedSlice", result, ops.ints(zeros), ops.ints(zeros), ops.ints(strides())).integer("begin_mask", all).integer("end_mask", all).output();
	}

	private Output<?> pairs(Output<?> before, Output<?> behind) {
		return ops.call("Pack").list(List.of(before, behind)).integer("axis", 1).output();
	}

	/** How much to add around each axis, batch and channels included. */
	Output<?> widths(Output<?> before, Output<?> behind) {
		Output<?> none = ops.ints(0);
		return pairs(ops.concat(0, none, before, none), ops.concat(0, none, behind, none));
	}

	/** What is added before each spatial axis. */
	Output<?> low(Output<?> x) {
		return autoPad.startsWith("SAME") ? share(total(x), autoPad.equals("SAME_UPPER")) : ops.ints(low);
	}

	/** What is added behind each spatial axis, apart from {@link #ceiling}. */
	Output<?> high(Output<?> x) {
		return autoPad.startsWith("SAME") ? share(total(x), autoPad.equals("SAME_LOWER")) : ops.ints(high);
	}

	private Output<?> share(Output<?> total, boolean smaller) {
		Output<?> half = ops.apply("FloorDiv", total, ops.integer(2));
		return smaller ? half : ops.sub(total, half);
	}

	private Output<?> total(Output<?> x) {
		Output<?> sizes = spatialSizes(x), step = ops.ints(strides);
		Output<?> steps = ops.apply("FloorDiv", ops.sub(sizes, ops.integer(1)), step);
		Output<?> total = ops.sub(ops.add(ops.mul(steps, step), ops.ints(extent())), sizes);
		return ops.apply("Maximum", total, ops.integer(0));
	}

	/** What must be added behind so that the last, incomplete window counts too. */
	Output<?> ceiling(Output<?> x) {
		if (!ceil)
			return ops.ints(new long[kernel.length]);
		Output<?> sizes = spatialSizes(x), step = ops.ints(strides), high = high(x), start = ops.add(sizes, low(x));
		Output<?> room = ops.sub(ops.add(start, high), ops.ints(extent()));
		Output<?> steps = ops.apply("FloorDiv", ops.sub(ops.add(room, step), ops.integer(1)), step);
		Output<?> outside = ops.cast(ops.apply("GreaterEqual", ops.mul(steps, step), start), steps.dataType());
		Output<?> needed = ops.sub(ops.add(ops.mul(ops.sub(steps, outside), step), ops.ints(extent())), ops.add(start, high));
		return ops.apply("Maximum", needed, ops.integer(0));
	}

	/** The sizes that a transposed convolution gives before its pads are cut off. */
	Output<?> fullSizes(Output<?> x) {
		long[] extent = extent();
		long[] more = IntStream.range(0, extent.length).mapToLong(i -> extent[i] + outputPadding[i] - strides[i]).toArray();
		Output<?> full = ops.add(ops.mul(spatialSizes(x), ops.ints(strides)), ops.ints(more));
		return outputShape == null ? full : ops.apply("Maximum", full, ops.ints(outputShape));
	}

	/** The kernel of a transposed convolution with zeros where the dilation jumps. */
	Output<?> spread(Output<?> filter) {
		for (int axis = 0; axis < kernel.length; axis++) {
			if (dilations[axis] == 1)
				continue;
			long[] shape = filter.shape().asArray();
			long before = LongStream.of(shape).limit(axis).reduce(1, (a, b) -> a * b), behind = LongStream.of(shape).skip(axis + 1).reduce(1, (a, b) -> a * b);
			Output<?> apart = ops.reshape(filter, ops.ints(before, shape[axis], 1, behind));
			Output<?> widths = pairs(ops.ints(0, 0, 0, 0), ops.ints(0, 0, dilations[axis] - 1, 0));
			Output<?> wide = ops.reshape(ops.pad(apart, widths, 0), ops.ints(before, shape[axis] * dilations[axis], behind));
			shape[axis] = (shape[axis] - 1) * dilations[axis] + 1;
			filter = ops.reshape(ops.apply("Slice", wide, ops.ints(0, 0, 0), ops.ints(-1, shape[axis], -1)), ops.ints(shape));
		}
		return filter;
	}

	/** What a transposed convolution leaves of its full result. */
	Output<?> cropped(Output<?> result, Output<?> full, Output<?> sizes) {
		Output<?> before = ops.ints(low), kept = ops.sub(full, ops.ints(IntStream.range(0, low.length).mapToLong(i -> low[i] + high[i]).toArray()));
		if (outputShape != null || autoPad.startsWith("SAME")) {
			kept = outputShape != null ? ops.ints(outputShape) : ops.mul(sizes, ops.ints(strides));
			before = share(ops.apply("Maximum", ops.sub(full, kept), ops.integer(0)), autoPad.equals("SAME_UPPER"));
		}
		else if (isBare())
			return result;
		Output<?> none = ops.ints(0), rest = ops.ints(-1);
		return ops.apply("Slice", result, ops.concat(0, none, before, none), ops.concat(0, rest, kept, rest));
	}
}
