package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Cells side by side with stained membranes, as in epithelia, embryos and plant tissue: 5 to 20 µm across (Milo and Phillips, Cell
 * Biology by the Numbers, 2015), walls of 0.05 to 0.5 µm, each wall of its own brightness. Each cell is an instance; classes: 1
 * membrane, 2 inside.
 */
final class Membranes {

	private Membranes() {}

	/**
	 * @param density 0 for large cells to 1 for small ones
	 * @param pixel size in µm; a cell is not much wider than 90 of them
	 * @param step distance of planes in µm
	 */
	static List<Body> of(Extent extent, double density, double pixel, double step, long seed) {
		SplittableRandom random = Randomness.of(seed, "membranes");
		double across = Math.min(22 - 16 * density + 2 * random.nextDouble(), Math.max(4, 90 * pixel));
		double wall = 0.05 * Math.pow(10, random.nextDouble());
		double stretch = 0.75 + 0.5 * random.nextDouble();
		double[] cell = { across * stretch, across / stretch, extent.flat() ? 3 * across : across * (0.7 + 0.6 * random.nextDouble()) };
		double inside = random.nextBoolean() ? 0.01 : 0.02 + 0.15 * random.nextDouble();
		List<Body> bodies = new ArrayList<>();
		bodies.add(new Foam(extent, cell, wall, step, 1, inside, 0.05 + 0.25 * random.nextDouble(), random.nextLong()));
		return bodies;
	}
}
