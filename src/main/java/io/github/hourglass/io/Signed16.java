package io.github.hourglass.io;

import io.github.hourglass.image.BlockSource;

/** Signed 16-bit pixels as ImageJ 1.x keeps them: unsigned, 32768 larger, with a straight line as density calibration. */
final class Signed16 {

	static final int OFFSET = 32768;

	private Signed16() {}

	/** The same blocks with 32768 taken away, or added, which is the same for 16 bits. */
	static BlockSource shifted(BlockSource source) {
		return (min, size, dest) -> {
			source.copy(min, size, dest);
			int count = 1;
			for (int s : size)
				count *= s;
			shift((short[]) dest, count);
		};
	}

	static void shift(short[] values, int count) {
		for (int i = 0; i < count; i++)
			values[i] ^= (short) OFFSET;
	}
}
