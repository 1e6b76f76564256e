package io.github.hourglass.label;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Fills the holes of objects. Background belongs to the object that it touches and that encloses it: every path by faces from
 * there to the border of the image crosses that object. So background between a ring and an object inside the ring belongs to
 * the ring, the object inside stays, and what several objects enclose only together stays background. An object of several
 * pieces counts as one.
 */
public final class Holes {

	private final Volume labels;
	private final Volume regions;
	private final boolean planes;
	private final int[] filling;
	private final Progress progress;

	private Holes(Volume labels, LabelImage regions, boolean planes, Progress progress) {
		this.labels = labels;
		this.regions = SpaceTime.of(regions.volume(), "background");
		this.planes = planes;
		this.filling = new int[Math.toIntExact(regions.count()) + 1];
		this.progress = progress;
	}

	/**
	 * @param planes true to look at each plane by itself, false for volumes as a whole, frame by frame
	 * @return the objects numbered 1, 2, ... in the order of their ids
	 */
	public static LabelImage fill(LabelImage labels, boolean planes, LabelOptions options, Progress progress) {
		try (LabelImage own = labels.consecutive()) {
			Volume ordered = SpaceTime.of(own.volume(), "label image");
			boolean flat = planes || ordered.size('z') == 1;
			Blocks blocks = Cubes.of(ordered.dimensions());
			LabelStore store = new LabelStore(blocks, options, options.memory() / 4);
			try (LabelImage regions = ConnectedComponents.of(background(ordered), Connectivity.FACES, flat, options, progress)) {
				Holes holes = new Holes(ordered, regions, flat, progress);
				holes.find();
				holes.write(blocks, store);
				return LabelImage.stored(own.volume(), store, (int) own.count(), labels.notes());
			} catch (RuntimeException | Error failure) {
				store.close();
				throw failure;
			}
		}
	}

	private static Volume background(Volume labels) {
		return labels.withPixels(PixelType.UINT8, (min, size, dest) -> {
			int n = Volume.pixels(size);
			int[] ids = new int[n];
			labels.copy(min, size, ids);
			for (int i = 0; i < n; i++)
				((byte[]) dest)[i] = (byte) (ids[i] == 0 ? 1 : 0);
		});
	}

	/** Finds what encloses each region of background, plane by plane or frame by frame. */
	private void find() {
		long[] dimensions = labels.dimensions();
		if (planes) {
			long count = dimensions[2] * dimensions[3];
			Workers.run(count, LabelOptions.THREADS, progress, "Seeking holes", () -> plane -> {
				RegionGraph graph = new RegionGraph();
				Blocks parts = Blocks.equal(new long[] { dimensions[0], dimensions[1], 1, 1 }, new int[] { 1024, 1024, 1, 1 });
				for (long part = 0; part < parts.count(); part++) {
					long[] min = parts.min(part);
					collect(new long[] { min[0], min[1], plane % dimensions[2], plane / dimensions[2] }, parts.size(part), graph);
				}
				decide(graph);
			});
			return;
		}
		Blocks parts = Cubes.of(new long[] { dimensions[0], dimensions[1], dimensions[2], 1 });
		for (long t = 0; t < dimensions[3]; t++) {
			long frame = t;
			RegionGraph graph = new RegionGraph();
			Workers.run(parts.count(), LabelOptions.THREADS, progress.part((int) t, (int) dimensions[3]), "Seeking holes", () -> part -> {
				RegionGraph own = new RegionGraph();
				long[] min = parts.min(part);
				min[3] = frame;
				collect(min, parts.size(part), own);
				synchronized (graph) {
					graph.addAll(own);
				}
			});
			decide(graph);
		}
	}

	/** Adds what touches in a block and between it and the next ones along each axis. Objects have negative names. */
	private void collect(long[] min, int[] size, RegionGraph graph) {
		long[] dimensions = labels.dimensions();
		int[] wide = size.clone();
		for (int d = 0; d < 3; d++)
			if (min[d] + size[d] < dimensions[d] && !(planes && d == 2))
				wide[d]++;
		Box box = new Box(min, wide);
		int[] names = names(box);
		int[] stride = { 1, wide[0], wide[0] * wide[1] };
		for (int d = 0; d < (planes ? 2 : 3); d++) {
			progress.check();
			collect(box, size, names, d, stride[d], graph);
		}
	}

	private void collect(Box box, int[] size, int[] names, int d, int stride, RegionGraph graph) {
		long last = labels.dimensions()[d] - 1;
		int lastA = 0;
		int lastB = 0;
		for (int z = 0; z < size[2]; z++)
			for (int y = 0; y < size[1]; y++) {
				int at = (z * box.size()[1] + y) * box.size()[0];
				for (int x = 0; x < size[0]; x++, at++) {
					int position = d == 0 ? x : d == 1 ? y : z;
					long place = box.min()[d] + position;
					if (place == 0 || place == last)
						graph.touch(RegionGraph.OUTSIDE, names[at]);
					if (position + 1 >= box.size()[d] || names[at] == names[at + stride])
						continue;
					if (names[at] == lastA && names[at + stride] == lastB)
						continue;
					lastA = names[at];
					lastB = names[at + stride];
					graph.touch(lastA, lastB);
				}
			}
	}

	/** Regions of background as they are, objects negative. */
	private int[] names(Box box) {
		int[] names = new int[box.pixels()];
		int[] ids = new int[names.length];
		regions.copy(box.min(), box.size(), names);
		labels.copy(box.min(), box.size(), ids);
		for (int i = 0; i < names.length; i++)
			if (ids[i] != 0)
				names[i] = -ids[i];
		return names;
	}

	private void decide(RegionGraph graph) {
		graph.forEachEnclosed((region, by, touching) -> {
			if (region > 0 && by < 0 && touching)
				filling[region] = -by;
		});
	}

	private void write(Blocks blocks, LabelStore store) {
		Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Filling holes", () -> {
			Runs runs = new Runs();
			return number -> {
				progress.check();
				Box box = new Box(blocks.min(number), blocks.size(number));
				int[] names = names(box);
				for (int i = 0; i < names.length; i++)
					names[i] = names[i] < 0 ? -names[i] : filling[names[i]];
				runs.read(names, box.size()[0], box.size()[1] * box.size()[2]);
				store.put(number, runs.encode(box.size()[0]));
			};
		});
	}
}
