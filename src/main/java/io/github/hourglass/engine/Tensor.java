package io.github.hourglass.engine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.Arrays;

/**
 * A plain array with a shape: elements in C order (the last axis varies fastest) in native byte order. No arithmetic. A
 * tensor does not own its memory: over a direct buffer an engine reads and writes it in place.
 */
public final class Tensor {

	private final TensorType type;
	private final long[] shape;
	private final ByteBuffer bytes;

	private Tensor(TensorType type, long[] shape, ByteBuffer bytes) {
		this.type = type;
		this.shape = shape.clone();
		long needed = elements(shape) * type.bytes();
		if (bytes.remaining() < needed)
			throw new IllegalArgumentException("A " + type + " tensor of shape " + Arrays.toString(shape) + " needs " + needed
				+ " bytes, the buffer has " + bytes.remaining() + ".");
		this.bytes = bytes.slice(bytes.position(), Math.toIntExact(needed)).order(ByteOrder.nativeOrder());
	}

	/** A tensor of zeros in new direct memory. */
	public static Tensor allocate(TensorType type, long... shape) {
		long bytes = Math.multiplyExact(elements(shape), type.bytes());
		if (bytes > Integer.MAX_VALUE)
			throw new IllegalArgumentException("A " + type + " tensor of shape " + Arrays.toString(shape) + " has " + bytes
				+ " bytes, more than one buffer holds (2 GB); use smaller tiles.");
		return new Tensor(type, shape, ByteBuffer.allocateDirect((int) bytes));
	}

	/** A tensor over memory that exists already, from the buffer's position; the buffer may be longer than needed. */
	public static Tensor over(ByteBuffer bytes, TensorType type, long... shape) {
		return new Tensor(type, shape, bytes);
	}

	/** A float tensor with a copy of these values, in new direct memory. */
	public static Tensor of(float[] values, long... shape) {
		Tensor tensor = allocate(TensorType.FLOAT32, shape);
		tensor.floats().put(values, 0, Math.toIntExact(tensor.elements()));
		return tensor;
	}

	/** An int64 tensor with a copy of these values, in new direct memory. */
	public static Tensor of(long[] values, long... shape) {
		Tensor tensor = allocate(TensorType.INT64, shape);
		tensor.longs().put(values, 0, Math.toIntExact(tensor.elements()));
		return tensor;
	}

	public TensorType type() {
		return type;
	}

	/** Size per axis, slowest first; empty for a scalar. */
	public long[] shape() {
		return shape.clone();
	}

	public long elements() {
		return elements(shape);
	}

	/** A fresh view of the memory in native byte order, position 0, limit at the last element. */
	public ByteBuffer bytes() {
		return bytes.duplicate().order(ByteOrder.nativeOrder());
	}

	/** A view as floats; only for {@link TensorType#FLOAT32}. */
	public FloatBuffer floats() {
		require(TensorType.FLOAT32);
		return bytes().asFloatBuffer();
	}

	/** A view as longs; only for {@link TensorType#INT64}. */
	public LongBuffer longs() {
		require(TensorType.INT64);
		return bytes().asLongBuffer();
	}

	/** A copy of the values; only for {@link TensorType#FLOAT32}. */
	public float[] toFloats() {
		float[] values = new float[Math.toIntExact(elements())];
		floats().get(values);
		return values;
	}

	/** The same memory with another shape of as many elements. */
	public Tensor reshaped(long... newShape) {
		if (elements(newShape) != elements())
			throw new IllegalArgumentException("Shape " + Arrays.toString(newShape) + " has not as many elements as " + Arrays.toString(shape) + ".");
		return new Tensor(type, newShape, bytes());
	}

	/** A copy, in new direct memory, whose axis {@code i} is the axis {@code permutation[i]} of this one. */
	public Tensor permuted(int... permutation) {
		long[] strides = new long[shape.length], steps = new long[shape.length], wanted = new long[shape.length];
		long stride = 1;
		for (int axis = shape.length - 1; axis >= 0; axis--) {
			strides[axis] = stride;
			stride *= shape[axis];
		}
		for (int i = 0; i < shape.length; i++) {
			wanted[i] = shape[permutation[i]];
			steps[i] = strides[permutation[i]];
		}
		Tensor result = allocate(type, wanted);
		ByteBuffer in = bytes(), out = result.bytes();
		int size = type.bytes();
		long[] index = new long[shape.length];
		for (long i = 0, at = 0; i < result.elements(); i++) {
			out.put((int) (i * size), in, (int) (at * size), size);
			for (int axis = shape.length - 1; axis >= 0; axis--) {
				at += steps[axis];
				if (++index[axis] < wanted[axis])
					break;
				at -= index[axis] * steps[axis];
				index[axis] = 0;
			}
		}
		return result;
	}

	/** Product of the sizes; negative sizes and products beyond {@code long} are refused. */
	public static long elements(long[] shape) {
		long elements = 1;
		for (long size : shape) {
			if (size < 0)
				throw new IllegalArgumentException("A tensor cannot have the shape " + Arrays.toString(shape) + ".");
			elements = Math.multiplyExact(elements, size);
		}
		return elements;
	}

	private void require(TensorType wanted) {
		if (type != wanted)
			throw new IllegalStateException("This tensor is " + type + ", not " + wanted + ".");
	}

	@Override
	public String toString() {
		return type + Arrays.toString(shape);
	}
}
