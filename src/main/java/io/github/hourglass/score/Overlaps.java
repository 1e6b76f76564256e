package io.github.hourglass.score;

import java.util.Arrays;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.label.LabelPixels;

/**
 * Which objects of two label images share pixels, and how many: a sparse table, so that memory grows with the number of objects
 * and not with that of pixels. Objects are counted from 0 in the order of their labels.
 */
final class Overlaps {

	private final int[] truths;
	private final int[] results;
	private final long[] truthSizes;
	private final long[] resultSizes;
	private final int[] start;
	private final int[] partner;
	private final double[] iou;
	private final long truthPixels;
	private final long resultPixels;
	private final long common;

	private Overlaps(PairCounts counts) {
		long[] keys = counts.sortedKeys();
		truths = Arrays.stream(keys).mapToInt(Overlaps::truth).filter(label -> label > 0).distinct().toArray();
		results = Arrays.stream(keys).mapToInt(Overlaps::result).filter(label -> label > 0).sorted().distinct().toArray();
		truthSizes = new long[truths.length];
		resultSizes = new long[results.length];
		long both = 0;
		int pairs = 0;
		for (long key : keys) {
			long count = counts.get(key);
			if (truth(key) > 0)
				truthSizes[truthIndex(truth(key))] += count;
			if (result(key) > 0)
				resultSizes[resultIndex(result(key))] += count;
			if (truth(key) > 0 && result(key) > 0) {
				both += count;
				pairs++;
			}
		}
		common = both;
		truthPixels = Arrays.stream(truthSizes).sum();
		resultPixels = Arrays.stream(resultSizes).sum();
		start = new int[truths.length + 1];
		partner = new int[pairs];
		iou = new double[pairs];
		int pair = 0;
		for (long key : keys)
			if (truth(key) > 0 && result(key) > 0) {
				int i = truthIndex(truth(key));
				int j = resultIndex(result(key));
				long shared = counts.get(key);
				start[i + 1] = pair + 1;
				partner[pair] = j;
				iou[pair++] = (double) shared / (truthSizes[i] + resultSizes[j] - shared);
			}
		for (int i = 1; i < start.length; i++)
			start[i] = Math.max(start[i], start[i - 1]);
	}

	/** @param result of the truth's size, its axes in the same order */
	static Overlaps of(Volume truth, Volume result, Progress progress) {
		PairCounts all = new PairCounts();
		Blocks.forEach(truth, Blocks.THREADS, progress, "Comparing objects", (min, size, pixels) -> {
			int[] a = new int[Volume.pixels(size)];
			LabelPixels.convert(truth, pixels, a.length, a);
			int[] b = LabelPixels.copy(result, min, size);
			PairCounts block = new PairCounts();
			for (int i = 0, run; i < a.length; i += run) {
				run = 1;
				while (i + run < a.length && a[i + run] == a[i] && b[i + run] == b[i])
					run++;
				block.add(PairCounts.key(a[i], b[i]), run);
			}
			synchronized (all) {
				all.add(block);
			}
		});
		return new Overlaps(all);
	}

	int truths() {
		return truths.length;
	}

	int results() {
		return results.length;
	}

	/** Label of a true object. */
	int truthLabel(int i) {
		return truths[i];
	}

	/** Label of an object of the result. */
	int resultLabel(int j) {
		return results[j];
	}

	long truthPixels() {
		return truthPixels;
	}

	long resultPixels() {
		return resultPixels;
	}

	/** Pixels that are foreground in both. */
	long common() {
		return common;
	}

	/**
	 * The object of the result that each true object is matched with, or -1. From an IoU of one half on no object has more than
	 * one candidate, save for ties of exactly one half, which are worth the same; below, the best assignment is sought.
	 */
	int[] partners(double threshold) {
		int[] matched = new int[truths.length];
		Arrays.fill(matched, -1);
		if (threshold < 0.5)
			assign(threshold, matched);
		else {
			boolean[] taken = new boolean[results.length];
			for (int i = 0; i < truths.length; i++)
				for (int k = start[i]; k < start[i + 1] && matched[i] < 0; k++)
					if (iou[k] >= threshold && !taken[partner[k]]) {
						matched[i] = partner[k];
						taken[partner[k]] = true;
					}
		}
		return matched;
	}

	/** As StarDist: most matches first, then the largest sum of IoU; pairs that do not reach the threshold are no matches. */
	private void assign(double threshold, int[] matched) {
		double most = 2.0 * Math.max(1, Math.min(truths.length, results.length));
		double[] weight = Arrays.stream(iou).map(value -> (value >= threshold ? 1 : 0) + value / most).toArray();
		int[] assigned = Assignment.of(truths.length, results.length, start, partner, weight);
		for (int i = 0; i < truths.length; i++)
			if (assigned[i] >= 0 && iou(i, assigned[i]) >= threshold)
				matched[i] = assigned[i];
	}

	Matching at(double threshold) {
		int[] partners = partners(threshold);
		long matched = 0;
		double sum = 0;
		for (int i = 0; i < partners.length; i++)
			if (partners[i] >= 0) {
				matched++;
				sum += iou(i, partners[i]);
			}
		return new Matching(threshold, matched, results.length - matched, truths.length - matched, sum);
	}

	/** Over the true objects, the sum of the best Dice any object of the result has with each. */
	double bestDiceOfTruths() {
		double sum = 0;
		for (int i = 0; i < truths.length; i++) {
			double best = 0;
			for (int k = start[i]; k < start[i + 1]; k++)
				best = Math.max(best, dice(iou[k]));
			sum += best;
		}
		return sum;
	}

	/** The same over the objects of the result. */
	double bestDiceOfResults() {
		double[] best = new double[results.length];
		for (int k = 0; k < iou.length; k++)
			best[partner[k]] = Math.max(best[partner[k]], dice(iou[k]));
		return Arrays.stream(best).sum();
	}

	private static double dice(double iou) {
		return 2 * iou / (1 + iou);
	}

	private double iou(int i, int j) {
		for (int k = start[i]; k < start[i + 1]; k++)
			if (partner[k] == j)
				return iou[k];
		return 0;
	}

	private int truthIndex(int label) {
		return Arrays.binarySearch(truths, label);
	}

	private int resultIndex(int label) {
		return Arrays.binarySearch(results, label);
	}

	private static int truth(long key) {
		return (int) (key >>> 32);
	}

	private static int result(long key) {
		return (int) key;
	}
}
