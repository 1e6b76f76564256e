package io.github.hourglass.label;

/**
 * The labels of a block at its six faces, by which it is joined to its neighbors: those across x voxel by voxel, the others as
 * runs along x.
 */
final class Faces {

	/** What is done with two labels that touch. */
	@FunctionalInterface
	interface Contact {

		void touch(int here, int there);
	}

	private final int[] size;
	private final int[][] ends = new int[2][];
	private final Runs[] rows = new Runs[6];

	/**
	 * @param size of the block along x y z t
	 * @param wanted which of the faces x low, x high, y low, y high, z low, z high are needed
	 * @param offset added to each label
	 */
	Faces(Runs runs, int[] size, boolean[] wanted, int offset) {
		this.size = size.clone();
		for (int side = 0; side < 6; side++)
			if (wanted[side] && side < 2)
				ends[side] = ends(runs, side == 1, offset);
			else if (wanted[side])
				rows[side] = rows(runs, side / 2, side % 2 == 1, offset);
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

	private Runs rows(Runs runs, int d, boolean high, int offset) {
		int other = size[3 - d];
		int at = high ? size[d] - 1 : 0;
		Runs face = new Runs();
		face.clear(other * size[3]);
		for (int t = 0; t < size[3]; t++)
			for (int i = 0; i < other; i++) {
				int line = d == 1 ? (t * size[2] + i) * size[1] + at : (t * size[2] + at) * size[1] + i;
				for (int run = runs.first[line]; run < runs.first[line + 1]; run++)
					face.add(runs.start[run], runs.end[run], runs.label[run] + offset);
				face.endLine();
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
		int d = step[0] != 0 ? 0 : step[1] != 0 ? 1 : 2;
		int near = step[d] > 0 ? 1 : 0;
		if (d == 0)
			touchEnds(ends[near], other.ends[1 - near], other, step, reach, contact);
		else
			touchRows(rows[2 * d + near], other.rows[2 * d + 1 - near], other, 3 - d, step, reach, contact);
	}

	private void touchEnds(int[] here, int[] there, Faces other, int[] step, int[] reach, Contact contact) {
		for (int t = 0; t < size[3]; t++)
			for (int z = first(2, step); z <= last(2, step); z++)
				for (int y = first(1, step); y <= last(1, step); y++) {
					int label = here[(t * size[2] + z) * size[1] + y];
					if (label == 0)
						continue;
					for (int z2 = low(z, 2, step, reach, other), z3 = high(z, 2, step, reach, other); z2 <= z3; z2++)
						for (int y2 = low(y, 1, step, reach, other), y3 = high(y, 1, step, reach, other); y2 <= y3; y2++) {
							int neighbor = there[(t * other.size[2] + z2) * other.size[1] + y2];
							if (neighbor != 0)
								contact.touch(label, neighbor);
						}
				}
	}

	/** @param f the axis across the rows, y or z */
	private void touchRows(Runs here, Runs there, Faces other, int f, int[] step, int[] reach, Contact contact) {
		for (int t = 0; t < size[3]; t++)
			for (int row = first(f, step); row <= last(f, step); row++)
				for (int k = low(row, f, step, reach, other), end = high(row, f, step, reach, other); k <= end; k++)
					here.touch(t * size[f] + row, there, t * other.size[f] + k, reach[0], contact);
	}

	private int first(int axis, int[] step) {
		return step[axis] > 0 ? size[axis] - 1 : 0;
	}

	private int last(int axis, int[] step) {
		return step[axis] < 0 ? 0 : size[axis] - 1;
	}

	private static int low(int at, int axis, int[] step, int[] reach, Faces other) {
		return step[axis] == 0 ? Math.max(0, at - reach[axis]) : step[axis] > 0 ? 0 : other.size[axis] - 1;
	}

	private static int high(int at, int axis, int[] step, int[] reach, Faces other) {
		return step[axis] == 0 ? Math.min(other.size[axis] - 1, at + reach[axis]) : step[axis] > 0 ? 0 : other.size[axis] - 1;
	}
}
