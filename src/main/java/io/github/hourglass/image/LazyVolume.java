package io.github.hourglass.image;


/**
 * Computes the cells of a {@link Volume} on demand and keeps the recently used ones.
 */
public final class LazyVolume {

	private LazyVolume() {}

	/** The same image with its blocks cached, in cells of its own block size. */
	public static Volume cached(Volume volume) {
		throw new UnsupportedOperationException("not yet");
	}
}
