package io.github.hourglass.label;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Joins blocks whose objects were found block by block, such as those of a network that gives objects, into one label image.
 * Where two blocks overlap, two objects are one if they share at least half of their union there; where they only touch, if
 * more than half of the smaller one's face lies on the other. Blocks are added from several threads, in any order.
 */
public final class LabelStitcher implements AutoCloseable {

	/**
	 * @param like an image with the size, axes and calibration of the result; its pixels are not read
	 */
	public LabelStitcher(Volume like, LabelOptions options) {
		throw new UnsupportedOperationException();
	}

	/**
	 * Adds a block.
	 *
	 * @param min its first position along x y z t
	 * @param size its size along x y z t
	 * @param labels ids from 1 on within this block, x fastest
	 * @param coreMin first position of the part that the result takes from this block; the cores of all blocks cover the image
	 *          once
	 * @param coreSize size of that part
	 */
	public void add(long[] min, int[] size, int[] labels, long[] coreMin, int[] coreSize) {
		throw new UnsupportedOperationException();
	}

	/** The joined labels, 1, 2, ... in the order of first voxels. */
	public LabelImage finish(Progress progress) {
		throw new UnsupportedOperationException();
	}

	/** Frees the temporary file, if there is one. */
	@Override
	public void close() {}
}
