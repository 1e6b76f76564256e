package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Progress;

/** Connects the runs of one block and numbers what hangs together, 1, 2, ... in the order of first voxels. */
final class RunLabels {

	private final Connectivity connectivity;
	private final boolean flat;
	private final Progress progress;
	private int[] parent = {};
	private long[] firsts = {};

	/** @param flat true to connect within planes only */
	RunLabels(Connectivity connectivity, boolean flat, Progress progress) {
		this.progress = progress;
		this.connectivity = connectivity;
		this.flat = flat;
	}

	/**
	 * Sets the labels of all runs.
	 *
	 * @param size of the block along x y z t
	 * @return number of components
	 */
	int label(Runs runs, int[] size) {
		if (parent.length < runs.count)
			parent = new int[Math.max(runs.count, 2 * parent.length)];
		for (int run = 0; run < runs.count; run++)
			parent[run] = run;
		int sy = size[1];
		for (int line = 0; line < runs.lines; line++) {
			if (line % 256 == 0)
				progress.check();
			if (runs.first[line] == runs.first[line + 1])
				continue;
			int y = line % sy;
			boolean deep = !flat && line / sy % size[2] > 0;
			if (y > 0)
				join(runs, line, line - 1);
			if (deep)
				join(runs, line, line - sy);
			if (deep && connectivity == Connectivity.FULL) {
				if (y > 0)
					join(runs, line, line - sy - 1);
				if (y < sy - 1)
					join(runs, line, line - sy + 1);
			}
		}
		return number(runs);
	}

	private int number(Runs runs) {
		int components = 0;
		for (int run = 0; run < runs.count; run++) {
			int root = root(run);
			runs.label[run] = root == run ? ++components : runs.label[root];
		}
		return components;
	}

	private void join(Runs runs, int line, int before) {
		int reach = connectivity == Connectivity.FULL ? 1 : 0;
		int[] start = runs.start;
		int[] end = runs.end;
		int i = runs.first[line];
		int j = runs.first[before];
		int lastI = runs.first[line + 1];
		int lastJ = runs.first[before + 1];
		while (i < lastI && j < lastJ) {
			if (start[j] <= end[i] + reach && start[i] <= end[j] + reach)
				union(i, j);
			if (end[i] < end[j])
				i++;
			else
				j++;
		}
	}

	private int root(int run) {
		while (parent[run] != run)
			run = parent[run] = parent[parent[run]];
		return run;
	}

	private void union(int a, int b) {
		int rootA = root(a);
		int rootB = root(b);
		if (rootA < rootB)
			parent[rootB] = rootA;
		else
			parent[rootA] = rootB;
	}

	/** Position of the first voxel of each component, label 1 first, as the linear index in the whole image. */
	long[] firsts(Runs runs, int components, long[] min, int[] size, long[] dimensions) {
		if (firsts.length < components)
			firsts = new long[Math.max(components, 2 * firsts.length)];
		int known = 0;
		for (int line = 0; line < runs.lines && known < components; line++)
			for (int run = runs.first[line]; run < runs.first[line + 1]; run++)
				if (runs.label[run] == known + 1) {
					long y = min[1] + line % size[1];
					long z = min[2] + line / size[1] % size[2];
					long t = min[3] + line / size[1] / size[2];
					firsts[known++] = ((t * dimensions[2] + z) * dimensions[1] + y) * dimensions[0] + min[0] + runs.start[run];
				}
		return Arrays.copyOf(firsts, components);
	}
}
