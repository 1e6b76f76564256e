package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;

class OtsuTest {

	private static double threshold(PixelType type, Object pixels, int... block) {
		int n = java.lang.reflect.Array.getLength(pixels);
		return Otsu.threshold(Pixels.volume(type, pixels, "xy", new long[] { n / 2, 2 }, block), Progress.none());
	}

	/** NumPy 2.4: the formula of scikit-image's {@code threshold_otsu} for {@code (i*i % 997)*3 + (20000 if i % 3 == 0 else 1000)}. */
	@Test
	void integersAreCountedOneByOne() {
		short[] pixels = new short[10000];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (short) ((long) i * i % 997 * 3 + (i % 3 == 0 ? 20000 : 1000));
		assertEquals(3988.0, threshold(PixelType.UINT16, pixels, 700, 1));
	}

	/** The same of {@code (7.5 if i % 4 == 0 else 1.25) + (i*i % 1009)/250} as 32-bit float, in 256 bins. */
	@Test
	void floatsAreCountedInBins() {
		float[] pixels = new float[10000];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) ((i % 4 == 0 ? 7.5 : 1.25) + (long) i * i % 1009 / 250.0);
		assertEquals(5.286488119512796, threshold(PixelType.FLOAT32, pixels, 333, 2), 1e-6);
		float[] more = Arrays.copyOf(pixels, 10004);
		more[10000] = Float.NaN;
		more[10001] = Float.POSITIVE_INFINITY;
		more[10002] = Float.NEGATIVE_INFINITY;
		more[10003] = pixels[0];
		assertEquals(5.286488119512796, threshold(PixelType.FLOAT32, more, 333, 2), 1e-6, "what is not finite does not count");
	}

	/** Classes 1 1 2 and 8 9: any cut between 2 and 8 parts them best; the first is taken. */
	@Test
	void theCutFollowsTheLowerClass() {
		assertEquals(2, threshold(PixelType.UINT8, new byte[] { 1, 1, 2, 8, 9, 9 }, 3, 1));
		assertEquals(-3, threshold(PixelType.INT8, new byte[] { -3, -3, 100, 100 }, 1, 1));
	}

	@Test
	void aConstantImageHasItsValueAndAnEmptyOneNone() {
		assertEquals(7, threshold(PixelType.UINT8, new byte[] { 7, 7, 7, 7 }, 1, 1));
		assertThrows(IllegalArgumentException.class, () -> threshold(PixelType.FLOAT32, new float[] { Float.NaN, Float.NaN }, 1, 1));
	}
}
