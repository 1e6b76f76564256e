package io.github.hourglass.score;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Table;

class ComparisonTest {

	private static final Progress NONE = Progress.none();

	private interface Value {
		double at(long[] position);
	}

	private static Volume volume(PixelType type, String axes, Value value, long... dimensions) {
		int[] blocks = new int[dimensions.length];
		Arrays.fill(blocks, 9);
		return Volume.of(type, dimensions, Axes.of(axes), blocks, (min, size, dest) -> {
			long[] at = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, value.at(at));
				for (int d = 0; d < size.length; d++) {
					if (++at[d] < min[d] + size[d])
						break;
					at[d] = min[d];
				}
			}
		});
	}

	/** Two channels of different brightness, three frames. */
	private static Volume truth() {
		return volume(PixelType.UINT16, "xyct", at -> (1 + 9 * at[2]) * ((at[0] * 7 + at[1] * 13 + at[0] * at[1] + at[3]) % 31), 30, 20, 2, 3);
	}

	private static Volume result() {
		return volume(PixelType.FLOAT32, "xyct", at -> 2 * (1 + 9 * at[2]) * ((at[0] * 7 + at[1] * 13 + at[0] * at[1] + at[3]) % 31) + 4 + at[3], 30, 20, 2, 3);
	}

	private static CompareOptions options(String... pairs) {
		Map<String, String> values = new HashMap<>();
		for (int i = 0; i < pairs.length; i += 2)
			values.put(pairs[i], pairs[i + 1]);
		return Settings.read(CompareOptions.class, values);
	}

	@Test
	void everyFrameAndChannelHasARowAndAllTheirMean() {
		Table table = Comparison.of(result(), truth(), options("kind", "images"), NONE).table();
		assertEquals(List.of("Label", "MSE", "PSNR", "SSIM", "MS-SSIM", "Range"), table.columns());
		assertEquals(7, table.size());
		assertEquals("frame 2, channel 1", table.get(2, "Label"));
		assertEquals("mean", table.get(6, "Label"));
		double sum = 0;
		for (int row = 0; row < 6; row++) {
			int c = row % 2;
			int t = row / 2;
			double mse = 0;
			for (int y = 0; y < 20; y++)
				for (int x = 0; x < 30; x++)
					mse += Math.pow((1 + 9 * c) * ((x * 7 + y * 13 + x * y + t) % 31) + 4 + t, 2) / 600;
			assertEquals(mse, table.number(row, "MSE"), 1e-9 * mse);
			assertEquals(10 * Math.log10(Math.pow(30 * (1 + 9 * c), 2) / mse), table.number(row, "PSNR"), 1e-9);
			assertEquals(30 * (1 + 9 * c), table.number(row, "Range"));
			assertEquals(Double.NaN, table.number(row, "MS-SSIM"));
			sum += mse;
		}
		assertEquals(sum / 6, table.number(6, "MSE"), 1e-9 * sum);
	}

	@Test
	void aFitTakesScaleAndShiftOutOfEachFrame() {
		Comparison comparison = Comparison.of(result(), truth(), options("kind", "images", "fit", "true"), NONE);
		for (int row = 0; row < 7; row++) {
			assertEquals(0, comparison.table().number(row, "MSE"), 1e-4);
			assertEquals(1, comparison.table().number(row, "SSIM"), 1e-6);
		}
		float[] difference = new float[600];
		comparison.difference().inOrder("xyct").copyFloats(new long[] { 0, 0, 1, 2 }, new int[] { 30, 20, 1, 1 }, difference);
		for (float value : difference)
			assertEquals(0, value, 0.05);
	}

	@Test
	void theDifferenceIsResultMinusTruth() {
		Volume difference = Comparison.of(result().inOrder("tcyx"), truth(), options("kind", "images"), NONE).difference().inOrder("xyct");
		float[] pixels = new float[2 * 3 * 2 * 2];
		difference.copyFloats(new long[] { 3, 4, 0, 1 }, new int[] { 2, 3, 2, 2 }, pixels);
		int i = 0;
		for (int t = 1; t < 3; t++)
			for (int c = 0; c < 2; c++)
				for (int y = 4; y < 7; y++)
					for (int x = 3; x < 5; x++)
						assertEquals((1 + 9 * c) * ((x * 7 + y * 13 + x * y + t) % 31) + 4 + t, pixels[i++]);
		assertEquals(2, difference.metadata().channels().size());
		assertEquals(-difference.metadata().channels().get(0).displayMin(), difference.metadata().channels().get(0).displayMax());
	}

	@Test
	void theRangeIsTheOneAskedFor() {
		assertEquals(65535, Comparison.of(result(), truth(), options("kind", "images", "range", "type"), NONE).table().number(0, "Range"));
		Table table = Comparison.of(result(), truth(), options("kind", "images", "range", "255"), NONE).table();
		assertEquals(10 * Math.log10(255 * 255 / table.number(0, "MSE")), table.number(0, "PSNR"), 1e-9);
	}

	/** Rows of pixels as frames of one line. */
	private static Volume labels(int[]... frames) {
		return volume(PixelType.UINT16, "xyt", at -> frames[(int) at[2]][(int) at[0]], frames[0].length, 1, frames.length);
	}

	@Test
	void framesOfLabelsAreCountedTogether() {
		Volume truth = labels(new int[] { 1, 1, 1, 1, 0, 2, 2, 0 }, new int[] { 0, 0, 0, 0, 0, 3, 3, 3 });
		Volume result = labels(new int[] { 5, 5, 5, 0, 0, 0, 0, 6 }, new int[] { 0, 0, 0, 0, 0, 5, 5, 5 });
		Table table = Comparison.of(result, truth, options("kind", "labels"), NONE).table();
		assertEquals(3, table.size());
		assertEquals("frame 1", table.get(0, "Label"));
		assertEquals("all", table.get(2, "Label"));
		assertEquals(1 / 3.0, table.number(0, "AP50"), 1e-15);
		assertEquals(1, table.number(1, "AP90"));
		assertEquals(2 / 4.0, table.number(2, "AP50"), 1e-15);
		assertEquals(1.75 / 3, table.number(2, "PQ"), 1e-15);
		assertEquals(6 / 10.0, table.number(2, "IoU"), 1e-15);
		assertEquals(2, table.number(2, "Matched"));
		assertEquals(1, table.number(2, "Missed"));
		assertEquals(1, table.number(2, "Extra"));
		assertEquals(1, Comparison.of(result, truth, options("kind", "labels", "threshold", "0.8"), NONE).table().number(2, "Matched"));
	}

	@Test
	void thePictureColorsMatchedMissedAndExtraObjects() {
		Volume truth = labels(new int[] { 1, 1, 1, 1, 0, 2, 2, 3, 0, 0 });
		Volume result = labels(new int[] { 0, 7, 7, 7, 7, 0, 8, 8, 8, 9 });
		Volume picture = Comparison.of(result, truth, options("kind", "labels"), NONE).difference();
		assertTrue(picture.metadata().rgb());
		byte[] pixels = new byte[30];
		picture.inOrder("xyc").copy(new long[3], new int[] { 10, 1, 3 }, pixels);
		int[] colors = new int[10];
		for (int x = 0; x < 10; x++)
			colors[x] = (pixels[x] & 0xff) << 16 | (pixels[10 + x] & 0xff) << 8 | pixels[20 + x] & 0xff;
		int matched = LabelComparison.MATCHED, missed = LabelComparison.MISSED, extra = LabelComparison.EXTRA, both = LabelComparison.BOTH_WRONG;
		assertArrayEquals(new int[] { LabelComparison.LACKING, matched, matched, matched, LabelComparison.BEYOND, missed, both, both, extra, extra }, colors);
	}

	@Test
	void labelsAreToldFromImages() {
		Volume objects = volume(PixelType.UINT8, "xy", at -> at[0] / 8 % 2 * (1 + at[1] / 8), 40, 40);
		Volume wholeFloats = volume(PixelType.FLOAT32, "xy", at -> at[0] / 8 % 2 * (1 + at[1] / 8), 40, 40);
		Volume noisy = volume(PixelType.UINT8, "xy", at -> (at[0] * 31 + at[1] * 17) % 97, 40, 40);
		Volume flat = volume(PixelType.UINT8, "xy", at -> at[0] > 20 ? 40 : 10, 40, 40);
		assertTrue(hasObjects(objects, wholeFloats, "look like label images"));
		assertTrue(!hasObjects(noisy, noisy, ""));
		assertTrue(!hasObjects(noisy, objects, "looks like a label image but the other does not"));
		assertTrue(!hasObjects(flat, flat, ""), "no background of 0");
	}

	private static boolean hasObjects(Volume result, Volume truth, String note) {
		HeardProgress heard = new HeardProgress();
		boolean objects = Comparison.of(result, truth, CompareOptions.standard(), heard).table().columns().contains("AP50");
		assertTrue(heard.notes().toString().contains(note), heard.notes().toString());
		return objects;
	}

	@Test
	void whatIsTooSmallForAScoreIsTold() {
		Volume small = volume(PixelType.UINT8, "xy", at -> at[0] * 3 + at[1], 10, 30);
		HeardProgress heard = new HeardProgress();
		Table table = Comparison.of(small, small, options("kind", "images"), heard).table();
		assertEquals(Double.NaN, table.number(0, "SSIM"));
		assertEquals(Double.POSITIVE_INFINITY, table.number(0, "PSNR"));
		assertTrue(heard.notes().toString().contains("SSIM needs 11"), heard.notes().toString());
	}

	@Test
	void whatCannotBeComparedIsRefused() {
		Volume flat = volume(PixelType.UINT8, "xy", at -> 7, 40, 40);
		Volume other = volume(PixelType.UINT8, "xy", at -> at[0], 40, 41);
		Volume parts = volume(PixelType.FLOAT32, "xy", at -> at[0] / 2.0, 40, 40);
		refused("the same value everywhere", other.crop(new long[2], new long[] { 40, 40 }), flat, "kind", "images");
		refused("along y", other, flat);
		refused(".5, which is no label", parts, flat, "kind", "labels");
		refused("8 or 16 bits", flat, parts, "kind", "images", "range", "type");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0", "-5", "wide", "NaN", "Infinity", "" })
	void aRangeThatIsNoneIsRefusedByName(String range) {
		String message = assertThrows(IllegalArgumentException.class, () -> options("range", range)).getMessage();
		assertTrue(message.startsWith("range cannot be"), message);
	}

	private static void refused(String hint, Volume result, Volume truth, String... options) {
		String message = assertThrows(IllegalArgumentException.class, () -> Comparison.of(result, truth, options(options), NONE)).getMessage();
		assertTrue(message.contains(hint) && message.endsWith("."), message);
	}
}
