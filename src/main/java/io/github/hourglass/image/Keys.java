package io.github.hourglass.image;

/**
 * The order-preserving bit pattern of pixels: unsigned keys that compare as the values do. Integers have their sign bit
 * flipped; floats are IEEE 754 bits with the sign bit set if they are positive, and all bits inverted if they are negative. NaN
 * has keys above that of positive infinity.
 */
final class Keys {

	private static final int INT_SIGN = Integer.MIN_VALUE;
	private static final long LONG_SIGN = Long.MIN_VALUE;

	private Keys() {}

	/** Keys of a 32-bit type. */
	static void ints(PixelType type, Object pixels, int from, int count, int[] keys) {
		switch (type) {
			case UINT32 -> System.arraycopy(pixels, from, keys, 0, count);
			case INT32 -> {
				int[] values = (int[]) pixels;
				for (int i = 0; i < count; i++)
					keys[i] = values[from + i] ^ INT_SIGN;
			}
			default -> {
				float[] values = (float[]) pixels;
				for (int i = 0; i < count; i++) {
					int bits = Float.floatToIntBits(values[from + i]);
					keys[i] = bits ^ (bits >> 31 | INT_SIGN);
				}
			}
		}
	}

	/** Keys of a 64-bit type. */
	static void longs(PixelType type, Object pixels, int from, int count, long[] keys) {
		if (type == PixelType.INT64) {
			long[] values = (long[]) pixels;
			for (int i = 0; i < count; i++)
				keys[i] = values[from + i] ^ LONG_SIGN;
		} else {
			double[] values = (double[]) pixels;
			for (int i = 0; i < count; i++) {
				long bits = Double.doubleToLongBits(values[from + i]);
				keys[i] = bits ^ (bits >> 63 | LONG_SIGN);
			}
		}
	}

	/** The value that has this key. */
	static double value(PixelType type, long key) {
		return switch (type) {
			case UINT8, UINT16, UINT32 -> key;
			case INT8 -> (byte) (key ^ 0x80);
			case INT16 -> (short) (key ^ 0x8000);
			case INT32 -> (int) key ^ INT_SIGN;
			case INT64 -> key ^ LONG_SIGN;
			case FLOAT32 -> {
				int bits = (int) key;
				yield Float.intBitsToFloat(bits ^ (~bits >> 31 | INT_SIGN));
			}
			case FLOAT64 -> Double.longBitsToDouble(key ^ (~key >> 63 | LONG_SIGN));
		};
	}

	/** The highest 16 bits of positive infinity's key, above which there is only NaN; for integers the highest there are. */
	static int lastDigit(PixelType type) {
		return switch (type) {
			case FLOAT32 -> 0xff80;
			case FLOAT64 -> 0xfff0;
			case UINT8, INT8 -> 0xff;
			default -> 0xffff;
		};
	}
}
