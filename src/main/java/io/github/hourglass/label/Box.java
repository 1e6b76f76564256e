package io.github.hourglass.label;

import io.github.hourglass.image.Volume;

/**
 * A box in one frame of an image in x y z t.
 *
 * @param min first position along x y z t
 * @param size along x y z t; 1 along t
 */
record Box(long[] min, int[] size) {

	/** A block and so much around it as lies in the image. */
	static Box around(long[] min, int[] size, int[] halo, long[] dimensions) {
		long[] from = min.clone();
		int[] wide = size.clone();
		for (int d = 0; d < 3; d++) {
			from[d] = Math.max(0, min[d] - halo[d]);
			wide[d] = (int) (Math.min(dimensions[d], min[d] + size[d] + halo[d]) - from[d]);
		}
		return new Box(from, wide);
	}

	int pixels() {
		return Volume.pixels(size);
	}

	/** Where a voxel of the image is in an array of the box. */
	int index(long x, long y, long z) {
		return (int) (((z - min[2]) * size[1] + y - min[1]) * size[0] + x - min[0]);
	}

	boolean hasAny(int[] labels) {
		for (int i = 0, n = pixels(); i < n; i++)
			if (labels[i] != 0)
				return true;
		return false;
	}

	/** What it has in common with a block; null if nothing. */
	Box common(long[] otherMin, int[] otherSize) {
		long[] from = new long[4];
		int[] count = new int[4];
		for (int d = 0; d < 4; d++) {
			from[d] = Math.max(min[d], otherMin[d]);
			count[d] = (int) (Math.min(min[d] + size[d], otherMin[d] + otherSize[d]) - from[d]);
			if (count[d] <= 0)
				return null;
		}
		return new Box(from, count);
	}
}
