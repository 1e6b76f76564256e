package io.github.hourglass.train;

import java.util.List;

/** Where the patches of a training come from. Every patch is a function of the seed and its number alone. */
public interface Patches {

	/**
	 * The patches of one optimizer step: always the same {@code batch * accumulate} ones for a step, whatever the size.
	 *
	 * @param step from 0
	 * @param size patches per batch; divides their number
	 */
	List<Batch> step(long step, int size);

	/**
	 * The validation patches, the same in every epoch, in the same order; at least one.
	 *
	 * @param size most patches per batch
	 */
	Iterable<Batch> validation(int size);

	/** A few validation patches to look at. */
	Batch preview();
}
