package io.github.hourglass.score;

import java.util.List;

/**
 * How many objects of a result are those of the truth: each object is matched with at most one of the other image, so that the
 * number of pairs whose intersection over union (IoU) reaches a threshold is largest. The figures are those of StarDist
 * ({@code stardist.matching}); they are 0 where nothing matches.
 *
 * @param threshold least IoU of a match
 * @param matched pairs (true positives)
 * @param extra objects of the result without a match (false positives)
 * @param missed objects of the truth without a match (false negatives)
 * @param iouSum sum of the IoU of the matched pairs
 */
public record Matching(double threshold, long matched, long extra, long missed, double iouSum) {

	/** Share of the result's objects that are right. */
	public double precision() {
		return ratio(matched, matched + extra);
	}

	/** Share of the true objects that were found. */
	public double recall() {
		return ratio(matched, matched + missed);
	}

	/** Harmonic mean of precision and recall. */
	public double f1() {
		return ratio(2 * matched, 2 * matched + extra + missed);
	}

	/** {@code TP / (TP + FP + FN)}, which StarDist and the Data Science Bowl 2018 call average precision. */
	public double averagePrecision() {
		return ratio(matched, matched + extra + missed);
	}

	/** Sum of the IoU of the matches over {@code TP + FP/2 + FN/2} (Kirillov et al., CVPR 2019). */
	public double panopticQuality() {
		return ratio(iouSum, matched + 0.5 * extra + 0.5 * missed);
	}

	/** Mean IoU of the matches. */
	public double meanMatchedIou() {
		return ratio(iouSum, matched);
	}

	/** The matches of several images counted together. */
	static Matching sum(double threshold, List<Matching> parts) {
		long matched = 0, extra = 0, missed = 0;
		double iouSum = 0;
		for (Matching part : parts) {
			matched += part.matched;
			extra += part.extra;
			missed += part.missed;
			iouSum += part.iouSum;
		}
		return new Matching(threshold, matched, extra, missed, iouSum);
	}

	private static double ratio(double part, double whole) {
		return part == 0 ? 0 : part / whole;
	}
}
