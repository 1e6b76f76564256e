package io.github.hourglass.step;

import static io.github.hourglass.step.StepsTest.volume;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.StepSpec;
import net.imglib2.img.array.ArrayImgs;

class ConvertTest {

	private static final float NAN = Float.NaN;
	private static final float INF = Float.POSITIVE_INFINITY;

	private final HeardProgress listening = new HeardProgress();
	private final List<String> notes = listening.notes();

	@Test
	void resultsAreRoundedToNearestAndClipped() {
		Volume image = volume("x", new long[] { 9 }, -3, -0.4f, 0.49f, 0.5f, 1.5f, 254.6f, 255.5f, 1e9f, -INF);
		assertArrayEquals(new double[] { 0, 0, 0, 1, 2, 255, 255, 255, 0 }, values(Convert.rounded(PixelType.UINT8).apply(image, listening)));
		assertArrayEquals(new double[] { 0, 0, 0, 1, 2, 255, 256, 65535, 0 }, values(Convert.rounded(PixelType.UINT16).apply(image, listening)));
		assertArrayEquals(new double[] { -3, 0, 0, 1, 2, 255, 256, 1e9, Integer.MIN_VALUE },
			values(Convert.rounded(PixelType.INT32).apply(image, listening)));
		assertTrue(notes.isEmpty(), notes.toString());
	}

	@Test
	void ensureDtypeDropsTheFractionAsNumPyDoes() {
		Volume image = volume("x", new long[] { 7 }, -1.7f, -0.9f, 0.9f, 1.999f, 254.99f, 255, 127.5f);
		assertArrayEquals(new double[] { 0, 0, 0, 1, 254, 255, 127 }, values(dtype("uint8", image)));
		assertArrayEquals(new double[] { -1, 0, 0, 1, 127, 127, 127 }, values(dtype("int8", image)));
		assertArrayEquals(new double[] { -1, 0, 0, 1, 254, 255, 127 }, values(dtype("int64", image)));
		assertArrayEquals(new double[] { 0, 0, 0, 1, 254, 255, 127 }, values(dtype("uint64", image)));
		assertArrayEquals(new double[] { 1, 1, 1, 1, 1, 1, 1 }, values(dtype("bool", image)));
		assertSame(image, dtype("float32", image));
		assertEquals(PixelType.FLOAT64, dtype("float64", image).type());
	}

	@Test
	void nanBecomesZeroAndIsSaidOnce() {
		Volume image = volume("x", new long[] { 4 }, NAN, 3, NAN, INF);
		for (PixelType type : new PixelType[] { PixelType.UINT8, PixelType.UINT16, PixelType.INT16 }) {
			notes.clear();
			Volume converted = Convert.rounded(type).apply(image, listening);
			values(converted);
			assertArrayEquals(new double[] { 0, 3, 0, type.max() }, values(converted));
			assertEquals(1, notes.size());
			assertTrue(notes.get(0).contains("NaN"), notes.get(0));
		}
	}

	@Test
	void wideTypesKeepTheirDigits() {
		Volume image = Volume.of(ArrayImgs.doubles(new double[] { 16777217, -5.5, 4294967295.0 }, 3), Axes.of("x"));
		assertArrayEquals(new double[] { 16777217, 0, 4294967295.0 }, values(Convert.rounded(PixelType.UINT32).apply(image, listening)));
		Volume longs = Volume.of(ArrayImgs.longs(new long[] { 70000, -1, 5 }, 3), Axes.of("x"));
		assertArrayEquals(new double[] { 65535, 0, 5 }, values(dtype("uint16", longs)));
	}

	@Test
	void theResultTypeFollowsTheOption() {
		assertEquals(PixelType.UINT8, Convert.type("auto", PixelType.UINT8, PixelType.UINT16));
		assertEquals(PixelType.FLOAT32, Convert.type("auto", PixelType.INT64, PixelType.UINT16));
		assertEquals(PixelType.UINT16, Convert.type("input", PixelType.FLOAT32, PixelType.UINT16));
		assertEquals(PixelType.UINT8, Convert.type("8-bit", PixelType.FLOAT32, PixelType.UINT16));
		assertEquals(PixelType.FLOAT32, Convert.type("32-bit", PixelType.UINT8, PixelType.UINT16));
		assertThrows(IllegalArgumentException.class, () -> Convert.type("12-bit", PixelType.UINT8, PixelType.UINT16));
	}

	private Volume dtype(String name, Volume image) {
		return Steps.of(new StepSpec("ensure_dtype", Map.of("dtype", name)), StepsTest.tensor("raw", "x"), Scope.IMAGE)
			.apply(Sample.of("raw", image), listening).get("raw");
	}

	private static double[] values(Volume volume) {
		int n = (int) volume.voxels();
		Object pixels = volume.type().newArray(n);
		volume.copy(new long[1], new int[] { n }, pixels);
		double[] values = new double[n];
		for (int i = 0; i < n; i++)
			values[i] = volume.type().get(pixels, i);
		return values;
	}
}
