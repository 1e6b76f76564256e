package io.github.hourglass.label;

import io.github.hourglass.image.Progress;

/** A seeded flood of a box that fits in memory, with a wall around it so that no voxel needs to know where it is. */
final class Flood {

	/** Bytes that a voxel of the box takes while it is flooded, at most. */
	static final int BYTES = 28;
	static final int UNREACHED = -1;
	private static final int CHECKED = 1 << 14;

	private final int[] size;
	private final int width;
	private final int height;
	private final int depth;
	private final int[] steps;
	private final int[] labels;
	private final float[] values;

	/** @param size along x y z */
	Flood(int[] size, Connectivity connectivity) {
		this.size = size.clone();
		this.depth = size[2] > 1 ? 1 : 0;
		this.width = size[0] + 2;
		this.height = size[1] + 2;
		int all = Math.multiplyExact(Math.multiplyExact(width, height), size[2] + 2 * depth);
		this.labels = new int[all];
		this.values = new float[all];
		this.steps = steps(connectivity);
	}

	private int[] steps(Connectivity connectivity) {
		return Steps.of(connectivity).stream().filter(step -> depth == 1 || step[2] == 0)
			.mapToInt(step -> (step[2] * height + step[1]) * width + step[0]).toArray();
	}

	/** Where the first voxel of a line is. */
	private int row(int y, int z) {
		return ((z + depth) * height + y + 1) * width + 1;
	}

	/**
	 * Floods in place.
	 *
	 * @param pixels what to flood: {@link #UNREACHED}, what is flooded: labels, and what not to flood: 0; x fastest. After that,
	 *          unreached is what no seed is connected with
	 * @param landscape of the box; the lowest values first, equal ones by their index
	 */
	void run(int[] pixels, float[] landscape, LongHeap heap, Progress progress) {
		for (int line = 0, n = size[1] * size[2]; line < n; line++) {
			int to = row(line % size[1], line / size[1]);
			System.arraycopy(pixels, line * size[0], labels, to, size[0]);
			System.arraycopy(landscape, line * size[0], values, to, size[0]);
		}
		for (int i = 0; i < labels.length; i++)
			if (labels[i] > 0 && isShore(i))
				heap.add(LongHeap.key(values[i], i));
		progress.check();
		flood(heap, progress);
		for (int line = 0, n = size[1] * size[2]; line < n; line++)
			System.arraycopy(labels, row(line % size[1], line / size[1]), pixels, line * size[0], size[0]);
	}

	private void flood(LongHeap heap, Progress progress) {
		int popped = 0;
		while (!heap.isEmpty()) {
			if (++popped % CHECKED == 0)
				progress.check();
			int at = LongHeap.index(heap.remove());
			int label = labels[at];
			for (int step : steps) {
				int next = at + step;
				if (labels[next] == UNREACHED) {
					labels[next] = label;
					heap.add(LongHeap.key(values[next], next));
				}
			}
		}
	}

	private boolean isShore(int at) {
		for (int step : steps)
			if (labels[at + step] == UNREACHED)
				return true;
		return false;
	}
}
