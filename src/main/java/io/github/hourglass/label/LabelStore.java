package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.BlockSource;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.CellCache;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * The labels of an image in x y z t as encoded {@link Runs}, block by block, in memory as far as it goes, then in a temporary
 * file. Labels may be numbered block by block and get their ids later, all at once.
 */
final class LabelStore implements BlockSource, AutoCloseable {

	private final Blocks blocks;
	private final IntArrays arrays;
	private final IntArrays.Entry[] entries;
	private final CellCache cache;
	private int[] offsets;
	private int[] ids;
	private volatile int users = 1;

	/** @param memory most bytes to keep in the Java heap */
	LabelStore(Blocks blocks, LabelOptions options, long memory) {
		this.blocks = blocks;
		this.arrays = new IntArrays(options, memory / 4 * 3);
		this.entries = new IntArrays.Entry[Math.toIntExact(blocks.count())];
		this.cache = new CellCache(memory / 4, PixelType.INT32, number -> arrays.get(entries[(int) number]));
	}

	Blocks blocks() {
		return blocks;
	}

	/** @param code of {@link Runs#encode} */
	void put(long number, int[] code) {
		entries[(int) number] = arrays.add(code);
	}

	/**
	 * From now on a label is given as {@code ids[offsets[block] + label]}.
	 *
	 * @param newIds taken over
	 */
	void rename(int[] newOffsets, int[] newIds) {
		offsets = newOffsets;
		ids = newIds;
	}

	/** The labels as an image in x y z t, in the blocks of this store. */
	Volume volume(Volume like) {
		return SpaceTime.of(like, "image").withPixels(PixelType.INT32, this).withBlocks(blocks);
	}

	private int[] code(long number) {
		IntArrays.Entry entry = entries[(int) number];
		return entry == null || !entry.inFile() ? arrays.get(entry) : (int[]) cache.get(number);
	}

	@Override
	public void copy(long[] min, int[] size, Object dest) {
		if (users == 0)
			throw new IllegalStateException("The label image has been closed; its pixels are gone.");
		int n = min.length;
		Arrays.fill((int[]) dest, 0, Volume.pixels(size), 0);
		long[] first = new long[n];
		long[] last = new long[n];
		for (int d = 0; d < n; d++) {
			first[d] = blocks.at(d, min[d]);
			last[d] = blocks.at(d, min[d] + size[d] - 1);
		}
		long[] place = first.clone();
		for (int d = 0; d < n;) {
			copyFrom(blocks.number(place), min, size, (int[]) dest);
			for (d = 0; d < n; d++) {
				if (++place[d] <= last[d])
					break;
				place[d] = first[d];
			}
		}
	}

	private void copyFrom(long number, long[] min, int[] size, int[] dest) {
		int[] code = code(number);
		if (code.length == 0)
			return;
		long[] blockMin = blocks.min(number);
		int[] box = blocks.size(number);
		int[] from = new int[4];
		int[] to = new int[4];
		int[] count = new int[4];
		for (int d = 0; d < 4; d++) {
			from[d] = (int) Math.max(0, min[d] - blockMin[d]);
			to[d] = (int) Math.max(0, blockMin[d] - min[d]);
			count[d] = Math.min(box[d] - from[d], size[d] - to[d]);
		}
		int lines = box[1] * box[2] * box[3];
		int offset = offsets == null ? 0 : offsets[(int) number];
		for (int t = 0; t < count[3]; t++)
			for (int z = 0; z < count[2]; z++)
				for (int y = 0; y < count[1]; y++) {
					int line = ((from[3] + t) * box[2] + from[2] + z) * box[1] + from[1] + y;
					int at = (((to[3] + t) * size[2] + to[2] + z) * size[1] + to[1] + y) * size[0] + to[0];
					Runs.decode(code, lines, box[0], line, from[0], count[0], dest, at, offset, ids);
				}
	}

	/** One more image needs this store. */
	synchronized void retain() {
		users++;
	}

	/** One image less needs it; after the last one it is freed. */
	@Override
	public synchronized void close() {
		if (--users == 0) {
			arrays.close();
			Arrays.fill(entries, null);
		}
	}
}
