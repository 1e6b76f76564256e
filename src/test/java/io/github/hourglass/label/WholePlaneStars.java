package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * StarDist's suppression and painting for a whole plane at once, as plainly as can be: all pairs are compared, common areas are sums
 * over pairs of triangles (center, corner, next corner) with their signs, and each pixel is tested against each polygon by the rule
 * of scikit-image.
 */
final class WholePlaneStars {

	private record Candidate(int x, int y, float probability, double[] cornersX, double[] cornersY) {

		int from(double[] corners) {
			return (int) Math.max(0, Math.floor(Arrays.stream(corners).min().orElseThrow()));
		}

		int to(double[] corners, int size) {
			return (int) Math.min(size - 1, Math.ceil(Arrays.stream(corners).max().orElseThrow()));
		}

		double[][] truncated() {
			return new double[][] { Arrays.stream(cornersX).map(v -> (int) v).toArray(), Arrays.stream(cornersY).map(v -> (int) v).toArray() };
		}
	}

	private WholePlaneStars() {}

	static int[] labels(float[] values, int columns, int rows, int rays, StarPolygons rule, int width, int height) {
		List<Candidate> kept = new ArrayList<>();
		for (Candidate candidate : candidates(values, columns, rows, rays, rule))
			if (kept.stream().noneMatch(better -> overlap(better, candidate) > rule.overlap()))
				kept.add(candidate);
		int[] labels = new int[width * height];
		for (int i = kept.size() - 1; i >= 0; i--)
			for (int y = kept.get(i).from(kept.get(i).cornersY); y <= kept.get(i).to(kept.get(i).cornersY, height); y++)
				for (int x = kept.get(i).from(kept.get(i).cornersX); x <= kept.get(i).to(kept.get(i).cornersX, width); x++)
					if (contains(kept.get(i), x, y))
						labels[y * width + x] = i + 1;
		int[] seen = Arrays.stream(labels).filter(label -> label > 0).sorted().distinct().toArray();
		return Arrays.stream(labels).map(label -> label == 0 ? 0 : Arrays.binarySearch(seen, label) + 1).toArray();
	}

	private static List<Candidate> candidates(float[] values, int columns, int rows, int rays, StarPolygons rule) {
		List<Candidate> candidates = new ArrayList<>();
		for (int y = rule.border(); y < rows - rule.border(); y++)
			for (int x = rule.border(); x < columns - rule.border(); x++)
				if (values[y * columns + x] > rule.probability()) {
					double[] cornersX = new double[rays];
					double[] cornersY = new double[rays];
					for (int k = 0; k < rays; k++) {
						float distance = values[((k + 1) * rows + y) * columns + x];
						cornersX[k] = x * rule.grid() + distance * Math.cos(2 * Math.PI * k / rays);
						cornersY[k] = y * rule.grid() + distance * Math.sin(2 * Math.PI * k / rays);
					}
					candidates.add(new Candidate(x * rule.grid(), y * rule.grid(), values[y * columns + x], cornersX, cornersY));
				}
		candidates.sort(Comparator.comparing(candidate -> -candidate.probability()));
		return candidates;
	}

	private static double overlap(Candidate a, Candidate b) {
		double[][] p = a.truncated();
		double[][] q = b.truncated();
		return common(p, a.x, a.y, q, b.x, b.y) / (Math.min(area(p), area(q)) + 1e-10);
	}

	static double area(double[][] p) {
		double area = 0;
		for (int k = 0, n = p[0].length; k < n; k++)
			area += p[0][k] * p[1][(k + 1) % n] - p[1][k] * p[0][(k + 1) % n];
		return Math.abs(area / 2);
	}

	static double common(double[][] p, double px, double py, double[][] q, double qx, double qy) {
		double common = 0;
		for (int i = 0; i < p[0].length; i++)
			for (int j = 0; j < q[0].length; j++)
				common += common(triangle(p, px, py, i), triangle(q, qx, qy, j));
		return common;
	}

	private static double[][] triangle(double[][] p, double x, double y, int k) {
		int next = (k + 1) % p[0].length;
		return new double[][] { { x, y }, { p[0][k], p[1][k] }, { p[0][next], p[1][next] } };
	}

	private static double common(double[][] a, double[][] b) {
		double signA = Math.signum(cross(a[0], a[1], a[2]));
		double signB = Math.signum(cross(b[0], b[1], b[2]));
		List<double[]> part = new ArrayList<>(List.of(a));
		for (int k = 0; k < 3 && signA * signB != 0; k++) {
			double[] from = b[k];
			double[] to = b[(k + 1) % 3];
			List<double[]> cut = new ArrayList<>();
			for (int i = 0; i < part.size(); i++) {
				double[] u = part.get(i);
				double[] v = part.get((i + 1) % part.size());
				double atU = signB * cross(from, to, u);
				double atV = signB * cross(from, to, v);
				if (atU >= 0)
					cut.add(u);
				if (atU > 0 && atV < 0 || atU < 0 && atV > 0) {
					double t = atU / (atU - atV);
					cut.add(new double[] { u[0] + t * (v[0] - u[0]), u[1] + t * (v[1] - u[1]) });
				}
			}
			part = cut;
		}
		double area = 0;
		for (int i = 1; i + 1 < part.size(); i++)
			area += cross(part.get(0), part.get(i), part.get(i + 1)) / 2;
		return signA * signB * Math.abs(area);
	}

	private static double cross(double[] a, double[] b, double[] c) {
		return (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]);
	}

	/** Inside, on a side or a corner. */
	private static boolean contains(Candidate polygon, int x, int y) {
		boolean right = false;
		boolean left = false;
		int n = polygon.cornersX.length;
		for (int k = 0, before = n - 1; k < n; before = k++) {
			double x0 = polygon.cornersX[k] - x, y0 = polygon.cornersY[k] - y;
			double x1 = polygon.cornersX[before] - x, y1 = polygon.cornersY[before] - y;
			if (Math.abs(x0) < 1e-12 && Math.abs(y0) < 1e-12)
				return true;
			if (y0 > 0 != y1 > 0 && (x0 * y1 - x1 * y0) / (y1 - y0) > 0)
				right = !right;
			if (y0 < 0 != y1 < 0 && (x0 * y1 - x1 * y0) / (y1 - y0) < 0)
				left = !left;
		}
		return right || left;
	}
}
