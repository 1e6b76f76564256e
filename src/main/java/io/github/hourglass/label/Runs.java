package io.github.hourglass.label;

import java.util.Arrays;

/**
 * The labels of a block as runs along x. Written as one array: {@code RUNS}, per line of the block the number of its first run
 * and at last the number of all, then first x, last x and label of each run; or {@code RAW} and the labels themselves where
 * that is shorter; or nothing where there is no label.
 */
final class Runs {

	private static final int RUNS = 1;
	private static final int RAW = 2;

	int[] start = new int[16];
	int[] end = new int[16];
	int[] label = new int[16];
	int[] first = {};
	int lines;
	int count;

	/** Forgets all runs, to be filled line by line. */
	void clear(int newLines) {
		if (first.length < newLines + 1)
			first = new int[newLines + 1];
		lines = 0;
		count = 0;
		first[0] = 0;
	}

	void add(int from, int to, int id) {
		if (count == start.length) {
			int larger = Math.max(16, (int) Math.min(Integer.MAX_VALUE - 8, 2L * count));
			start = Arrays.copyOf(start, larger);
			end = Arrays.copyOf(end, larger);
			label = Arrays.copyOf(label, larger);
		}
		start[count] = from;
		end[count] = to;
		label[count++] = id;
	}

	/** The runs of the next line are all added. */
	void endLine() {
		first[++lines] = count;
	}

	/**
	 * Visits the labels of a line that touch those of another one.
	 *
	 * @param reach 1 if ends of runs touch diagonally, else 0
	 */
	void touch(int line, Runs other, int otherLine, int reach, Faces.Contact contact) {
		int i = first[line];
		int j = other.first[otherLine];
		int lastI = first[line + 1];
		int lastJ = other.first[otherLine + 1];
		while (i < lastI && j < lastJ) {
			if (other.start[j] <= end[i] + reach && start[i] <= other.end[j] + reach)
				contact.touch(label[i], other.label[j]);
			if (end[i] < other.end[j])
				i++;
			else
				j++;
		}
	}

	/** Takes the runs of equal labels from a block, x fastest. */
	void read(int[] labels, int width, int newLines) {
		clear(newLines);
		for (int line = 0, at = 0; line < newLines; line++, at += width) {
			for (int x = 0; x < width;) {
				int id = labels[at + x];
				int from = x;
				while (++x < width && labels[at + x] == id) {}
				if (id != 0)
					add(from, x - 1, id);
			}
			endLine();
		}
	}

	int[] encode(int width) {
		if (count == 0)
			return new int[0];
		long length = 2L + lines + 3L * count;
		long voxels = (long) width * lines;
		if (length > voxels + 1) {
			int[] raw = new int[Math.toIntExact(voxels + 1)];
			raw[0] = RAW;
			for (int line = 0; line < lines; line++)
				for (int run = first[line]; run < first[line + 1]; run++)
					Arrays.fill(raw, 1 + line * width + start[run], 2 + line * width + end[run], label[run]);
			return raw;
		}
		int[] code = new int[(int) length];
		code[0] = RUNS;
		System.arraycopy(first, 0, code, 1, lines + 1);
		for (int run = 0, at = lines + 2; run < count; run++) {
			code[at++] = start[run];
			code[at++] = end[run];
			code[at++] = label[run];
		}
		return code;
	}

	private static int named(int label, int[] ids) {
		return ids == null ? label : ids[label];
	}

	/**
	 * Copies a part of one line of an encoded block; where there is no label nothing is written.
	 *
	 * @param lines lines of the block
	 * @param width its size along x
	 * @param line the line
	 * @param from first x
	 * @param n how many
	 * @param offset added to each label
	 * @param ids what is written for a label, after the offset is added; null for the label itself
	 */
	static void decode(int[] code, int lines, int width, int line, int from, int n, int[] dest, int at, int offset, int[] ids) {
		if (code.length == 0)
			return;
		if (code[0] == RAW) {
			for (int i = 0, source = 1 + line * width + from; i < n; i++, source++)
				if (code[source] != 0)
					dest[at + i] = named(code[source] + offset, ids);
			return;
		}
		int to = from + n - 1;
		int low = code[1 + line];
		int high = code[2 + line];
		int base = lines + 2;
		if (high - low > 8 && from > 0) {
			for (int top = high; low < top;) {
				int middle = low + top >>> 1;
				if (code[base + 3 * middle + 1] < from)
					low = middle + 1;
				else
					top = middle;
			}
		}
		for (int run = base + 3 * low, last = base + 3 * high; run < last && code[run] <= to; run += 3)
			if (code[run + 1] >= from)
				Arrays.fill(dest, at + Math.max(code[run], from) - from, at + Math.min(code[run + 1], to) - from + 1, named(code[run + 2] + offset, ids));
	}
}
