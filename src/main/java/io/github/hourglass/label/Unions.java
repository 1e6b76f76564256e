package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Progress;

/**
 * Which provisional labels, found block by block, are the same object. Labels are 1, 2, ...; each knows the first voxel of
 * what has been joined to it. Thread-safe.
 */
final class Unions {

	private static final int CHECKED = 1 << 16;

	private int[] parent = new int[1024];
	private long[] first = new long[1024];
	private int count;

	/**
	 * Adds labels.
	 *
	 * @param firsts the first voxel of each; every voxel occurs once
	 * @return the label before the first one added
	 */
	synchronized int add(long[] firsts) {
		long total = (long) count + firsts.length;
		if (total > Integer.MAX_VALUE - 16)
			throw new IllegalArgumentException("There are more than 2147483631 pieces of objects; smooth the image or raise the threshold.");
		if (total + 1 > parent.length) {
			int larger = (int) Math.min(Integer.MAX_VALUE - 8, Math.max(total + 1, parent.length * 2L));
			parent = Arrays.copyOf(parent, larger);
			first = Arrays.copyOf(first, larger);
		}
		int before = count;
		for (int i = 0; i < firsts.length; i++) {
			count++;
			parent[count] = count;
			first[count] = firsts[i];
		}
		return before;
	}

	/** Joins {@code pairs[0]} and {@code pairs[1]}, {@code pairs[2]} and {@code pairs[3]} and so on. */
	synchronized void join(int[] pairs, int n, Progress progress) {
		for (int i = 0; i < n; i += 2) {
			if (i % CHECKED == 0)
				progress.check();
			int a = root(pairs[i]);
			int b = root(pairs[i + 1]);
			if (a != b)
				parent[first[a] < first[b] ? b : a] = first[a] < first[b] ? a : b;
		}
	}

	private int root(int label) {
		while (parent[label] != label)
			label = parent[label] = parent[parent[label]];
		return label;
	}

	/** The final id of each label: 1, 2, ... in the order of first voxels. The labels cannot be joined any more. */
	synchronized int[] ids(Progress progress) {
		int roots = 0;
		for (int label = 1; label <= count; label++)
			if (parent[label] == label)
				roots++;
		long[] firsts = new long[roots];
		roots = 0;
		for (int label = 1; label <= count; label++)
			if (parent[label] == label)
				firsts[roots++] = first[label];
		progress.check();
		Arrays.parallelSort(firsts);
		int[] ids = Arrays.copyOf(parent, count + 1);
		for (int label = 1; label <= count; label++) {
			if (label % CHECKED == 0)
				progress.check();
			ids[label] = Arrays.binarySearch(firsts, first[root(label)]) + 1;
		}
		return ids;
	}
}
