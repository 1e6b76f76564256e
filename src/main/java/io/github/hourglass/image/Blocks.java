package io.github.hourglass.image;

import java.util.function.Supplier;

import net.imglib2.img.cell.CellGrid;

/**
 * The blocks in which an image is cheapest to compute: per axis a first block, then equal ones, and a last one that takes
 * what is left. Whoever goes through a whole image does so in these blocks, in the order of their numbers; other blocks give
 * the same pixels but may compute some of them twice. Immutable.
 */
public final class Blocks {

	/** Workers that suffice for reading to overlap computing; engines have threads of their own. */
	public static final int THREADS = 2;

	/** Sees one block. */
	@FunctionalInterface
	public interface Visitor {

		/**
		 * Called from several threads at once, for different blocks.
		 *
		 * @param min first position of the block
		 * @param size its size per axis
		 * @param pixels primitive array of the volume's type, first axis fastest; may be longer than the block has pixels, and
		 *          is used again afterwards
		 */
		void visit(long[] min, int[] size, Object pixels);
	}

	private final long[] dimensions;
	private final long[] first;
	private final long[] pace;
	private final long[] count;

	private Blocks(long[] dimensions, long[] first, long[] pace, long[] count) {
		this.dimensions = dimensions.clone();
		this.first = first.clone();
		this.pace = pace.clone();
		this.count = count.clone();
	}

	/** Equal blocks from position 0; what is left at the far end is a smaller one. */
	public static Blocks equal(long[] dimensions, int[] size) {
		long[] pace = new long[dimensions.length];
		long[] count = new long[dimensions.length];
		for (int d = 0; d < pace.length; d++) {
			pace[d] = size[d];
			count[d] = (dimensions[d] + size[d] - 1) / size[d];
		}
		return new Blocks(dimensions, pace, pace, count);
	}

	/**
	 * @param dimensions size of the image per axis
	 * @param first size of the first block per axis
	 * @param pace distance from the start of one further block to that of the next, per axis
	 * @param count number of blocks per axis; the last one reaches to the end of the image
	 */
	public static Blocks of(long[] dimensions, long[] first, long[] pace, long[] count) {
		return new Blocks(dimensions, first, pace, count);
	}

	/**
	 * Goes once through a volume in {@link Volume#blocks() its blocks}, begun in the order of their numbers, on threads of its
	 * own, and returns when all are visited. The first exception of any block or visit stops the others and is thrown as it is.
	 * On cancel the threads are interrupted; the call returns as soon as the blocks being computed allow.
	 *
	 * @param threads how many blocks to work on at a time, such as {@link #THREADS}
	 * @param stage what is being done, for {@code progress}, which counts blocks
	 * @throws CancelledException if the user has cancelled, or the calling thread is interrupted
	 */
	public static void forEach(Volume volume, int threads, Progress progress, String stage, Visitor visitor) {
		forEach(volume, threads, progress, stage, () -> visitor);
	}

	/** @param visitors gives each thread a visitor of its own */
	static void forEach(Volume volume, int threads, Progress progress, String stage, Supplier<Visitor> visitors) {
		Blocks blocks = volume.blocks();
		int largest = blocks.largest();
		Workers.run(blocks.count(), threads, progress, stage, () -> {
			Visitor visitor = visitors.get();
			Object pixels = volume.type().newArray(largest);
			return number -> {
				long[] min = blocks.min(number);
				int[] size = blocks.size(number);
				volume.copy(min, size, pixels);
				visitor.visit(min, size, pixels);
			};
		});
	}

	/** Number of blocks. */
	public long count() {
		long blocks = 1;
		for (long n : count)
			blocks = Math.multiplyExact(blocks, n);
		return blocks;
	}

	/** First position of a block; the first axis varies fastest with the number. */
	public long[] min(long number) {
		long[] min = new long[dimensions.length];
		for (int d = 0; d < min.length; d++) {
			min[d] = start(d, number % count[d]);
			number /= count[d];
		}
		return min;
	}

	/** Size of a block. */
	public int[] size(long number) {
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++) {
			long i = number % count[d];
			size[d] = Math.toIntExact((i == count[d] - 1 ? dimensions[d] : start(d, i + 1)) - start(d, i));
			number /= count[d];
		}
		return size;
	}

	/** Number of blocks along one axis. */
	public long count(int d) {
		return count[d];
	}

	/** Which block along an axis has that position. */
	public long at(int d, long position) {
		return position < first[d] ? 0 : Math.min(count[d] - 1, 1 + (position - first[d]) / pace[d]);
	}

	/** Number of the block with that place among the blocks of each axis. */
	public long number(long[] place) {
		long number = 0;
		for (int d = place.length - 1; d >= 0; d--)
			number = number * count[d] + place[d];
		return number;
	}

	/** Pixels of the largest block; refused if they do not fit an array. */
	public int largest() {
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++) {
			long last = dimensions[d] - start(d, count[d] - 1);
			long most = count[d] == 1 ? last : Math.max(last, Math.max(first[d], count[d] == 2 ? 0 : pace[d]));
			size[d] = (int) Math.min(Integer.MAX_VALUE, most);
		}
		return Volume.pixels(size);
	}

	/** The grid of equal cells that these blocks are, or null if they are not equal. */
	CellGrid grid() {
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++) {
			size[d] = (int) Math.min(first[d], dimensions[d]);
			boolean equal = count[d] == 1 || (count[d] == 2 || pace[d] == first[d]) && dimensions[d] - start(d, count[d] - 1) <= first[d];
			if (!equal)
				return null;
			if (count[d] == 1)
				size[d] = (int) dimensions[d];
		}
		return new CellGrid(dimensions, size);
	}

	/** The same blocks with the axes in another order; {@code from[d]} is the old axis of the new axis d, or -1 for a new one of size 1. */
	Blocks reordered(int[] from) {
		long[][] changed = new long[4][from.length];
		for (int d = 0; d < from.length; d++)
			for (int i = 0; i < 4; i++)
				changed[i][d] = from[d] < 0 ? 1 : new long[][] { dimensions, first, pace, count }[i][from[d]];
		return new Blocks(changed[0], changed[1], changed[2], changed[3]);
	}

	/** The blocks of a part of the image: the same along axes that stay whole, equal ones along the others. */
	Blocks cropped(long[] min, long[] size, int[] equal) {
		Blocks cut = equal(size, equal);
		for (int d = 0; d < size.length; d++)
			if (size[d] == dimensions[d]) {
				cut.first[d] = first[d];
				cut.pace[d] = pace[d];
				cut.count[d] = count[d];
			}
		return cut;
	}

	private long start(int d, long i) {
		return i == 0 ? 0 : first[d] + (i - 1) * pace[d];
	}
}
