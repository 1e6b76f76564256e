package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * A seeded flood of one object that does not fit in memory: window after window, each with a margin in which it sees the seeds
 * and what the windows before have flooded, again and again until no more is reached. Not the flood of the whole.
 */
final class WindowFlood {

	private static final int LEAST = 16;

	private final Volume objects;
	private final int id;
	private final Volume landscape;
	private final Volume seeds;
	private final Connectivity connectivity;
	private final Blocks windows;
	private final int[] margin = new int[3];
	private final LabelStore state;
	private final Box box;
	private final Progress progress;

	/** @param memory bytes that a window may take */
	WindowFlood(Volume objects, int id, Box box, Volume landscape, Volume seeds, Connectivity connectivity, LabelOptions options, long memory,
		Progress progress)
	{
		this.objects = objects;
		this.id = id;
		this.box = box;
		this.landscape = landscape;
		this.seeds = seeds;
		this.connectivity = connectivity;
		this.progress = progress;
		long[] dimensions = objects.dimensions();
		boolean deep = dimensions[2] > 1;
		int side = (int) Math.max(LEAST, Math.min(1 << 12, Math.pow((double) memory / Flood.BYTES, deep ? 1 / 3.0 : 1 / 2.0) / 1.5));
		for (int d = 0; d < 3; d++)
			margin[d] = side / 4;
		this.windows = Blocks.equal(dimensions, new int[] { side, side, side, 1 });
		this.state = new LabelStore(windows, options, options.memory() / 8);
	}

	/** Adds the object's labels to the pieces. */
	void run(Blocks blocks, Pieces pieces) {
		try (state) {
			List<Long> left = new ArrayList<>();
			Pieces.forEachBlock(windows, box, left::add);
			while (!left.isEmpty() && sweep(left) > 0) {}
			Pieces.forEachBlock(blocks, box, number -> {
				progress.check();
				Box part = box.common(blocks.min(number), blocks.size(number));
				int[] pixels = new int[part.pixels()];
				state.copy(part.min(), part.size(), pixels);
				pieces.add(part, pixels);
			});
		}
	}

	/** Floods the windows that are left and keeps those in the list that are not full; gives how many voxels were reached anew. */
	private long sweep(List<Long> left) {
		long reached = 0;
		List<Long> open = new ArrayList<>();
		for (long number : left) {
			long[] counts = flood(number, new Box(windows.min(number), windows.size(number)));
			reached += counts[0];
			if (counts[1] > 0)
				open.add(number);
		}
		left.clear();
		left.addAll(open);
		return reached;
	}

	/** @return voxels of the core that are reached anew, and that are not reached */
	private long[] flood(long number, Box core) {
		progress.check();
		Box wide = Box.around(core.min(), core.size(), margin, objects.dimensions());
		int[] pixels = new int[wide.pixels()];
		objects.copy(wide.min(), wide.size(), pixels);
		int[] marks = new int[pixels.length];
		seeds.copy(wide.min(), wide.size(), marks);
		int[] known = new int[pixels.length];
		state.copy(wide.min(), wide.size(), known);
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = pixels[i] != id ? 0 : known[i] > 0 ? known[i] : marks[i] > 0 ? marks[i] : Flood.UNREACHED;
		float[] heights = new float[pixels.length];
		landscape.copyFloats(wide.min(), wide.size(), heights);
		new Flood(wide.size(), connectivity).run(pixels, heights, new LongHeap(), progress);
		return keep(number, core, wide, pixels, known);
	}

	private long[] keep(long number, Box core, Box wide, int[] pixels, int[] known) {
		long[] counts = new long[2];
		int[] size = core.size();
		int[] own = new int[core.pixels()];
		for (int line = 0; line < size[1] * size[2]; line++) {
			int from = wide.index(core.min()[0], core.min()[1] + line % size[1], core.min()[2] + line / size[1]);
			for (int x = 0; x < size[0]; x++)
				if (pixels[from + x] > 0) {
					own[line * size[0] + x] = pixels[from + x];
					if (known[from + x] == 0)
						counts[0]++;
				}
				else if (pixels[from + x] < 0)
					counts[1]++;
		}
		Runs runs = new Runs();
		runs.read(own, size[0], size[1] * size[2]);
		state.put(number, runs.encode(size[0]));
		return counts;
	}
}
