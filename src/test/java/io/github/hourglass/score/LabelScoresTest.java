package io.github.hourglass.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Expected values: counted by hand, or computed in Python with the algorithm of {@code stardist.matching} and SciPy's
 * {@code linear_sum_assignment} on the same label images, given by formulas.
 */
class LabelScoresTest {

	private static final Progress NONE = Progress.none();

	private interface Label {
		double at(long x, long y, long z, long t);
	}

	private static Volume volume(PixelType type, int block, Label label, long... dimensions) {
		int[] blocks = new int[dimensions.length];
		java.util.Arrays.fill(blocks, block);
		return Volume.of(type, dimensions, Axes.of("xyzt".substring(0, dimensions.length)), blocks, (min, size, dest) -> {
			long[] at = java.util.Arrays.copyOf(min, 4);
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, label.at(at[0], at[1], at[2], at[3]));
				for (int d = 0; d < size.length; d++) {
					if (++at[d] < min[d] + size[d])
						break;
					at[d] = min[d];
				}
			}
		});
	}

	/** A row of pixels. */
	private static Volume row(int... labels) {
		return volume(PixelType.INT32, 4, (x, y, z, t) -> labels[(int) x], labels.length, 1);
	}

	private static double truth(long x, long y, long z, long t) {
		return (x / 9 + y / 9 + z / 3) % 4 != 0 ? 1 + x / 9 + 20 * (y / 9) + 1000 * (z / 3) : 0;
	}

	private static double result(long x, long y, long z, long t) {
		return ((x + 2) / 10 + (y + 1) / 8 + (z + 1) / 3) % 5 != 0 ? 5 * (1 + (x + 2) / 10 + 31 * ((y + 1) / 8) + 1500 * ((z + 1) / 3)) : 0;
	}

	@Test
	void aRowIsScoredAsCountedByHand() {
		// objects of 4, 4 and 2 pixels; found: 3 of 4 (IoU 3/4), 4 with one more (4/5), none, and one too many
		Volume truth = row(1, 1, 1, 1, 0, 2, 2, 2, 2, 0, 0, 3, 3, 0, 0);
		Volume result = row(7, 7, 7, 0, 0, 9, 9, 9, 9, 9, 0, 0, 0, 0, 4);
		LabelScores scores = LabelScores.of(truth, result, NONE);
		assertEquals(3, scores.truths());
		assertEquals(3, scores.results());
		assertEquals(7.0 / 12, scores.iou(), 1e-15);
		assertEquals(14.0 / 19, scores.dice(), 1e-15);
		Matching half = scores.at(0.5);
		assertEquals(new Matching(0.5, 2, 1, 1, 0.75 + 0.8), half);
		assertEquals(2.0 / 3, half.precision(), 1e-15);
		assertEquals(2.0 / 3, half.recall(), 1e-15);
		assertEquals(2.0 / 3, half.f1(), 1e-15);
		assertEquals(0.5, half.averagePrecision(), 1e-15);
		assertEquals(1.55 / 3, half.panopticQuality(), 1e-15);
		assertEquals(1.55 / 2, half.meanMatchedIou(), 1e-15);
		assertEquals(0.2, scores.at(0.8).averagePrecision(), 1e-15, "0.8 reaches 0.8");
		assertEquals(0, scores.at(0.9).averagePrecision());
		assertEquals((0.5 + 0.5 + 0.5 + 0.2 + 0) / 5, scores.meanAveragePrecision(), 1e-15);
		double dice = 2 * 0.75 / 1.75 + 2 * 0.8 / 1.8;
		assertEquals(dice / 3, scores.objectDice(), 1e-15);
	}

	@Test
	void anIouOfExactlyOneHalfMatchesOnce() {
		Matching halves = LabelScores.of(row(1, 1, 1, 1), row(5, 5, 6, 6), NONE).at(0.5);
		assertEquals(new Matching(0.5, 1, 1, 0, 0.5), halves);
		Matching merged = LabelScores.of(row(5, 5, 6, 6), row(1, 1, 1, 1), NONE).at(0.5);
		assertEquals(new Matching(0.5, 1, 0, 1, 0.5), merged);
	}

	@Test
	void mostPairsAreMatchedEvenWhereTheBestOverlapWouldLeaveFewer() {
		// truth 1 (10 pixels) has 6 in 8 (IoU 6/14) and all of 9 (4/10); truth 2 (5 pixels) has 4 in 8 (4/11)
		Volume truth = row(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2);
		Volume result = row(9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 0);
		Matching matching = LabelScores.of(truth, result, NONE).at(0.35);
		assertEquals(2, matching.matched());
		assertEquals(4.0 / 10 + 4.0 / 11, matching.iouSum(), 1e-12);
	}

	@ParameterizedTest
	@CsvSource({ "0.1,77,11,6,29.034158546659796", "0.2,65,23,18,27.567888330166237", "0.3,48,40,35,23.609161314003202",
		"0.4,31,57,52,17.637976400406334", "0.5,21,67,62,13.161789696307203", "0.6,12,76,71,8.383856981451165", "0.7,6,82,77,4.529914618937044",
		"0.8,1,87,82,0.8089887640449438", "0.9,0,88,83,0" })
	void planesMatchAsInStarDist(double threshold, long matched, long extra, long missed, double iouSum) {
		LabelScores scores = LabelScores.of(volume(PixelType.UINT16, 23, LabelScoresTest::truth, 97, 83),
			volume(PixelType.FLOAT32, 40, LabelScoresTest::result, 97, 83), NONE);
		Matching matching = scores.at(threshold);
		assertArrayEquals(new long[] { matched, extra, missed }, new long[] { matching.matched(), matching.extra(), matching.missed() });
		assertEquals(iouSum, matching.iouSum(), 1e-12);
		assertEquals(0.6017210377600822, scores.iou(), 1e-15);
		assertEquals(0.7513431160291877, scores.dice(), 1e-15);
		assertEquals(0.49953872132964905, scores.objectDice(), 1e-12);
	}

	@ParameterizedTest
	@ValueSource(ints = { 5, 64 })
	void framesOfVolumesMatchByThemselvesAndCountTogether(int block) {
		Volume truth = volume(PixelType.INT32, block, (x, y, z, t) -> truth(x + 4 * t, y, z, 0), 41, 30, 7, 2);
		Volume result = volume(PixelType.INT32, 11, (x, y, z, t) -> (x / 20 + y / 15) % 3 != 2 ? truth(x + 1 + 4 * t, y + t, z, 0) : 0, 41, 30, 7, 2);
		List<LabelScores> frames = LabelScores.frames(truth, result.inOrder("tzyx"), NONE);
		check(new Matching(0.2, 40, 0, 5, 25.42501690331305), frames.get(0));
		check(new Matching(0.5, 31, 9, 14, 23.625016903313057), frames.get(0));
		check(new Matching(0.7, 11, 31, 34, 7.894132334581773), frames.get(1));
		assertEquals(0.6204267357211738, frames.get(1).objectDice(), 1e-12);
		LabelScores all = LabelScores.of(truth, result, NONE);
		check(new Matching(0.2, 76, 6, 14, 47.874576639186884), all);
		check(new Matching(0.5, 64, 18, 26, 44.615117179727434), all);
		assertEquals(0.6393832466383087, all.objectDice(), 1e-12);
	}

	@Test
	void labelsMayBeAsLargeAsAnIntAndAreComparedPerFrame() {
		Volume truth = volume(PixelType.INT32, 8, (x, y, z, t) -> x < 4 ? Integer.MAX_VALUE : Integer.MAX_VALUE - 1, 8, 3, 1, 2);
		assertEquals(new Matching(1, 4, 0, 0, 4), LabelScores.of(truth, truth, NONE).at(1));
	}

	@Test
	void emptyImagesHaveNoForegroundToCompare() {
		LabelScores both = LabelScores.of(row(0, 0, 0), row(0, 0, 0), NONE);
		assertEquals(Double.NaN, both.iou());
		assertEquals(Double.NaN, both.dice());
		assertEquals(Double.NaN, both.objectDice());
		assertEquals(0, both.at(0.5).averagePrecision());
		LabelScores one = LabelScores.of(row(0, 3, 0), row(0, 0, 0), NONE);
		assertEquals(0, one.iou());
		assertEquals(0, one.objectDice());
		assertEquals(new Matching(0.5, 0, 0, 1, 0), one.at(0.5));
		assertEquals(0, one.at(0.5).panopticQuality());
	}

	@Test
	void whatIsNoLabelImageIsRefused() {
		Volume labels = row(0, 1, 2);
		refused("0.5, which is no label", labels, volume(PixelType.FLOAT32, 4, (x, y, z, t) -> 0.5 * x, 3, 1));
		refused("-1, which is no label", labels, volume(PixelType.INT16, 4, (x, y, z, t) -> -1, 3, 1));
		refused("NaN, which is no label", labels, volume(PixelType.FLOAT32, 4, (x, y, z, t) -> Double.NaN, 3, 1));
		refused("4294967295, which is no label", labels, volume(PixelType.UINT32, 4, (x, y, z, t) -> 4294967295.0, 3, 1));
		refused("along x", labels, row(1, 2));
		Volume channels = labels.inOrder("xyc").withAxes(Axes.of("cyx"));
		refused("along c", channels, channels);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 0, -0.5, 1.01, Double.NaN })
	void aThresholdOutsideItsRangeIsRefused(double threshold) {
		LabelScores scores = LabelScores.of(row(1), row(1), NONE);
		assertThrows(IllegalArgumentException.class, () -> scores.at(threshold));
	}

	private static void check(Matching expected, LabelScores scores) {
		Matching matching = scores.at(expected.threshold());
		assertEquals(expected.matched(), matching.matched());
		assertEquals(expected.extra(), matching.extra());
		assertEquals(expected.missed(), matching.missed());
		assertEquals(expected.iouSum(), matching.iouSum(), 1e-12);
	}

	private static void refused(String hint, Volume truth, Volume result) {
		String message = assertThrows(IllegalArgumentException.class, () -> LabelScores.of(truth, result, NONE)).getMessage();
		assertTrue(message.contains(hint), message);
	}
}
