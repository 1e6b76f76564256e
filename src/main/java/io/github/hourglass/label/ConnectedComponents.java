package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Numbers the parts of a mask that hang together, in one pass over its blocks, in each frame by itself. Runs of foreground are
 * joined within each block (union-find with path halving), then across the faces, edges and corners of blocks whose neighbors
 * are done. Ids follow the objects' first voxels, so neither blocks nor threads change them; they equal those of
 * {@code scipy.ndimage.label}. In memory are, beside the blocks being worked on, one plane of labels and 12 bytes for each
 * piece of an object in a block.
 */
public final class ConnectedComponents {

	private final Volume mask;
	private final Blocks blocks;
	private final Connectivity connectivity;
	private final boolean flat;
	private final LabelStore store;
	private final Progress progress;
	private final Unions unions = new Unions();
	private final int[] offsets;
	private final Map<Long, Waiting> waiting = new HashMap<>();

	private ConnectedComponents(Volume mask, Connectivity connectivity, boolean flat, LabelStore store, Progress progress) {
		this.mask = mask;
		this.blocks = mask.blocks();
		this.connectivity = connectivity;
		this.flat = flat;
		this.store = store;
		this.progress = progress;
		this.offsets = new int[Math.toIntExact(blocks.count())];
	}

	/** @param mask foreground is what is neither 0 nor NaN; one channel, any of x y z t */
	public static LabelImage of(Volume mask, Connectivity connectivity, LabelOptions options, Progress progress) {
		return of(mask, connectivity, false, options, progress);
	}

	/** @param flat true to label each plane by itself, though ids are unique */
	static LabelImage of(Volume mask, Connectivity connectivity, boolean flat, LabelOptions options, Progress progress) {
		Volume ordered = SpaceTime.of(mask, "mask");
		LabelStore store = new LabelStore(ordered.blocks(), options, options.memory() / 2);
		try {
			int count = new ConnectedComponents(ordered, connectivity, flat, store, progress).run();
			return LabelImage.stored(mask, store, count, List.of());
		} catch (RuntimeException | Error failure) {
			store.close();
			throw failure;
		}
	}

	private int run() {
		int largest = blocks.largest();
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Labelling", () -> {
			Object pixels = mask.type().newArray(largest);
			Runs runs = new Runs();
			RunLabels labels = new RunLabels(connectivity, flat, progress);
			return number -> label(number, pixels, runs, labels);
		});
		int[] ids = unions.ids(progress);
		store.rename(offsets, ids);
		return Arrays.stream(ids).max().orElse(0);
	}

	/** Labels one block and joins it to those of its neighbors that are done. */
	private void label(long number, Object pixels, Runs runs, RunLabels labels) {
		long[] min = blocks.min(number);
		int[] size = blocks.size(number);
		mask.copy(min, size, pixels);
		int lines = size[1] * size[2] * size[3];
		boolean[] line = new boolean[size[0]];
		runs.clear(lines);
		for (int i = 0; i < lines; i++) {
			if (i % 1024 == 0)
				progress.check();
			Foreground.addRuns(mask.type(), pixels, i * size[0], size[0], line, runs);
		}
		int components = labels.label(runs, size);
		offsets[(int) number] = unions.add(labels.firsts(runs, components, min, size, mask.dimensions()));
		store.put(number, runs.encode(size[0]));
		connect(number, runs, size);
	}

	/** A block that is labelled but not yet joined to all its neighbors. */
	private static final class Waiting {

		private final Faces faces;
		private int left;

		Waiting(Faces faces, int left) {
			this.faces = faces;
			this.left = left;
		}
	}

	private record Neighbor(long number, int[] step) {}

	private record Meeting(Waiting other, int[] step) {}

	private void connect(long number, Runs runs, int[] size) {
		List<Neighbor> neighbors = neighbors(number);
		if (neighbors.isEmpty())
			return;
		boolean[] wanted = new boolean[6];
		for (Neighbor neighbor : neighbors)
			for (int d = 0; d < 3; d++)
				if (neighbor.step[d] != 0)
					wanted[2 * d + (neighbor.step[d] > 0 ? 1 : 0)] = true;
		Waiting own = new Waiting(new Faces(runs, size, wanted, offsets[(int) number]), neighbors.size());
		List<Meeting> meetings = new ArrayList<>();
		synchronized (waiting) {
			waiting.put(number, own);
			for (Neighbor neighbor : neighbors) {
				Waiting other = waiting.get(neighbor.number);
				if (other == null)
					continue;
				meetings.add(new Meeting(other, neighbor.step));
				if (--own.left == 0)
					waiting.remove(number);
				if (--other.left == 0)
					waiting.remove(neighbor.number);
			}
		}
		int wide = connectivity == Connectivity.FULL ? 1 : 0;
		int[] reach = { wide, wide, flat ? 0 : wide };
		Pairs pairs = new Pairs();
		for (Meeting meeting : meetings) {
			pairs.length = 0;
			own.faces.touch(meeting.other.faces, meeting.step, reach, pairs);
			unions.join(pairs.values, pairs.length, progress);
		}
	}

	/** The blocks around one, in the same frames, to which voxels of it can be connected. */
	private List<Neighbor> neighbors(long number) {
		long[] place = new long[4];
		long rest = number;
		for (int d = 0; d < 4; d++) {
			place[d] = rest % blocks.count(d);
			rest /= blocks.count(d);
		}
		List<Neighbor> neighbors = new ArrayList<>();
		for (int[] step : Steps.of(connectivity)) {
			if (flat && step[2] != 0)
				continue;
			long[] there = { place[0] + step[0], place[1] + step[1], place[2] + step[2], place[3] };
			boolean inside = true;
			for (int d = 0; d < 3; d++)
				inside &= there[d] >= 0 && there[d] < blocks.count(d);
			if (inside)
				neighbors.add(new Neighbor(blocks.number(there), step));
		}
		return neighbors;
	}
}
