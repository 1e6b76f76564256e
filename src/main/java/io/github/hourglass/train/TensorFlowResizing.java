package io.github.hourglass.train;

import java.util.Arrays;
import java.util.Map;
import java.util.stream.IntStream;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.train.TensorFlowTranslation.Rule;

/** Resize, whose coordinates follow the ONNX operator specification in float precision, as ONNX Runtime computes them. */
final class TensorFlowResizing {

	static final Map<String, Rule> RULES = Map.of("Resize", node -> new TensorFlowResizing(node).resize());

	/** For larger factors TensorFlow's float arithmetic is not trusted to round as ONNX does. */
	private static final double LARGEST_FACTOR = 8;

	private final TensorFlowNode node;
	private final TensorFlowOps ops;
	private final int rank;
	private final String mode, coordinates, rounding;
	/** Factor per axis as ONNX has it; null if sizes are given. */
	private final double[] scales;
	private final Output<?> sizes;
	private final int[] axes;

	private TensorFlowResizing(TensorFlowNode node) {
		this.node = node;
		ops = node.ops;
		rank = node.rank(0);
		Node n = node.node();
		mode = n.text("mode", "nearest");
		coordinates = n.text("coordinate_transformation_mode", "half_pixel");
		rounding = n.text("nearest_mode", "round_prefer_floor");
		node.require(!coordinates.equals("tf_crop_and_resize"), "the coordinates " + coordinates + " are not supported");
		boolean bySize = node.has(3);
		node.require(bySize || node.has(2), "it has neither scales nor sizes");
		scales = bySize ? null : node.reals(2);
		sizes = bySize ? ops.cast(node.first(3), DataType.DT_INT32) : null;
		node.require(bySize || scales.length == rank, "it has scales for another number of axes");
		axes = IntStream.range(bySize && rank > 2 ? 2 : 0, rank).filter(axis -> bySize || scales[axis] != 1).toArray();
	}

	private void resize() {
		boolean space = rank >= 3 && rank <= 5 && Arrays.stream(axes).allMatch(axis -> axis > 1);
		if (space && isNearest())
			node.giveLast(inSpace("ResizeNearestNeighbor", false, false));
		else if (space && isLinear())
			node.giveLast(inSpace("ResizeBilinear", coordinates.equals("align_corners"), coordinates.contains("half_pixel")));
		else
			alongEach();
	}

	private boolean isWhole() {
		return scales != null && Arrays.stream(scales).allMatch(scale -> scale == Math.rint(scale) && scale <= LARGEST_FACTOR);
	}

	/** For whole factors the nearest pixel is the same by all rules but those that look at the corners. */
	private boolean isNearest() {
		return mode.equals("nearest") && isWhole()
			&& (coordinates.equals("asymmetric") ? rounding.equals("floor") : coordinates.endsWith("half_pixel") && rounding.startsWith("round"));
	}

	private boolean isLinear() {
		return mode.equals("linear") && node.single(0).either().dataType() == DataType.DT_FLOAT && (isWhole() || scales == null && !coordinates.equals("pytorch_half_pixel"));
	}

	private Output<?> outputSize(int axis, Output<?> in) {
		if (scales == null)
			return ops.reshape(ops.part(sizes, axis, axis + 1), ops.ints(new int[0]));
		if (scales[axis] == Math.rint(scales[axis]))
			return ops.mul(in, ops.integer((long) scales[axis]));
		return ops.cast(ops.apply("Floor", ops.mul(ops.cast(in, DataType.DT_FLOAT), ops.scalar(scales[axis], DataType.DT_FLOAT))), DataType.DT_INT32);
	}

	/** By TensorFlow's operators for planes: first y and x, with z counted to the batch, then z, with a whole plane as channels. */
	private Output<?> inSpace(String operator, boolean align, boolean half) {
		Output<?> x = operator.equals("ResizeBilinear") ? node.single(0).last() : node.last(0), shape = ops.shape(x);
		Output<?> batch = ops.part(shape, 0, 1), channels = ops.part(shape, rank - 1, rank), one = ops.ints(1);
		Output<?>[] before = new Output<?>[rank], behind = new Output<?>[rank];
		for (int axis = 2; axis < rank; axis++) {
			before[axis] = ops.part(shape, axis - 1, axis);
			int current = axis;
			boolean changed = Arrays.stream(axes).anyMatch(a -> a == current);
			behind[axis] = changed ? ops.reshape(outputSize(axis, ops.size(x, axis - 1)), one) : before[axis];
		}
		Output<?> height = rank == 3 ? one : before[rank - 2], newHeight = rank == 3 ? one : behind[rank - 2], newWidth = behind[rank - 1];
		Output<?> planes = ops.reshape(x, ops.concat(0, ops.ints(-1), height, before[rank - 1], channels));
		planes = plane(operator, planes, ops.concat(0, newHeight, newWidth), align, half);
		if (rank < 5)
			return ops.reshape(planes, rank == 3 ? ops.concat(0, batch, newWidth, channels) : ops.concat(0, batch, newHeight, newWidth, channels));
		if (scales == null || scales[2] != 1) {
			Output<?> content = ops.mul(ops.mul(newHeight, newWidth), channels);
			planes = plane(operator, ops.reshape(planes, ops.concat(0, batch, before[2], one, content)), ops.concat(0, behind[2], one), align, half);
		}
		return ops.reshape(planes, ops.concat(0, batch, behind[2], newHeight, newWidth, channels));
	}

	private Output<?> plane(String operator, Output<?> x, Output<?> size, boolean align, boolean half) {
		return ops.call(operator, x, size).flag("align_corners", align).flag("half_pixel_centers", half).output();
	}

	/** One axis after the other, every output as a weighted sum of elements picked from the input. */
	private void alongEach() {
		node.require(mode.equals("nearest") || mode.equals("linear") || mode.equals("cubic"), "there is no mode '" + mode + "'");
		boolean last = node.single(0).isLast();
		Output<?> x = node.single(0).either();
		for (int axis : axes)
			x = along(x, axis, last ? TensorFlowValue.lastAxis(axis, rank) : axis);
		node.giveAlike(x);
	}

	private Output<?> along(Output<?> x, int axis, int at) {
		Output<?> in = ops.size(x, at), out = outputSize(axis, in);
		Output<?> place = places(axis, in, out);
		if (mode.equals("nearest"))
			return pick(x, at, in, rounded(place));
		Output<?> floor = ops.apply("Floor", place), share = ops.sub(place, floor);
		if (mode.equals("cubic"))
			return cubic(x, at, in, floor, share);
		Output<?> rest = ops.sub(ops.like(1, share), share);
		return ops.add(ops.mul(pick(x, at, in, floor), weights(x, at, rest)), ops.mul(pick(x, at, in, ops.add(floor, ops.like(1, floor))), weights(x, at, share)));
	}

	/** Where in the input each output lies. */
	private Output<?> places(int axis, Output<?> in, Output<?> out) {
		Output<?> i = ops.cast(ops.apply("Range", ops.integer(0), out, ops.integer(1)), DataType.DT_FLOAT);
		Output<?> inSize = ops.cast(in, DataType.DT_FLOAT), outSize = ops.cast(out, DataType.DT_FLOAT), one = ops.like(1, i), half = ops.like(0.5, i);
		Output<?> scale = scales != null ? ops.like(scales[axis], i) : ops.div(outSize, inSize);
		Output<?> centered = ops.sub(ops.div(ops.add(i, half), scale), half);
		Output<?> several = ops.cast(ops.apply("Greater", outSize, one), DataType.DT_FLOAT);
		return switch (coordinates) {
			case "half_pixel" -> centered;
			case "pytorch_half_pixel" -> ops.mul(centered, several);
			case "asymmetric" -> ops.div(i, scale);
			case "align_corners" -> ops.mul(several, ops.div(ops.mul(i, ops.sub(inSize, one)), ops.apply("Maximum", ops.sub(outSize, one), one)));
			default -> throw node.refusal("the coordinates " + coordinates + " are not supported");
		};
	}

	private Output<?> rounded(Output<?> place) {
		Output<?> half = ops.like(0.5, place);
		return switch (rounding) {
			case "floor" -> ops.apply("Floor", place);
			case "ceil" -> ops.apply("Ceil", place);
			case "round_prefer_ceil" -> ops.apply("Floor", ops.add(place, half));
			default -> ops.apply("Ceil", ops.sub(place, half));
		};
	}

	/** The elements at these places; those outside repeat the outermost one. */
	private Output<?> pick(Output<?> x, int at, Output<?> in, Output<?> places) {
		Output<?> index = ops.cast(places, DataType.DT_INT32);
		Output<?> inside = ops.apply("Maximum", ops.apply("Minimum", index, ops.sub(in, ops.integer(1))), ops.integer(0));
		return ops.apply("GatherV2", x, inside, ops.integer(at));
	}

	private Output<?> weights(Output<?> x, int at, Output<?> values) {
		long[] shape = TensorFlowNode.filled(x.shape().numDimensions(), 1);
		shape[at] = -1;
		return ops.reshape(ops.cast(values, x.dataType()), ops.ints(shape));
	}

	/** Keys's four-tap filter. */
	private Output<?> cubic(Output<?> x, int at, Output<?> in, Output<?> floor, Output<?> share) {
		double a = node.node().real("cubic_coeff_a", -0.75f);
		boolean exclude = node.node().integer("exclude_outside", 0) != 0;
		Output<?> sum = null, all = null;
		for (int tap = -1; tap <= 2; tap++) {
			Output<?> distance = ops.apply("Abs", ops.sub(share, ops.like(tap, share)));
			Output<?> weight = tap == 0 || tap == 1 ? polynomial(distance, a + 2, -a - 3, 0, 1) : polynomial(distance, a, -5 * a, 8 * a, -4 * a);
			Output<?> place = ops.add(floor, ops.like(tap, floor));
			if (exclude)
				weight = ops.mul(weight, inside(place, in));
			Output<?> part = ops.mul(pick(x, at, in, place), weights(x, at, weight));
			sum = sum == null ? part : ops.add(sum, part);
			all = all == null ? weight : ops.add(all, weight);
		}
		return exclude ? ops.div(sum, weights(x, at, all)) : sum;
	}

	/** 1 for places in the image, 0 for others. */
	private Output<?> inside(Output<?> place, Output<?> in) {
		Output<?> least = ops.apply("GreaterEqual", place, ops.like(0, place)), most = ops.apply("Less", place, ops.cast(in, place.dataType()));
		return ops.cast(ops.apply("LogicalAnd", least, most), place.dataType());
	}

	private Output<?> polynomial(Output<?> x, double... coefficients) {
		Output<?> value = ops.like(coefficients[0], x);
		for (int i = 1; i < coefficients.length; i++)
			value = ops.add(ops.mul(value, x), ops.like(coefficients[i], x));
		return value;
	}
}
