package io.github.hourglass.predict;

import java.nio.ByteBuffer;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.PixelType;

/** Pixels into tensors of any element type, and back. */
final class TensorPixels {

	private TensorPixels() {}

	/** The pixel type that holds what a tensor of this type holds; 16-bit floats become 32-bit ones, booleans 0 and 1. */
	static PixelType pixelType(TensorType type) {
		return switch (type) {
			case FLOAT32, FLOAT16, BFLOAT16 -> PixelType.FLOAT32;
			case FLOAT64 -> PixelType.FLOAT64;
			case UINT8, BOOL -> PixelType.UINT8;
			case INT8 -> PixelType.INT8;
			case UINT16 -> PixelType.UINT16;
			case INT16 -> PixelType.INT16;
			case UINT32 -> PixelType.UINT32;
			case INT32 -> PixelType.INT32;
			case INT64, UINT64 -> PixelType.INT64;
		};
	}

	/** Stores floats from element {@code at} on; integer types round to nearest and clip. */
	static void put(float[] pixels, int count, Tensor tensor, int at) {
		ByteBuffer bytes = tensor.bytes();
		TensorType type = tensor.type();
		switch (type) {
			case FLOAT32 -> tensor.floats().put(at, pixels, 0, count);
			case FLOAT16 -> {
				for (int i = 0; i < count; i++)
					bytes.putShort(2 * (at + i), toHalf(pixels[i]));
			}
			case BFLOAT16 -> {
				for (int i = 0; i < count; i++)
					bytes.putShort(2 * (at + i), toBfloat(pixels[i]));
			}
			case BOOL -> {
				for (int i = 0; i < count; i++)
					bytes.put(at + i, (byte) (pixels[i] != 0 ? 1 : 0));
			}
			default -> {
				Object array = pixelType(type).newArray(count);
				pixelType(type).fromFloats(pixels, 0, array, 0, count);
				putArray(array, bytes, at * type.bytes(), count);
			}
		}
	}

	/** Copies {@code count} elements from {@code at} on into an array of {@link #pixelType}. */
	static void get(Tensor tensor, int at, Object pixels, int to, int count) {
		ByteBuffer bytes = tensor.bytes();
		switch (tensor.type()) {
			case FLOAT32 -> bytes.asFloatBuffer().get(at, (float[]) pixels, to, count);
			case FLOAT64 -> bytes.asDoubleBuffer().get(at, (double[]) pixels, to, count);
			case UINT8, INT8, BOOL -> bytes.get(at, (byte[]) pixels, to, count);
			case UINT16, INT16 -> bytes.asShortBuffer().get(at, (short[]) pixels, to, count);
			case UINT32, INT32 -> bytes.asIntBuffer().get(at, (int[]) pixels, to, count);
			case INT64, UINT64 -> bytes.asLongBuffer().get(at, (long[]) pixels, to, count);
			case FLOAT16 -> {
				for (int i = 0; i < count; i++)
					((float[]) pixels)[to + i] = ofHalf(bytes.getShort(2 * (at + i)));
			}
			case BFLOAT16 -> {
				for (int i = 0; i < count; i++)
					((float[]) pixels)[to + i] = Float.intBitsToFloat(bytes.getShort(2 * (at + i)) << 16);
			}
		}
	}

	private static void putArray(Object array, ByteBuffer bytes, int at, int count) {
		ByteBuffer rest = bytes.slice(at, bytes.limit() - at).order(bytes.order());
		if (array instanceof byte[] values)
			rest.put(values, 0, count);
		else if (array instanceof short[] values)
			rest.asShortBuffer().put(values, 0, count);
		else if (array instanceof int[] values)
			rest.asIntBuffer().put(values, 0, count);
		else if (array instanceof long[] values)
			rest.asLongBuffer().put(values, 0, count);
		else
			rest.asDoubleBuffer().put((double[]) array, 0, count);
	}

	/** IEEE 754 binary16 of a float, to nearest even. */
	static short toHalf(float value) {
		int bits = Float.floatToIntBits(value);
		int sign = bits >>> 16 & 0x8000;
		float magnitude = Math.abs(value);
		if (Float.isNaN(value))
			return (short) 0x7e00;
		if (magnitude >= 65520)
			return (short) (sign | 0x7c00);
		if (magnitude < 0x1p-14f)
			return (short) (sign | (int) Math.rint(magnitude * 0x1p24f));
		int rounded = (bits & 0x7fffffff) + 0xfff + (bits >>> 13 & 1);
		return (short) (sign | (rounded - (112 << 23)) >>> 13);
	}

	static float ofHalf(short half) {
		int exponent = half >>> 10 & 0x1f;
		int fraction = half & 0x3ff;
		float magnitude = exponent == 0 ? fraction * 0x1p-24f : exponent == 31 ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
			: Float.intBitsToFloat(exponent + 112 << 23 | fraction << 13);
		return half < 0 ? -magnitude : magnitude;
	}

	private static short toBfloat(float value) {
		int bits = Float.floatToIntBits(value);
		return (short) (Float.isNaN(value) ? 0x7fc0 : bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
	}
}
