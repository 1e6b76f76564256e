package io.github.hourglass.train;

/**
 * One cut-out while it is being made. Arrays are in C order, channels first, x fastest.
 */
final class Patch {

	/** Size along x, y, z; z is 1 for planes. */
	final int[] size;
	/** True if values of the target are names (classes, instances) or must not be interpolated. */
	final boolean labels;
	float[] input;
	/** Null until there is one. */
	float[] target;
	/** One channel; null where all pixels count alike. */
	float[] weight;

	Patch(int[] size, boolean labels) {
		this.size = size;
		this.labels = labels;
	}

	/** Pixels of one channel. */
	int pixels() {
		return size[0] * size[1] * size[2];
	}
}
