package io.github.hourglass.label;

import java.util.Arrays;

/** The labels of a block at its six faces, by which it is joined to its neighbors. */
final class Faces {

	/** What is done with two labels that touch. */
	@FunctionalInterface
	interface Contact {

		void touch(int here, int there);
	}

	private final int[] size;
	private final int[][] faces = new int[6][];

	/**
	 * @param size of the block along x y z t
	 * @param wanted which of the faces x low, x high, y low, y high, z low, z high are needed
	 * @param offset added to each label
	 */
	Faces(Runs runs, int[] size, boolean[] wanted, int offset) {
		this.size = size.clone();
		for (int side = 0; side < 6; side++)
			if (wanted[side])
				faces[side] = side < 2 ? ends(runs, side == 1, offset) : lines(runs, side / 2, side % 2 == 1, offset);
	}

	private int[] ends(Runs runs, boolean high, int offset) {
		int[] face = new int[runs.lines];
		for (int line = 0; line < runs.lines; line++)
			if (runs.first[line] < runs.first[line + 1]) {
				int run = high ? runs.first[line + 1] - 1 : runs.first[line];
				if (high ? runs.end[run] == size[0] - 1 : runs.start[run] == 0)
					face[line] = runs.label[run] + offset;
			}
		return face;
	}

	private int[] lines(Runs runs, int d, boolean high, int offset) {
		int other = size[3 - d];
		int[] face = new int[size[0] * other * size[3]];
		int at = high ? size[d] - 1 : 0;
		for (int t = 0, to = 0; t < size[3]; t++)
			for (int i = 0; i < other; i++, to += size[0]) {
				int line = d == 1 ? (t * size[2] + i) * size[1] + at : (t * size[2] + at) * size[1] + i;
				for (int run = runs.first[line]; run < runs.first[line + 1]; run++)
					Arrays.fill(face, to + runs.start[run], to + runs.end[run] + 1, runs.label[run] + offset);
			}
		return face;
	}

	/**
	 * Visits the labels of this block that touch those of another one.
	 *
	 * @param step where the other block lies, -1, 0 or 1 along x, y, z; not all 0
	 * @param reach how far touching voxels may lie apart along x, y, z beside the step, 0 or 1
	 */
	void touch(Faces other, int[] step, int[] reach, Contact contact) {
		int d = 0;
		while (step[d] == 0)
			d++;
		int e = d == 0 ? 1 : 0;
		int f = d == 2 ? 1 : 2;
		int[] here = faces[2 * d + (step[d] > 0 ? 1 : 0)];
		int[] there = other.faces[2 * d + (step[d] > 0 ? 0 : 1)];
		for (int t = 0; t < size[3]; t++)
			for (int j = first(f, step); j <= last(f, step); j++) {
				int lowRow = low(j, step[f], reach[f], other.size[f]);
				int highRow = high(j, step[f], reach[f], other.size[f]);
				for (int i = first(e, step); i <= last(e, step); i++) {
					int label = here[(t * size[f] + j) * size[e] + i];
					if (label == 0)
						continue;
					int low = low(i, step[e], reach[e], other.size[e]);
					int high = high(i, step[e], reach[e], other.size[e]);
					for (int row = lowRow; row <= highRow; row++)
						for (int at = (t * other.size[f] + row) * other.size[e] + low, n = high - low; n >= 0; n--, at++)
							if (there[at] != 0)
								contact.touch(label, there[at]);
				}
			}
	}

	private int first(int axis, int[] step) {
		return step[axis] > 0 ? size[axis] - 1 : 0;
	}

	private int last(int axis, int[] step) {
		return step[axis] < 0 ? 0 : size[axis] - 1;
	}

	private static int low(int at, int step, int reach, int size) {
		return step == 0 ? Math.max(0, at - reach) : step > 0 ? 0 : size - 1;
	}

	private static int high(int at, int step, int reach, int size) {
		return step == 0 ? Math.min(size - 1, at + reach) : step > 0 ? 0 : size - 1;
	}
}
