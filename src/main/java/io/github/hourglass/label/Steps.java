package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.List;

/** From a voxel to its neighbors. */
final class Steps {

	private Steps() {}

	/** Along x, y, z, each -1, 0 or 1; in the order of linear indices. */
	static List<int[]> of(Connectivity connectivity) {
		List<int[]> steps = new ArrayList<>();
		for (int i = 0; i < 27; i++) {
			int[] step = { i % 3 - 1, i / 3 % 3 - 1, i / 9 - 1 };
			int moved = Math.abs(step[0]) + Math.abs(step[1]) + Math.abs(step[2]);
			if (moved == 1 || moved > 1 && connectivity == Connectivity.FULL)
				steps.add(step);
		}
		return steps;
	}
}
