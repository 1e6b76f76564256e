package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * A seeded flood of one object that knows the object's voxels only, not the box around it: for large ones that reach far. Voxels
 * are numbered along their runs, in the order of their linear indices.
 */
final class SparseFlood {

	/** Bytes that a voxel of the object takes, and a line of the box around it. */
	static final int BYTES = 32;
	static final int LINE_BYTES = 4;
	private static final int CHECKED = 1 << 14;
	private static final int SLAB = 1 << 18;

	private final Box box;
	private final Runs runs = new Runs();
	private final int[] nodes;
	private final int[] lineOf;
	private final int[] runOf;
	private final float[] values;
	private final int[] labels;
	private final Progress progress;

	/**
	 * @param objects what the object is one of
	 * @param id its id
	 * @param box around it
	 */
	SparseFlood(Volume objects, int id, Box box, Progress progress) {
		this.box = box;
		this.progress = progress;
		readRuns(objects, id);
		nodes = new int[runs.count + 1];
		lineOf = new int[runs.count];
		for (int line = 0; line < runs.lines; line++)
			for (int run = runs.first[line]; run < runs.first[line + 1]; run++) {
				nodes[run + 1] = Math.addExact(nodes[run], runs.end[run] - runs.start[run] + 1);
				lineOf[run] = line;
			}
		int n = nodes[runs.count];
		runOf = new int[n];
		for (int run = 0; run < runs.count; run++)
			Arrays.fill(runOf, nodes[run], nodes[run + 1], run);
		values = new float[n];
		labels = new int[n];
	}

	private void readRuns(Volume objects, int id) {
		int width = box.size()[0];
		int rows = Math.max(1, SLAB / width);
		int[] pixels = new int[width * Math.min(rows, box.size()[1])];
		runs.clear(box.size()[1] * box.size()[2]);
		for (int z = 0; z < box.size()[2]; z++)
			for (int y = 0; y < box.size()[1]; y += rows) {
				progress.check();
				int count = Math.min(rows, box.size()[1] - y);
				objects.copy(new long[] { box.min()[0], box.min()[1] + y, box.min()[2] + z, box.min()[3] }, new int[] { width, count, 1, 1 }, pixels);
				for (int row = 0; row < count; row++) {
					for (int x = 0, at = row * width; x < width;) {
						int from = x;
						boolean in = pixels[at + x] == id;
						while (++x < width && pixels[at + x] == id == in) {}
						if (in)
							runs.add(from, x - 1, id);
					}
					runs.endLine();
				}
			}
	}

	/** Sees the object's voxels of a part of a line. */
	private interface Span {

		void visit(int node, int at, int count);
	}

	/** All spans of the object in a part of the box; {@code at} is where they are in an array of the part. */
	private void forEachSpan(Box part, Span span) {
		int from = (int) (part.min()[0] - box.min()[0]);
		int to = from + part.size()[0] - 1;
		for (int i = 0; i < part.size()[1] * part.size()[2]; i++) {
			int y = (int) (part.min()[1] - box.min()[1]) + i % part.size()[1];
			int z = (int) (part.min()[2] - box.min()[2]) + i / part.size()[1];
			int line = z * box.size()[1] + y;
			for (int run = firstEndingAt(line, from); run < runs.first[line + 1] && runs.start[run] <= to; run++) {
				int start = Math.max(from, runs.start[run]);
				int count = Math.min(to, runs.end[run]) - start + 1;
				span.visit(nodes[run] + start - runs.start[run], i * part.size()[0] + start - from, count);
			}
		}
	}

	private int firstEndingAt(int line, int x) {
		int low = runs.first[line];
		int high = runs.first[line + 1];
		while (low < high) {
			int middle = low + high >>> 1;
			if (runs.end[middle] < x)
				low = middle + 1;
			else
				high = middle;
		}
		return low;
	}

	void run(Volume landscape, Volume seeds, Blocks blocks, Connectivity connectivity) {
		Pieces.forEachBlock(blocks, box, number -> {
			progress.check();
			Box part = box.common(blocks.min(number), blocks.size(number));
			float[] heights = new float[part.pixels()];
			int[] marks = new int[part.pixels()];
			landscape.copyFloats(part.min(), part.size(), heights);
			seeds.copy(part.min(), part.size(), marks);
			forEachSpan(part, (node, at, count) -> {
				System.arraycopy(heights, at, values, node, count);
				System.arraycopy(marks, at, labels, node, count);
			});
		});
		LongHeap heap = new LongHeap();
		for (int node = 0; node < labels.length; node++)
			if (labels[node] > 0)
				heap.add(LongHeap.key(values[node], node));
		int reach = connectivity == Connectivity.FULL ? 1 : 0;
		for (int popped = 1; !heap.isEmpty(); popped++) {
			if (popped % CHECKED == 0)
				progress.check();
			spread(LongHeap.index(heap.remove()), reach, heap);
		}
	}

	private void spread(int node, int reach, LongHeap heap) {
		int run = runOf[node];
		int x = runs.start[run] + node - nodes[run];
		int y = lineOf[run] % box.size()[1];
		int z = lineOf[run] / box.size()[1];
		for (int dz = -1; dz <= 1; dz++)
			for (int dy = -1; dy <= 1; dy++) {
				boolean own = dy == 0 && dz == 0;
				boolean inside = y + dy >= 0 && y + dy < box.size()[1] && z + dz >= 0 && z + dz < box.size()[2];
				if (inside && (reach == 1 || dy == 0 || dz == 0))
					spread(labels[node], x, lineOf[run] + dz * box.size()[1] + dy, own ? 1 : reach, heap);
			}
	}

	private void spread(int label, int x, int line, int reach, LongHeap heap) {
		for (int run = firstEndingAt(line, x - reach); run < runs.first[line + 1] && runs.start[run] <= x + reach; run++) {
			int to = nodes[run] + Math.min(x + reach, runs.end[run]) - runs.start[run];
			for (int node = nodes[run] + Math.max(x - reach, runs.start[run]) - runs.start[run]; node <= to; node++)
				if (labels[node] == 0) {
					labels[node] = label;
					heap.add(LongHeap.key(values[node], node));
				}
		}
	}

	void write(Blocks blocks, Pieces pieces) {
		Pieces.forEachBlock(blocks, box, number -> {
			progress.check();
			Box part = box.common(blocks.min(number), blocks.size(number));
			int[] pixels = new int[part.pixels()];
			forEachSpan(part, (node, at, count) -> System.arraycopy(labels, node, pixels, at, count));
			pieces.add(part, pixels);
		});
	}
}
