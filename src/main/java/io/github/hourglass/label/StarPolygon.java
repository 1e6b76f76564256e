package io.github.hourglass.label;

import java.util.Arrays;

/**
 * A candidate of StarDist: a polygon whose corners lie along evenly spaced rays from a pixel. Overlap is that of the corners
 * truncated to whole pixels, as in StarDist, so that between two rows of pixels there are only straight sides; the area common to
 * two polygons is then added up row by row. It is painted with its exact corners.
 */
final class StarPolygon implements Comparable<StarPolygon> {

	private static final double SMALL = 1e-10;
	private static final double CORNER = 1e-12;

	final long x;
	final long y;
	final float probability;
	final float[] distances;
	final int minX;
	final int maxX;
	final int minY;
	final int maxY;
	final double radius;
	private final int[] cornersX;
	private final int[] cornersY;
	private final double area;
	private int[] rows;
	private double[] spans;

	/**
	 * @param x of the pixel, in pixels of the image
	 * @param rays cosines, then sines of the rays' directions
	 */
	StarPolygon(long x, long y, float probability, float[] distances, double[] rays) {
		this.x = x;
		this.y = y;
		this.probability = probability;
		this.distances = distances;
		int n = distances.length;
		cornersX = new int[n];
		cornersY = new int[n];
		double farthest = 0;
		int left = Integer.MAX_VALUE, right = Integer.MIN_VALUE, top = Integer.MAX_VALUE, bottom = Integer.MIN_VALUE;
		for (int k = 0; k < n; k++) {
			cornersX[k] = (int) (x + distances[k] * rays[k]);
			cornersY[k] = (int) (y + distances[k] * rays[n + k]);
			farthest = Math.max(farthest, distances[k]);
			left = Math.min(left, cornersX[k]);
			right = Math.max(right, cornersX[k]);
			top = Math.min(top, cornersY[k]);
			bottom = Math.max(bottom, cornersY[k]);
		}
		radius = farthest;
		minX = left;
		maxX = right;
		minY = top;
		maxY = bottom;
		double sum = 0;
		for (int k = 0; k < n; k++) {
			int next = (k + 1) % n;
			sum += (double) cornersX[k] * cornersY[next] - (double) cornersY[k] * cornersX[next];
		}
		area = Math.abs(sum) / 2;
	}

	/** Cosines, then sines of so many directions; the first one is that of x, the next ones turn towards y. */
	static double[] rays(int count) {
		double[] rays = new double[2 * count];
		for (int k = 0; k < count; k++) {
			rays[k] = Math.cos(2 * Math.PI * k / count);
			rays[count + k] = Math.sin(2 * Math.PI * k / count);
		}
		return rays;
	}

	/** The more probable one first, else the one whose pixel comes first. */
	@Override
	public int compareTo(StarPolygon other) {
		int order = Float.compare(other.probability, probability);
		if (order == 0)
			order = Long.compare(y, other.y);
		return order == 0 ? Long.compare(x, other.x) : order;
	}

	/** The common area over the area of the smaller polygon: what StarDist compares with its threshold for overlap. */
	double overlap(StarPolygon other) {
		if (other.minX > maxX || other.maxX < minX || other.minY > maxY || other.maxY < minY)
			return 0;
		cut();
		other.cut();
		double common = 0;
		for (int row = Math.max(minY, other.minY), end = Math.min(maxY, other.maxY); row < end; row++)
			for (int i = rows[row - minY]; i < rows[row - minY + 1]; i++)
				for (int j = other.rows[row - other.minY]; j < other.rows[row - other.minY + 1]; j++)
					common += common(spans, 4 * i, other.spans, 4 * j);
		return common / (Math.min(area, other.area) + SMALL);
	}

	/** Area common to two strips of height 1, each given by its left side's x at top and bottom, then its right side's. */
	private static double common(double[] a, int i, double[] b, int j) {
		double top = width(a, i, b, j, 0);
		double bottom = width(a, i, b, j, 1);
		double left = crossing(a[i] - b[j], a[i + 1] - b[j + 1]);
		double right = crossing(a[i + 2] - b[j + 2], a[i + 3] - b[j + 3]);
		if (left > right) {
			double swap = left;
			left = right;
			right = swap;
		}
		double atLeft = width(a, i, b, j, left);
		double atRight = width(a, i, b, j, right);
		return positive(top, atLeft, left) + positive(atLeft, atRight, right - left) + positive(atRight, bottom, 1 - right);
	}

	private static double width(double[] a, int i, double[] b, int j, double t) {
		double left = Math.max(a[i] + t * (a[i + 1] - a[i]), b[j] + t * (b[j + 1] - b[j]));
		double right = Math.min(a[i + 2] + t * (a[i + 3] - a[i + 2]), b[j + 2] + t * (b[j + 3] - b[j + 2]));
		return right - left;
	}

	/** Where a line from {@code top} at 0 to {@code bottom} at 1 crosses zero; 0 if it does not. */
	private static double crossing(double top, double bottom) {
		return top > 0 != bottom > 0 ? top / (top - bottom) : 0;
	}

	/** Area under the positive part of a line. */
	private static double positive(double from, double to, double length) {
		if (from >= 0 && to >= 0)
			return (from + to) / 2 * length;
		if (from <= 0 && to <= 0)
			return 0;
		double above = Math.max(from, to);
		return above * above / (2 * Math.abs(from - to)) * length;
	}

	/** Cuts the polygon into strips between rows of pixels; inside is where its outline winds around. */
	private void cut() {
		if (rows != null)
			return;
		int height = maxY - minY;
		int[] first = new int[height + 2];
		for (int k = 0; k < cornersX.length; k++)
			for (int row = top(k); row < bottom(k); row++)
				first[row - minY + 1]++;
		for (int row = 0; row <= height; row++)
			first[row + 1] += first[row];
		double[] sides = sides(first);
		double[] strips = new double[2 * first[height + 1]];
		int[] starts = new int[height + 2];
		int count = 0;
		for (int row = 0; row < height; row++) {
			starts[row] = count;
			int winding = 0;
			for (int i = 3 * first[row]; i < 3 * first[row + 1]; i += 3) {
				int before = winding;
				winding += (int) sides[i + 2];
				if (before == 0 || winding == 0) {
					int at = 4 * count + (before == 0 ? 0 : 2);
					strips[at] = sides[i];
					strips[at + 1] = sides[i + 1];
					count += before == 0 ? 0 : 1;
				}
			}
		}
		starts[height] = count;
		starts[height + 1] = count;
		spans = strips;
		rows = starts;
	}

	/**
	 * The polygon's sides row by row, from left to right: x at the row's top and bottom, and 1 if it goes down, -1 if up.
	 *
	 * @param first number of the first side of each row
	 */
	private double[] sides(int[] first) {
		double[] sides = new double[3 * first[first.length - 1]];
		int[] filled = first.clone();
		for (int k = 0; k < cornersX.length; k++) {
			int next = (k + 1) % cornersX.length;
			double slope = cornersY[next] == cornersY[k] ? 0 : (double) (cornersX[next] - cornersX[k]) / (cornersY[next] - cornersY[k]);
			for (int row = top(k); row < bottom(k); row++) {
				double top = cornersX[k] + slope * (row - cornersY[k]);
				int at = 3 * filled[row - minY]++;
				int start = 3 * first[row - minY];
				for (; at > start && sides[at - 3] + sides[at - 2] > 2 * top + slope; at -= 3)
					System.arraycopy(sides, at - 3, sides, at, 3);
				sides[at] = top;
				sides[at + 1] = top + slope;
				sides[at + 2] = cornersY[next] > cornersY[k] ? 1 : -1;
			}
		}
		return sides;
	}

	private int top(int k) {
		return Math.min(cornersY[k], cornersY[(k + 1) % cornersY.length]);
	}

	private int bottom(int k) {
		return Math.max(cornersY[k], cornersY[(k + 1) % cornersY.length]);
	}

	/** Fills the pixels whose middle is inside or on the outline, as scikit-image's {@code draw.polygon} does, with its even-odd rule. */
	void paint(int label, double[] rays, int[] pixels, long fromX, long fromY, int width, int height) {
		int n = distances.length;
		double[] atX = new double[n];
		double[] atY = new double[n];
		double top = Double.POSITIVE_INFINITY;
		double bottom = Double.NEGATIVE_INFINITY;
		for (int k = 0; k < n; k++) {
			atX[k] = x - fromX + distances[k] * rays[k];
			atY[k] = y - fromY + distances[k] * rays[n + k];
			top = Math.min(top, atY[k]);
			bottom = Math.max(bottom, atY[k]);
		}
		for (int k = 0; k < n; k++)
			paintCorner(label, atX[k], atY[k], pixels, width, height);
		double[] crossings = new double[n];
		for (int row = (int) Math.max(0, Math.ceil(top)); row <= Math.min(height - 1, Math.floor(bottom)); row++)
			for (int rule = 0; rule < 2; rule++) {
				int count = 0;
				for (int k = 0, before = n - 1; k < n; before = k++)
					if (rule == 0 ? atY[k] > row != atY[before] > row : atY[k] < row != atY[before] < row)
						crossings[count++] = atX[k] + (row - atY[k]) * (atX[before] - atX[k]) / (atY[before] - atY[k]);
				Arrays.sort(crossings, 0, count);
				for (int i = 0; i + 1 < count; i += 2) {
					int from = (int) Math.max(0, Math.ceil(crossings[i]));
					int to = (int) Math.min(width - 1, Math.floor(crossings[i + 1]));
					if (from <= to)
						Arrays.fill(pixels, row * width + from, row * width + to + 1, label);
				}
			}
	}

	/** A pixel whose middle is a corner, to rounding. */
	private static void paintCorner(int label, double x, double y, int[] pixels, int width, int height) {
		double column = Math.rint(x);
		double row = Math.rint(y);
		if (Math.abs(x - column) < CORNER && Math.abs(y - row) < CORNER && column >= 0 && row >= 0 && column < width && row < height)
			pixels[(int) row * width + (int) column] = label;
	}

	/** Forgets what only overlaps need. */
	void release() {
		rows = null;
		spans = null;
	}
}
