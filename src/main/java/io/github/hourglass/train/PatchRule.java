package io.github.hourglass.train;

/**
 * What a network asks of its patches.
 *
 * @param dimensions 2 for planes, 3 for volumes
 * @param stride of which the patch size must be a multiple, along x, y[, z]
 * @param halo pixels around an output pixel that the network sees, along x, y[, z]; validation keeps that distance and a patch
 *          from training where both come from one image
 * @param scale pixels of the target for each pixel of the image, along x, y[, z]; 0 along an axis that the target has not, which then
 *          goes whole into each patch
 */
public record PatchRule(int dimensions, int[] stride, int[] halo, int[] scale) {

	public PatchRule {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("A network has 2 or 3 dimensions, not " + dimensions + ".");
		if (stride.length != dimensions || halo.length != dimensions || scale.length != dimensions)
			throw new IllegalArgumentException("A network of " + dimensions + " dimensions has as many strides, halos and scales.");
		for (int d = 0; d < dimensions; d++)
			if (stride[d] < 1 || halo[d] < 0 || scale[d] < 0)
				throw new IllegalArgumentException("A stride of " + stride[d] + " with a halo of " + halo[d] + " and a scale of " + scale[d] + " cannot be.");
		stride = stride.clone();
		halo = halo.clone();
		scale = scale.clone();
	}

	/** Of a network whose output has the size of its input. */
	public PatchRule(int dimensions, int[] stride, int[] halo) {
		this(dimensions, stride, halo, ones(dimensions));
	}

	private static int[] ones(int dimensions) {
		int[] ones = new int[dimensions];
		java.util.Arrays.fill(ones, 1);
		return ones;
	}

	/** The same, with targets of another size. */
	public PatchRule withScale(int... newScale) {
		return new PatchRule(dimensions, stride, halo, newScale);
	}

	/** True if that axis of an image goes whole into each patch. */
	boolean isWhole(int d) {
		return d < dimensions && scale[d] == 0;
	}

	/** Where in the target a place of the image is, or how many pixels of the target these are; axes beyond the network's as they are. */
	long target(int d, long pixels) {
		return d < dimensions ? scale[d] * pixels : pixels;
	}

	/** The size of what the target has of a block, per axis of the images. */
	int[] targetSize(int[] size) {
		int[] scaled = size.clone();
		for (int d = 0; d < dimensions; d++)
			scaled[d] = Math.max(1, Math.multiplyExact(size[d], scale[d]));
		return scaled;
	}

	/** Where the target of a block begins, per axis of the images. */
	long[] targetMin(long[] min) {
		long[] scaled = min.clone();
		for (int d = 0; d < dimensions; d++)
			scaled[d] = target(d, min[d]);
		return scaled;
	}

	/** Axes that a target has. */
	int targetDimensions() {
		return dimensions == 3 && scale[2] == 0 ? 2 : dimensions;
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
