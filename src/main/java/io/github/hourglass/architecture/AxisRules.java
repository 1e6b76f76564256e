package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.Set;

import io.github.hourglass.architecture.ReceptiveField.Kind;

/** Where each operator takes one axis of one of its inputs, and from which elements its results are made along it. */
final class AxisRules {

	/** Why an axis cannot be followed through a node. */
	static final class Lost extends RuntimeException {

		private static final long serialVersionUID = 1;

		final transient Kind kind;

		Lost(Kind kind, String why) {
			super(why, null, false, false);
			this.kind = kind;
		}
	}

	/**
	 * @param axis of the result
	 * @param taps null if the axis is flattened together with slower ones: only statistics can still be told
	 */
	record Move(int axis, Taps taps) {

		static Move same(int axis) {
			return new Move(axis, new Taps.Same());
		}
	}

	private static final Set<String> PER_ELEMENT = Set.of("Cast", "CastLike", "IsNaN", "IsInf", "Clip", "Dropout");
	private static final Set<String> SHAPE_OPERANDS = Set.of("Reshape", "Expand", "Resize", "Upsample", "Slice", "Pad", "Tile", "Split",
		"Squeeze", "Unsqueeze", "TopK", "ConstantOfShape", "CenterCropPad");

	private AxisRules() {}

	/** True if that input only says what shape the result gets. */
	static boolean isShapeOperand(Node node, int input) {
		if (node.operator().equals("ConstantOfShape"))
			return true;
		if (node.operator().equals("Pad"))
			return input == 1 || input == 3;
		return input > 0 && (SHAPE_OPERANDS.contains(node.operator()) || Operators.REDUCTION.contains(node.operator()));
	}

	/** Follows {@code axis} of input {@code i} through the node. */
	static Move move(Call call, int i, int axis) {
		String operator = call.operator();
		if (!Operators.isStandard(call.node()))
			throw new Lost(Kind.POSITIONAL, call.node() + " is not an operator of the ONNX standard, so what it sees is not known.");
		if (Operators.broadcasts(operator))
			return broadcast(call, i, axis);
		if (operator.equals("Concat"))
			return joined(call, axis);
		if (operator.equals("MatMul"))
			return MatrixRules.matMul(call, i, axis);
		if (operator.equals("Gemm"))
			return MatrixRules.gemm(call, i, axis);
		if (operator.equals("Gather") && i == 1)
			return Move.same(axis + call.axis(0, call.rank(0)));
		if (i > 0)
			throw new Lost(Kind.POSITIONAL, call.node() + " takes its parameters from the image itself.");
		if (Operators.UNARY.contains(operator) || PER_ELEMENT.contains(operator))
			return Move.same(axis);
		if (Operators.POOL.contains(operator))
			return axis < 2 ? Move.same(axis) : sliding(call, axis);
		if (Operators.GLOBAL_POOL.contains(operator))
			return axis < 2 ? Move.same(axis) : global(call, "pools over the whole axis");
		if (Operators.REDUCTION.contains(operator))
			return reduced(call, axis, ShapeRules.reducedAxes(call));
		if (operator.contains("Normalization") || operator.equals("LRN") || Operators.SOFTMAX.contains(operator))
			return NormalizationRules.move(call, axis);
		return layout(call, axis);
	}

	private static Move layout(Call call, int axis) {
		return switch (call.operator()) {
			case "Conv" -> conv(call, axis);
			case "ConvTranspose" -> convTranspose(call, axis);
			case "Resize", "Upsample" -> ResizeRules.move(call, axis);
			case "Pad" -> pad(call, axis);
			case "Slice" -> slice(call, axis);
			case "Split" -> call.axis(0, call.rank(0)) == axis ? positional(call, "splits the axis in parts that depend on its size") : Move.same(axis);
			case "DepthToSpace" -> axis < 2 ? channels(call, axis) : new Move(axis, new Taps.Blocks(call.node().integer("blocksize", 1)));
			case "SpaceToDepth" -> axis < 2 ? channels(call, axis) : spaceToDepth(call, axis);
			case "Transpose" -> Move.same(indexOf(LayoutRules.permutation(call), axis));
			case "Reshape", "Flatten" -> ReshapeRules.move(call, axis);
			case "Squeeze" -> squeeze(call, axis);
			case "Unsqueeze" -> unsqueeze(call, axis);
			case "Expand" -> Move.same(axis + Math.max(call.integers("shape", 1).length - call.rank(0), 0));
			case "Tile" -> call.integers("repeats", 1)[axis] == 1 ? Move.same(axis) : global(call, "repeats the whole axis");
			case "Gather" -> gather(call, axis);
			case "ArgMax", "ArgMin" -> reduced(call, axis, new int[] { call.axis(0, call.rank(0)) });
			case "TopK" -> alongOne(call, axis, call.axis(-1, call.rank(0)), "sorts the whole axis");
			case "CumSum" -> alongOne(call, axis, call.fromFront(call.rank(0), call.integers("", 1)[0]), "sums up along the whole axis");
			case "QuantizeLinear", "DequantizeLinear" -> quantize(call, axis);
			case "DynamicQuantizeLinear" -> global(call, "measures the range of the whole image");
			default -> positional(call, "is not an operator whose reach is known here");
		};
	}

	static Move global(Call call, String what) {
		throw new Lost(Kind.GLOBAL, call.node() + " " + what + ".");
	}

	static Move positional(Call call, String what) {
		throw new Lost(Kind.POSITIONAL, call.node() + " " + what + ".");
	}

	private static Move channels(Call call, int axis) {
		return axis == 0 ? Move.same(0) : positional(call, "has this axis as its channels, each with weights or a place of its own");
	}

	private static int indexOf(int[] values, int wanted) {
		for (int i = 0; i < values.length; i++)
			if (values[i] == wanted)
				return i;
		throw new IllegalArgumentException("No axis " + wanted + " in " + Arrays.toString(values) + ".");
	}

	private static Move sliding(Call call, int axis) {
		Window window = Window.sliding(call)[axis - 2];
		return new Move(axis, new Taps.Sliding(window.kernel(), window.stride(), window.dilation(), window.low()));
	}

	private static Move conv(Call call, int axis) {
		return axis < 2 ? channels(call, axis) : sliding(call, axis);
	}

	private static Move convTranspose(Call call, int axis) {
		if (axis < 2)
			return channels(call, axis);
		if (call.node().integers("output_shape", null) != null)
			return positional(call, "gives a fixed output size");
		Window window = Window.transposed(call)[axis - 2];
		return new Move(axis, new Taps.Spreading(window.kernel(), window.stride(), window.dilation(), window.low()));
	}

	private static Move broadcast(Call call, int i, int axis) {
		if (isOldBroadcast(call))
			return Move.same(i == 0 ? axis : axis + oldOffset(call));
		int rank = 0;
		for (int k = 0; k < call.inputs(); k++)
			rank = Math.max(rank, call.rank(k));
		return Move.same(axis + rank - call.rank(i));
	}

	private static boolean isOldBroadcast(Call call) {
		return call.opset() < 7 && call.inputs() == 2 && call.node().integer("broadcast", 0) != 0;
	}

	private static int oldOffset(Call call) {
		return (int) call.node().integer("axis", call.rank(0) - call.rank(1));
	}

	/** The size that input {@code i} of an element-wise operator or Concat has along an axis of the result; 1 where it lacks it. */
	static long sizeAlong(Call call, int i, int axis) {
		int own = axis;
		if (isOldBroadcast(call))
			own = i == 0 ? axis : axis - oldOffset(call);
		else if (Operators.broadcasts(call.operator())) {
			int rank = 0;
			for (int k = 0; k < call.inputs(); k++)
				rank = Math.max(rank, call.rank(k));
			own = axis - rank + call.rank(i);
		}
		return own < 0 || own >= call.rank(i) ? 1 : call.input(i).size(own);
	}

	private static Move joined(Call call, int axis) {
		return call.axis(1, call.rank(0)) == axis ? positional(call, "joins tensors along the axis, so that a place depends on the size") : Move.same(axis);
	}

	private static Move pad(Call call, int axis) {
		long[] pads = LayoutRules.pads(call);
		long low = pads[axis];
		long high = pads[axis + call.rank(0)];
		if (low == 0 && high == 0)
			return Move.same(axis);
		if (call.node().text("mode", "constant").equals("wrap"))
			return global(call, "takes its padding from the opposite end of the axis");
		return new Move(axis, new Taps.Sliding(1, 1, 1, low));
	}

	private static Move slice(Call call, int axis) {
		Slicing cut = Slicing.of(call)[axis];
		if (cut.step() < 0)
			return positional(call, "turns the axis round");
		return new Move(axis, new Taps.Sliding(1, cut.step(), 1, -cut.start()));
	}

	private static Move spaceToDepth(Call call, int axis) {
		long block = call.node().integer("blocksize", 1);
		return new Move(axis, new Taps.Sliding(block, block, 1, 0));
	}

	private static Move squeeze(Call call, int axis) {
		int[] gone = LayoutRules.squeezed(call);
		if (Arrays.stream(gone).anyMatch(g -> g == axis))
			return positional(call, "wants this axis to have size 1");
		return Move.same(axis - (int) Arrays.stream(gone).filter(g -> g < axis).count());
	}

	private static Move unsqueeze(Call call, int axis) {
		int[] added = LayoutRules.unsqueezed(call);
		int next = -1;
		for (int i = 0; i < call.rank(0) + added.length; i++) {
			int at = i;
			if (Arrays.stream(added).noneMatch(a -> a == at) && ++next == axis)
				return Move.same(i);
		}
		return positional(call, "has no such axis");
	}

	private static Move gather(Call call, int axis) {
		int gathered = call.axis(0, call.rank(0));
		if (gathered == axis)
			return positional(call, "picks fixed places of the axis");
		return Move.same(axis < gathered ? axis : axis + call.rank(1) - 1);
	}

	private static Move reduced(Call call, int axis, int[] axes) {
		if (Arrays.stream(axes).anyMatch(a -> a == axis))
			return global(call, "reduces the whole axis");
		boolean keep = call.node().integer("keepdims", 1) != 0;
		return Move.same(keep ? axis : axis - (int) Arrays.stream(axes).filter(a -> a < axis).count());
	}

	private static Move alongOne(Call call, int axis, int along, String what) {
		return axis == along ? global(call, what) : Move.same(axis);
	}

	private static Move quantize(Call call, int axis) {
		boolean perAxis = call.input(1).elements() > 1;
		return perAxis && call.axis(1, call.rank(0)) == axis ? positional(call, "scales each place of the axis by its own number") : Move.same(axis);
	}
}
