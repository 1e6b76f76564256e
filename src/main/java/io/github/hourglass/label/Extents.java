package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Progress;

/** Where each object of a label image lies and how large it is. Objects are counted by their place among the ids, from 0. */
final class Extents {

	private static final int LOCKS = 64;

	private final int[][] min = new int[3][];
	private final int[][] max = new int[3][];
	private final int[] frame;
	private final long[] voxels;

	private Extents(int count) {
		for (int d = 0; d < 3; d++) {
			min[d] = new int[count];
			max[d] = new int[count];
			Arrays.fill(min[d], Integer.MAX_VALUE);
			Arrays.fill(max[d], -1);
		}
		frame = new int[count];
		voxels = new long[count];
	}

	/** @param labels whose objects lie in one frame each */
	static Extents of(LabelImage labels, Progress progress) {
		Extents extents = new Extents(Math.toIntExact(labels.count()));
		Object[] locks = new Object[LOCKS];
		Arrays.setAll(locks, i -> new Object());
		LabelRuns.forEach(labels, progress, "Measuring objects", (index, x, to, y, z, t) -> {
			synchronized (locks[index % LOCKS]) {
				extents.add(index, (int) x, (int) to, (int) y, (int) z, (int) t);
			}
		});
		return extents;
	}

	private void add(int index, int x, int to, int y, int z, int t) {
		min[0][index] = Math.min(min[0][index], x);
		max[0][index] = Math.max(max[0][index], to);
		min[1][index] = Math.min(min[1][index], y);
		max[1][index] = Math.max(max[1][index], y);
		min[2][index] = Math.min(min[2][index], z);
		max[2][index] = Math.max(max[2][index], z);
		frame[index] = t;
		voxels[index] += to - x + 1;
	}

	int count() {
		return voxels.length;
	}

	long voxels(int index) {
		return voxels[index];
	}

	/** The box around an object. */
	Box box(int index) {
		long[] from = { min[0][index], min[1][index], min[2][index], frame[index] };
		int[] size = { max[0][index] - min[0][index] + 1, max[1][index] - min[1][index] + 1, max[2][index] - min[2][index] + 1, 1 };
		return new Box(from, size);
	}

	/** Voxels of the box around an object. */
	long boxVoxels(int index) {
		long product = 1;
		for (int d = 0; d < 3; d++)
			product *= max[d][index] - min[d][index] + 1;
		return product;
	}
}
