package io.github.hourglass.image;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Percentiles of an image of any size, exact for every pixel type: found by histograms over 16-bit digits of the pixels'
 * order-preserving bit patterns, in one pass over the data for 8 and 16 bit, two for 32 bit, four for 64 bit. They equal
 * {@code numpy.nanpercentile} computed in double precision: NaN is counted and left out; infinities take part.
 * Interpolating between a finite and an infinite value gives the infinite one, where NumPy may give NaN.
 */
public final class Percentiles {

	/** What lies between two pixels' values; names and meaning as in NumPy. */
	public enum Method {
		/** Linear interpolation, NumPy's default. */
		LINEAR,
		/** The lowest pixel value that at least the given percentage of pixels do not exceed. */
		INVERTED_CDF
	}

	/** Histogram bins counted at a time, over all groups and prefixes; a bin takes 16 bytes. */
	private static final int BINS = 1 << 22;
	private static final String STAGE = "Measuring";

	private final Groups groups;
	private final double[][] values;
	private final long[] counts;
	private final long[] nans;

	private Percentiles(Groups groups, int percents) {
		this.groups = groups;
		this.values = new double[percents][groups.count()];
		this.counts = new long[groups.count()];
		this.nans = new long[groups.count()];
	}

	/** Linearly interpolated percentiles; see the other form. */
	public static Percentiles of(Volume volume, String apart, Progress progress, double... percents) {
		return of(volume, apart, Method.LINEAR, progress, percents);
	}

	/**
	 * @param apart letters of the axes whose positions are measured each by themselves: {@code "t"} per frame, {@code "c"} per
	 *          channel, {@code "ct"}, or {@code ""} for the whole image
	 * @param percents 0 to 100
	 */
	public static Percentiles of(Volume volume, String apart, Method method, Progress progress, double... percents) {
		double[] fractions = new double[percents.length];
		for (int i = 0; i < percents.length; i++) {
			if (!(percents[i] >= 0 && percents[i] <= 100))
				throw new IllegalArgumentException("The percentile " + percents[i] + " is not between 0 and 100.");
			fractions[i] = percents[i] / 100;
		}
		PixelType type = volume.type();
		Percentiles percentiles = new Percentiles(Groups.of(volume, apart), percents.length);
		int passes = Histograms.passes(type);
		int slots = passes == 1 ? 1 : 2 * Math.max(1, percents.length);
		List<GroupedBlocks> boxes = GroupedBlocks.of(volume, percentiles.groups, Math.max(1, BINS / Histograms.bins(type) / slots));
		for (int b = 0; b < boxes.size(); b++)
			percentiles.measure(boxes.get(b), type, fractions, method, progress, b, boxes.size());
		return percentiles;
	}

	private void measure(GroupedBlocks box, PixelType type, double[] fractions, Method method, Progress progress, int part, int parts) {
		Ranks[] ranks = new Ranks[box.count()];
		for (int group = 0; group < ranks.length; group++)
			ranks[group] = new Ranks(type, fractions, method);
		int passes = Histograms.passes(type);
		for (int pass = 0; pass < passes; pass++)
			pass(box, ranks, progress.part(part * passes + pass, parts * passes));
		for (int group = 0; group < ranks.length; group++) {
			int number = box.number(group);
			counts[number] = ranks[group].count();
			nans[number] = ranks[group].nans();
			for (int i = 0; i < fractions.length; i++)
				values[i][number] = ranks[group].value(i);
		}
	}

	private static void pass(GroupedBlocks box, Ranks[] ranks, Progress progress) {
		Histograms[] histograms = new Histograms[ranks.length];
		for (int group = 0; group < ranks.length; group++)
			histograms[group] = ranks[group].histograms();
		Queue<Map<Integer, Histograms.Tally>> tallies = new ConcurrentLinkedQueue<>();
		box.forEach(progress, STAGE, () -> {
			Map<Integer, Histograms.Tally> own = new HashMap<>();
			tallies.add(own);
			return (number, pixels, length, groups) -> {
				for (int i = 0; i < groups.length; i++)
					own.computeIfAbsent(groups[i], group -> histograms[group].new Tally()).count(pixels, i * length, length);
			};
		});
		tallies.forEach(own -> own.values().forEach(Histograms.Tally::flush));
		for (int group = 0; group < ranks.length; group++)
			ranks[group].refine(histograms[group]);
	}

	/** The groups measured; one if nothing was kept apart. */
	public Groups groups() {
		return groups;
	}

	/**
	 * One percentile of one group; NaN if it has no value but NaN.
	 *
	 * @param percent which of the percentages asked for, from 0
	 * @param position along the axes kept apart, see {@link Groups#index}
	 */
	public double get(int percent, long... position) {
		return values[percent][groups.index(position)];
	}

	/** One percentile of every group, in the order of {@link Groups#index}. */
	public double[] values(int percent) {
		return values[percent].clone();
	}

	/** Pixels of a group that are not NaN. */
	public long count(long... position) {
		return counts[groups.index(position)];
	}

	/** Pixels that are NaN, in all groups together. */
	public long nans() {
		long sum = 0;
		for (long n : nans)
			sum += n;
		return sum;
	}
}
