package io.github.hourglass.label;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;

/** The algorithms in their plainest form, on a whole image in one array: what the block-wise ones are compared with. */
final class WholeImage {

	private WholeImage() {}

	/** Voxels around one, in the same frame. */
	static List<Integer> around(int i, int[] size, Connectivity connectivity, boolean flat) {
		int x = i % size[0];
		int y = i / size[0] % size[1];
		int z = i / size[0] / size[1] % size[2];
		List<Integer> around = new ArrayList<>();
		for (int dz = -1; dz <= 1; dz++)
			for (int dy = -1; dy <= 1; dy++)
				for (int dx = -1; dx <= 1; dx++) {
					int moved = Math.abs(dx) + Math.abs(dy) + Math.abs(dz);
					boolean inside = x + dx >= 0 && x + dx < size[0] && y + dy >= 0 && y + dy < size[1] && z + dz >= 0 && z + dz < size[2];
					if (moved > 0 && inside && (moved == 1 || connectivity == Connectivity.FULL) && !(flat && dz != 0))
						around.add(i + dx + size[0] * (dy + size[1] * dz));
				}
		return around;
	}

	static int[] components(byte[] mask, int[] size, Connectivity connectivity, boolean flat) {
		int[] labels = new int[mask.length];
		int count = 0;
		for (int i = 0; i < mask.length; i++)
			if (mask[i] != 0 && labels[i] == 0) {
				labels[i] = ++count;
				ArrayDeque<Integer> queue = new ArrayDeque<>(List.of(i));
				while (!queue.isEmpty())
					for (int neighbor : around(queue.remove(), size, connectivity, flat))
						if (mask[neighbor] != 0 && labels[neighbor] == 0) {
							labels[neighbor] = count;
							queue.add(neighbor);
						}
			}
		return labels;
	}

	/** Seeded flood over everything at once; unreached voxels stay 0. */
	static int[] flood(float[] landscape, int[] seeds, byte[] mask, int[] size, Connectivity connectivity) {
		record Entry(float value, int index) implements Comparable<Entry> {

			@Override
			public int compareTo(Entry other) {
				int order = Float.compare(value + 0f, other.value + 0f);
				return order != 0 ? order : Integer.compare(index, other.index);
			}
		}
		int[] labels = new int[mask.length];
		PriorityQueue<Entry> queue = new PriorityQueue<>();
		for (int i = 0; i < mask.length; i++)
			if (mask[i] != 0 && seeds[i] != 0) {
				labels[i] = seeds[i];
				queue.add(new Entry(landscape[i], i));
			}
		while (!queue.isEmpty()) {
			int i = queue.remove().index;
			for (int neighbor : around(i, size, connectivity, false))
				if (mask[neighbor] != 0 && labels[neighbor] == 0) {
					labels[neighbor] = labels[i];
					queue.add(new Entry(landscape[neighbor], neighbor));
				}
		}
		return labels;
	}
}
