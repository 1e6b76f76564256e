package io.github.hourglass.simulate;

import io.github.hourglass.image.Randomness;

/**
 * Cells side by side that fill all space, with light in the walls between them: a Voronoi tessellation of jittered points, its walls
 * bent. The instances are the cells, the class is the wall.
 */
final class Foam extends Body {

	/** Class of the walls and of the inside of cells. */
	static final int WALL = 1, INSIDE = 2;

	private final double[] cell;
	private final double wall;
	private final double step;
	private final double brightness;
	private final double inside;
	private final double bend;
	private final long seed;
	private final int layers;
	private final long[] origin;
	private final long[] cells;
	private final SmoothNoise noise;
	private final ThreadLocal<Place> place = ThreadLocal.withInitial(Place::new);

	/** The cell a position is in, and how far it is from the nearest wall. */
	private static final class Place {

		double distance;
		/** By how much the distance changes with z. */
		double slope;
		long first;
		long second;
	}

	/**
	 * @param extent where cells are numbered; beyond it the numbers repeat. In a flat one the cells are columns
	 * @param cell mean size of a cell along each axis, in µm; for columns the length over which they bend along z
	 * @param wall thickness in µm
	 * @param step distance of planes in µm, over which walls that are not upright are smoothed
	 * @param brightness of walls
	 * @param inside of cells
	 * @param bend how far walls are bent, in cells
	 */
	Foam(Extent extent, double[] cell, double wall, double step, double brightness, double inside, double bend, long seed) {
		super(extent.min(), extent.max(), 1, WALL, false);
		this.cell = cell.clone();
		this.wall = wall;
		this.step = step;
		this.brightness = brightness;
		this.inside = inside;
		this.bend = bend;
		this.seed = seed;
		this.layers = extent.flat() ? 0 : 1;
		this.noise = new SmoothNoise(seed ^ 0x5eedL);
		origin = new long[3];
		cells = new long[3];
		for (int d = 0; d < 3; d++) {
			origin[d] = (long) Math.floor(extent.min()[d] / cell[d]) - 2;
			cells[d] = (long) Math.ceil(extent.max()[d] / cell[d]) + 3 - origin[d];
		}
	}

	@Override
	int labels() {
		return isBackground() ? NONE : (int) Math.min(Integer.MAX_VALUE, cells[0] * cells[1] * cells[2]);
	}

	private Place place(double x, double y, double z) {
		double px = x / cell[0] + bend * noise.at(x / cell[0], y / cell[1], z / cell[2]);
		double py = y / cell[1] + bend * noise.at(x / cell[0] + 31, y / cell[1], z / cell[2]);
		double pz = layers == 0 ? 0 : z / cell[2] + bend * noise.at(x / cell[0], y / cell[1] + 31, z / cell[2]);
		long i = (long) Math.floor(px), j = (long) Math.floor(py), k = (long) Math.floor(pz);
		double near = Double.POSITIVE_INFINITY, next = Double.POSITIVE_INFINITY;
		double nearX = 0, nearY = 0, nearZ = 0, nextX = 0, nextY = 0, nextZ = 0;
		Place found = place.get();
		for (long c = k - layers; c <= k + layers; c++)
			for (long b = j - 1; b <= j + 1; b++)
				for (long a = i - 1; a <= i + 1; a++) {
					long hash = hash(a, b, c);
					double qx = a + jitter(hash, 0) - px, qy = b + jitter(hash, 20) - py, qz = layers == 0 ? 0 : c + jitter(hash, 40) - pz;
					double far = qx * qx + qy * qy + qz * qz;
					if (far < near) {
						next = near;
						nextX = nearX;
						nextY = nearY;
						nextZ = nearZ;
						found.second = found.first;
						near = far;
						nearX = qx;
						nearY = qy;
						nearZ = qz;
						found.first = number(a, b, c);
					}
					else if (far < next) {
						next = far;
						nextX = qx;
						nextY = qy;
						nextZ = qz;
						found.second = number(a, b, c);
					}
				}
		double least = Math.min(cell[0], Math.min(cell[1], cell[2]));
		double apart = Math.sqrt(square(nextX - nearX) + square(nextY - nearY) + square(nextZ - nearZ));
		found.distance = (next - near) / (2 * apart) * least;
		found.slope = layers == 0 ? 0 : (nextZ - nearZ) / apart * least / cell[2];
		return found;
	}

	private long hash(long a, long b, long c) {
		return Randomness.mix(seed ^ a * 0x9e3779b97f4a7c15L ^ b * 0xc2b2ae3d27d4eb4fL ^ c * 0x165667b19e3779f9L);
	}

	private static double jitter(long hash, int shift) {
		return 0.1 + 0.8 * (hash >>> shift & 0xfffff) * 0x1p-20;
	}

	private static double square(double x) {
		return x * x;
	}

	private long number(long a, long b, long c) {
		return 1 + Math.floorMod(a - origin[0], cells[0]) + cells[0] * (Math.floorMod(b - origin[1], cells[1]) + cells[1] * Math.floorMod(c - origin[2], cells[2]));
	}

	@Override
	double depth(double x, double y, double z) {
		return Math.max(1e-6, place(x, y, z).distance);
	}

	@Override
	double light(double x, double y, double z, double depth, double edge) {
		Place here = place.get();
		double upright = Math.max(wall, edge) / 2;
		double width = Math.hypot(upright, 0.7 * step * here.slope);
		double pair = (Randomness.mix(seed + Math.min(here.first, here.second) * 65537 + Math.max(here.first, here.second)) >>> 11) * 0x1p-53;
		double varied = 0.4 + 1.2 * pair;
		double thin = Math.min(1, wall / edge) * upright / width;
		double grain = 1 + 0.4 * noise.at(x / 1.1, y / 1.1, z / 1.1);
		double own = 0.3 + 1.4 * ((Randomness.mix(seed ^ here.first) >>> 11) * 0x1p-53);
		return thin * brightness * varied * grain * Math.exp(-square(depth / width)) + inside * own;
	}

	@Override
	int labelAt(double x, double y, double z) {
		return isBackground() ? NONE : (int) place(x, y, z).first;
	}

	@Override
	int typeAt(double x, double y, double z, double depth) {
		return depth < Math.max(wall, 0.1) ? type : isBackground() ? 0 : INSIDE;
	}
}
