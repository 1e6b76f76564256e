package io.github.hourglass.simulate;

import io.github.hourglass.image.Randomness;

/** A smooth random function of space, from -1 to 1, that changes over a distance of about 1: value noise on a lattice. */
record SmoothNoise(long seed) {

	double at(double x, double y, double z) {
		long i = (long) Math.floor(x);
		long j = (long) Math.floor(y);
		long k = (long) Math.floor(z);
		double u = fade(x - i);
		double v = fade(y - j);
		double w = fade(z - k);
		return mix(mix(mix(node(i, j, k), node(i + 1, j, k), u), mix(node(i, j + 1, k), node(i + 1, j + 1, k), u), v),
			mix(mix(node(i, j, k + 1), node(i + 1, j, k + 1), u), mix(node(i, j + 1, k + 1), node(i + 1, j + 1, k + 1), u), v), w);
	}

	/** Three octaves, each half as strong and half as long as the one before. */
	double rough(double x, double y, double z) {
		return (at(x, y, z) + 0.5 * at(2 * x + 17, 2 * y + 5, 2 * z + 11) + 0.25 * at(4 * x + 3, 4 * y + 29, 4 * z + 7)) / 1.75;
	}

	private double node(long i, long j, long k) {
		long hash = Randomness.mix(seed ^ i * 0x9e3779b97f4a7c15L ^ j * 0xc2b2ae3d27d4eb4fL ^ k * 0x165667b19e3779f9L);
		return (hash >> 11) * 0x1p-52;
	}

	private static double fade(double t) {
		return t * t * (3 - 2 * t);
	}

	private static double mix(double a, double b, double t) {
		return a + (b - a) * t;
	}
}
