package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Expected vectors are from NumPy 2.4.6, {@code numpy.percentile} of the pixels (floats as float64). */
class PercentilesTest {

	private static final double[] PERCENTS = { 0, 0.1, 3, 25, 50, 66.6, 99.8, 100 };

	@Test
	void percentilesOfEveryTypeAreNumPys() {
		check(PixelType.UINT8, 0.0, 0.0, 5.0, 66.0, 127.0, 174.0, 255.0, 255.0);
		check(PixelType.INT8, -128.0, -128.0, -123.0, -62.0, -1.0, 46.0, 127.0, 127.0);
		check(PixelType.UINT16, 128.0, 204.152, 1949.28, 16767.0, 34503.0, 45387.111999999994, 65479.808, 65521.0);
		check(PixelType.INT16, -32640.0, -32563.848, -30818.72, -16001.0, 1735.0, 12619.111999999997, 32711.808, 32753.0);
		check(PixelType.UINT32, 675443.0, 2527966.824, 92899300.24, 1061100593.0, 2127763029.0, 2838432062.1679997, 4257430805.2240005,
			4267211171.0);
		check(PixelType.INT32, -2146808205.0, -2144955681.176, -2054584347.76, -1086383055.0, -19720619.0, 690948414.1679999,
			2109947157.2240002, 2119727523.0);
		check(PixelType.INT64, -1125898145913624.0, -1125875153047032.0, -1092562672021344.0, 3219978287486376.0, 1.6348849332118376e+16,
			2.9971324721247044e+16, 6.8835687643028e+16, 6.9157490916518376e+16);
		check(PixelType.FLOAT32, -4094.7041015625, -4091.1498671875, -3917.764296875, -2060.1826171875, -13.6943359375, 1349.7884296874997,
			4072.2657578125004, 4091.0302734375);
		check(PixelType.FLOAT64, -4192.977, -4189.337463999999, -4011.7906399999997, -2109.627, -14.023, 1382.1833519999998,
			4170.000136000001, 4189.215);
	}

	private static void check(PixelType type, double... expected) {
		Volume volume = NumbersOf.volume(type, NumbersOf.pixels(type), "x", new long[] { 1009 }, 100);
		Percentiles percentiles = Percentiles.of(volume, "", Progress.none(), PERCENTS);
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], percentiles.get(i), 4e-16 * Math.abs(expected[i]), type + " " + PERCENTS[i]);
		assertEquals(1009, percentiles.count());
	}

	@Test
	void theInvertedDistributionIsNumPys() {
		Volume volume = NumbersOf.volume(PixelType.FLOAT32, NumbersOf.pixels(PixelType.FLOAT32), "x", new long[] { 1009 }, 100);
		Percentiles percentiles = Percentiles.of(volume, "", Percentiles.Method.INVERTED_CDF, Progress.none(), PERCENTS);
		double[] expected = { -4094.7041015625, -4091.17578125, -3920.568359375, -2060.1826171875, -13.6943359375, 1347.287109375,
			4072.5107421875, 4091.0302734375 };
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], percentiles.get(i));
	}

	@Test
	void channelsAndFramesAreMeasuredByThemselves() {
		Volume volume = NumbersOf.volume(PixelType.FLOAT32, NumbersOf.pixels(PixelType.FLOAT32), "xct", new long[] { 84, 3, 4 }, 50, 2, 3);
		double[] expected = { -1740.590576171875, -2106.420654296875, -1889.58251953125, -2128.463134765625, -2199.7724609375,
			-2269.5947265625, -1944.228515625, -1982.495849609375, -1498.786376953125, -1941.75732421875, -2277.42529296875, -1975.380859375 };
		Percentiles both = Percentiles.of(volume, "tc", Progress.none(), 25);
		assertEquals("ct", both.groups().letters());
		assertArrayEquals(expected, both.values(0));
		assertEquals(expected[7], both.get(0, 1, 2), "channel 1, frame 2");
		Percentiles channels = Percentiles.of(volume, "c", Progress.none(), 50);
		assertArrayEquals(new double[] { -299.8486328125, 170.6904296875, 344.3896484375 }, channels.values(0));
	}

	@Test
	void manyGroupsAreMeasuredInSeveralBoxes() {
		Volume volume = Computed.volume(PixelType.FLOAT32, new long[] { 5, 30, 40 }, "xct", new int[] { 5, 4, 7 });
		Percentiles percentiles = Percentiles.of(volume, "ct", Progress.none(), 0, 30, 100);
		for (int c = 0; c < 30; c++)
			for (int t = 0; t < 40; t++) {
				double[] sorted = Computed.pixels(volume.crop(new long[] { 0, c, t }, new long[] { 5, 1, 1 }));
				Arrays.sort(sorted);
				assertEquals(sorted[0], percentiles.get(0, c, t));
				assertEquals(reference(sorted, 30), percentiles.get(1, c, t), 1e-12);
				assertEquals(sorted[4], percentiles.get(2, c, t));
			}
	}

	@Test
	void nanIsCountedAndLeftOut() {
		float[] pixels = (float[]) NumbersOf.pixels(PixelType.FLOAT32);
		for (int i = 0; i < 1008; i += 7)
			pixels[i] = Float.intBitsToFloat(i % 2 == 0 ? 0x7fc00000 : 0xff800001);
		Percentiles percentiles = Percentiles.of(NumbersOf.volume(PixelType.FLOAT32, pixels, "x", new long[] { 1008 }, 100), "",
			Progress.none(), 3, 50, 99.8);
		assertEquals(144, percentiles.nans());
		assertEquals(864, percentiles.count());
		assertEquals(-3907.141005859375, percentiles.get(0), 1e-12);
		assertEquals(-10.22998046875, percentiles.get(1), 1e-12);
		assertEquals(4061.394576171875, percentiles.get(2), 1e-12);
	}

	@Test
	void aGroupOfNothingButNanHasNoPercentile() {
		double[] pixels = { 1, 2, Double.NaN, Double.NaN };
		Percentiles percentiles = Percentiles.of(NumbersOf.volume(PixelType.FLOAT64, pixels, "xt", new long[] { 2, 2 }, 2, 2), "t",
			Progress.none(), 50);
		assertEquals(1.5, percentiles.get(0, 0));
		assertTrue(Double.isNaN(percentiles.get(0, 1)));
		assertEquals(0, percentiles.count(1));
	}

	@Test
	void infinitiesTakePart() {
		float inf = Float.POSITIVE_INFINITY;
		float[] pixels = { inf, 3, -inf, 1, 2 };
		Percentiles percentiles = Percentiles.of(NumbersOf.volume(PixelType.FLOAT32, pixels, "x", new long[] { 5 }, 2), "",
			Progress.none(), 0, 10, 25, 50, 80, 100);
		double[] expected = { -inf, -inf, 1, 2, inf, inf };
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], percentiles.get(i));
	}

	@Test
	void dataArePassedOverAsOftenAsStated() {
		for (PixelType type : PixelType.values()) {
			AtomicInteger asked = new AtomicInteger();
			Percentiles.of(Computed.volume(type, new long[] { 30, 30 }, "xy", new int[] { 30, 10 }, asked), "", Progress.none(), PERCENTS);
			assertEquals(3 * Math.max(1, type.bytes() / 2), asked.get(), type.name());
		}
	}

	@Test
	void percentagesOutsideTheirRangeAreRefused() {
		Volume volume = Computed.volume(PixelType.UINT8, new long[] { 3 }, "x", new int[] { 3 });
		assertThrows(IllegalArgumentException.class, () -> Percentiles.of(volume, "", Progress.none(), 100.1));
		assertThrows(IllegalArgumentException.class, () -> Percentiles.of(volume, "", Progress.none(), Double.NaN));
	}

	/** Values crowd around few patterns, with ties, subnormal numbers, both zeros and infinities. */
	@Property(tries = 300)
	void percentilesEqualThoseOfTheSortedPixels(@ForAll PixelType type, @ForAll long seed, @ForAll @IntRange(min = 1, max = 300) int count,
		@ForAll @IntRange(min = 1, max = 70) int block, @ForAll @DoubleRange(min = 0, max = 100) double percent)
	{
		Object pixels = randomPixels(type, new Random(seed), count);
		double[] sorted = new double[count];
		for (int i = 0; i < count; i++)
			sorted[i] = type.get(pixels, i);
		Arrays.sort(sorted);
		Percentiles percentiles = Percentiles.of(NumbersOf.volume(type, pixels, "x", new long[] { count }, block), "", Progress.none(),
			0, percent, 100);
		assertEquals(sorted[0], percentiles.get(0), 0.0);
		assertEquals(sorted[count - 1], percentiles.get(2), 0.0);
		double expected = reference(sorted, percent);
		assertEquals(expected, percentiles.get(1), 1e-14 * Math.max(Math.abs(sorted[0]), Math.abs(sorted[count - 1])));
	}

	private static double reference(double[] sorted, double percent) {
		double index = percent / 100 * (sorted.length - 1);
		double low = sorted[(int) index];
		double high = sorted[Math.min(sorted.length - 1, (int) index + 1)];
		double t = index - (int) index;
		if (t == 0 || low == high)
			return low;
		if (Double.isInfinite(low) != Double.isInfinite(high))
			return Double.isInfinite(low) ? low : high;
		return low * (1 - t) + high * t;
	}

	private static Object randomPixels(PixelType type, Random random, int count) {
		Object pixels = type.newArray(count);
		double scale = Math.pow(10, random.nextInt(80) - 45);
		for (int i = 0; i < count; i++) {
			double value = switch (random.nextInt(6)) {
				case 0 -> random.nextGaussian();
				case 1 -> random.nextGaussian() * scale;
				case 2 -> random.nextInt(5) - 2;
				case 3 -> random.nextBoolean() ? 0.0 : -0.0;
				case 4 -> (random.nextBoolean() ? 1 : -1) * Float.MIN_VALUE * random.nextInt(100);
				default -> random.nextInt(20) > 0 ? random.nextDouble() : random.nextBoolean() ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY;
			};
			type.set(pixels, i, type.isInteger() ? value * 100 : value);
		}
		return pixels;
	}
}
