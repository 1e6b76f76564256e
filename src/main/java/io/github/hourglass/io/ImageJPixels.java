package io.github.hourglass.io;

import io.github.hourglass.image.PixelType;

/**
 * How pixel types that ImageJ 1.x lacks are kept in ones that it has. Nothing is rounded or clipped:
 * <ul>
 * <li>8-bit signed becomes 16-bit signed;</li>
 * <li>32- and 64-bit whole numbers become 16-bit if all lie in 0..65535, else 32-bit floats, which are exact up to 2^24;
 * a larger one is refused;</li>
 * <li>64-bit floats become 32-bit floats, the one conversion that loses digits, which is said.</li>
 * </ul>
 */
final class ImageJPixels {

	private static final long EXACT = 1 << 24;

	private ImageJPixels() {}

	/** The type in which pixels are kept while they arrive; whole numbers may afterwards turn out to fit 16 bits. */
	static PixelType kept(PixelType type) {
		return switch (type) {
			case UINT8, UINT16, INT16, FLOAT32 -> type;
			case INT8 -> PixelType.INT16;
			case UINT32, INT32, INT64, FLOAT64 -> PixelType.FLOAT32;
		};
	}

	/** True for whole numbers that may turn out to fit 16 bits. */
	static boolean mayNarrow(PixelType type) {
		return type == PixelType.UINT32 || type == PixelType.INT32 || type == PixelType.INT64;
	}

	/** What the user should know about the conversion; empty if nothing is lost or changed. */
	static String note(PixelType type) {
		return switch (type) {
			case FLOAT64 -> "ImageJ has no 64-bit pixels; the image is saved with 32 bits, about seven digits.";
			case INT8 -> "ImageJ has no signed 8-bit pixels; the image is saved as signed 16-bit.";
			default -> "";
		};
	}

	/** Pixels in the type that {@link #kept} says; the same array where it is the same type. */
	static Object convert(PixelType type, Object pixels, int count) {
		if (kept(type) == type)
			return pixels;
		if (type == PixelType.INT8) {
			short[] wide = new short[count];
			for (int i = 0; i < count; i++)
				wide[i] = ((byte[]) pixels)[i];
			return wide;
		}
		float[] floats = new float[count];
		for (int i = 0; i < count; i++) {
			double value = type == PixelType.INT64 ? exact(((long[]) pixels)[i]) : type.get(pixels, i);
			if (type != PixelType.FLOAT64)
				exact((long) value);
			floats[i] = (float) value;
		}
		return floats;
	}

	private static long exact(long value) {
		if (value > EXACT || value < -EXACT)
			throw new IllegalArgumentException("The image holds the whole number " + value + ", beyond the " + EXACT
				+ " up to which ImageJ's pixels are exact; number its objects anew, from 1, or convert it to 32-bit float first.");
		return value;
	}
}
