package io.github.hourglass.image;

/**
 * Gives any block of an image in the image's own primitive type. This is the one thing that files, open images, lazily
 * computed steps and tiled networks have in common. Implementations may be called from several threads at once.
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
