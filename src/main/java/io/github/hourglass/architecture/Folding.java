package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * Computes small constants inside a graph, so that sizes that a network works out for itself (Shape, Gather, Mul,
 * Concat, then Resize) are known. What it does not know simply stays without numbers.
 */
final class Folding {

	private Folding() {}

	/** The first result of a call with its numbers if all that it needs is known, else as it was. */
	static Value fold(Call call, Value result) {
		if (result.numbers() != null || result.elements() > Value.MOST_NUMBERS)
			return result;
		double[] numbers = numbers(call, result);
		return numbers == null ? result : result.withNumbers(numbers);
	}

	private static double[] numbers(Call call, Value result) {
		switch (call.operator()) {
			case "Shape":
				return Arrays.stream(LayoutRules.shapeRange(call)).asDoubleStream().toArray();
			case "Size":
				return new double[] { call.input(0).elements() };
			default:
		}
		for (int i = 0; i < call.inputs(); i++)
			if (call.has(i) && call.input(i).numbers() == null)
				return null;
		DoubleUnaryOperator unary = unary(call, result.type());
		if (unary != null)
			return Arrays.stream(call.input(0).numbers()).map(unary).toArray();
		DoubleBinaryOperator binary = binary(call, result.type());
		if (binary != null)
			return combine(call, result.shape(), binary);
		return moved(call, result.shape());
	}

	private static DoubleUnaryOperator unary(Call call, TensorType type) {
		return switch (call.operator()) {
			case "Identity", "Reshape", "Flatten", "Squeeze", "Unsqueeze" -> v -> v;
			case "Cast", "CastLike" -> cast(type);
			case "Floor" -> Math::floor;
			case "Ceil" -> Math::ceil;
			case "Round" -> Math::rint;
			case "Sqrt" -> Math::sqrt;
			case "Neg" -> v -> -v;
			case "Abs" -> Math::abs;
			case "Reciprocal" -> v -> 1 / v;
			case "Not" -> v -> v == 0 ? 1 : 0;
			default -> null;
		};
	}

	private static DoubleUnaryOperator cast(TensorType type) {
		return switch (type) {
			case FLOAT32, FLOAT64, FLOAT16, BFLOAT16 -> v -> v;
			case BOOL -> v -> v != 0 ? 1 : 0;
			default -> v -> (double) (long) v;
		};
	}

	private static DoubleBinaryOperator binary(Call call, TensorType type) {
		boolean real = type == TensorType.FLOAT32 || type == TensorType.FLOAT64 || type == TensorType.FLOAT16;
		return switch (call.operator()) {
			case "Add", "Sum" -> (a, b) -> a + b;
			case "Sub" -> (a, b) -> a - b;
			case "Mul" -> (a, b) -> a * b;
			case "Div" -> real ? (a, b) -> a / b : (a, b) -> b == 0 ? Double.NaN : (double) ((long) a / (long) b);
			case "Mod" -> call.node().integer("fmod", 0) != 0 ? (a, b) -> a % b : (a, b) -> b == 0 ? Double.NaN : a - b * Math.floor(a / b);
			case "Pow" -> Math::pow;
			case "Max" -> Math::max;
			case "Min" -> Math::min;
			case "Equal" -> (a, b) -> a == b ? 1 : 0;
			case "Less" -> (a, b) -> a < b ? 1 : 0;
			case "LessOrEqual" -> (a, b) -> a <= b ? 1 : 0;
			case "Greater" -> (a, b) -> a > b ? 1 : 0;
			case "GreaterOrEqual" -> (a, b) -> a >= b ? 1 : 0;
			case "And" -> (a, b) -> a != 0 && b != 0 ? 1 : 0;
			case "Or" -> (a, b) -> a != 0 || b != 0 ? 1 : 0;
			default -> null;
		};
	}

	private static double[] combine(Call call, long[] shape, DoubleBinaryOperator operator) {
		double[] all = expand(call.input(0), shape);
		for (int i = 1; i < call.inputs(); i++) {
			double[] more = expand(call.input(i), shape);
			for (int k = 0; k < all.length; k++)
				all[k] = operator.applyAsDouble(all[k], more[k]);
		}
		return all;
	}

	private static double[] moved(Call call, long[] shape) {
		return switch (call.operator()) {
			case "Expand" -> expand(call.input(0), shape);
			case "Where" -> where(call, shape);
			case "Gather" -> gather(call, shape);
			case "Slice" -> slice(call, shape);
			case "Concat" -> concat(call, shape);
			case "Transpose" -> transpose(call, shape);
			case "ConstantOfShape" -> filled(call, shape);
			case "Range" -> range(call, shape);
			case "ReduceProd" -> reduce(call, shape, 1, (a, b) -> a * b);
			case "ReduceSum" -> reduce(call, shape, 0, Double::sum);
			case "ReduceMax" -> reduce(call, shape, Double.NEGATIVE_INFINITY, Math::max);
			case "ReduceMin" -> reduce(call, shape, Double.POSITIVE_INFINITY, Math::min);
			default -> null;
		};
	}

	/** Numbers picked from another tensor: the i-th comes from {@code source}. */
	private static double[] pick(double[] from, long[] shape, IntUnaryOperator source) {
		return IntStream.range(0, (int) Tensor.elements(shape)).mapToDouble(i -> from[source.applyAsInt(i)]).toArray();
	}

	private static double[] expand(Value value, long[] shape) {
		long[] own = value.shape();
		return pick(value.numbers(), shape, i -> {
			long[] index = index(i, shape);
			long[] inner = new long[own.length];
			for (int k = 0; k < own.length; k++)
				inner[k] = own[k] == 1 ? 0 : index[k + shape.length - own.length];
			return offset(inner, own);
		});
	}

	private static double[] where(Call call, long[] shape) {
		double[] condition = expand(call.input(0), shape);
		double[] yes = expand(call.input(1), shape);
		double[] no = expand(call.input(2), shape);
		return IntStream.range(0, condition.length).mapToDouble(i -> condition[i] != 0 ? yes[i] : no[i]).toArray();
	}

	private static double[] gather(Call call, long[] shape) {
		long[] own = call.shape(0);
		long[] indices = call.input(1).integers();
		long[] indexShape = call.shape(1);
		int axis = call.axis(0, own.length);
		return pick(call.input(0).numbers(), shape, i -> {
			long[] index = index(i, shape);
			long picked = indices[offset(Arrays.copyOfRange(index, axis, axis + indexShape.length), indexShape)];
			long[] inner = new long[own.length];
			System.arraycopy(index, 0, inner, 0, axis);
			inner[axis] = picked < 0 ? picked + own[axis] : picked;
			call.require(inner[axis] >= 0 && inner[axis] < own[axis], "picks element " + picked + " of " + own[axis]);
			System.arraycopy(index, axis + indexShape.length, inner, axis + 1, own.length - axis - 1);
			return offset(inner, own);
		});
	}

	private static double[] slice(Call call, long[] shape) {
		long[] own = call.shape(0);
		Slicing[] cuts = Slicing.of(call);
		return pick(call.input(0).numbers(), shape, i -> {
			long[] index = index(i, shape);
			for (int k = 0; k < index.length; k++)
				index[k] = cuts[k].start() + index[k] * cuts[k].step();
			return offset(index, own);
		});
	}

	private static double[] transpose(Call call, long[] shape) {
		long[] own = call.shape(0);
		int[] permutation = LayoutRules.permutation(call);
		return pick(call.input(0).numbers(), shape, i -> {
			long[] index = index(i, shape);
			long[] inner = new long[own.length];
			for (int k = 0; k < own.length; k++)
				inner[permutation[k]] = index[k];
			return offset(inner, own);
		});
	}

	private static double[] concat(Call call, long[] shape) {
		int axis = call.axis(1, shape.length);
		double[] all = new double[(int) Tensor.elements(shape)];
		long before = 0;
		for (int i = 0; i < call.inputs(); i++) {
			long[] own = call.shape(i);
			double[] numbers = call.input(i).numbers();
			for (int k = 0; k < numbers.length; k++) {
				long[] index = index(k, own);
				index[axis] += before;
				all[offset(index, shape)] = numbers[k];
			}
			before += own[axis];
		}
		return all;
	}

	private static double[] filled(Call call, long[] shape) {
		double fill = call.node().attributes().get("value") instanceof Tensor value ? Value.of(value).numbers()[0] : 0;
		double[] all = new double[(int) Tensor.elements(shape)];
		Arrays.fill(all, fill);
		return all;
	}

	private static double[] range(Call call, long[] shape) {
		double start = call.reals("", 0)[0];
		double delta = call.reals("", 2)[0];
		return IntStream.range(0, (int) shape[0]).mapToDouble(i -> start + i * delta).toArray();
	}

	private static double[] reduce(Call call, long[] shape, double start, DoubleBinaryOperator operator) {
		long[] own = call.shape(0);
		int[] axes = ShapeRules.reducedAxes(call);
		long[] kept = own.clone();
		Arrays.stream(axes).forEach(axis -> kept[axis] = 1);
		double[] all = new double[(int) Tensor.elements(shape)];
		Arrays.fill(all, start);
		double[] numbers = call.input(0).numbers();
		for (int i = 0; i < numbers.length; i++) {
			long[] index = index(i, own);
			Arrays.stream(axes).forEach(axis -> index[axis] = 0);
			int to = offset(index, kept);
			all[to] = operator.applyAsDouble(all[to], numbers[i]);
		}
		return all;
	}

	private static long[] index(int offset, long[] shape) {
		long[] index = new long[shape.length];
		long rest = offset;
		for (int k = shape.length - 1; k >= 0; k--) {
			index[k] = rest % shape[k];
			rest /= shape[k];
		}
		return index;
	}

	private static int offset(long[] index, long[] shape) {
		long offset = 0;
		for (int k = 0; k < shape.length; k++)
			offset = offset * shape[k] + index[k];
		return (int) offset;
	}
}
