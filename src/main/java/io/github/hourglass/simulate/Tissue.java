package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Tissue: nuclei among dim cell borders and fibers, in the uneven light of what lies above and below. The nuclei are the instances;
 * classes: 1 nucleus, 2 membrane, 3 fiber.
 */
final class Tissue {

	private static final int MEMBRANE = 2, FIBER = 3;

	private Tissue() {}

	static List<Body> of(Extent extent, double density, double pixel, double step, long seed) {
		SplittableRandom random = Randomness.of(seed, "tissue");
		double borders = random.nextDouble() < 0.7 ? 0.05 + 0.4 * random.nextDouble() : 0;
		double fibers = random.nextDouble() < 0.5 ? 0.1 + 0.6 * random.nextDouble() : 0;
		double haze = 0.05 + 0.35 * random.nextDouble();
		List<Body> bodies = new ArrayList<>(Nuclei.ofTissue(extent, density, 0.3 + 0.7 * random.nextDouble(), random.nextLong()));
		if (borders > 0) {
			double across = 9 + 6 * random.nextDouble();
			bodies.add(0, new Foam(extent, new double[] { across, across, extent.flat() ? 4 * across : across }, 0.15 + 0.3 * random.nextDouble(), step, borders, 0.1 * borders, 0.25,
				random.nextLong()).asBackground(MEMBRANE));
		}
		if (fibers > 0)
			for (Body fiber : Filaments.of(extent, 0.25 * density, pixel, step, fibers, random.nextLong()))
				bodies.add(0, fiber.asBackground(FIBER));
		bodies.add(new Fog(extent, haze * random.nextDouble(), 0.9, 6 + 20 * random.nextDouble(), random.nextLong()));
		return bodies;
	}
}
