package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The surface of an object of voxels by Crofton's formula in 13 directions (Lehmann and Legland, Insight Journal 2012; the
 * default of MorphoLibJ): how often the object is entered along the lines through the voxels in each direction, weighted by the
 * share of all directions that is nearest to it, so that voxels may be longer along one axis. The objects' sides at the border
 * of the image count.
 */
final class Crofton {

	/** Steps to one of each two opposite neighbors: those that come later, x fastest. */
	static final int[][] DIRECTIONS = directions();

	private final double[] areas = new double[DIRECTIONS.length];

	/** @param spacing of voxels along x, y, z */
	Crofton(double[] spacing) {
		double[][] axes = new double[2 * DIRECTIONS.length][];
		double voxel = spacing[0] * spacing[1] * spacing[2];
		for (int i = 0; i < DIRECTIONS.length; i++) {
			double[] step = new double[3];
			for (int d = 0; d < 3; d++)
				step[d] = DIRECTIONS[i][d] * spacing[d];
			double length = Math.sqrt(dot(step, step));
			axes[i] = scaled(step, 1 / length);
			axes[DIRECTIONS.length + i] = scaled(step, -1 / length);
			areas[i] = 4 * voxel / length;
		}
		for (int i = 0; i < DIRECTIONS.length; i++)
			areas[i] *= 2 * share(axes, i);
	}

	/**
	 * @param voxels of the object
	 * @param pairs of them that are neighbors, in each of {@link #DIRECTIONS}
	 */
	double surface(long voxels, long[] pairs) {
		double surface = 0;
		for (int i = 0; i < pairs.length; i++)
			surface += areas[i] * (voxels - pairs[i]);
		return surface;
	}

	private static int[][] directions() {
		List<int[]> later = new ArrayList<>();
		for (int z = 0; z <= 1; z++)
			for (int y = -1; y <= 1; y++)
				for (int x = -1; x <= 1; x++)
					if (z > 0 || y > 0 || y == 0 && x > 0)
						later.add(new int[] { x, y, z });
		return later.toArray(new int[0][]);
	}

	/** The share of the sphere that is nearer to axis {@code i} than to the others: its Voronoi cell, cut from the plane that touches the sphere there. */
	private static double share(double[][] axes, int i) {
		double[] normal = axes[i];
		double[] u = unit(cross(normal, Math.abs(normal[0]) < 0.5 ? new double[] { 1, 0, 0 } : new double[] { 0, 1, 0 }));
		double[] v = cross(normal, u);
		List<double[]> cell = new ArrayList<>(List.of(new double[] { -1e3, -1e3 }, new double[] { 1e3, -1e3 }, new double[] { 1e3, 1e3 }, new double[] { -1e3, 1e3 }));
		for (int j = 0; j < axes.length; j++)
			if (j != i) {
				double[] difference = { normal[0] - axes[j][0], normal[1] - axes[j][1], normal[2] - axes[j][2] };
				cell = cut(cell, dot(u, difference), dot(v, difference), dot(normal, difference));
			}
		List<double[]> corners = cell.stream().map(p -> unit(new double[] { normal[0] + p[0] * u[0] + p[1] * v[0],
			normal[1] + p[0] * u[1] + p[1] * v[1], normal[2] + p[0] * u[2] + p[1] * v[2] })).toList();
		double angle = 0;
		for (int k = 0; k < corners.size(); k++)
			angle += solidAngle(normal, corners.get(k), corners.get((k + 1) % corners.size()));
		return angle / (4 * Math.PI);
	}

	/** The part of a convex polygon where {@code a x + b y + c >= 0}. */
	private static List<double[]> cut(List<double[]> polygon, double a, double b, double c) {
		List<double[]> kept = new ArrayList<>();
		for (int k = 0; k < polygon.size(); k++) {
			double[] p = polygon.get(k);
			double[] q = polygon.get((k + 1) % polygon.size());
			double atP = a * p[0] + b * p[1] + c;
			double atQ = a * q[0] + b * q[1] + c;
			if (atP >= 0)
				kept.add(p);
			if (atP >= 0 != atQ >= 0) {
				double t = atP / (atP - atQ);
				kept.add(new double[] { p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]) });
			}
		}
		return kept;
	}

	/** Of the triangle of three points on the unit sphere (Van Oosterom and Strackee 1983). */
	private static double solidAngle(double[] a, double[] b, double[] c) {
		return 2 * Math.atan2(Math.abs(dot(a, cross(b, c))), 1 + dot(a, b) + dot(b, c) + dot(c, a));
	}

	private static double dot(double[] a, double[] b) {
		return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
	}

	private static double[] cross(double[] a, double[] b) {
		return new double[] { a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0] };
	}

	private static double[] unit(double[] a) {
		return scaled(a, 1 / Math.sqrt(dot(a, a)));
	}

	private static double[] scaled(double[] a, double factor) {
		return Arrays.stream(a).map(value -> value * factor).toArray();
	}
}
