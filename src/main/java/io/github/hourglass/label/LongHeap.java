package io.github.hourglass.label;

import java.util.Arrays;

/** A queue that gives the smallest of its numbers first; a heap in which each node has four children. */
final class LongHeap {

	private long[] keys = new long[256];
	private int size;

	/** A key of a value and an index: lower values first, NaN last, equal values by their index. */
	static long key(float value, int index) {
		int bits = Float.floatToIntBits(value + 0f);
		return (long) (bits ^ bits >> 31 & 0x7fffffff) << 32 | index;
	}

	static int index(long key) {
		return (int) key;
	}

	boolean isEmpty() {
		return size == 0;
	}

	void add(long key) {
		if (size == keys.length)
			keys = Arrays.copyOf(keys, (int) Math.min(Integer.MAX_VALUE - 8, 2L * size));
		int at = size++;
		while (at > 0) {
			int parent = at - 1 >> 2;
			if (keys[parent] <= key)
				break;
			keys[at] = keys[parent];
			at = parent;
		}
		keys[at] = key;
	}

	long remove() {
		long least = keys[0];
		long key = keys[--size];
		int at = 0;
		for (int child = 1; child < size; child = 4 * at + 1) {
			int smallest = child;
			for (int other = child + 1, end = Math.min(child + 4, size); other < end; other++)
				if (keys[other] < keys[smallest])
					smallest = other;
			if (keys[smallest] >= key)
				break;
			keys[at] = keys[smallest];
			at = smallest;
		}
		keys[at] = key;
		return least;
	}
}
