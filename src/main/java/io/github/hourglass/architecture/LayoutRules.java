package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** Shapes of the operators that move, join, cut or create elements without computing with them. */
final class LayoutRules {

	private LayoutRules() {}

	static List<Value> results(Call call) {
		return switch (call.operator()) {
			case "Split" -> split(call);
			case "Constant" -> List.of(ShapeRules.constant(call));
			case "ConstantOfShape" -> List.of(constantOfShape(call));
			case "Shape" -> List.of(Value.of(TensorType.INT64, shapeRange(call).length));
			case "Size" -> List.of(Value.of(TensorType.INT64));
			case "Range" -> List.of(range(call));
			case "EyeLike", "RandomNormalLike", "RandomUniformLike" -> List.of(likeInput(call));
			case "OneHot" -> List.of(Value.of(call.input(2).type(), oneHot(call)));
			default -> List.of(ShapeRules.like(call, moved(call)));
		};
	}

	private static long[] moved(Call call) {
		return switch (call.operator()) {
			case "Concat" -> concat(call);
			case "Slice" -> Arrays.stream(Slicing.of(call)).mapToLong(Slicing::size).toArray();
			case "Pad" -> pad(call);
			case "Transpose" -> transpose(call);
			case "Reshape" -> reshape(call);
			case "Flatten" -> flatten(call);
			case "Squeeze" -> squeeze(call);
			case "Unsqueeze" -> unsqueeze(call);
			case "Gather" -> gather(call);
			case "GatherElements" -> call.shape(1);
			case "Expand" -> ShapeRules.broadcast(call, call.shape(0), call.integers("shape", 1));
			case "Tile" -> tile(call);
			case "DepthToSpace" -> depthToSpace(call);
			case "SpaceToDepth" -> spaceToDepth(call);
			case "CenterCropPad" -> centerCropPad(call);
			default -> throw ShapeRules.unknown(call);
		};
	}

	private static long[] concat(Call call) {
		long[] shape = call.shape(0);
		int axis = call.axis(1, shape.length);
		for (int i = 1; i < call.inputs(); i++) {
			long[] other = call.shape(i);
			call.require(other.length == shape.length, "joins tensors with different numbers of axes");
			for (int k = 0; k < shape.length; k++)
				call.require(k == axis || other[k] == shape[k], "joins sizes " + shape[k] + " and " + other[k] + " on axis " + k);
			shape[axis] += other[axis];
		}
		return shape;
	}

	private static List<Value> split(Call call) {
		long[] shape = call.shape(0);
		int axis = call.axis(0, shape.length);
		long[] sizes = call.integers("split", 1);
		if (sizes == null) {
			int parts = (int) call.node().integer("num_outputs", call.node().outputs().size());
			call.require(parts > 0 && parts <= 1 << 16, "splits into " + parts + " parts");
			sizes = new long[parts];
			long part = (shape[axis] + parts - 1) / parts;
			Arrays.fill(sizes, part);
			sizes[parts - 1] = shape[axis] - part * (parts - 1);
		}
		call.require(Arrays.stream(sizes).sum() == shape[axis], "splits " + shape[axis] + " into " + Arrays.toString(sizes));
		List<Value> parts = new ArrayList<>();
		for (long size : sizes) {
			shape[axis] = size;
			parts.add(ShapeRules.like(call, shape.clone()));
		}
		return parts;
	}

	/** Padding before each axis, then after each axis, negative where it crops; for all axes of the input. */
	static long[] pads(Call call) {
		int rank = call.rank(0);
		long[] given = call.node().integers("paddings", null);
		if (given == null)
			given = call.integers("pads", 1);
		call.require(given != null, "has no pads");
		int[] axes = call.axes(rank, call.has(3) ? call.integers("", 3) : null);
		call.require(given.length == 2 * axes.length, "has pads for another number of axes");
		long[] pads = new long[2 * rank];
		for (int i = 0; i < axes.length; i++) {
			pads[axes[i]] = given[i];
			pads[axes[i] + rank] = given[i + axes.length];
		}
		return pads;
	}

	private static long[] pad(Call call) {
		long[] shape = call.shape(0);
		long[] pads = pads(call);
		boolean reflect = call.node().text("mode", "constant").equals("reflect");
		for (int i = 0; i < shape.length; i++) {
			long most = Math.max(pads[i], pads[i + shape.length]);
			call.require(!reflect || most < Math.max(shape[i], 1), "reflects " + most + " elements of the " + shape[i] + " on axis " + i);
			shape[i] += pads[i] + pads[i + shape.length];
			call.require(shape[i] >= 0, "crops more than there is on axis " + i);
		}
		return shape;
	}

	/** Output axis i is input axis {@code permutation[i]}. */
	static int[] permutation(Call call) {
		int rank = call.rank(0);
		long[] given = call.node().integers("perm", null);
		if (given == null)
			return IntStream.range(0, rank).map(i -> rank - 1 - i).toArray();
		call.require(given.length == rank, "permutes another number of axes");
		return call.axes(rank, given);
	}

	private static long[] transpose(Call call) {
		long[] shape = call.shape(0);
		return Arrays.stream(permutation(call)).mapToLong(axis -> shape[axis]).toArray();
	}

	private static long[] reshape(Call call) {
		long[] in = call.shape(0);
		long[] wanted = call.integers("shape", 1);
		call.require(wanted != null, "has no shape to give");
		long[] shape = wanted.clone();
		long known = 1;
		int free = -1;
		for (int i = 0; i < shape.length; i++) {
			if (shape[i] == 0 && call.node().integer("allowzero", 0) == 0) {
				call.require(i < in.length, "copies the size of an axis the input does not have");
				shape[i] = in[i];
			}
			if (shape[i] == -1 && free < 0)
				free = i;
			else {
				call.require(shape[i] >= 0, "cannot give the shape " + Arrays.toString(wanted));
				known = Math.multiplyExact(known, shape[i]);
			}
		}
		long elements = Tensor.elements(in);
		if (free >= 0)
			shape[free] = known == 0 ? 0 : elements / known;
		call.require(Tensor.elements(shape) == elements, "cannot give the shape " + Arrays.toString(wanted));
		return shape;
	}

	private static long[] flatten(Call call) {
		long[] shape = call.shape(0);
		long axis = call.node().integer("axis", 1);
		int split = (int) (axis < 0 ? axis + shape.length : axis);
		call.require(split >= 0 && split <= shape.length, "has no axis " + axis);
		return new long[] { Tensor.elements(Arrays.copyOf(shape, split)), Tensor.elements(Arrays.copyOfRange(shape, split, shape.length)) };
	}

	/** The axes of the input that Squeeze takes away. */
	static int[] squeezed(Call call) {
		long[] shape = call.shape(0);
		long[] axes = call.integers("axes", 1);
		if (axes == null)
			return IntStream.range(0, shape.length).filter(i -> shape[i] == 1).toArray();
		return call.axes(shape.length, axes);
	}

	private static long[] squeeze(Call call) {
		long[] shape = call.shape(0);
		int[] gone = squeezed(call);
		for (int axis : gone)
			call.require(shape[axis] == 1, "squeezes axis " + axis + " of size " + shape[axis]);
		return IntStream.range(0, shape.length).filter(i -> Arrays.stream(gone).noneMatch(g -> g == i)).mapToLong(i -> shape[i]).toArray();
	}

	/** The axes of the output that Unsqueeze adds. */
	static int[] unsqueezed(Call call) {
		long[] axes = call.integers("axes", 1);
		call.require(axes != null, "has no axes to add");
		return call.axes(call.rank(0) + axes.length, axes);
	}

	private static long[] unsqueeze(Call call) {
		long[] shape = call.shape(0);
		int[] added = unsqueezed(call);
		long[] out = new long[shape.length + added.length];
		for (int axis : added)
			out[axis] = 1;
		int next = 0;
		for (int i = 0; i < out.length; i++)
			if (out[i] == 0 && next < shape.length)
				out[i] = shape[next++];
			else
				call.require(out[i] == 1, "adds the same axis twice");
		return out;
	}

	private static long[] gather(Call call) {
		long[] shape = call.shape(0);
		long[] indices = call.shape(1);
		int axis = call.axis(0, shape.length);
		long[] out = new long[shape.length + indices.length - 1];
		System.arraycopy(shape, 0, out, 0, axis);
		System.arraycopy(indices, 0, out, axis, indices.length);
		System.arraycopy(shape, axis + 1, out, axis + indices.length, shape.length - axis - 1);
		return out;
	}

	private static long[] tile(Call call) {
		long[] shape = call.shape(0);
		long[] repeats = call.integers("repeats", 1);
		call.require(repeats != null && repeats.length == shape.length, "repeats another number of axes");
		for (int i = 0; i < shape.length; i++)
			shape[i] = Math.multiplyExact(shape[i], repeats[i]);
		return shape;
	}

	private static long[] depthToSpace(Call call) {
		long[] shape = call.shape(0);
		long block = call.node().integer("blocksize", 1);
		call.require(shape.length == 4 && block > 0 && shape[1] % (block * block) == 0, "moves channels into blocks of " + block);
		return new long[] { shape[0], shape[1] / (block * block), shape[2] * block, shape[3] * block };
	}

	private static long[] spaceToDepth(Call call) {
		long[] shape = call.shape(0);
		long block = call.node().integer("blocksize", 1);
		call.require(shape.length == 4 && block > 0 && shape[2] % block == 0 && shape[3] % block == 0, "moves blocks of " + block + " into channels");
		return new long[] { shape[0], shape[1] * block * block, shape[2] / block, shape[3] / block };
	}

	private static long[] centerCropPad(Call call) {
		long[] shape = call.shape(0);
		int[] axes = call.axes(shape.length, call.node().integers("axes", null));
		long[] sizes = call.integers("", 1);
		call.require(sizes != null && sizes.length == axes.length, "crops another number of axes");
		for (int i = 0; i < axes.length; i++)
			shape[axes[i]] = sizes[i];
		return shape;
	}

	private static Value constantOfShape(Call call) {
		TensorType type = call.node().attributes().get("value") instanceof Tensor fill ? fill.type() : TensorType.FLOAT32;
		return Value.of(type, call.integers("", 0));
	}

	/** The sizes that a Shape node gives, between its start and its end. */
	static long[] shapeRange(Call call) {
		long[] shape = call.shape(0);
		int start = clamp(call.node().integer("start", 0), shape.length);
		int end = clamp(call.node().integer("end", shape.length), shape.length);
		return Arrays.copyOfRange(shape, start, Math.max(start, end));
	}

	private static int clamp(long axis, int rank) {
		return (int) Math.max(0, Math.min(rank, axis < 0 ? axis + rank : axis));
	}

	private static Value range(Call call) {
		double start = call.reals("", 0)[0];
		double limit = call.reals("", 1)[0];
		double delta = call.reals("", 2)[0];
		return Value.of(call.input(0).type(), (long) Math.max(Math.ceil((limit - start) / delta), 0));
	}

	private static Value likeInput(Call call) {
		long code = call.node().integer("dtype", call.input(0).type().onnxCode());
		return Value.of(TensorType.ofOnnxCode((int) code), call.shape(0));
	}

	private static long[] oneHot(Call call) {
		long[] indices = call.shape(0);
		int axis = call.axis(-1, indices.length + 1);
		long[] shape = new long[indices.length + 1];
		System.arraycopy(indices, 0, shape, 0, axis);
		shape[axis] = call.integers("", 1)[0];
		System.arraycopy(indices, axis, shape, axis + 1, indices.length - axis);
		return shape;
	}
}
