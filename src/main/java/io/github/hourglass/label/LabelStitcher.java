package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Joins blocks whose objects were found block by block, such as those of a network that gives objects, into one label image.
 * Where two blocks overlap, two objects are one if they share at least half of their union there; where they only touch, if
 * more than half of the smaller one's face lies on the other. Blocks are added from several threads, in any order.
 */
public final class LabelStitcher implements AutoCloseable {

	private static final double LEAST_SHARE = 0.5;

	private final Volume like;
	private final LabelOptions options;
	private final long[] dimensions;
	private final IntArrays arrays;
	private final List<Tile> tiles = new ArrayList<>();

	/**
	 * A block that was added.
	 *
	 * @param firsts first voxel of each within the core, as the linear index in the image; beyond the image where it has none
	 */
	private record Tile(Box box, Box core, IntArrays.Entry code, long[] firsts) {}

	/** @param like an image with the size, axes and calibration of the result; its pixels are not read */
	public LabelStitcher(Volume like, LabelOptions options) {
		this.like = like;
		this.options = options;
		this.dimensions = SpaceTime.of(like, "image").dimensions();
		this.arrays = new IntArrays(options, options.memory() / 4);
	}

	/**
	 * Adds a block.
	 *
	 * @param min its first position along x y z t
	 * @param size its size along x y z t; 1 along t
	 * @param labels ids above 0 within this block, 0 for none; x fastest
	 * @param coreMin first position of the part that the result takes from this block; the cores of all blocks cover the image
	 *          once
	 * @param coreSize size of that part
	 */
	public void add(long[] min, int[] size, int[] labels, long[] coreMin, int[] coreSize) {
		Box box = new Box(min.clone(), size.clone());
		Box core = new Box(coreMin.clone(), coreSize.clone());
		check(box, core);
		int[] ids = Arrays.stream(labels, 0, box.pixels()).filter(id -> id != 0).sorted().distinct().toArray();
		if (ids.length > 0 && ids[0] < 0)
			throw new IllegalArgumentException("A block holds the label " + ids[0] + "; labels are 0 or above.");
		int[] own = new int[box.pixels()];
		for (int i = 0; i < own.length; i++)
			own[i] = labels[i] == 0 ? 0 : Arrays.binarySearch(ids, labels[i]) + 1;
		Runs runs = new Runs();
		runs.read(own, size[0], size[1] * size[2]);
		Tile tile = new Tile(box, core, arrays.add(runs.encode(size[0])), firsts(box, core, own, ids.length));
		synchronized (tiles) {
			tiles.add(tile);
		}
	}

	private void check(Box box, Box core) {
		if (box.size()[3] != 1)
			throw new IllegalArgumentException("A block holds " + box.size()[3] + " frames; add them one by one.");
		Box inside = box.common(new long[4], Arrays.stream(dimensions).mapToInt(d -> (int) Math.min(Integer.MAX_VALUE, d)).toArray());
		Box coreInside = box.common(core.min(), core.size());
		if (inside == null || !Arrays.equals(inside.size(), box.size()) || coreInside == null || !Arrays.equals(coreInside.size(), core.size()))
			throw new IllegalArgumentException("The block at " + Arrays.toString(box.min()) + " of " + Arrays.toString(box.size())
				+ " does not lie in the image of " + Arrays.toString(dimensions) + ", or its core not in it.");
	}

	private long[] firsts(Box box, Box core, int[] own, int count) {
		long[] firsts = new long[count];
		Arrays.fill(firsts, Long.MAX_VALUE);
		for (int line = 0; line < core.size()[1] * core.size()[2]; line++) {
			long y = core.min()[1] + line % core.size()[1];
			long z = core.min()[2] + line / core.size()[1];
			int at = box.index(core.min()[0], y, z);
			long index = ((core.min()[3] * dimensions[2] + z) * dimensions[1] + y) * dimensions[0] + core.min()[0];
			for (int x = 0; x < core.size()[0]; x++)
				if (own[at + x] != 0 && firsts[own[at + x] - 1] == Long.MAX_VALUE)
					firsts[own[at + x] - 1] = index + x;
		}
		return firsts;
	}

	/**
	 * The joined labels, 1, 2, ... in the order of first voxels.
	 *
	 * @throws IllegalStateException if the cores do not cover the image
	 */
	public LabelImage finish(Progress progress) {
		long covered = tiles.stream().mapToLong(tile -> tile.core.pixels()).sum();
		long voxels = Arrays.stream(dimensions).reduce(1, Math::multiplyExact);
		if (covered != voxels)
			throw new IllegalStateException("The blocks added give " + covered + " of the image's " + voxels + " voxels.");
		tiles.sort((a, b) -> Arrays.compare(a.core.min(), b.core.min()));
		Unions unions = new Unions();
		int[] offsets = new int[tiles.size()];
		long beyond = voxels;
		for (int i = 0; i < offsets.length; i++) {
			long[] firsts = tiles.get(i).firsts.clone();
			for (int label = 0; label < firsts.length; label++)
				if (firsts[label] == Long.MAX_VALUE)
					firsts[label] = beyond++;
			offsets[i] = unions.add(firsts);
		}
		Map<List<Long>, List<Integer>> places = places();
		Workers.run(offsets.length, LabelOptions.THREADS, progress, "Joining blocks", () -> i -> join((int) i, places, offsets, unions));
		return write(offsets, unions.ids(progress), progress);
	}

	private long[] cell(Tile tile, int[] largest) {
		long[] cell = new long[4];
		for (int d = 0; d < 4; d++)
			cell[d] = tile.box.min()[d] / largest[d];
		return cell;
	}

	private int[] largest() {
		int[] largest = { 1, 1, 1, 1 };
		for (Tile tile : tiles)
			for (int d = 0; d < 4; d++)
				largest[d] = Math.max(largest[d], tile.box.size()[d]);
		return largest;
	}

	/** Which blocks begin in each cell of a grid as coarse as the largest block. */
	private Map<List<Long>, List<Integer>> places() {
		Map<List<Long>, List<Integer>> places = new HashMap<>();
		int[] largest = largest();
		for (int i = 0; i < tiles.size(); i++)
			places.computeIfAbsent(Arrays.stream(cell(tiles.get(i), largest)).boxed().toList(), key -> new ArrayList<>()).add(i);
		return places;
	}

	private void join(int i, Map<List<Long>, List<Integer>> places, int[] offsets, Unions unions) {
		long[] cell = cell(tiles.get(i), largest());
		for (int step = 0; step < 27; step++)
			for (int j : places.getOrDefault(List.of(cell[0] + step % 3 - 1, cell[1] + step / 3 % 3 - 1, cell[2] + step / 9 - 1, cell[3]), List.of()))
				if (j > i)
					join(tiles.get(i), offsets[i], tiles.get(j), offsets[j], unions);
	}

	private void join(Tile a, int offsetA, Tile b, int offsetB, Unions unions) {
		Box common = a.box.common(b.box.min(), b.box.size());
		if (common != null) {
			match(read(a, common, offsetA), read(b, common, offsetB), true, unions);
			return;
		}
		for (int d = 0; d < 3; d++) {
			boolean before = a.box.min()[d] + a.box.size()[d] == b.box.min()[d];
			boolean behind = b.box.min()[d] + b.box.size()[d] == a.box.min()[d];
			if (!before && !behind)
				continue;
			long[] moved = b.box.min().clone();
			moved[d] += before ? -1 : 1;
			Box face = a.box.common(moved, b.box.size());
			if (face == null)
				continue;
			long[] other = face.min().clone();
			other[d] += before ? 1 : -1;
			match(read(a, face, offsetA), read(b, new Box(other, face.size()), offsetB), false, unions);
		}
	}

	private int[] read(Tile tile, Box part, int offset) {
		int[] code = arrays.get(tile.code);
		int[] labels = new int[part.pixels()];
		int[] size = tile.box.size();
		int from = (int) (part.min()[0] - tile.box.min()[0]);
		for (int line = 0; line < part.size()[1] * part.size()[2]; line++) {
			long y = part.min()[1] - tile.box.min()[1] + line % part.size()[1];
			long z = part.min()[2] - tile.box.min()[2] + line / part.size()[1];
			Runs.decode(code, size[1] * size[2], size[0], (int) (z * size[1] + y), from, part.size()[0], labels, line * part.size()[0], offset, null);
		}
		return labels;
	}

	/** @param union true to compare what is shared with the union, false with the smaller of the two */
	private static void match(int[] a, int[] b, boolean union, Unions unions) {
		Map<Integer, Integer> sizes = new HashMap<>();
		Map<Long, Integer> shared = new HashMap<>();
		for (int i = 0, from; i < a.length;) {
			from = i;
			while (++i < a.length && a[i] == a[from] && b[i] == b[from]) {}
			if (a[from] != 0)
				sizes.merge(a[from], i - from, Integer::sum);
			if (b[from] != 0)
				sizes.merge(b[from], i - from, Integer::sum);
			if (a[from] != 0 && b[from] != 0)
				shared.merge((long) a[from] << 32 | b[from], i - from, Integer::sum);
		}
		shared.forEach((pair, count) -> {
			int one = (int) (pair >> 32);
			int other = (int) (long) pair;
			double sizeA = sizes.get(one);
			double sizeB = sizes.get(other);
			boolean same = union ? count >= LEAST_SHARE * (sizeA + sizeB - count) : count > LEAST_SHARE * Math.min(sizeA, sizeB);
			if (same)
				unions.join(new int[] { one, other }, 2, Progress.none());
		});
	}

	private LabelImage write(int[] offsets, int[] ids, Progress progress) {
		LabelStore store = new LabelStore(Cubes.of(dimensions), options, options.memory() / 4);
		try (Pieces pieces = new Pieces(store.blocks(), options, options.memory() / 4)) {
			Workers.run(offsets.length, LabelOptions.THREADS, progress, "Writing objects", () -> i -> {
				progress.check();
				Tile tile = tiles.get((int) i);
				int[] labels = read(tile, tile.core, offsets[(int) i]);
				for (int at = 0; at < labels.length; at++)
					labels[at] = labels[at] == 0 ? 0 : ids[labels[at]];
				pieces.add(tile.core, labels);
			});
			int[] present = pieces.assemble(store, progress);
			return LabelImage.stored(like, store, present.length, List.of());
		} catch (RuntimeException | Error failure) {
			store.close();
			throw failure;
		}
	}

	/** Frees the temporary file, if there is one. */
	@Override
	public void close() {
		arrays.close();
	}
}
