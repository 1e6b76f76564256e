package io.github.hourglass.image;

/**
 * Computes the cells of a {@link Volume} on demand and keeps the recently used ones. Each cell is computed once while it is
 * kept; who asks for a cell that another thread is computing waits for it. If computing fails, all who wait get the
 * exception, and the next asker tries again.
 */
public final class LazyVolume {

	/** Not more than this is kept, nor more than an eighth of the Java heap. */
	private static final long MOST_BYTES = 1L << 30;

	private LazyVolume() {}

	/** The same image with its {@link Volume#blocks() blocks} cached; up to an eighth of the Java heap is kept. */
	public static Volume cached(Volume volume) {
		return cached(volume, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 8));
	}

	/**
	 * The same image with its {@link Volume#blocks() blocks} cached. Its {@link Volume#img()} is an ImgLib2 cell image
	 * over the same cache (where the blocks are not equal, one of equal cells put together from it).
	 *
	 * @param bytes most bytes of pixels to keep; the latest cell is kept even if it is larger. Less is kept when the Java heap
	 *          runs short
	 */
	public static Volume cached(Volume volume, long bytes) {
		CellCache cache = new CellCache(bytes, volume.type(), number -> compute(volume, number));
		return Cells.volume(volume, cache::get);
	}

	private static Object compute(Volume volume, long number) {
		int[] size = volume.blocks().size(number);
		Object pixels = volume.type().newArray(Volume.pixels(size));
		volume.copy(volume.blocks().min(number), size, pixels);
		return pixels;
	}
}
