package io.github.hourglass.label;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Goes once through a frame, block by block, and adds up what is needed of each object. Blocks are merged in the order of their
 * numbers, so that the sums do not depend on the threads.
 */
final class FrameSums {

	private final Volume labels;
	private final Volume image;
	private final int channels;
	private final boolean solid;
	private final Map<Integer, ObjectSums> all = new TreeMap<>();
	private final Map<Long, Map<Integer, ObjectSums>> early = new HashMap<>();
	private long next;

	/**
	 * @param labels x y z t of one frame
	 * @param image x y z t c of the same frame, or null
	 */
	private FrameSums(Volume labels, Volume image, boolean solid) {
		this.labels = labels;
		this.image = image;
		this.channels = image == null ? 0 : Math.toIntExact(image.size('c'));
		this.solid = solid;
	}

	/**
	 * The objects of a frame by their ids.
	 *
	 * @param solid whether pairs of neighbors are counted for the surface
	 */
	static Map<Integer, ObjectSums> of(Volume labels, Volume image, boolean solid, Progress progress) {
		FrameSums sums = new FrameSums(labels, image, solid);
		Blocks blocks = labels.blocks();
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Measuring objects", () -> number -> sums.take(number, sums.block(number)));
		return sums.all;
	}

	private Map<Integer, ObjectSums> block(long number) {
		long[] min = labels.blocks().min(number);
		int[] size = labels.blocks().size(number);
		long[] from = min.clone();
		int[] wide = size.clone();
		for (int d = 0; d < 3 && solid; d++) {
			long end = Math.min(labels.dimensions()[d], min[d] + size[d] + 1);
			from[d] = d == 2 ? min[d] : Math.max(0, min[d] - 1);
			wide[d] = (int) (end - from[d]);
		}
		int[] pixels = LabelPixels.copy(labels, from, wide);
		Map<Integer, ObjectSums> found = new HashMap<>();
		int[] offset = { (int) (min[0] - from[0]), (int) (min[1] - from[1]) };
		for (int z = 0; z < size[2]; z++)
			for (int y = 0; y < size[1]; y++)
				line(pixels, wide, offset[0], y + offset[1], z, size[0], min[0], min[1] + y, min[2] + z, found);
		if (image != null && !found.isEmpty())
			addValues(pixels, wide, offset, min, size, found);
		return found;
	}

	private void line(int[] pixels, int[] wide, int x, int y, int z, int width, long minX, long atY, long atZ, Map<Integer, ObjectSums> found) {
		int line = (z * wide[1] + y) * wide[0] + x;
		for (int i = 0, run; i < width; i += run) {
			int id = pixels[line + i];
			run = 1;
			while (i + run < width && pixels[line + i + run] == id)
				run++;
			if (id == 0)
				continue;
			ObjectSums sums = found.computeIfAbsent(id, key -> new ObjectSums(key, channels, solid));
			sums.addRun(minX + i, minX + i + run - 1, atY, atZ);
			if (solid)
				countPairs(pixels, wide, x + i, y, z, run, id, sums.pairs);
		}
	}

	private static void countPairs(int[] pixels, int[] wide, int x, int y, int z, int run, int id, long[] pairs) {
		for (int k = 0; k < pairs.length; k++) {
			int[] step = Crofton.DIRECTIONS[k];
			int otherY = y + step[1];
			int otherZ = z + step[2];
			if (otherY < 0 || otherY >= wide[1] || otherZ >= wide[2])
				continue;
			int from = Math.max(0, x + step[0]);
			int to = Math.min(wide[0], x + run + step[0]);
			int line = (otherZ * wide[1] + otherY) * wide[0];
			int same = 0;
			for (int at = line + from; at < line + to; at++)
				if (pixels[at] == id)
					same++;
			pairs[k] += same;
		}
	}

	private void addValues(int[] pixels, int[] wide, int[] offset, long[] min, int[] size, Map<Integer, ObjectSums> found) {
		PixelType type = image.type();
		Object values = type.newArray(Volume.pixels(size));
		for (int c = 0; c < channels; c++) {
			image.copy(new long[] { min[0], min[1], min[2], min[3], c }, new int[] { size[0], size[1], size[2], size[3], 1 }, values);
			int at = 0;
			ObjectSums last = null;
			for (int z = 0; z < size[2]; z++)
				for (int y = 0; y < size[1]; y++) {
					int line = (z * wide[1] + y + offset[1]) * wide[0] + offset[0];
					for (int x = 0; x < size[0]; x++, at++) {
						int id = pixels[line + x];
						if (id == 0)
							continue;
						if (last == null || last.id != id)
							last = found.get(id);
						last.addValue(c, type.get(values, at));
					}
				}
		}
	}

	private synchronized void take(long number, Map<Integer, ObjectSums> block) {
		early.put(number, block);
		for (Map<Integer, ObjectSums> due = early.remove(next); due != null; due = early.remove(++next))
			for (ObjectSums part : due.values()) {
				ObjectSums sums = all.putIfAbsent(part.id, part);
				if (sums != null)
					sums.merge(part);
			}
	}
}
