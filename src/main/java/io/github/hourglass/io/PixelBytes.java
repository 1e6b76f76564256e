package io.github.hourglass.io;

import java.lang.reflect.Array;
import java.nio.ByteBuffer;

import io.github.hourglass.image.PixelType;

/** Pixels as bytes in a buffer's byte order, and back. */
final class PixelBytes {

	private PixelBytes() {}

	/** Reads {@code count} pixels from the buffer's position on. */
	static void decode(ByteBuffer from, PixelType type, Object to, int index, int count) {
		switch (type) {
			case UINT8, INT8 -> from.get((byte[]) to, index, count);
			case UINT16, INT16 -> from.asShortBuffer().get((short[]) to, index, count);
			case UINT32, INT32 -> from.asIntBuffer().get((int[]) to, index, count);
			case INT64 -> from.asLongBuffer().get((long[]) to, index, count);
			case FLOAT32 -> from.asFloatBuffer().get((float[]) to, index, count);
			case FLOAT64 -> from.asDoubleBuffer().get((double[]) to, index, count);
		}
	}

	/** Reads every {@code step}-th pixel, beginning at the buffer's position. */
	static void decode(ByteBuffer from, PixelType type, int step, Object to, int index, int count) {
		if (step == 1) {
			decode(from, type, to, index, count);
			return;
		}
		int at = from.position();
		int bytes = step * type.bytes();
		for (int i = 0; i < count; i++, at += bytes)
			switch (type) {
				case UINT8, INT8 -> ((byte[]) to)[index + i] = from.get(at);
				case UINT16, INT16 -> ((short[]) to)[index + i] = from.getShort(at);
				case UINT32, INT32 -> ((int[]) to)[index + i] = from.getInt(at);
				case INT64 -> ((long[]) to)[index + i] = from.getLong(at);
				case FLOAT32 -> ((float[]) to)[index + i] = from.getFloat(at);
				case FLOAT64 -> ((double[]) to)[index + i] = from.getDouble(at);
			}
	}

	/** Copies every {@code step}-th of some pixels. */
	static void pick(Object from, int fromIndex, int step, Object to, int toIndex, int count) {
		if (step == 1)
			System.arraycopy(from, fromIndex, to, toIndex, count);
		else if (from instanceof byte[] values)
			for (int i = 0; i < count; i++)
				((byte[]) to)[toIndex + i] = values[fromIndex + i * step];
		else if (from instanceof short[] values)
			for (int i = 0; i < count; i++)
				((short[]) to)[toIndex + i] = values[fromIndex + i * step];
		else
			for (int i = 0; i < count; i++)
				Array.set(to, toIndex + i, Array.get(from, fromIndex + i * step));
	}

	/** Writes {@code count} pixels at the buffer's position, which moves on. */
	static void encode(PixelType type, Object from, int index, int count, ByteBuffer to) {
		switch (type) {
			case UINT8, INT8 -> {
				to.put((byte[]) from, index, count);
				return;
			}
			case UINT16, INT16 -> to.asShortBuffer().put((short[]) from, index, count);
			case UINT32, INT32 -> to.asIntBuffer().put((int[]) from, index, count);
			case INT64 -> to.asLongBuffer().put((long[]) from, index, count);
			case FLOAT32 -> to.asFloatBuffer().put((float[]) from, index, count);
			case FLOAT64 -> to.asDoubleBuffer().put((double[]) from, index, count);
		}
		to.position(to.position() + count * type.bytes());
	}
}
