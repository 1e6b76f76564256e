package io.github.hourglass.score;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Table;
import io.github.hourglass.label.LabelPixels;

/** Compares objects, frame by frame. */
final class LabelComparison {

	static final int MATCHED = 0x009e73;
	static final int MISSED = 0xd55e00;
	static final int EXTRA = 0x56b4e9;
	static final int BOTH_WRONG = 0xcc79a7;
	static final int LACKING = 0x6a2f00;
	static final int BEYOND = 0x2b5a74;

	private static final String LEGEND = "matched objects green, their pixels that the result lacks dark orange, those it has too many dark blue; "
		+ "missed objects orange, extra objects light blue, pixels of both pink";

	/** Which objects of a frame are matched: those of the truth with what. */
	private record Matches(Map<Integer, Integer> partners, Set<Integer> results) {

		static Matches of(Overlaps overlaps, double threshold) {
			Matches matches = new Matches(new HashMap<>(), new HashSet<>());
			int[] partners = overlaps.partners(threshold);
			for (int i = 0; i < partners.length; i++)
				if (partners[i] >= 0) {
					matches.partners.put(overlaps.truthLabel(i), overlaps.resultLabel(partners[i]));
					matches.results.add(overlaps.resultLabel(partners[i]));
				}
			return matches;
		}

		/** Color of a pixel of two labels, not both 0. */
		int color(int truth, int result) {
			Integer partner = truth == 0 ? null : partners.get(truth);
			if (truth != 0 && result != 0) {
				if (partner != null)
					return partner == result ? MATCHED : results.contains(result) ? LACKING : EXTRA;
				return results.contains(result) ? MISSED : BOTH_WRONG;
			}
			if (truth != 0)
				return partner != null ? LACKING : MISSED;
			return results.contains(result) ? BEYOND : EXTRA;
		}
	}

	private LabelComparison() {}

	/** @param result of the truth's size and order of axes */
	static Comparison of(Volume result, Volume truth, double threshold, Progress progress) {
		List<LabelScores> frames = LabelScores.frames(truth, result, progress);
		Table table = new Table(columns());
		for (int t = 0; t < frames.size(); t++)
			add(table, Comparison.name(result, 0, t), frames.get(t), threshold);
		LabelScores all = LabelScores.pooled(frames);
		if (frames.size() > 1)
			add(table, "all", all, threshold);
		if (all.truths() == 0)
			progress.note("The truth has no objects, so there is nothing to find.");
		return new Comparison(table, difference(result, truth, frames.stream().map(frame -> Matches.of(frame.overlaps(0), threshold)).toList()));
	}

	private static List<String> columns() {
		List<String> columns = new ArrayList<>(List.of(Table.LABEL, "Truth", "Result", "IoU", "Dice", "Object Dice"));
		for (double threshold : LabelScores.THRESHOLDS)
			columns.add("AP" + Math.round(100 * threshold));
		columns.addAll(List.of("Mean AP", "Matched", "Missed", "Extra", "Precision", "Recall", "F1", "PQ", "Matched IoU"));
		return columns;
	}

	private static void add(Table table, String label, LabelScores scores, double threshold) {
		List<Object> row = new ArrayList<>(List.of(label, scores.truths(), scores.results(), scores.iou(), scores.dice(), scores.objectDice()));
		for (double other : LabelScores.THRESHOLDS)
			row.add(scores.at(other).averagePrecision());
		Matching matching = scores.at(threshold);
		row.addAll(List.of(scores.meanAveragePrecision(), matching.matched(), matching.missed(), matching.extra(), matching.precision(), matching.recall(),
			matching.f1(), matching.panopticQuality(), matching.meanMatchedIou()));
		table.add(row);
	}

	private static Volume difference(Volume result, Volume truth, List<Matches> frames) {
		Volume a = truth.inOrder("xyzt");
		Volume b = result.inOrder("xyzt");
		List<Axis> axes = new ArrayList<>();
		a.axes().forEach(axes::add);
		axes.add(2, Axis.of('c'));
		long[] size = { a.size('x'), a.size('y'), 3, a.size('z'), a.size('t') };
		int[] block = { a.blockSize()[0], a.blockSize()[1], 3, a.blockSize()[2], a.blockSize()[3] };
		Metadata metadata = Metadata.titled("difference").withRgb(true).withProvenance(Comparison.SHOWS, LEGEND);
		return Volume.of(PixelType.UINT8, size, Axes.of(axes), block, (min, count, dest) -> {
			long[] from = { min[0], min[1], min[3], min[4] };
			int[] wide = { count[0], count[1], count[3], count[4] };
			int[] truths = LabelPixels.copy(a, from, wide);
			int[] results = LabelPixels.copy(b, from, wide);
			int plane = count[0] * count[1];
			for (int i = 0; i < truths.length; i++) {
				int stack = i / plane;
				Matches matches = frames.get((int) (min[4] + stack / count[3]));
				int color = truths[i] == 0 && results[i] == 0 ? 0 : matches.color(truths[i], results[i]);
				for (int c = 0; c < count[2]; c++)
					((byte[]) dest)[(stack * count[2] + c) * plane + i % plane] = (byte) (color >> 16 - 8 * (min[2] + c));
			}
		}).withMetadata(metadata);
	}
}
