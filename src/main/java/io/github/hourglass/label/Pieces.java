package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Labels that come box by box, of any shape and in any order, and are put together block by block. Kept as runs: line of the
 * block, first x, last x, label.
 */
final class Pieces implements AutoCloseable {

	private final Blocks blocks;
	private final IntArrays arrays;
	private final List<IntArrays.Entry>[] entries;

	/** @param memory most bytes to keep in the Java heap */
	@SuppressWarnings("unchecked")
	Pieces(Blocks blocks, LabelOptions options, long memory) {
		this.blocks = blocks;
		this.arrays = new IntArrays(options, memory);
		this.entries = new List[Math.toIntExact(blocks.count())];
	}

	/** Adds what is labelled of a box; what is not above 0 is left as it is. */
	void add(Box box, int[] labels) {
		forEachBlock(blocks, box, number -> add((int) (long) number, box, labels));
	}

	/** The numbers of all blocks that have a part of a box. */
	static void forEachBlock(Blocks blocks, Box box, Consumer<Long> visitor) {
		long[] first = new long[4];
		long[] last = new long[4];
		for (int d = 0; d < 4; d++) {
			first[d] = blocks.at(d, box.min()[d]);
			last[d] = blocks.at(d, box.min()[d] + box.size()[d] - 1);
		}
		for (long z = first[2]; z <= last[2]; z++)
			for (long y = first[1]; y <= last[1]; y++)
				for (long x = first[0]; x <= last[0]; x++)
					visitor.accept(blocks.number(new long[] { x, y, z, first[3] }));
	}

	private void add(int number, Box box, int[] labels) {
		long[] min = blocks.min(number);
		int[] size = blocks.size(number);
		Box part = box.common(min, size);
		int[] code = new int[256];
		int length = 0;
		for (int line = 0; line < part.size()[1] * part.size()[2]; line++) {
			long y = part.min()[1] + line % part.size()[1];
			long z = part.min()[2] + line / part.size()[1];
			int at = box.index(part.min()[0], y, z);
			int blockLine = (int) ((z - min[2]) * size[1] + y - min[1]);
			int x0 = (int) (part.min()[0] - min[0]);
			for (int x = 0, n = part.size()[0]; x < n;) {
				int label = labels[at + x];
				int from = x;
				while (++x < n && labels[at + x] == label) {}
				if (label <= 0)
					continue;
				if (length + 4 > code.length)
					code = Arrays.copyOf(code, Math.multiplyExact(2, code.length));
				code[length++] = blockLine;
				code[length++] = x0 + from;
				code[length++] = x0 + x - 1;
				code[length++] = label;
			}
		}
		if (length > 0)
			keep(number, arrays.add(Arrays.copyOf(code, length)));
	}

	private void keep(int number, IntArrays.Entry entry) {
		synchronized (entries) {
			if (entries[number] == null)
				entries[number] = new ArrayList<>(2);
			entries[number].add(entry);
		}
	}

	/** Writes all blocks to a store of the same blocks; gives the labels there are, ascending. */
	int[] assemble(LabelStore store, Progress progress) {
		Queue<IdSet> seen = new ConcurrentLinkedQueue<>();
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Joining objects", () -> {
			int[] labels = new int[blocks.largest()];
			Runs runs = new Runs();
			IdSet own = new IdSet();
			seen.add(own);
			return number -> {
				progress.check();
				if (entries[(int) number] == null)
					return;
				int[] size = blocks.size(number);
				Arrays.fill(labels, 0, Volume.pixels(size), 0);
				for (IntArrays.Entry entry : entries[(int) number]) {
					int[] code = arrays.get(entry);
					for (int i = 0; i < code.length; i += 4)
						Arrays.fill(labels, code[i] * size[0] + code[i + 1], code[i] * size[0] + code[i + 2] + 1, code[i + 3]);
				}
				runs.read(labels, size[0], size[1] * size[2]);
				for (int run = 0; run < runs.count; run++)
					own.add(runs.label[run]);
				store.put(number, runs.encode(size[0]));
			};
		});
		IdSet all = new IdSet();
		seen.forEach(all::addAll);
		return all.ids();
	}

	@Override
	public void close() {
		arrays.close();
	}
}
