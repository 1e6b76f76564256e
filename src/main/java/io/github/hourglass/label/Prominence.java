package io.github.hourglass.label;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * Puts the regions of a watershed together that are hardly parted. The prominence of a region is the height of its top above the highest
 * pass to a higher one, as of a mountain; in morphology it is the dynamics of a maximum (Grimaud, SPIE 1769, 1992), and what is left are the
 * maxima of the h-maxima transform.
 */
public final class Prominence {

	private static final int[] BEYOND = { 1, 1, 1 };

	/** The regions, from 0, and the height of the way between them. */
	private record Pass(int from, int to, float height) {}

	private final LabelImage regions;
	private final Volume labels;
	private final Volume map;
	private final float[] tops;
	private final List<Pass> passes = new ArrayList<>();

	private Prominence(LabelImage regions, Volume labels, Volume map) {
		this.regions = regions;
		this.labels = labels;
		this.map = map;
		this.tops = new float[Math.toIntExact(regions.count())];
		Arrays.fill(tops, Float.NEGATIVE_INFINITY);
	}

	/**
	 * @param regions of a watershed of the map turned around, flooded from its maxima; they touch by a face
	 * @param map high in the middle of objects; NaN counts as 0. It is read once
	 * @param least prominence of what stays by itself, in units of the map; of those that touch each other the highest stays in any case
	 * @return the regions that are left, each with those it took in, numbered in the order of their ids; both images need to be closed
	 */
	public static LabelImage merge(LabelImage regions, Volume map, double least, LabelOptions options, Progress progress) {
		Volume labels = SpaceTime.of(regions.volume(), "label image"), heights = SpaceTime.of(map, "map");
		SpaceTime.checkSame(heights, "map", labels, "label image");
		try (Cubes.Readable readable = Cubes.readable(heights, options.memory() / 4, options.scratch(), progress, "Reading the map")) {
			Prominence prominence = new Prominence(regions, labels, readable.volume());
			Blocks blocks = Cubes.of(labels.dimensions());
			Workers.run(blocks.count(), LabelOptions.THREADS, progress, "Looking for passes", () -> number -> prominence.look(blocks.min(number), blocks.size(number)));
			return prominence.merged(least);
		}
	}

	/** Tops in a block and passes in it or to the next ones. */
	private void look(long[] min, int[] size) {
		Box box = Box.around(min, size, BEYOND, labels.dimensions());
		int[] ids = new int[box.pixels()];
		labels.copy(box.min(), box.size(), ids);
		if (!box.hasAny(ids))
			return;
		float[] heights = new float[ids.length];
		map.copyFloats(box.min(), box.size(), heights);
		Map<Long, Float> found = new HashMap<>();
		int stride = 1;
		for (int d = 0; d < 3; stride *= box.size()[d++])
			for (int i = 0; i + stride < ids.length; i++)
				if (ids[i] != ids[i + stride] && ids[i] != 0 && ids[i + stride] != 0 && i / stride % box.size()[d] + 1 < box.size()[d]) {
					int a = regions.indexOf(ids[i]), b = regions.indexOf(ids[i + stride]);
					found.merge((long) Math.min(a, b) << 32 | Math.max(a, b), Math.min(height(heights[i]), height(heights[i + stride])), Math::max);
				}
		synchronized (passes) {
			for (int i = 0; i < ids.length; i++)
				if (ids[i] != 0) {
					int region = regions.indexOf(ids[i]);
					tops[region] = Math.max(tops[region], height(heights[i]));
				}
			found.forEach((pair, height) -> passes.add(new Pass((int) (pair >> 32), pair.intValue(), height)));
		}
	}

	private static float height(float value) {
		return Float.isNaN(value) ? 0 : value;
	}

	/** Crosses the passes from the highest down. */
	private LabelImage merged(double least) {
		passes.sort(Comparator.comparingDouble(Pass::height).reversed().thenComparingInt(Pass::from).thenComparingInt(Pass::to));
		int[] into = IntStream.range(0, tops.length).toArray();
		for (Pass pass : passes) {
			int a = root(into, pass.from), b = root(into, pass.to);
			if (a != b && Math.min(tops[a], tops[b]) - pass.height < least) {
				tops[Math.min(a, b)] = Math.max(tops[a], tops[b]);
				into[Math.max(a, b)] = Math.min(a, b);
			}
		}
		int[] renamed = new int[into.length];
		int count = 0;
		for (int i = 0; i < into.length; i++)
			renamed[i] = into[i] == i ? ++count : renamed[root(into, i)];
		return regions.renamed(renamed, count);
	}

	private static int root(int[] into, int region) {
		while (into[region] != region)
			region = into[region] = into[into[region]];
		return region;
	}
}
