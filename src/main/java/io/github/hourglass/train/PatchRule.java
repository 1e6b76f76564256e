package io.github.hourglass.train;

/**
 * What a network asks of its patches.
 *
 * @param dimensions 2 for planes, 3 for volumes
 * @param stride of which the patch size must be a multiple, along x, y[, z]
 * @param halo pixels around an output pixel that the network sees, along x, y[, z]; validation keeps that distance and a patch
 *          from training where both come from one image
 */
public record PatchRule(int dimensions, int[] stride, int[] halo) {

	public PatchRule {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("A network has 2 or 3 dimensions, not " + dimensions + ".");
		if (stride.length != dimensions || halo.length != dimensions)
			throw new IllegalArgumentException("A network of " + dimensions + " dimensions has as many strides and halos.");
		for (int d = 0; d < dimensions; d++)
			if (stride[d] < 1 || halo[d] < 0)
				throw new IllegalArgumentException("A stride of " + stride[d] + " with a halo of " + halo[d] + " cannot be.");
		stride = stride.clone();
		halo = halo.clone();
	}

	/** The same stride and halo along all axes. */
	public static PatchRule of(int dimensions, int stride, int halo) {
		int[] strides = new int[dimensions];
		int[] halos = new int[dimensions];
		java.util.Arrays.fill(strides, stride);
		java.util.Arrays.fill(halos, halo);
		return new PatchRule(dimensions, strides, halos);
	}

	/** The order in which images are read: what the network takes, channels last, then what is looped over; fastest first. */
	String order() {
		return dimensions == 2 ? "xycztb" : "xyzctb";
	}
}
