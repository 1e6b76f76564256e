package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** All bodies of one image. Any part of any plane of it is computed on demand. Immutable. */
final class Scene {

	/** What a part of a plane holds, x fastest. */
	static final class Plane {

		final float[] light;
		final int[] labels;
		final byte[] types;
		private final float[] depths;
		private final float[] solid;

		Plane(int pixels) {
			light = new float[pixels];
			labels = new int[pixels];
			types = new byte[pixels];
			depths = new float[pixels];
			solid = new float[pixels];
			clear();
		}

		private void clear() {
			Arrays.fill(light, 0);
			Arrays.fill(solid, 0);
			Arrays.fill(labels, Body.NONE);
			Arrays.fill(types, (byte) 0);
			Arrays.fill(depths, Float.NEGATIVE_INFINITY);
		}
	}

	private final List<Body> bodies;

	Scene(List<Body> bodies) {
		this.bodies = List.copyOf(bodies);
	}

	/** The largest label. */
	int labels() {
		return bodies.stream().mapToInt(Body::labels).max().orElse(0);
	}

	/** Those that reach into a box, in µm. */
	Scene within(double[] min, double[] max, int frame) {
		List<Body> near = new ArrayList<>();
		for (Body body : bodies) {
			boolean reaches = true;
			for (int d = 0; d < 3; d++) {
				double shift = body.shift(d, frame);
				reaches &= body.max[d] + shift >= min[d] && body.min[d] + shift <= max[d];
			}
			if (reaches)
				near.add(body);
		}
		return new Scene(near);
	}

	/**
	 * The light of one plane.
	 *
	 * @param grid where the pixels are
	 * @param z of the plane in µm
	 * @param edge over which surfaces are smoothed, in µm
	 */
	void light(Grid grid, double z, double edge, int frame, Plane plane) {
		plane.clear();
		paint(grid, z, edge, frame, plane, true);
		for (int i = 0; i < plane.light.length; i++)
			plane.light[i] += plane.solid[i];
	}

	/** Adds what can be told apart in one plane to what the planes before held; of several, what lies deepest under a surface. */
	void labels(Grid grid, double z, int frame, Plane plane) {
		paint(grid, z, grid.pixel(), frame, plane, false);
	}

	private void paint(Grid grid, double z, double edge, int frame, Plane plane, boolean lit) {
		for (Body body : bodies) {
			double dx = body.shift(0, frame);
			double dy = body.shift(1, frame);
			double at = z - body.shift(2, frame);
			if (at < body.min[2] || at > body.max[2] || !lit && body.type == 0 && body.label == Body.NONE)
				continue;
			int x0 = grid.from(body.min[0] + dx, grid.x(), grid.width());
			int x1 = grid.to(body.max[0] + dx, grid.x(), grid.width());
			int y0 = grid.from(body.min[1] + dy, grid.y(), grid.height());
			int y1 = grid.to(body.max[1] + dy, grid.y(), grid.height());
			for (int y = y0; y <= y1; y++)
				for (int x = x0; x <= x1; x++)
					paint(body, (grid.x() + x) * grid.pixel() - dx, (grid.y() + y) * grid.pixel() - dy, at, y * grid.width() + x, edge, plane, lit);
		}
	}

	private static void paint(Body body, double x, double y, double z, int i, double edge, Plane plane, boolean lit) {
		double depth = body.depth(x, y, z);
		if (lit)
			light(body, body.light(x, y, z, depth, edge), depth, i, plane);
		else if (depth > 0)
			label(body, x, y, z, depth, i, plane);
	}

	private static void light(Body body, double light, double depth, int i, Plane plane) {
		if (!body.solid)
			plane.light[i] += (float) light;
		else if (depth > plane.depths[i]) {
			plane.solid[i] = (float) light;
			plane.depths[i] = (float) depth;
		}
	}

	private static void label(Body body, double x, double y, double z, double depth, int i, Plane plane) {
		double rank = body.isBackground() ? 0 : depth;
		if (rank <= plane.depths[i])
			return;
		int type = body.typeAt(x, y, z, depth);
		int label = body.labelAt(x, y, z);
		if (type == 0 && label == Body.NONE)
			return;
		plane.labels[i] = label;
		plane.types[i] = (byte) type;
		plane.depths[i] = (float) rank;
	}

	/**
	 * Where the pixels of a part of a plane are.
	 *
	 * @param x number of the first column; pixel {@code i} is centered at {@code (x + i) * pixel} µm
	 * @param y number of the first row
	 * @param pixel size in µm
	 */
	record Grid(long x, long y, int width, int height, double pixel) {

		int from(double position, long first, int count) {
			return (int) Math.max(0, Math.min(count, Math.ceil(position / pixel) - first));
		}

		int to(double position, long first, int count) {
			return (int) Math.max(-1, Math.min(count - 1, Math.floor(position / pixel) - first));
		}
	}
}
