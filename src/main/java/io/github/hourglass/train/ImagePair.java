package io.github.hourglass.train;

import io.github.hourglass.image.LazyVolume;
import io.github.hourglass.image.Volume;

/**
 * An image and what the network should make of it.
 *
 * @param name shown in findings, such as the file name
 * @param target a good or second noisy image, or labels, of the input's size; null where the task needs none (noise2void) or it is not annotated (denoiseg)
 */
public record ImagePair(String name, Volume input, Volume target) {

	/** An image that is its own target. */
	public static ImagePair of(Volume input) {
		return new ImagePair(input.metadata().title(), input, null);
	}

	/** Bytes of all pixels. */
	long bytes() {
		return input.voxels() * input.type().bytes() + (target == null ? 0 : target.voxels() * target.type().bytes());
	}

	/** The same, with at most so many bytes of each image kept in memory. */
	ImagePair cached(long bytes) {
		return new ImagePair(name, LazyVolume.cached(input, bytes), target == null ? null : LazyVolume.cached(target, bytes));
	}
}
