package io.github.hourglass.image;

/**
 * Gives any block of an image in the image's own primitive type. This is the one thing that files, open images, lazily
 * computed steps and tiled networks have in common. Implementations may be called from several threads at once.
 * A thread that asks is interrupted when its work is cancelled: who waits should then throw {@link CancelledException}, and who
 * reads a file must not lose it (an interrupt closes a {@link java.nio.channels.FileChannel} for all its users).
 */
@FunctionalInterface
public interface BlockSource {

	/**
	 * Fills {@code dest} with the block, first axis fastest.
	 *
	 * @param min first position of the block, per axis; the block lies inside the image
	 * @param size size of the block, per axis
	 * @param dest primitive array of the image's {@link PixelType}, at least as long as the block has pixels
	 */
	void copy(long[] min, int[] size, Object dest);
}
