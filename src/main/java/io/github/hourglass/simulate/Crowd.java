package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Balls at places in space, to be asked which of them are near. */
final class Crowd {

	private final double cell;
	private final Map<List<Long>, List<double[]>> cells = new HashMap<>();
	private final List<double[]> all = new ArrayList<>();

	/** @param largest distance that is ever asked for */
	Crowd(double largest) {
		this.cell = largest;
	}

	int size() {
		return all.size();
	}

	/** Place and radius: x, y, z, r. */
	double[] get(int i) {
		return all.get(i);
	}

	void add(double[] ball) {
		all.add(ball);
		cells.computeIfAbsent(key(ball, 0, 0, 0), k -> new ArrayList<>()).add(ball);
	}

	private List<Long> key(double[] ball, int dx, int dy, int dz) {
		return List.of((long) Math.floor(ball[0] / cell) + dx, (long) Math.floor(ball[1] / cell) + dy, (long) Math.floor(ball[2] / cell) + dz);
	}

	/**
	 * The least distance to another ball, as a share of the sum of both radii.
	 *
	 * @param flatness factor for distances along z
	 */
	double closest(double[] ball, double flatness) {
		double closest = Double.POSITIVE_INFINITY;
		for (int dz = -1; dz <= 1; dz++)
			for (int dy = -1; dy <= 1; dy++)
				for (int dx = -1; dx <= 1; dx++)
					for (double[] other : cells.getOrDefault(key(ball, dx, dy, dz), List.of())) {
						double x = ball[0] - other[0], y = ball[1] - other[1], z = (ball[2] - other[2]) * flatness;
						closest = Math.min(closest, Math.sqrt(x * x + y * y + z * z) / (ball[3] + other[3]));
					}
		return closest;
	}
}
