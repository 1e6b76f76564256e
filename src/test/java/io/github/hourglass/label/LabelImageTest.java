package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class LabelImageTest {

	private static Volume line(PixelType type, Object pixels) {
		return Pixels.volume(type, pixels, "xy", new long[] { java.lang.reflect.Array.getLength(pixels), 1 }, 3, 1);
	}

	@Test
	void idsFromElsewhereStay() {
		LabelImage labels = LabelImage.of(line(PixelType.FLOAT32, new float[] { 0, 70000, 3, 3, 16777216, 0 }));
		assertEquals(3, labels.count());
		assertEquals(16777216, labels.largest());
		assertArrayEquals(new int[] { 3, 70000, 16777216 }, labels.ids());
		assertEquals(1, labels.indexOf(70000));
		assertTrue(labels.indexOf(4) < 0);
		assertArrayEquals(new int[] { 0, 70000, 3, 3, 16777216, 0 }, Pixels.ints(labels));
		assertArrayEquals(new int[] { 0, 2, 1, 1, 3, 0 }, Pixels.ints(labels.consecutive()));
		assertEquals(PixelType.INT32, labels.volume().type());
	}

	@Test
	void everyTypeCanHoldLabels() {
		assertArrayEquals(new int[] { 255, 0 }, Pixels.ints(LabelImage.of(line(PixelType.UINT8, new byte[] { -1, 0 }))));
		assertArrayEquals(new int[] { 65535, 1 }, Pixels.ints(LabelImage.of(line(PixelType.UINT16, new short[] { -1, 1 }))));
		assertArrayEquals(new int[] { Integer.MAX_VALUE }, LabelImage.of(line(PixelType.INT64, new long[] { Integer.MAX_VALUE })).ids());
		assertArrayEquals(new int[] { 2, 1 }, Pixels.ints(LabelImage.of(line(PixelType.FLOAT64, new double[] { 2, 1 }))));
	}

	@Test
	void whatIsNoLabelIsRefused() {
		for (double value : new double[] { -1, 0.5, Double.NaN, Double.POSITIVE_INFINITY, 2147483648.0 })
			assertEquals("The image holds the value " + value + ", which cannot be the number of an object: labels are whole numbers from 0 (no object) to 2147483647.",
				assertThrows(IllegalArgumentException.class, () -> LabelImage.of(line(PixelType.FLOAT64, new double[] { 1, 1, 1, 1, value }))).getMessage());
	}

	@Test
	void labelsAreShownInTheSmallestExactType() {
		assertEquals(PixelType.UINT16, LabelImage.of(line(PixelType.INT32, new int[] { 65535 })).asImage().type());
		assertEquals(PixelType.FLOAT32, LabelImage.of(line(PixelType.INT32, new int[] { 65536 })).asImage().type());
		LabelImage most = LabelImage.of(line(PixelType.INT32, new int[] { 1 << 24, (1 << 24) - 1 }));
		assertArrayEquals(new int[] { 1 << 24, (1 << 24) - 1 }, Pixels.ints(most.asImage()));
		LabelImage tooMany = LabelImage.of(line(PixelType.INT32, new int[] { (1 << 24) + 1 }));
		assertTrue(assertThrows(IllegalArgumentException.class, tooMany::asImage).getMessage().contains("16777216"));
		assertEquals(PixelType.UINT16, tooMany.consecutive().asImage().type());
	}

	@Test
	void framesCanBeNumberedEachByItself() {
		Volume volume = Pixels.volume(PixelType.INT32, new int[] { 1, 0, 2, 0, 3, 5, 5, 0, 9, 9, 9, 9 }, "xyt", new long[] { 2, 2, 3 }, 2, 2, 2);
		LabelImage frames = LabelImage.of(volume).perFrame(Progress.none());
		assertArrayEquals(new int[] { 1, 0, 2, 0, 1, 2, 2, 0, 1, 1, 1, 1 }, Pixels.ints(frames));
		assertEquals(2, frames.count());
	}
}
