package io.github.hourglass.image;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * A box of an image whose blocks are cut into {@link Groups}: the axes kept apart come last, so that the pixels of one group
 * lie together in each block.
 */
final class GroupedBlocks {

	/** Sees one block. */
	@FunctionalInterface
	interface Visitor {

		/**
		 * @param number of the block
		 * @param pixels group {@code groups[i]} has those from {@code i * length} on
		 */
		void visit(long number, Object pixels, int length, int[] groups);
	}

	private final Volume volume;
	private final int free;
	private final long[] min;
	private final long[] size;
	private final Groups groups;

	private GroupedBlocks(Volume volume, int free, long[] min, long[] size, Groups groups) {
		this.volume = volume;
		this.free = free;
		this.min = min;
		this.size = size;
		this.groups = groups;
	}

	/** The image as boxes of at most so many groups each, cut along the axes kept apart only. */
	static List<GroupedBlocks> of(Volume image, Groups groups, int most) {
		StringBuilder letters = new StringBuilder();
		for (Axis axis : image.axes())
			if (!groups.letters().contains(String.valueOf(axis.letter())))
				letters.append(axis.letter());
		Volume ordered = image.inOrder(letters + groups.letters());
		int free = letters.length();
		int kept = groups.letters().length();
		long[] extent = extent(ordered, free, groups, most);
		List<GroupedBlocks> boxes = new ArrayList<>();
		long[] min = new long[kept];
		int d;
		do {
			long[] size = new long[kept];
			for (int i = 0; i < kept; i++)
				size[i] = Math.min(extent[i], groups.size(i) - min[i]);
			boxes.add(new GroupedBlocks(part(ordered, free, min, size), free, min.clone(), size, groups));
			for (d = 0; d < kept; d++) {
				min[d] += extent[d];
				if (min[d] < groups.size(d))
					break;
				min[d] = 0;
			}
		} while (d < kept);
		return boxes;
	}

	/** Whole blocks along the axes kept apart, as far as the number of groups allows. */
	private static long[] extent(Volume ordered, int free, Groups groups, int most) {
		long[] extent = new long[groups.letters().length()];
		long left = most;
		for (int d = 0; d < extent.length; d++) {
			long block = ordered.blockSize()[free + d];
			extent[d] = Math.max(1, Math.min(groups.size(d), left > block ? left / block * block : left));
			left = Math.max(1, left / extent[d]);
		}
		return extent;
	}

	private static Volume part(Volume ordered, int free, long[] min, long[] size) {
		long[] from = new long[free + min.length];
		long[] count = ordered.dimensions();
		System.arraycopy(min, 0, from, free, min.length);
		System.arraycopy(size, 0, count, free, size.length);
		return ordered.crop(from, count);
	}

	Volume volume() {
		return volume;
	}

	/** Number of groups in this box. */
	int count() {
		int count = 1;
		for (long s : size)
			count *= (int) s;
		return count;
	}

	/** Number among all groups of a group of this box. */
	int number(int group) {
		long[] position = min.clone();
		for (int d = 0; d < position.length; group /= (int) size[d++])
			position[d] += group % size[d];
		return groups.index(position);
	}

	/** Goes once through the box; each worker thread has a visitor of its own. Groups are counted within the box. */
	void forEach(Progress progress, String stage, Supplier<Visitor> visitors) {
		Blocks blocks = volume.blocks();
		int largest = blocks.largest();
		Workers.run(blocks.count(), Blocks.THREADS, progress, stage, () -> {
			Visitor visitor = visitors.get();
			Object pixels = volume.type().newArray(largest);
			return number -> {
				long[] from = blocks.min(number);
				int[] count = blocks.size(number);
				volume.copy(from, count, pixels);
				int[] inBlock = groupsOf(from, count);
				visitor.visit(number, pixels, Volume.pixels(count) / inBlock.length, inBlock);
			};
		});
	}

	private int[] groupsOf(long[] from, int[] count) {
		int n = 1;
		for (int d = 0; d < size.length; d++)
			n *= count[free + d];
		int[] inBlock = new int[n];
		for (int i = 0; i < n; i++) {
			int rest = i;
			long group = 0;
			long step = 1;
			for (int d = 0; d < size.length; d++) {
				group += (from[free + d] + rest % count[free + d]) * step;
				rest /= count[free + d];
				step *= size[d];
			}
			inBlock[i] = (int) group;
		}
		return inBlock;
	}
}
