package io.github.hourglass.score;

import java.util.Arrays;

/** How often each pair of non-negative numbers occurs, for the few that do: a hash table of primitive arrays. Not thread-safe. */
final class PairCounts {

	private static final long EMPTY = -1;

	private long[] keys = new long[64];
	private long[] counts = new long[64];
	private int size;

	PairCounts() {
		Arrays.fill(keys, EMPTY);
	}

	/** A pair as one number, which orders pairs by {@code first}, then by {@code second}. */
	static long key(int first, int second) {
		return (long) first << 32 | second;
	}

	void add(long key, long count) {
		if (2 * size > keys.length)
			grow();
		int slot = slot(key);
		if (keys[slot] == EMPTY) {
			keys[slot] = key;
			size++;
		}
		counts[slot] += count;
	}

	void add(PairCounts other) {
		for (int i = 0; i < other.keys.length; i++)
			if (other.keys[i] != EMPTY)
				add(other.keys[i], other.counts[i]);
	}

	long get(long key) {
		int slot = slot(key);
		return keys[slot] == EMPTY ? 0 : counts[slot];
	}

	/** All pairs in their order. */
	long[] sortedKeys() {
		long[] sorted = Arrays.stream(keys).filter(key -> key != EMPTY).toArray();
		Arrays.sort(sorted);
		return sorted;
	}

	private int slot(long key) {
		int mask = keys.length - 1;
		long mixed = key * 0x9E3779B97F4A7C15L;
		int slot = (int) (mixed >>> 33) & mask;
		while (keys[slot] != EMPTY && keys[slot] != key)
			slot = slot + 1 & mask;
		return slot;
	}

	private void grow() {
		long[] oldKeys = keys;
		long[] oldCounts = counts;
		if (keys.length > 1 << 29)
			throw new IllegalArgumentException("There are too many objects to compare.");
		keys = new long[2 * oldKeys.length];
		counts = new long[2 * oldKeys.length];
		Arrays.fill(keys, EMPTY);
		for (int i = 0; i < oldKeys.length; i++)
			if (oldKeys[i] != EMPTY) {
				int slot = slot(oldKeys[i]);
				keys[slot] = oldKeys[i];
				counts[slot] = oldCounts[i];
			}
	}
}
