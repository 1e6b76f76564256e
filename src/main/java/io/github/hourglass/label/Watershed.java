package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Floods a landscape from seeds: a queue gives the lowest voxel first, equal ones in the order of their linear index (x fastest,
 * then y, z), whose neighbors without a label get its label and enter the queue (Meyer 1991, as {@code skimage.segmentation.watershed}
 * but for its ties). As floods of different components of the mask never meet, each component is flooded by itself: those within
 * a block together, others in the box around them or, if that is too large, voxel by voxel, so that memory is bounded by the
 * largest component and the result is that of the whole image. Only a component that does not fit even so is flooded in windows,
 * and {@link LabelImage#notes()} says it.
 */
public final class Watershed {

	private final Volume landscape;
	private final Volume seeds;
	private final Volume objects;
	private final Connectivity connectivity;
	private final LabelOptions options;
	private final Blocks blocks;
	private final Extents extents;
	private final BitSet across = new BitSet();
	private final int[] byBlock;
	private final int[] firstOfBlock;
	private final Pieces pieces;
	private final Queue<Integer> large = new ConcurrentLinkedQueue<>();
	private final List<String> notes = new ArrayList<>();
	private final Progress progress;

	private Watershed(Volume landscape, Volume seeds, LabelImage components, Connectivity connectivity, LabelOptions options, Blocks blocks,
		Pieces pieces, Progress progress)
	{
		this.landscape = landscape;
		this.seeds = seeds;
		this.objects = SpaceTime.of(components.volume(), "mask");
		this.connectivity = connectivity;
		this.options = options;
		this.blocks = blocks;
		this.pieces = pieces;
		this.progress = progress;
		this.extents = Extents.of(components, progress);
		this.byBlock = new int[extents.count()];
		this.firstOfBlock = new int[Math.toIntExact(blocks.count()) + 1];
		sortByBlock();
	}

	/**
	 * @param landscape low where objects have their middle, such as a boundary map or a distance map turned around; values are
	 *          compared as 32-bit floats, NaN is flooded last. It is read more than once: keep it where computing it is dear
	 * @param seeds labels to grow; those outside the mask are left out
	 * @param mask where to flood: what is neither 0 nor NaN
	 * @param connectivity of the mask and of the flood
	 * @return labels 1, 2, ... in the order of the seeds' ids; parts of the mask without a seed stay 0
	 */
	public static LabelImage flood(Volume landscape, LabelImage seeds, Volume mask, Connectivity connectivity, LabelOptions options,
		Progress progress)
	{
		try (LabelImage components = ConnectedComponents.of(mask, connectivity, options, progress)) {
			return flood(landscape, seeds, components, connectivity, options, progress);
		}
	}

	/** @param components of the mask, found with the same connectivity */
	public static LabelImage flood(Volume landscape, LabelImage seeds, LabelImage components, Connectivity connectivity,
		LabelOptions options, Progress progress)
	{
		return flood(landscape, seeds, components, connectivity, options, Cubes.of(SpaceTime.of(components.volume(), "mask").dimensions()), progress);
	}

	/** @param blocks to work in; one frame each */
	static LabelImage flood(Volume landscape, LabelImage seeds, LabelImage components, Connectivity connectivity, LabelOptions options,
		Blocks blocks, Progress progress)
	{
		Volume heights = SpaceTime.of(landscape, "landscape");
		SpaceTime.checkSame(heights, "landscape", SpaceTime.of(components.volume(), "mask"), "mask");
		LabelStore store = new LabelStore(blocks, options, options.memory() / 4);
		try (LabelImage own = components.consecutive(); LabelImage marks = seeds.consecutive();
			Pieces pieces = new Pieces(blocks, options, options.memory() / 8);
			Cubes.Readable readable = Cubes.readable(heights, options.memory() / 8, options.scratch(), progress, "Reading the landscape")) {
			Volume ordered = SpaceTime.of(marks.volume(), "seeds");
			SpaceTime.checkSame(heights, "landscape", ordered, "seeds");
			Watershed watershed = new Watershed(readable.volume(), ordered, own, connectivity, options, blocks, pieces, progress);
			watershed.run();
			int[] present = pieces.assemble(store, progress);
			int count = rename(store, Math.toIntExact(marks.count()), present);
			return LabelImage.stored(components.volume(), store, count, watershed.notes);
		} catch (RuntimeException | Error failure) {
			store.close();
			throw failure;
		}
	}

	/** Puts the components in the order of the blocks they begin in, and marks those that reach into others. */
	private void sortByBlock() {
		int[] blockOf = new int[extents.count()];
		for (int i = 0; i < blockOf.length; i++) {
			Box box = extents.box(i);
			long[] place = new long[4];
			for (int d = 0; d < 4; d++) {
				place[d] = blocks.at(d, box.min()[d]);
				if (blocks.at(d, box.min()[d] + box.size()[d] - 1) != place[d])
					across.set(i);
			}
			blockOf[i] = (int) blocks.number(place);
			firstOfBlock[blockOf[i] + 1]++;
		}
		for (int block = 1; block < firstOfBlock.length; block++)
			firstOfBlock[block] += firstOfBlock[block - 1];
		int[] next = firstOfBlock.clone();
		for (int i = 0; i < blockOf.length; i++)
			byBlock[next[blockOf[i]]++] = i;
	}

	private void run() {
		long share = options.memory() / 4 / LabelOptions.THREADS;
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Flooding", () -> {
			LongHeap heap = new LongHeap();
			return number -> floodBlock((int) number, share, heap);
		});
		int done = 0;
		for (int component : large) {
			progress.report("Flooding large clusters", done++, large.size());
			floodLarge(component, options.memory() / 2);
		}
	}

	private void floodBlock(int number, long share, LongHeap heap) {
		boolean within = false;
		for (int i = firstOfBlock[number]; i < firstOfBlock[number + 1]; i++) {
			int component = byBlock[i];
			if (!across.get(component))
				within = true;
			else if (extents.boxVoxels(component) * Flood.BYTES > share)
				large.add(component);
			else
				floodBox(extents.box(component), component + 1, heap);
		}
		if (within)
			floodBox(new Box(blocks.min(number), blocks.size(number)), 0, heap);
	}

	/** @param id of the component to flood, or 0 for all that lie within the block that the box is */
	private void floodBox(Box box, int id, LongHeap heap) {
		progress.check();
		int[] pixels = new int[box.pixels()];
		int[] marks = new int[pixels.length];
		float[] heights = new float[pixels.length];
		objects.copy(box.min(), box.size(), pixels);
		seeds.copy(box.min(), box.size(), marks);
		landscape.copyFloats(box.min(), box.size(), heights);
		int last = 0;
		boolean wanted = false;
		for (int i = 0; i < pixels.length; i++) {
			int object = pixels[i];
			if (object == 0)
				continue;
			if (object != last) {
				last = object;
				wanted = id == 0 ? !across.get(object - 1) : object == id;
			}
			pixels[i] = !wanted ? 0 : marks[i] > 0 ? marks[i] : Flood.UNREACHED;
		}
		new Flood(box.size(), connectivity).run(pixels, heights, heap, progress);
		pieces.add(box, pixels);
	}

	private void floodLarge(int component, long memory) {
		Box box = extents.box(component);
		long dense = extents.boxVoxels(component) * Flood.BYTES;
		long lines = (long) box.size()[1] * box.size()[2];
		long sparse = extents.voxels(component) * SparseFlood.BYTES + lines * SparseFlood.LINE_BYTES;
		if (dense <= Math.min(memory, Integer.MAX_VALUE))
			floodBox(box, component + 1, new LongHeap());
		else if (sparse <= memory && extents.voxels(component) < Integer.MAX_VALUE / 2 && lines < Integer.MAX_VALUE / 2) {
			SparseFlood flood = new SparseFlood(objects, component + 1, box, progress);
			flood.run(landscape, seeds, blocks, connectivity);
			flood.write(blocks, pieces);
		}
		else {
			new WindowFlood(objects, component + 1, box, landscape, seeds, connectivity, options, memory, progress).run(blocks, pieces);
			note("A cluster of " + extents.voxels(component) + " voxels that hang together did not fit the memory allowed (" + options.memory() / 1_000_000
				+ " MB) and was flooded in overlapping windows: near their edges objects may be parted in another way. Allow more memory, or raise the threshold.");
		}
	}

	private void note(String sentence) {
		notes.add(sentence);
		progress.note(sentence);
	}

	/** Leaves out the numbers of seeds that flooded nothing; gives how many are left. */
	private static int rename(LabelStore store, int seeds, int[] present) {
		int[] ids = new int[seeds + 1];
		int count = 0;
		for (int id : present)
			ids[id] = ++count;
		store.rename(new int[Math.toIntExact(store.blocks().count())], ids);
		return count;
	}
}
