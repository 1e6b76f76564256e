package io.github.hourglass.image;

import java.util.Arrays;

/**
 * How often each 16-bit digit of the pixels' {@link Keys} occurs, for one group and one pass: in the first pass the highest
 * digit of all pixels, then the next digit of those pixels whose higher digits are one of a few prefixes. Types of 8 bit have
 * one digit of 8 bit.
 */
final class Histograms {

	private static final int CHUNK = 4096;
	private static final int FLUSH = 1 << 30;

	private final PixelType type;
	private final int pass;
	private final long[] prefixes;
	private final short[] slots;
	private final long[][] counts;

	/** @param prefixes ascending, distinct; in the first pass one prefix, 0 */
	Histograms(PixelType type, int pass, long[] prefixes) {
		this.type = type;
		this.pass = pass;
		this.prefixes = prefixes;
		this.counts = new long[prefixes.length][bins(type)];
		this.slots = pass == 0 ? null : new short[1 << 16];
		if (pass > 0) {
			Arrays.fill(slots, (short) -1);
			for (int slot = prefixes.length - 1; slot >= 0; slot--)
				slots[(int) (prefixes[slot] >>> 16 * (pass - 1))] = (short) slot;
		}
	}

	static int bins(PixelType type) {
		return type.bytes() == 1 ? 1 << 8 : 1 << 16;
	}

	/** Passes that a type needs. */
	static int passes(PixelType type) {
		return Math.max(1, type.bytes() / 2);
	}

	/** Counts of the digits after a prefix. */
	long[] counts(long prefix) {
		return counts[Arrays.binarySearch(prefixes, prefix)];
	}

	/** What one thread counts; added to the whole by {@link #flush()}. Not thread-safe. */
	final class Tally {

		private final int[][] tally = new int[prefixes.length][bins(type)];
		private final int[] ints = type.bytes() == 4 ? new int[CHUNK] : null;
		private final long[] longs = type.bytes() == 8 ? new long[CHUNK] : null;
		private long counted;

		void count(Object pixels, int from, int count) {
			if (counted + count > FLUSH)
				flush();
			counted += count;
			switch (type.bytes()) {
				case 1 -> countBytes((byte[]) pixels, from, count, type == PixelType.INT8 ? 0x80 : 0, tally[0]);
				case 2 -> countShorts((short[]) pixels, from, count, type == PixelType.INT16 ? 0x8000 : 0, tally[0]);
				default -> {
					for (int done = 0; done < count; done += CHUNK)
						countChunk(pixels, from + done, Math.min(CHUNK, count - done));
				}
			}
		}

		void flush() {
			synchronized (Histograms.this) {
				for (int slot = 0; slot < tally.length; slot++)
					for (int bin = 0; bin < tally[slot].length; bin++)
						counts[slot][bin] += tally[slot][bin];
			}
			for (int[] bins : tally)
				Arrays.fill(bins, 0);
			counted = 0;
		}

		private void countChunk(Object pixels, int from, int count) {
			if (ints != null) {
				Keys.ints(type, pixels, from, count, ints);
				if (pass == 0)
					countHigh(ints, count, tally[0]);
				else
					countLow(ints, count);
			} else {
				Keys.longs(type, pixels, from, count, longs);
				if (pass == 0)
					countHigh(longs, count, tally[0]);
				else
					countLow(longs, count);
			}
		}

		private void countLow(int[] keys, int count) {
			for (int i = 0; i < count; i++) {
				int slot = slots[keys[i] >>> 16];
				if (slot >= 0)
					tally[slot][keys[i] & 0xffff]++;
			}
		}

		private void countLow(long[] keys, int count) {
			int shift = 64 - 16 * pass;
			for (int i = 0; i < count; i++) {
				int slot = slots[(int) (keys[i] >>> 48)];
				if (slot < 0)
					continue;
				long prefix = keys[i] >>> shift;
				while (slot < prefixes.length && prefixes[slot] < prefix)
					slot++;
				if (slot < prefixes.length && prefixes[slot] == prefix)
					tally[slot][(int) (keys[i] >>> shift - 16) & 0xffff]++;
			}
		}
	}

	private static void countBytes(byte[] pixels, int from, int count, int flip, int[] bins) {
		for (int i = from; i < from + count; i++)
			bins[pixels[i] & 0xff ^ flip]++;
	}

	private static void countShorts(short[] pixels, int from, int count, int flip, int[] bins) {
		for (int i = from; i < from + count; i++)
			bins[pixels[i] & 0xffff ^ flip]++;
	}

	private static void countHigh(int[] keys, int count, int[] bins) {
		for (int i = 0; i < count; i++)
			bins[keys[i] >>> 16]++;
	}

	private static void countHigh(long[] keys, int count, int[] bins) {
		for (int i = 0; i < count; i++)
			bins[(int) (keys[i] >>> 48)]++;
	}
}
