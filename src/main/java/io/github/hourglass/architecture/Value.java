package io.github.hourglass.architecture;

import java.nio.ByteBuffer;
import java.util.Arrays;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * What is known of one value of a graph before it runs: type, shape and, for small constants, the numbers. Numbers are
 * doubles, in C order; those of a float value are rounded to float, as an engine would.
 */
final class Value {

	/** Constants with more elements than this keep their numbers to themselves. */
	static final int MOST_NUMBERS = 4096;

	private final TensorType type;
	private final long[] shape;
	private final Tensor tensor;
	private double[] numbers;

	private Value(TensorType type, long[] shape, Tensor tensor, double[] numbers) {
		this.type = type;
		this.shape = shape;
		this.tensor = tensor;
		this.numbers = numbers;
	}

	static Value of(TensorType type, long... shape) {
		return new Value(type, shape, null, null);
	}

	static Value of(Tensor tensor) {
		return new Value(tensor.type(), tensor.shape(), tensor, null);
	}

	Value withNumbers(double[] values) {
		double[] rounded = values.clone();
		if (type == TensorType.FLOAT32)
			for (int i = 0; i < rounded.length; i++)
				rounded[i] = (float) rounded[i];
		return new Value(type, shape, null, rounded);
	}

	TensorType type() {
		return type;
	}

	long[] shape() {
		return shape.clone();
	}

	int rank() {
		return shape.length;
	}

	long size(int axis) {
		return shape[axis];
	}

	long elements() {
		return Tensor.elements(shape);
	}

	/** The numbers of a small constant, else null. */
	double[] numbers() {
		if (numbers == null && tensor != null && tensor.elements() <= MOST_NUMBERS)
			numbers = read(tensor);
		return numbers;
	}

	long[] integers() {
		double[] values = numbers();
		return values == null ? null : Arrays.stream(values).mapToLong(v -> (long) v).toArray();
	}

	/** An initializer or attribute, even where it is too large to have numbers. */
	boolean isStored() {
		return tensor != null;
	}

	private static double[] read(Tensor tensor) {
		ByteBuffer bytes = tensor.bytes();
		double[] values = new double[(int) tensor.elements()];
		for (int i = 0; i < values.length; i++)
			values[i] = read(bytes, tensor.type(), i);
		return values;
	}

	private static double read(ByteBuffer bytes, TensorType type, int i) {
		return switch (type) {
			case FLOAT32 -> bytes.getFloat(4 * i);
			case FLOAT64 -> bytes.getDouble(8 * i);
			case INT64 -> bytes.getLong(8 * i);
			case UINT64 -> unsigned(bytes.getLong(8 * i));
			case INT32 -> bytes.getInt(4 * i);
			case UINT32 -> Integer.toUnsignedLong(bytes.getInt(4 * i));
			case INT16 -> bytes.getShort(2 * i);
			case UINT16 -> Short.toUnsignedInt(bytes.getShort(2 * i));
			case INT8 -> bytes.get(i);
			case UINT8, BOOL -> Byte.toUnsignedInt(bytes.get(i));
			case FLOAT16 -> half(bytes.getShort(2 * i));
			case BFLOAT16 -> Float.intBitsToFloat(bytes.getShort(2 * i) << 16);
		};
	}

	private static double unsigned(long bits) {
		return bits >= 0 ? bits : (bits >>> 1) * 2.0;
	}

	private static double half(short bits) {
		int exponent = bits >> 10 & 31;
		int mantissa = bits & 1023;
		double magnitude = exponent == 0 ? Math.scalb((double) mantissa, -24)
			: exponent == 31 ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
			: Math.scalb(1024.0 + mantissa, exponent - 25);
		return bits < 0 ? -magnitude : magnitude;
	}

	@Override
	public String toString() {
		return type + Arrays.toString(shape);
	}
}
