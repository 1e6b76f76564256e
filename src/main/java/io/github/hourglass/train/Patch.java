package io.github.hourglass.train;

/**
 * One cut-out while it is being made. Arrays are in C order, channels first, x fastest.
 */
final class Patch {

	/** Size along x, y, z; z is 1 for planes. */
	final int[] size;
	/** Size of the target and its weight. */
	final int[] targetSize;
	/** True if values of the target are names (classes, instances) or must not be interpolated. */
	final boolean labels;
	float[] input;
	/** Null until there is one. */
	float[] target;
	/** One channel; null where all pixels count alike. */
	float[] weight;

	Patch(int[] size, boolean labels) {
		this(size, size, labels);
	}

	Patch(int[] size, int[] targetSize, boolean labels) {
		this.size = size;
		this.targetSize = targetSize;
		this.labels = labels;
	}

	/** Pixels of one channel of the input. */
	int pixels() {
		return size[0] * size[1] * size[2];
	}

	/** Pixels of one channel of the target. */
	int targetPixels() {
		return targetSize[0] * targetSize[1] * targetSize[2];
	}
}
