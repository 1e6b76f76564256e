package io.github.hourglass.image;

import java.util.stream.LongStream;

/** The test numbers that the vectors from NumPy were computed of, by the same generator. */
final class NumbersOf {

	private NumbersOf() {}

	/** {@code r}: the upper 23 bits of a linear congruential generator. */
	static long[] generator(int count) {
		long[] state = { 12345 };
		return LongStream.range(0, count).map(i -> (state[0] = (state[0] * 1103515245 + 12345) & 0x7fffffff) >> 8).toArray();
	}

	/** 1009 pixels of a type, as arrays of that type. */
	static Object pixels(PixelType type) {
		long[] r = generator(1009);
		Object pixels = type.newArray(r.length);
		for (int i = 0; i < r.length; i++)
			switch (type) {
				case UINT8 -> ((byte[]) pixels)[i] = (byte) (r[i] % 256);
				case INT8 -> ((byte[]) pixels)[i] = (byte) (r[i] % 256 - 128);
				case UINT16 -> ((short[]) pixels)[i] = (short) (r[i] % 65536);
				case INT16 -> ((short[]) pixels)[i] = (short) (r[i] % 65536 - 32768);
				case UINT32 -> ((int[]) pixels)[i] = (int) (r[i] * 509);
				case INT32 -> ((int[]) pixels)[i] = (int) (r[i] * 509 - 2147483648L);
				case INT64 -> ((long[]) pixels)[i] = r[i] * r[i] * 1000 - (1L << 50);
				case FLOAT32 -> ((float[]) pixels)[i] = (r[i] - 4194304) / 1024f;
				case FLOAT64 -> ((double[]) pixels)[i] = (r[i] - 4194304) / 1000.0;
			}
		return pixels;
	}

	/** An array as a volume, in blocks of a size. */
	static Volume volume(PixelType type, Object pixels, String letters, long[] dimensions, int... blockSize) {
		long[] stride = new long[dimensions.length];
		stride[0] = 1;
		for (int d = 1; d < stride.length; d++)
			stride[d] = stride[d - 1] * dimensions[d - 1];
		return Volume.of(type, dimensions, Axes.of(letters), blockSize, (min, size, dest) -> {
			long[] position = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				long index = 0;
				for (int d = 0; d < stride.length; d++)
					index += position[d] * stride[d];
				System.arraycopy(pixels, (int) index, dest, i, 1);
				for (int d = 0; d < size.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		});
	}
}
