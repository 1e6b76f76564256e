package io.github.hourglass.label;

import java.util.Arrays;

/** Numbers other than 0, each once; open addressing. Not thread-safe. */
final class LongSet {

	private long[] slots = new long[64];
	private int size;

	boolean add(long value) {
		if (2 * (size + 1) > slots.length)
			grow();
		if (!insert(slots, value))
			return false;
		size++;
		return true;
	}

	void addAll(LongSet other) {
		for (long value : other.slots)
			if (value != 0)
				add(value);
	}

	boolean has(long value) {
		for (int at = place(value, slots.length); slots[at] != 0; at = at + 1 & slots.length - 1)
			if (slots[at] == value)
				return true;
		return false;
	}

	/** All of them, ascending. */
	long[] values() {
		long[] values = Arrays.stream(slots).filter(value -> value != 0).toArray();
		Arrays.sort(values);
		return values;
	}

	private void grow() {
		long[] larger = new long[Math.multiplyExact(2, slots.length)];
		for (long value : slots)
			if (value != 0)
				insert(larger, value);
		slots = larger;
	}

	private static boolean insert(long[] slots, long value) {
		int at = place(value, slots.length);
		while (slots[at] != 0) {
			if (slots[at] == value)
				return false;
			at = at + 1 & slots.length - 1;
		}
		slots[at] = value;
		return true;
	}

	private static int place(long value, int length) {
		return (int) (value * 0x9E3779B97F4A7C15L >>> 32) & length - 1;
	}
}
