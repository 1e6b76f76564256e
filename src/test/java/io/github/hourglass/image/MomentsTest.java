package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected vectors are from NumPy 2.4.6, {@code numpy.mean} and {@code numpy.std} of the pixels as float64. */
class MomentsTest {

	@Test
	void momentsOfEveryTypeAreNumPys() {
		check(PixelType.UINT8, 129.30921704658078, 75.1174931971472);
		check(PixelType.INT8, 1.309217046580773, 75.1174931971472);
		check(PixelType.UINT16, 33470.96233894945, 19286.47709921339);
		check(PixelType.INT16, 702.9623389494549, 19286.47709921339);
		check(PixelType.UINT32, 2125026386.716551, 1228924483.334827);
		check(PixelType.INT32, -22457261.28344896, 1228924483.334827);
		check(PixelType.INT64, 2.2133206434345548e+16, 2.059757111268437e+16);
		check(PixelType.FLOAT32, -18.94483147763875, 2357.8026832154555);
		check(PixelType.FLOAT64, -19.39950743310209, 2414.3899476126267);
	}

	private static void check(PixelType type, double mean, double deviation) {
		Volume volume = NumbersOf.volume(type, NumbersOf.pixels(type), "x", new long[] { 1009 }, 100);
		Moments.Statistics statistics = Moments.of(volume, "", Progress.none()).get();
		assertEquals(mean, statistics.mean(), 1e-13 * deviation, type.name());
		assertEquals(deviation, statistics.deviation(), 1e-13 * deviation, type.name());
		assertEquals(1009, statistics.count());
	}

	@Test
	void channelsAreMeasuredByThemselves() {
		Volume volume = NumbersOf.volume(PixelType.FLOAT32, NumbersOf.pixels(PixelType.FLOAT32), "xct", new long[] { 84, 3, 4 }, 50, 2, 3);
		Moments moments = Moments.of(volume, "c", Progress.none());
		double[] means = { -112.89136614118304, -20.551031203497026, 65.75145612444196 };
		double[] deviations = { 2321.1423713382515, 2340.873152197598, 2402.343235851777 };
		for (int c = 0; c < 3; c++) {
			assertEquals(means[c], moments.get(c).mean(), 1e-10);
			assertEquals(deviations[c], moments.get(c).deviation(), 1e-10);
		}
		Moments.Statistics whole = Moments.of(volume, "", Progress.none()).get();
		assertEquals(whole.mean(), moments.joint().mean(), 1e-10);
		assertEquals(whole.deviation(), moments.joint().deviation(), 1e-10);
	}

	@Test
	void onlyFinitePixelsCount() {
		float inf = Float.POSITIVE_INFINITY;
		float[] pixels = { 1, Float.NaN, inf, 3, -inf, Float.NaN, 5, Float.NaN };
		Moments.Statistics statistics = Moments.of(NumbersOf.volume(PixelType.FLOAT32, pixels, "x", new long[] { 8 }, 3), "", Progress.none()).get();
		assertEquals(new Moments.Statistics(3, 3, Math.sqrt(8 / 3.0), 1, 5, 3, 2), statistics);
	}

	@Test
	void nothingFiniteHasNoMoments() {
		Moments.Statistics statistics = Moments.of(NumbersOf.volume(PixelType.FLOAT64, new double[] { Double.NaN }, "x", new long[] { 1 }, 1), "",
			Progress.none()).get();
		assertEquals(0, statistics.count());
		assertTrue(Double.isNaN(statistics.mean()) && Double.isNaN(statistics.deviation()) && Double.isNaN(statistics.min()));
	}

	@Test
	void aConstantImageHasNoDeviation() {
		float[] pixels = new float[5000];
		java.util.Arrays.fill(pixels, 0.1f);
		Moments.Statistics statistics = Moments.of(NumbersOf.volume(PixelType.FLOAT32, pixels, "x", new long[] { 5000 }, 700), "", Progress.none()).get();
		assertEquals(0.1f, statistics.mean());
		assertEquals(0, statistics.deviation());
	}

	@Test
	void aSmallSpreadOnALargeOffsetIsMeasured() {
		double[] pixels = new double[30_000];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = 1e9 + i % 2;
		Moments.Statistics statistics = Moments.of(NumbersOf.volume(PixelType.FLOAT64, pixels, "x", new long[] { 30_000 }, 1000), "", Progress.none()).get();
		assertEquals(1e9 + 0.5, statistics.mean(), 0);
		assertEquals(0.5, statistics.deviation(), 1e-12);
	}

	@Property(tries = 100)
	void threadsDoNotChangeTheResult(@ForAll long seed, @ForAll @IntRange(min = 1, max = 2000) int count, @ForAll @IntRange(min = 1, max = 90) int block) {
		Random random = new Random(seed);
		double[] pixels = random.doubles(count).map(v -> v * 1e3 - 17).toArray();
		Volume volume = NumbersOf.volume(PixelType.FLOAT64, pixels, "x", new long[] { count }, block);
		Moments.Statistics first = Moments.of(volume, "", Progress.none()).get();
		assertEquals(first, Moments.of(volume, "", Progress.none()).get());
		double mean = java.util.Arrays.stream(pixels).average().orElseThrow();
		assertEquals(mean, first.mean(), 1e-10);
		assertEquals(Math.sqrt(java.util.Arrays.stream(pixels).map(v -> (v - mean) * (v - mean)).average().orElseThrow()), first.deviation(), 1e-10);
		assertEquals(java.util.Arrays.stream(pixels).min().orElseThrow(), first.min());
		assertEquals(java.util.Arrays.stream(pixels).max().orElseThrow(), first.max());
	}
}
