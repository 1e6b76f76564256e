package io.github.hourglass.image;

import java.util.function.LongFunction;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.SubArrayCopy;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.NativeType;
import net.imglib2.util.Cast;

/**
 * Shows the pixel arrays of a volume's {@link Volume#blocks() blocks}, wherever they come from, as a block source and as an
 * ImgLib2 image. Neither asks for a block before it is needed.
 */
final class Cells implements BlockSource {

	/** Kept of the equal cells that ImgLib2 needs where the blocks are not equal. */
	private static final long REGULAR_BYTES = 64 << 20;

	private final PixelType type;
	private final Blocks blocks;
	private final LongFunction<Object> arrays;

	private Cells(PixelType type, Blocks blocks, LongFunction<Object> arrays) {
		this.type = type;
		this.blocks = blocks;
		this.arrays = arrays;
	}

	/**
	 * {@code like} with its pixels in arrays, one per block.
	 *
	 * @param arrays gives the pixels of the block of that number; called from several threads
	 */
	static Volume volume(Volume like, LongFunction<Object> arrays) {
		like.blocks().largest();
		Cells cells = new Cells(like.type(), like.blocks(), arrays);
		return like.withSource(cells, cells.image(like));
	}

	@Override
	public void copy(long[] min, int[] size, Object dest) {
		int n = min.length;
		long[] first = new long[n];
		long[] last = new long[n];
		for (int d = 0; d < n; d++) {
			first[d] = blocks.at(d, min[d]);
			last[d] = blocks.at(d, min[d] + size[d] - 1);
		}
		long[] place = first.clone();
		int d;
		do {
			copyFrom(blocks.number(place), min, size, dest);
			for (d = 0; d < n; d++) {
				if (++place[d] <= last[d])
					break;
				place[d] = first[d];
			}
		} while (d < n);
	}

	private void copyFrom(long number, long[] min, int[] size, Object dest) {
		int n = min.length;
		long[] blockMin = blocks.min(number);
		int[] blockSize = blocks.size(number);
		int[] from = new int[n];
		int[] to = new int[n];
		int[] count = new int[n];
		for (int d = 0; d < n; d++) {
			from[d] = (int) Math.max(0, min[d] - blockMin[d]);
			to[d] = (int) Math.max(0, blockMin[d] - min[d]);
			count[d] = Math.min(blockSize[d] - from[d], size[d] - to[d]);
		}
		SubArrayCopy.copy(arrays.apply(number), blockSize, from, dest, size, to, count);
	}

	private RandomAccessibleInterval<?> image(Volume like) {
		CellGrid grid = blocks.grid();
		if (grid != null)
			return image(grid, arrays);
		CellGrid equal = new CellGrid(like.dimensions(), like.blockSize());
		CellCache regular = new CellCache(REGULAR_BYTES, type, index -> {
			long[] min = new long[equal.numDimensions()];
			int[] size = equal.getCellDimensions(index, min).dimensions();
			Object pixels = type.newArray(Volume.pixels(size));
			copy(min, size, pixels);
			return pixels;
		});
		return image(equal, regular::get);
	}

	private RandomAccessibleInterval<?> image(CellGrid grid, LongFunction<Object> pixels) {
		return image(grid, Cast.unchecked(type.newImgLibType()), index -> {
			long[] min = new long[grid.numDimensions()];
			return new Cell<>(grid.getCellDimensions(index, min), min, type.access(pixels.apply(index)));
		});
	}

	private static <T extends NativeType<T>> RandomAccessibleInterval<T> image(CellGrid grid, T pixel, LazyCellImg.Get<Cell<DataAccess>> cells) {
		return new LazyCellImg<>(grid, pixel, cells);
	}
}
