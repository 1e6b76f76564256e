package io.github.hourglass.simulate;

import java.util.SplittableRandom;

/**
 * An ellipsoid with an uneven surface: a nucleus, a cell, a vesicle. Its surface lies at {@code 1 + sum a sin(w·u + p)} times that
 * of the ellipsoid in the direction {@code u}.
 */
final class Blob extends Body {

	/**
	 * What the inside looks like.
	 *
	 * @param brightness mean light
	 * @param contrast of the texture, 0 to 1
	 * @param grain length over which the texture changes, in µm
	 * @param rim how much brighter the surface is; -1 leaves it dark
	 * @param shell thickness of the rim in µm
	 */
	record Filling(double brightness, double contrast, double grain, double rim, double shell) {

		static Filling even(double brightness) {
			return new Filling(brightness, 0, 1, 0, 1);
		}
	}

	/** A ball inside, in units of the half axes, that is brighter or darker by a factor. */
	record Spot(double x, double y, double z, double radius, double factor) {}

	private static final int WAVES = 5;

	private final double[] center;
	private final double[] radii;
	private final double[] axes;
	private final double least;
	private final double[] waves = new double[5 * WAVES];
	private final Filling filling;
	private final Spot[] spots;
	private final SmoothNoise texture;

	/**
	 * @param radii half axes in µm
	 * @param angle of the first axis in the plane, in radians
	 * @param tilt of the first axis out of the plane, in radians
	 * @param uneven how far the surface departs from the ellipsoid, as a share
	 */
	Blob(double[] center, double[] radii, double angle, double tilt, double uneven, Filling filling, Spot[] spots, int label, int type, boolean solid,
		SplittableRandom random)
	{
		super(corner(center, radii, uneven, -1), corner(center, radii, uneven, 1), label, type, solid);
		this.center = center.clone();
		this.radii = radii.clone();
		this.least = Math.min(radii[0], Math.min(radii[1], radii[2]));
		this.filling = filling;
		this.spots = spots;
		double ca = Math.cos(angle), sa = Math.sin(angle), ct = Math.cos(tilt), st = Math.sin(tilt);
		axes = new double[] { ca * ct, sa * ct, st, -sa, ca, 0, -ca * st, -sa * st, ct };
		for (int i = 0; i < WAVES; i++) {
			for (int d = 0; d < 3; d++)
				waves[5 * i + d] = (1.5 + i) * random.nextGaussian() * 0.7;
			waves[5 * i + 3] = 2 * Math.PI * random.nextDouble();
			waves[5 * i + 4] = uneven / WAVES * 2 * random.nextDouble();
		}
		texture = new SmoothNoise(random.nextLong());
	}

	private static double[] corner(double[] center, double[] radii, double uneven, int side) {
		double reach = (1 + 2 * uneven) * Math.max(radii[0], Math.max(radii[1], radii[2])) + 1;
		double high = (1 + 2 * uneven) * radii[2] + 1;
		boolean flat = radii[2] < 0.5 * Math.max(radii[0], radii[1]);
		return new double[] { center[0] + side * reach, center[1] + side * reach, center[2] + side * (flat ? Math.min(reach, 2 * high) : reach) };
	}

	@Override
	double depth(double x, double y, double z) {
		double px = x - center[0], py = y - center[1], pz = z - center[2];
		double u = (px * axes[0] + py * axes[1] + pz * axes[2]) / radii[0];
		double v = (px * axes[3] + py * axes[4] + pz * axes[5]) / radii[1];
		double w = (px * axes[6] + py * axes[7] + pz * axes[8]) / radii[2];
		double r = Math.sqrt(u * u + v * v + w * w);
		if (r > 2)
			return -1e9;
		if (r < 1e-6)
			return least;
		double surface = 1;
		for (int i = 0; i < waves.length; i += 5)
			surface += waves[i + 4] * Math.sin((waves[i] * u + waves[i + 1] * v + waves[i + 2] * w) / r + waves[i + 3]);
		double distance = Math.sqrt(px * px + py * py + pz * pz);
		return (surface - r) * distance / r;
	}

	@Override
	double light(double x, double y, double z, double depth, double edge) {
		double covered = coverage(depth, edge);
		if (covered == 0)
			return 0;
		double light = filling.brightness();
		if (filling.contrast() > 0)
			light *= Math.max(0.05, 1 + 2 * filling.contrast() * texture.rough(x / filling.grain(), y / filling.grain(), z / filling.grain()));
		if (filling.rim() != 0)
			light *= Math.max(0, 1 + filling.rim() * Math.exp(-Math.max(0, depth) / Math.max(filling.shell(), 0.5 * edge)));
		if (spots.length > 0)
			light *= spotted((x - center[0]), (y - center[1]), (z - center[2]));
		return covered * light;
	}

	private double spotted(double px, double py, double pz) {
		double u = (px * axes[0] + py * axes[1] + pz * axes[2]) / radii[0];
		double v = (px * axes[3] + py * axes[4] + pz * axes[5]) / radii[1];
		double w = (px * axes[6] + py * axes[7] + pz * axes[8]) / radii[2];
		double factor = 1;
		for (Spot spot : spots) {
			double far = ((u - spot.x) * (u - spot.x) + (v - spot.y) * (v - spot.y) + (w - spot.z) * (w - spot.z)) / (spot.radius * spot.radius);
			if (far < 2.5)
				factor *= 1 + (spot.factor - 1) / (1 + far * far * far * far);
		}
		return factor;
	}
}
