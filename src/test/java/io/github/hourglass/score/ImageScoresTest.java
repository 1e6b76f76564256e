package io.github.hourglass.score;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Expected values: the published formulas in NumPy, windows as explicit sums, in two passes (mean first, then deviations). */
class ImageScoresTest {

	private static final Progress NONE = Progress.none();

	private interface Value {
		double at(long x, long y, long z);
	}

	private static Volume volume(PixelType type, Value value, int block, long... dimensions) {
		int[] blocks = new int[dimensions.length];
		java.util.Arrays.fill(blocks, block);
		return Volume.of(type, dimensions, Axes.of("xyz".substring(0, dimensions.length)), blocks, (min, size, dest) -> {
			long[] position = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, value.at(position[0], position[1], dimensions.length > 2 ? position[2] : 0));
				for (int d = 0; d < size.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		});
	}

	private static double truth(long x, long y, long z) {
		return (x * 7 + y * 13 + x * y + z * 11) % 31;
	}

	private static double image(long x, long y, long z) {
		return 1.5 * truth(x, y, z) + (x * 5 + y * 3 + z * 2) % 7 + 4;
	}

	private static void check(ImageScores scores, double mse, double psnr, double ssim, double tolerance) {
		assertEquals(mse, scores.mse(), tolerance * mse);
		assertEquals(psnr, scores.psnr(), tolerance * psnr);
		assertEquals(ssim, scores.ssim(), tolerance);
	}

	@Test
	void planesScoreAsTheFormulasSay() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 7, 40, 33);
		Volume image = volume(PixelType.FLOAT32, ImageScoresTest::image, 16, 40, 33);
		check(ImageScores.of(truth, image, 2, false, NONE), 230.19469696969696, 5.921471949384535, 0.7269186498865992, 1e-12);
		check(ImageScores.of(truth, image, 2, true, NONE), 1.7500281098016703, 27.11197484848055, 0.9887714277303965, 1e-6);
	}

	@Test
	void volumesScoreAsTheFormulasSay() {
		Volume truth = volume(PixelType.UINT16, ImageScoresTest::truth, 6, 20, 17, 14);
		Volume image = volume(PixelType.FLOAT64, ImageScoresTest::image, 9, 20, 17, 14);
		check(ImageScores.of(truth, image, 3, false, NONE), 234.94259453781513, 5.83280748959049, 0.7345655806171566, 1e-12);
		check(ImageScores.of(truth, image, 3, true, NONE), 1.7299649543332611, 27.162052041682422, 0.9890538805370896, 1e-6);
		assertEquals(0.7343830110160171, ImageScores.ssim(truth, image, 2, 30, NONE), 1e-12, "plane by plane");
	}

	private static double smooth(long x, long y) {
		return Math.rint(100 + 60 * Math.sin(x / 13.) + 40 * Math.cos(y / 17. + x / 29.));
	}

	@Test
	void scalesAreWeightedAsPublished() {
		Volume truth = volume(PixelType.UINT8, (x, y, z) -> smooth(x, y), 50, 181, 165);
		Volume image = volume(PixelType.FLOAT64, (x, y, z) -> smooth(x, y) + (x * 5 + y * 3) % 7 * 4 - 6 + 0.1 * x, 64, 181, 165);
		assertEquals(0.9684063888425463, ImageScores.of(truth, image, 2, false, NONE).msSsim(), 1e-12);
		assertEquals(1, ImageScores.msSsim(truth, truth, 200, NONE), 1e-12);
	}

	@Test
	void scalesOfAStackAreThoseOfItsPlanes() {
		Volume truth = volume(PixelType.UINT8, (x, y, z) -> smooth(x, y + 5 * z), 200, 161, 161, 2);
		Volume image = volume(PixelType.FLOAT64, (x, y, z) -> smooth(x, y + 5 * z) + (x * 3 + y * 2) % 11 * 3, 40, 161, 161, 2);
		assertEquals(0.9398306401980504, ImageScores.msSsim(truth, image, 200, NONE), 1e-12);
		assertEquals(0.9398306401980504, ImageScores.msSsim(truth.inOrder("zyx"), image, 200, NONE), 1e-12);
	}

	@Test
	void anImageTooSmallForFiveScalesHasNoScoreOverScales() {
		Volume small = volume(PixelType.UINT8, ImageScoresTest::truth, 50, 161, 160);
		assertEquals(Double.NaN, ImageScores.msSsim(small, small, 30, NONE));
	}

	@Test
	void tilesDoNotChangeTheResult() {
		Volume truth = volume(PixelType.FLOAT32, ImageScoresTest::truth, 50, 300, 140);
		Volume image = volume(PixelType.FLOAT32, ImageScoresTest::image, 64, 300, 140);
		Volume map = ImageScores.ssimMap(truth, image, 2, 30);
		assertTrue(map.blocks().count() > 2);
		double[] whole = new double[290 * 130];
		map.copy(new long[2], new int[] { 290, 130 }, whole);
		double sum = 0;
		for (double value : whole)
			sum += value;
		assertEquals(sum / whole.length, ImageScores.ssim(truth, image, 2, 30, NONE), 1e-13);
	}

	@Test
	void theOrderOfTheAxesDoesNotMatter() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 17, 14);
		Volume image = volume(PixelType.FLOAT32, ImageScoresTest::image, 8, 20, 17, 14);
		assertEquals(ImageScores.mse(truth, image, NONE), ImageScores.mse(truth, image.inOrder("zyx"), NONE), 1e-9);
	}

	@Test
	void equalImagesArePerfect() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 17);
		ImageScores scores = ImageScores.of(truth, truth, 2, false, NONE);
		assertEquals(0, scores.mse());
		assertEquals(Double.POSITIVE_INFINITY, scores.psnr());
		assertEquals(1, scores.ssim(), 1e-12);
	}

	@Test
	void aFitUndoesAnyScaleAndOffset() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 17);
		Volume scaled = volume(PixelType.FLOAT64, (x, y, z) -> -0.01 * truth(x, y, z) + 5, 8, 20, 17);
		assertEquals(0, ImageScores.mse(truth, ImageScores.fitted(truth, scaled, NONE), NONE), 1e-6);
	}

	@Test
	void whatIsNotANumberGivesNoScore() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 17);
		Volume broken = volume(PixelType.FLOAT32, (x, y, z) -> x == 3 && y == 4 ? Double.NaN : 1, 8, 20, 17);
		assertEquals(Double.NaN, ImageScores.mse(truth, broken, NONE));
	}

	@Test
	void imagesThatCannotBeComparedAreRefused() {
		Volume truth = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 17);
		Volume other = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 18);
		Volume small = volume(PixelType.UINT8, ImageScoresTest::truth, 8, 20, 10);
		Volume flat = volume(PixelType.UINT8, (x, y, z) -> 5, 8, 20, 17);
		assertTrue(assertThrows(IllegalArgumentException.class, () -> ImageScores.mse(truth, other, NONE)).getMessage().contains("along y"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> ImageScores.ssim(small, small, 2, 1, NONE)).getMessage().contains("at least 11"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> ImageScores.of(flat, truth, 2, false, NONE)).getMessage().contains("same value"));
	}
}
