package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * Filaments as of the cytoskeleton: curves whose direction diffuses with a persistence length of 6 to 70 µm (actin 17 µm, Gittes
 * et al., J. Cell Biol. 120, 1993; microtubules in cells bend to some 30 µm, Brangwynne et al., J. Cell Biol. 173, 2006), single,
 * bundled, radiating from a center or aligned. Each filament is an instance; class 1.
 */
final class Filaments {

	private static final int FILAMENT = 1;

	private Filaments() {}

	/**
	 * @param density 0 for a few to 1 for a dense network
	 * @param pixel size in µm; pieces are as dense as it needs
	 * @param step distance of planes in µm
	 */
	static List<Body> of(Extent extent, double density, double pixel, double step, double brightness, long seed) {
		SplittableRandom random = Randomness.of(seed, "filaments");
		double persistence = 6 * Math.pow(12, random.nextDouble());
		double length = 12 + 40 * random.nextDouble();
		double width = Math.max(0.4 * pixel, 0.03 + 0.09 * random.nextDouble());
		double spread = 0.1 + 0.5 * random.nextDouble();
		double broken = random.nextDouble() < 0.3 ? 0.6 : 0.15;
		int order = random.nextInt(3);
		double heading = 2 * Math.PI * random.nextDouble();
		double[][] centers = new double[1 + (int) (extent.size(0) * extent.size(1) / 1500)][];
		for (int i = 0; i < centers.length; i++)
			centers[i] = extent.place(random);
		double area = extent.size(0) * extent.size(1) * (extent.flat() ? 1 : Math.max(1, extent.size(2) / 3));
		long count = Math.max(3, Math.round((0.05 + 1.3 * density) * area / length * Math.min(2, 0.12 / Math.max(pixel, 0.06))));
		List<Body> bodies = new ArrayList<>();
		for (long i = 0; i < count; i++) {
			SplittableRandom own = Randomness.of(seed, "filament", i);
			double[] at = order == 1 ? around(centers[own.nextInt(centers.length)], own) : extent.place(own);
			double angle = order == 2 ? heading + 0.25 * own.nextGaussian() : 2 * Math.PI * own.nextDouble();
			double light = brightness * Math.exp(spread * own.nextGaussian());
			grow(bodies, extent, at, angle, length * (0.3 + 1.4 * own.nextDouble()), persistence, width, light, broken, pixel, step, (int) i + 1, own);
		}
		return bodies;
	}

	private static double[] around(double[] center, SplittableRandom random) {
		return new double[] { center[0] + random.nextGaussian(), center[1] + random.nextGaussian(), center[2] + 0.3 * random.nextGaussian() };
	}

	private static void grow(List<Body> bodies, Extent extent, double[] start, double angle, double length, double persistence, double width, double light,
		double broken, double pixel, double step, int label, SplittableRandom random)
	{
		double pace = Math.max(0.5 * width, 0.5 * pixel);
		double deep = Math.max(width, 0.6 * step);
		double wobble = Math.sqrt(2 * pace / persistence);
		double climb = extent.flat() ? 0.05 * random.nextGaussian() : 0.35 * random.nextGaussian();
		double x = start[0], y = start[1], z = start[2], heading = angle;
		double[] velocity = { 0.15 * random.nextGaussian(), 0.15 * random.nextGaussian(), 0 };
		SmoothNoise uneven = new SmoothNoise(random.nextLong());
		double each = light * pace / (2.5 * width) * Math.min(1, width / deep * 2);
		for (double grown = 0; grown < length; grown += pace) {
			heading += wobble * random.nextGaussian();
			climb += 0.3 * wobble * random.nextGaussian() - 0.02 * pace * climb;
			x += pace * Math.cos(heading);
			y += pace * Math.sin(heading);
			z += pace * climb;
			double here = each * Math.max(0, 1 + 1.4 * broken * uneven.at(grown / 0.7, 0, 0));
			Dot dot = new Dot(x, y, z, width, deep, here, Math.max(width, 0.6 * pixel), label, FILAMENT);
			dot.velocity = velocity;
			bodies.add(dot);
		}
	}
}
