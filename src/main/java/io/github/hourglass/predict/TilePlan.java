package io.github.hourglass.predict;

import io.github.hourglass.image.Tiling;

/**
 * How an image is to be cut for one network.
 *
 * @param tiling per tiled axis, in the order of the first input's axes, fastest first
 * @param blended true if the tiles do not add up exactly, so that their overlaps are blended
 * @param text for people: tile, halo, number of tiles, waste, exactness
 */
public record TilePlan(Tiling tiling, boolean blended, String text) {

	/** What the text of a plan whose tiles are blended says of that, before it says why. */
	static final String BLENDED = ", blended: ";

	/** Decides how an image of a given size is cut. */
	@FunctionalInterface
	public interface Planner {

		/** @param size of the first input along the tiled axes, fastest first */
		TilePlan plan(long[] size);
	}
}
