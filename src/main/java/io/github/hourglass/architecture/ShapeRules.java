package io.github.hourglass.architecture;

import static java.lang.Math.multiplyExact;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/** The shape and type of what each operator gives, as the ONNX operator specification says for opsets 6 to 25. */
final class ShapeRules {

	private ShapeRules() {}

	/**
	 * The results of a node, in order; as many as can be told, at least one.
	 *
	 * @throws IllegalArgumentException if the inputs do not fit
	 * @throws Call.UnknownShape if the operator is not known, or the shape depends on values
	 */
	static List<Value> results(Call call) {
		String operator = call.operator();
		if (!Operators.isStandard(call.node()))
			throw unknown(call);
		if (Operators.UNARY.contains(operator))
			return same(call);
		if (Operators.broadcasts(operator))
			return List.of(Value.of(broadcastType(call), broadcast(call)));
		if (Operators.POOL.contains(operator))
			return pool(call);
		if (Operators.GLOBAL_POOL.contains(operator))
			return List.of(like(call, globalPool(call)));
		if (Operators.REDUCTION.contains(operator))
			return List.of(like(call, reduced(call)));
		if (Operators.SHAPE_KEEPING.contains(operator))
			return normalization(call);
		return switch (operator) {
			case "Conv" -> List.of(like(call, conv(call)));
			case "ConvTranspose" -> List.of(like(call, convTranspose(call)));
			case "Resize", "Upsample" -> List.of(like(call, resize(call)));
			case "MatMul" -> List.of(like(call, matMul(call)));
			case "Gemm" -> List.of(like(call, gemm(call)));
			case "GridSample" -> List.of(like(call, gridSample(call)));
			case "MaxUnpool" -> List.of(like(call, unpool(call)));
			case "TopK" -> topK(call);
			case "ArgMax", "ArgMin" -> List.of(Value.of(TensorType.INT64, argument(call)));
			case "Cast" -> List.of(Value.of(TensorType.ofOnnxCode((int) call.node().integer("to", 1)), call.shape(0)));
			case "CastLike" -> List.of(Value.of(call.input(1).type(), call.shape(0)));
			case "IsNaN", "IsInf" -> List.of(Value.of(TensorType.BOOL, call.shape(0)));
			case "DequantizeLinear" -> List.of(Value.of(call.input(1).type(), call.shape(0)));
			case "QuantizeLinear" -> List.of(Value.of(call.has(2) ? call.input(2).type() : TensorType.UINT8, call.shape(0)));
			default -> LayoutRules.results(call);
		};
	}

	static Call.UnknownShape unknown(Call call) {
		String domain = Operators.isStandard(call.node()) ? "" : " of " + call.node().domain();
		return new Call.UnknownShape("The operator of " + call.node() + domain + " is not one whose shapes are known here.");
	}

	static Value like(Call call, long[] shape) {
		return Value.of(call.input(0).type(), shape);
	}

	private static List<Value> same(Call call) {
		return List.of(like(call, call.shape(0)));
	}

	private static List<Value> normalization(Call call) {
		long[] shape = call.shape(0);
		if (call.operator().equals("Dropout"))
			return List.of(like(call, shape), Value.of(call.opset() < 10 ? call.input(0).type() : TensorType.BOOL, shape));
		if (call.operator().equals("BatchNormalization"))
			call.require(shape.length < 2 || call.rank(1) == 1 && call.input(1).size(0) == shape[1], "normalizes another number of channels");
		if (call.operator().equals("LayerNormalization")) {
			long[] statistics = shape.clone();
			Arrays.fill(statistics, call.axis(-1, shape.length), shape.length, 1);
			return List.of(like(call, shape), like(call, statistics), like(call, statistics));
		}
		return same(call);
	}

	private static TensorType broadcastType(Call call) {
		if (Operators.COMPARISON.contains(call.operator()))
			return TensorType.BOOL;
		return call.input(call.operator().equals("Where") ? 1 : 0).type();
	}

	private static long[] broadcast(Call call) {
		if (call.opset() < 7 && call.inputs() == 2 && call.node().integer("broadcast", 0) != 0)
			return call.shape(0);
		long[] shape = call.shape(0);
		for (int i = 1; i < call.inputs(); i++)
			shape = broadcast(call, shape, call.shape(i));
		return shape;
	}

	/** Two shapes broadcast against each other, aligned at the last axis. */
	static long[] broadcast(Call call, long[] a, long[] b) {
		long[] shape = new long[Math.max(a.length, b.length)];
		for (int i = 1; i <= shape.length; i++) {
			long first = i <= a.length ? a[a.length - i] : 1;
			long second = i <= b.length ? b[b.length - i] : 1;
			call.require(first == second || first == 1 || second == 1, "has sizes " + first + " and " + second + " on the same axis");
			shape[shape.length - i] = first == 1 ? second : first;
		}
		return shape;
	}

	private static long[] conv(Call call) {
		long[] in = call.shape(0);
		long[] weights = call.shape(1);
		call.require(in.length == weights.length && in.length > 2, "needs weights with as many axes as its input");
		long group = call.node().integer("group", 1);
		call.require(multiplyExact(weights[1], group) == in[1],
			"has weights for " + weights[1] * group + " channels and is given " + in[1]);
		return windowed(in[0], weights[0], Window.sliding(call));
	}

	private static long[] convTranspose(Call call) {
		long[] in = call.shape(0);
		long[] weights = call.shape(1);
		call.require(in.length == weights.length && in.length > 2, "needs weights with as many axes as its input");
		call.require(weights[0] == in[1], "has weights for " + weights[0] + " channels and is given " + in[1]);
		return windowed(in[0], multiplyExact(weights[1], call.node().integer("group", 1)), Window.transposed(call));
	}

	private static List<Value> pool(Call call) {
		long[] shape = windowed(call.input(0).size(0), call.input(0).size(1), Window.sliding(call));
		return List.of(like(call, shape), Value.of(TensorType.INT64, shape));
	}

	private static long[] windowed(long batch, long channels, Window[] windows) {
		long[] shape = new long[windows.length + 2];
		shape[0] = batch;
		shape[1] = channels;
		for (int i = 0; i < windows.length; i++)
			shape[i + 2] = windows[i].size();
		return shape;
	}

	private static long[] globalPool(Call call) {
		long[] shape = call.shape(0);
		if (shape.length > 2)
			Arrays.fill(shape, 2, shape.length, 1);
		return shape;
	}

	private static long[] resize(Call call) {
		return Arrays.stream(Resampling.of(call)).mapToLong(Resampling::out).toArray();
	}

	private static long[] matMul(Call call) {
		long[] a = call.shape(0);
		long[] b = call.shape(1);
		call.require(a.length > 0 && b.length > 0, "cannot multiply scalars");
		long inner = b.length == 1 ? b[0] : b[b.length - 2];
		call.require(a[a.length - 1] == inner, "multiplies " + a[a.length - 1] + " columns by " + inner + " rows");
		long[] outer = broadcast(call, Arrays.copyOf(a, Math.max(a.length - 2, 0)), Arrays.copyOf(b, Math.max(b.length - 2, 0)));
		List<Long> shape = new ArrayList<>();
		Arrays.stream(outer).forEach(shape::add);
		if (a.length > 1)
			shape.add(a[a.length - 2]);
		if (b.length > 1)
			shape.add(b[b.length - 1]);
		return shape.stream().mapToLong(Long::longValue).toArray();
	}

	private static long[] gemm(Call call) {
		long[] a = call.shape(0);
		long[] b = call.shape(1);
		call.require(a.length == 2 && b.length == 2, "needs two matrices");
		boolean transA = call.node().integer("transA", 0) != 0;
		boolean transB = call.node().integer("transB", 0) != 0;
		call.require(a[transA ? 0 : 1] == b[transB ? 1 : 0], "multiplies " + a[transA ? 0 : 1] + " columns by " + b[transB ? 1 : 0] + " rows");
		return new long[] { a[transA ? 1 : 0], b[transB ? 0 : 1] };
	}

	private static long[] gridSample(Call call) {
		long[] shape = call.shape(0);
		long[] grid = call.shape(1);
		call.require(grid.length == shape.length, "needs a grid with as many axes as the input");
		System.arraycopy(grid, 1, shape, 2, shape.length - 2);
		return shape;
	}

	private static long[] unpool(Call call) {
		if (call.has(2))
			return call.integers("output_shape", 2);
		long[] shape = call.shape(0);
		long[] kernel = call.node().integers("kernel_shape", null);
		call.require(kernel != null && kernel.length == shape.length - 2, "lacks a kernel for each spatial axis");
		long[] strides = call.node().integers("strides", ones(kernel.length));
		long[] pads = call.node().integers("pads", new long[2 * kernel.length]);
		for (int i = 0; i < kernel.length; i++)
			shape[i + 2] = (shape[i + 2] - 1) * strides[i] + kernel[i] - pads[i] - pads[i + kernel.length];
		return shape;
	}

	private static long[] ones(int length) {
		long[] ones = new long[length];
		Arrays.fill(ones, 1);
		return ones;
	}

	private static List<Value> topK(Call call) {
		long[] shape = call.shape(0);
		long k = call.has(1) ? call.integers("", 1)[0] : call.node().integer("k", 1);
		shape[call.axis(-1, shape.length)] = k;
		return List.of(like(call, shape), Value.of(TensorType.INT64, shape));
	}

	private static long[] argument(Call call) {
		return without(call.shape(0), new int[] { call.axis(0, call.rank(0)) }, call.node().integer("keepdims", 1) != 0);
	}

	private static long[] reduced(Call call) {
		return without(call.shape(0), reducedAxes(call), call.node().integer("keepdims", 1) != 0);
	}

	/** The axes a reduction runs over. */
	static int[] reducedAxes(Call call) {
		long[] axes = call.integers("axes", 1);
		if (axes != null && axes.length == 0)
			axes = null;
		if (axes == null && call.node().integer("noop_with_empty_axes", 0) != 0)
			return new int[0];
		return call.axes(call.rank(0), axes);
	}

	private static long[] without(long[] shape, int[] axes, boolean keep) {
		List<Long> sizes = new ArrayList<>();
		for (int i = 0; i < shape.length; i++) {
			int axis = i;
			boolean reduced = Arrays.stream(axes).anyMatch(a -> a == axis);
			if (!reduced)
				sizes.add(shape[i]);
			else if (keep)
				sizes.add(1L);
		}
		return sizes.stream().mapToLong(Long::longValue).toArray();
	}

	/** The value a Constant node holds. */
	static Value constant(Call call) {
		for (Object held : call.node().attributes().values()) {
			if (held instanceof Tensor tensor)
				return Value.of(tensor);
			if (held instanceof Long number)
				return Value.of(TensorType.INT64).withNumbers(new double[] { number });
			if (held instanceof Float number)
				return Value.of(TensorType.FLOAT32).withNumbers(new double[] { number });
			if (held instanceof long[] numbers)
				return Value.of(Tensor.of(numbers, numbers.length));
			if (held instanceof float[] numbers)
				return Value.of(Tensor.of(numbers, numbers.length));
		}
		throw new Call.UnknownShape(call.node() + " holds no value that is known here (attributes "
			+ Collections.unmodifiableSet(call.node().attributes().keySet()) + ").");
	}
}
