package io.github.hourglass.simulate;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import io.github.hourglass.image.Randomness;

/**
 * No specimen in particular: textured shapes of all sizes that hide each other, the dead leaves model (Lee, Mumford and Huang, International
 * Journal of Computer Vision 41, 2001), on which networks learn denoising that holds on natural images (Achddou, Gousseau and Ladjal, SSVM 2021). Radii follow
 * {@code r^-3}, so that the image looks alike at every magnification. Each is an instance; class 1.
 */
final class Shapes {

	private static final int SHAPE = 1;
	private static final int MOST = 6000;
	private static final double LEAST_PIXELS = 1.2;

	private Shapes() {}

	static List<Body> of(Extent extent, double density, double pixel, double step, long seed) {
		SplittableRandom random = Randomness.of(seed, "shapes");
		boolean flat = extent.flat();
		double across = Math.min(extent.size(0), extent.size(1)), most = across * (0.08 + 0.4 * random.nextDouble());
		double least = Math.min(most / 2, LEAST_PIXELS * pixel * Math.pow(6, random.nextDouble()));
		double deep = flat ? 1 : Math.max(step, 0.5 * least) / least;
		double darkest = 0.6 * random.nextDouble() * random.nextDouble(), textured = random.nextDouble(), angular = random.nextDouble();
		double ground = darkest + (1 - darkest) * random.nextDouble();
		List<Body> bodies = new ArrayList<>();
		bodies.add(new Leaf(extent, ground, textured, pixel, random));
		double covered = 0, wanted = (0.3 + 4 * density) * extent.size(0) * extent.size(1) * (flat ? 1 : extent.size(2));
		for (int i = 0; i < MOST && covered < wanted; i++) {
			SplittableRandom own = Randomness.of(seed, "shape", i);
			double radius = radius(least, most, flat ? 2 : 3, own.nextDouble());
			double light = darkest + (1 - darkest) * own.nextDouble();
			double[] radii = { radius * (0.5 + own.nextDouble()), radius * (0.5 + own.nextDouble()), flat ? 1 : Math.max(1.5 * step, radius * Math.min(1, deep) * (0.5 + own.nextDouble())) };
			bodies.add(new Leaf(extent.place(own), radii, light, textured * own.nextDouble(), own.nextDouble() < angular, i + 1, pixel, own));
			covered += flat ? Math.PI * radii[0] * radii[1] : 4 * Math.PI / 3 * radii[0] * radii[1] * radii[2];
		}
		return bodies;
	}

	/** Drawn from a density of {@code r^-(power + 1)} between both. */
	private static double radius(double least, double most, double power, double even) {
		double low = Math.pow(least, -power), high = Math.pow(most, -power);
		return Math.pow(low + (high - low) * even, -1 / power);
	}

	/** One shape; of two at one place the later is seen. */
	private static final class Leaf extends Body {

		private final double[] center;
		private final double[] radii;
		private final boolean box;
		private final boolean everywhere;
		private final double rank;
		private final double cos;
		private final double sin;
		private final double light;
		private final double[] slope = new double[3];
		private final double texture;
		private final double[] grain = new double[3];
		private final boolean striped;
		private final SmoothNoise noise;

		/** Behind all others. */
		Leaf(Extent extent, double light, double textured, double pixel, SplittableRandom random) {
			this(extent.min(), extent.max(), extent.min(), new double[] { extent.size(0), extent.size(1), Math.max(1, extent.size(2)) }, light, textured, true, true, 0, pixel, random);
		}

		Leaf(double[] center, double[] radii, double light, double textured, boolean box, int number, double pixel, SplittableRandom random) {
			this(low(center, radii), high(center, radii), center, radii, light, textured, box, false, number, pixel, random);
		}

		private Leaf(double[] min, double[] max, double[] center, double[] radii, double light, double textured, boolean box, boolean everywhere, int number, double pixel, SplittableRandom random) {
			super(min, max, number, everywhere ? 0 : SHAPE, true);
			this.center = center;
			this.radii = radii;
			this.box = box;
			this.everywhere = everywhere;
			this.rank = number + 1;
			double angle = Math.PI * random.nextDouble();
			cos = Math.cos(angle);
			sin = Math.sin(angle);
			this.light = light;
			for (int d = 0; d < 3; d++)
				slope[d] = 0.3 * light * random.nextGaussian() / radii[d];
			texture = textured * light * random.nextDouble();
			striped = random.nextDouble() < 0.3;
			double length = pixel * 1.5 * Math.pow(20, random.nextDouble());
			for (int d = 0; d < 3; d++)
				grain[d] = striped && d > 0 ? 20 * length : length;
			noise = new SmoothNoise(random.nextLong());
		}

		/** Turned, a shape reaches no farther than its box's diagonal. */
		private static double[] low(double[] center, double[] radii) {
			double reach = Math.hypot(radii[0], radii[1]);
			return new double[] { center[0] - reach, center[1] - reach, center[2] - radii[2] };
		}

		private static double[] high(double[] center, double[] radii) {
			double reach = Math.hypot(radii[0], radii[1]);
			return new double[] { center[0] + reach, center[1] + reach, center[2] + radii[2] };
		}

		@Override
		double depth(double x, double y, double z) {
			if (everywhere)
				return rank;
			double u = (cos * (x - center[0]) + sin * (y - center[1])) / radii[0], v = (cos * (y - center[1]) - sin * (x - center[0])) / radii[1], w = (z - center[2]) / radii[2];
			boolean inside = box ? Math.abs(u) < 0.8 && Math.abs(v) < 0.8 && Math.abs(w) < 1 : u * u + v * v + w * w < 1;
			return inside ? rank : -1;
		}

		@Override
		double light(double x, double y, double z, double depth, double edge) {
			if (depth <= 0)
				return 0;
			double here = light;
			double[] at = { x - center[0], y - center[1], z - center[2] };
			for (int d = 0; d < 3; d++)
				here += slope[d] * at[d];
			double u = cos * at[0] + sin * at[1], v = cos * at[1] - sin * at[0];
			if (texture > 0)
				here += texture * (striped ? noise.at(u / grain[0], v / grain[1], z / grain[2]) : noise.rough(u / grain[0], v / grain[1], z / grain[2]));
			return Math.max(0, here);
		}
	}
}
