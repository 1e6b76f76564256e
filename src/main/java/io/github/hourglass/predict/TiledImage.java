package io.github.hourglass.predict;

import java.util.concurrent.atomic.AtomicLong;

import io.github.hourglass.engine.Network;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Tiling.Line;
import io.github.hourglass.image.Tiling.Span;
import io.github.hourglass.image.Volume;

/** The outputs of one network on one sample: finds the tiles that a block needs, has them computed, joins them. */
final class TiledImage {

	private final Layout layout;
	private final TilePlan plan;
	private final Tiling[] tilings;
	private final TileRunner runner;
	private final TileCache cache;
	private final Progress progress;
	private final String stage;
	private final Blend blend = new Blend();
	private final AtomicLong done = new AtomicLong();
	private final long tiles;
	private final long total;

	TiledImage(Network network, EngineTurn engine, Layout layout, TilePlan plan, Progress progress, String stage, int shares) {
		this.layout = layout;
		this.plan = plan;
		this.progress = progress;
		this.stage = stage;
		tilings = new Tiling[layout.outputs().size()];
		for (int o = 0; o < tilings.length; o++)
			tilings[o] = layout.seenBy(layout.outputs().get(o), plan.tiling());
		tiles = plan.tiling().count();
		total = Math.multiplyExact(tiles, layout.loopCount());
		runner = new TileRunner(network, engine, layout, tilings, progress);
		long capacity = Runtime.getRuntime().maxMemory() / 4 / shares;
		cache = new TileCache(capacity, plan.blended() ? 2 << tilings[0].lines().size() : 1);
	}

	/** An output as an image that computes itself. */
	Volume volume(int output) {
		Port port = layout.outputs().get(output);
		String order = layout.order(port);
		int axes = order.length();
		long[] dimensions = new long[axes];
		long[][] cut = new long[3][axes];
		for (int d = 0; d < axes; d++) {
			char letter = order.charAt(d);
			int t = layout.tiled().indexOf(letter);
			Line line = t < 0 ? null : tilings[output].lines().get(t);
			long whole = t >= 0 || d >= port.letters().length() ? 1 : wholeSize(port, letter);
			dimensions[d] = line != null ? line.outputSize() : layout.loopSize(letter) * whole;
			cut[0][d] = line != null ? line.tile(0).outSize() : whole;
			cut[1][d] = line != null && line.count() > 2 ? line.tile(1).outSize() : cut[0][d];
			cut[2][d] = line != null ? line.count() : layout.loopSize(letter);
		}
		int[] blockSize = new int[axes];
		for (int d = 0; d < axes; d++)
			blockSize[d] = Math.toIntExact(Math.min(dimensions[d], cut[1][d]));
		PixelType type = runner.type(port);
		boolean mirrored = !plan.tiling().lines().isEmpty() && plan.tiling().lines().get(0).rule().mirrored();
		return Volume.of(type, dimensions, layout.axes(port, mirrored), blockSize, (min, size, dest) -> copy(output, type, min, size, dest))
			.withBlocks(Blocks.of(dimensions, cut[0], cut[1], cut[2])).withMetadata(layout.volume(0).metadata());
	}

	private long wholeSize(Port port, char letter) {
		long size = runner.wholeSize(port, letter);
		if (size < 1) {
			tile(0);
			size = runner.wholeSize(port, letter);
		}
		return size;
	}

	private void copy(int output, PixelType type, long[] min, int[] size, Object dest) {
		refuseEventThread();
		progress.check();
		Port port = layout.outputs().get(output);
		String order = layout.order(port);
		Tiling tiling = tilings[output];
		int tiledAxes = layout.tiled().length();
		long[] first = new long[tiledAxes + layout.loops().length()];
		long[] last = first.clone();
		for (int d = 0; d < order.length(); d++) {
			char letter = order.charAt(d);
			int t = layout.tiled().indexOf(letter);
			if (t >= 0) {
				Line line = tiling.lines().get(t);
				first[t] = plan.blended() ? Blend.first(line, min[d]) : line.indexOf(min[d]);
				last[t] = plan.blended() ? Blend.last(line, min[d] + size[d] - 1) : line.indexOf(min[d] + size[d] - 1);
			}
			else if (layout.isLoop(letter)) {
				long each = d >= port.letters().length() ? 1 : wholeSize(port, letter);
				first[tiledAxes + layout.loops().indexOf(letter)] = min[d] / each;
				last[tiledAxes + layout.loops().indexOf(letter)] = (min[d] + size[d] - 1) / each;
			}
		}
		Blend.Sum sum = plan.blended() ? blend.new Sum(size) : null;
		long[] at = first.clone();
		do {
			TilePart part = tile(number(tiling, at))[output];
			if (sum == null)
				part.copyTo(min, size, dest);
			else
				add(sum, part, tiling, order, at, min, size);
		}
		while (next(at, first, last));
		if (sum != null)
			sum.finish(type, dest);
	}

	private void add(Blend.Sum sum, TilePart part, Tiling tiling, String order, long[] at, long[] min, int[] size) {
		TilePart block = TilePart.empty(part.type(), min, size);
		part.copyTo(block);
		float[] values = new float[Volume.pixels(size)];
		block.type().toFloats(block.pixels(), 0, values, 0, values.length);
		float[][] weights = new float[order.length()][];
		for (int d = 0; d < weights.length; d++) {
			int t = layout.tiled().indexOf(order.charAt(d));
			if (t >= 0)
				weights[d] = Blend.weights(tiling.lines().get(t), at[t], min[d], size[d]);
			else {
				weights[d] = new float[size[d]];
				for (int i = 0; i < size[d]; i++)
					weights[d][i] = min[d] + i >= part.min()[d] && min[d] + i < part.min()[d] + part.size()[d] ? 1 : 0;
			}
		}
		sum.add(values, weights);
	}

	private static boolean next(long[] at, long[] first, long[] last) {
		for (int i = 0; i < at.length; at[i] = first[i], i++)
			if (++at[i] <= last[i])
				return true;
		return false;
	}

	/** The running number of a tile: tiles fastest, then loops. */
	private long number(Tiling tiling, long[] at) {
		long number = layout.loopNumber(letter -> at[layout.tiled().length() + layout.loops().indexOf(letter)]);
		for (int t = layout.tiled().length() - 1; t >= 0; t--)
			number = number * tiling.lines().get(t).count() + at[t];
		return number;
	}

	private TilePart[] tile(long number) {
		return cache.get(number, () -> compute(number), progress);
	}

	private TilePart[] compute(long number) {
		if (done.get() == 0)
			progress.report(stage, 0, total);
		Span[][] spans = new Span[tilings.length][];
		for (int o = 0; o < spans.length; o++) {
			spans[o] = tilings[o].tile(number % tiles);
			if (plan.blended())
				spans[o] = Blend.whole(tilings[o], spans[o]);
		}
		TilePart[] parts = runner.run(spans, number / tiles);
		progress.report(stage, Math.min(total, done.incrementAndGet()), total);
		return parts;
	}

	/** Where tiles are blended, computes two neighbors in the middle of the image and says how far they differ. */
	void noteSeam() {
		if (!plan.blended() || tiles < 2)
			return;
		int t = 0;
		for (int d = 1; d < tilings[0].lines().size(); d++)
			if (tilings[0].lines().get(d).count() > tilings[0].lines().get(t).count())
				t = d;
		Port port = layout.outputs().get(0);
		String order = layout.order(port);
		Volume volume = volume(0);
		long[] min = new long[order.length()];
		int[] size = new int[order.length()];
		for (int d = 0; d < size.length; d++) {
			int axis = layout.tiled().indexOf(order.charAt(d));
			size[d] = axis < 0 && d < port.letters().length() ? Math.toIntExact(wholeSize(port, order.charAt(d))) : 1;
			if (axis >= 0) {
				Line line = tilings[0].lines().get(axis);
				Span middle = Blend.whole(line, line.tile(line.count() / 2));
				boolean seam = axis == t;
				Span before = seam ? Blend.whole(line, line.tile(line.count() / 2 - 1)) : middle;
				min[d] = middle.outMin() + (seam ? 0 : middle.outSize() / 4);
				size[d] = Math.toIntExact(seam ? before.outMin() + before.outSize() - middle.outMin() : Math.max(1, middle.outSize() / 2));
			}
		}
		volume.copy(min, size, volume.type().newArray(Volume.pixels(size)));
		Blend.Seam seam = blend.seam();
		progress.note(String.format(java.util.Locale.ROOT,
			"The result depends on where the tiles lie; they are blended. Where two of them overlap in the middle of the image they differ by up to %.3g (mean %.3g).",
			seam.largest(), seam.mean()));
	}

	private static void refuseEventThread() {
		for (Class<?> type = Thread.currentThread().getClass(); type != null; type = type.getSuperclass())
			if (type.getName().equals("java.awt.EventDispatchThread"))
				throw new IllegalStateException("A network must not be run on the event thread, which would freeze all windows; compute the image first.");
	}
}
