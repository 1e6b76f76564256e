package io.github.hourglass.label;

import java.util.Arrays;

/**
 * The length around one object of a plane, kept as runs along x that are added line by line. It is ImageJ's: the sides of the
 * pixels along the outer outline of each part (parts are 8-connected; holes do not count), less {@code 2 - sqrt(2)} for every corner
 * that does not directly follow one already counted at the other end of a side of length 1. Each outline begins at the right end
 * of its first run, as ImageJ's wand does.
 */
final class Outline {

	private static final int[] STEP_X = { 1, 0, -1, 0 };
	private static final int[] STEP_Y = { 0, -1, 0, 1 };

	private int[] y = new int[8];
	private int[] from = new int[8];
	private int[] to = new int[8];
	private int count;

	/** @param last x of the last pixel; lines come in order, and in each the runs from left to right */
	void add(int line, int first, int last) {
		if (count == y.length) {
			y = Arrays.copyOf(y, 2 * count);
			from = Arrays.copyOf(from, 2 * count);
			to = Arrays.copyOf(to, 2 * count);
		}
		y[count] = line;
		from[count] = first;
		to[count++] = last + 1;
	}

	double perimeter(double pixelWidth, double pixelHeight) {
		double length = 0;
		for (int run : firstRuns())
			length += traced(run, pixelWidth, pixelHeight);
		return length;
	}

	/** The first run of each part. */
	private int[] firstRuns() {
		int[] part = new int[count];
		Arrays.setAll(part, i -> i);
		for (int i = 0, above = 0; i < count; i++) {
			while (above < i && (y[above] < y[i] - 1 || y[above] == y[i] - 1 && to[above] < from[i]))
				above++;
			for (int k = above; k < i && y[k] == y[i] - 1 && from[k] <= to[i]; k++)
				join(part, k, i);
		}
		int parts = 0;
		for (int i = 0; i < count; i++)
			if (part[i] == i)
				part[parts++] = i;
		return Arrays.copyOf(part, parts);
	}

	private static void join(int[] part, int a, int b) {
		int rootA = root(part, a);
		int rootB = root(part, b);
		part[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
	}

	private static int root(int[] part, int i) {
		while (part[i] != i) {
			part[i] = part[part[i]];
			i = part[i];
		}
		return i;
	}

	private double traced(int run, double width, double height) {
		int startX = to[run];
		int startY = y[run] + 1;
		int x = startX;
		int atY = startY;
		int direction = 3;
		Corners corners = new Corners();
		do {
			int turned = direction + 1;
			while (turned >= direction && !inside(x, atY, turned))
				turned--;
			if (turned != direction)
				corners.add(x, atY);
			direction = turned & 3;
			x += STEP_X[direction];
			atY += STEP_Y[direction];
		}
		while (x != startX || atY != startY || direction != 3);
		return corners.length(width, height);
	}

	/** Whether the pixel to the right of the next step, along the sides of the pixels in that direction, is of the object. */
	private boolean inside(int x, int line, int direction) {
		return switch (direction & 3) {
			case 0 -> inside(x, line);
			case 1 -> inside(x, line - 1);
			case 2 -> inside(x - 1, line - 1);
			default -> inside(x - 1, line);
		};
	}

	private boolean inside(int x, int line) {
		int low = 0;
		int high = count;
		while (low < high) {
			int middle = low + high >>> 1;
			if (y[middle] < line || y[middle] == line && to[middle] <= x)
				low = middle + 1;
			else
				high = middle;
		}
		return low < count && y[low] == line && from[low] <= x;
	}

	/** The corners of an outline in order. */
	private static final class Corners {

		private int[] x = new int[16];
		private int[] y = new int[16];
		private int count;

		void add(int newX, int newY) {
			if (count == x.length) {
				x = Arrays.copyOf(x, 2 * count);
				y = Arrays.copyOf(y, 2 * count);
			}
			x[count] = newX;
			y[count++] = newY;
		}

		double length(double width, double height) {
			long along = 0;
			long down = 0;
			long counted = 0;
			boolean corner = false;
			for (int i = 0; i < count; i++) {
				int before = i == 0 ? count - 1 : i - 1;
				int sideX = Math.abs(x[i] - x[before]);
				int sideY = Math.abs(y[i] - y[before]);
				along += sideX;
				down += sideY;
				corner = sideX + sideY > 1 || !corner;
				if (corner)
					counted++;
			}
			return along * width + down * height - counted * (width + height - Math.hypot(width, height));
		}
	}
}
