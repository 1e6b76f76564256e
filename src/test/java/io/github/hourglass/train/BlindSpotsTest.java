package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class BlindSpotsTest {

	/** Every value occurs once in each channel; the second channel is the first plus a million. */
	private static Patch patch(int... size) {
		Patch patch = new Patch(size, false);
		patch.input = new float[2 * patch.pixels()];
		for (int i = 0; i < patch.pixels(); i++) {
			patch.input[i] = i;
			patch.input[i + patch.pixels()] = 1_000_000 + i;
		}
		return patch;
	}

	private static Patch applied(BlindSpots spots, long seed, int... size) {
		Patch patch = patch(size);
		spots.apply(patch, new SplittableRandom(seed));
		return patch;
	}

	private static int count(float[] weights) {
		int count = 0;
		for (float weight : weights)
			count += weight == 1 ? 1 : 0;
		return count;
	}

	@Test
	void aPatchOf64By64HasOneSpotInEachBoxOf8By8() {
		for (long seed = 0; seed < 20; seed++) {
			Patch patch = applied(BlindSpots.noise2void(), seed, 64, 64, 1);
			int[] perBox = new int[64];
			for (int i = 0; i < 4096; i++)
				perBox[i / 64 / 8 * 8 + i % 64 / 8] += (int) patch.weight[i];
			int[] one = new int[64];
			Arrays.fill(one, 1);
			assertArrayEquals(one, perBox);
		}
	}

	@Test
	void theShareOfSpotsIsAsAsked() {
		long spots = 0;
		for (long seed = 0; seed < 300; seed++)
			spots += count(applied(new BlindSpots(BlindSpots.Rule.UNIFORM, 0.198, 5, BlindSpots.Lines.NONE, 0), seed, 50, 70, 1).weight);
		double box = Math.round(Math.sqrt(100 / 0.198));
		assertEquals(50 * 70 / (box * box), spots / 300.0, 0.4);
		assertEquals(32 * 32 * 16 / 64.0, count(applied(BlindSpots.noise2void(), 1, 32, 32, 16).weight), "boxes of 4 × 4 × 4");
	}

	@Test
	void everyPlaceOfABoxIsEquallyLikely() {
		int[] hits = new int[64];
		for (long seed = 0; seed < 400; seed++) {
			float[] weight = applied(BlindSpots.noise2void(), seed, 16, 16, 1).weight;
			for (int i = 0; i < 256; i++)
				hits[i / 16 % 8 * 8 + i % 8] += (int) weight[i];
		}
		double chi = 0;
		for (int hit : hits)
			chi += Math.pow(hit - 25, 2) / 25;
		assertTrue(chi < 104, "chi squared of 63 degrees of freedom is above 103.4 in one of a thousand cases: " + chi);
	}

	@Test
	void onlySpotsChangeAndTheTargetIsThePatchAsItWas() {
		for (BlindSpots spots : new BlindSpots[] { BlindSpots.noise2void(), BlindSpots.n2v2() }) {
			Patch patch = applied(spots, 3, 40, 32, 1);
			assertArrayEquals(patch(40, 32, 1).input, patch.target);
			for (int i = 0; i < patch.input.length; i++)
				if (patch.weight[i % patch.pixels()] == 0)
					assertEquals(patch.target[i], patch.input[i]);
		}
	}

	@Test
	void aSpotTakesAnyPixelOfItsNeighborhoodItselfIncluded() {
		int[][] hits = new int[11][11];
		int n = 0;
		for (long seed = 0; seed < 600; seed++) {
			Patch patch = applied(BlindSpots.noise2void(), seed, 40, 40, 1);
			for (int i = 0; i < 1600; i++)
				if (patch.weight[i] == 1) {
					int from = (int) patch.input[i];
					int dx = from % 40 - i % 40;
					int dy = from / 40 - i / 40;
					assertTrue(Math.abs(dx) <= 5 && Math.abs(dy) <= 5);
					assertEquals(patch.input[i] + 1_000_000, patch.input[i + 1600], "all channels from one place");
					if (i % 40 >= 5 && i % 40 < 35 && i / 40 >= 5 && i / 40 < 35) {
						hits[dy + 5][dx + 5]++;
						n++;
					}
				}
		}
		double expected = n / 121.0;
		double chi = 0;
		for (int[] row : hits)
			for (int hit : row)
				chi += Math.pow(hit - expected, 2) / expected;
		assertTrue(chi < 174, "chi squared of 120 degrees of freedom is above 173.6 in one of a thousand cases: " + chi);
	}

	@Test
	void theMedianLeavesOutTheSpotItself() {
		Patch patch = new Patch(new int[] { 24, 24, 1 }, false);
		patch.input = new float[576];
		SplittableRandom values = new SplittableRandom(1);
		for (int i = 0; i < 576; i++)
			patch.input[i] = values.nextInt(1000);
		float[] original = patch.input;
		BlindSpots.n2v2().apply(patch, new SplittableRandom(2));
		for (int i = 0; i < 576; i++)
			if (patch.weight[i] == 1)
				assertEquals(medianAround(original, i), patch.input[i]);
		float[] spike = original.clone();
		int spot = 0;
		while (patch.weight[spot] == 0)
			spot++;
		spike[spot] = 1e6f;
		float before = patch.input[spot];
		patch.input = spike;
		BlindSpots.n2v2().apply(patch, new SplittableRandom(2));
		assertEquals(before, patch.input[spot], "the spot's own value has no influence");
	}

	private static double medianAround(float[] values, int spot) {
		double[] others = new double[120];
		int n = 0;
		for (int y = Math.max(0, spot / 24 - 5); y <= Math.min(23, spot / 24 + 5); y++)
			for (int x = Math.max(0, spot % 24 - 5); x <= Math.min(23, spot % 24 + 5); x++)
				if (y * 24 + x != spot)
					others[n++] = values[y * 24 + x];
		Arrays.sort(others, 0, n);
		return n % 2 == 1 ? others[n / 2] : (others[n / 2 - 1] + others[n / 2]) / 2;
	}

	@Test
	void linesAreMaskedButDoNotCount() {
		BlindSpots spots = new BlindSpots(BlindSpots.Rule.MEDIAN, 0.198, 5, BlindSpots.Lines.X, 3);
		Patch patch = applied(spots, 5, 64, 64, 1);
		int masked = 0;
		for (int i = 0; i < 4096; i++)
			if (patch.weight[i] == 1)
				for (int step = -3; step <= 3; step++)
					if (step != 0 && i % 64 + step >= 0 && i % 64 + step < 64) {
						masked++;
						assertTrue(Math.abs(patch.input[i + step]) <= 2);
						assertNotEquals(patch.target[i + step], patch.input[i + step]);
						assertEquals(0, patch.weight[i + step]);
					}
		assertTrue(masked > 10);
		int changed = 0;
		for (int i = 0; i < 4096; i++)
			changed += patch.input[i] != patch.target[i] ? 1 : 0;
		assertTrue(changed <= masked + count(patch.weight));
	}

	@Test
	void sharesThatMakeNoSenseAreRefused() {
		assertThrows(IllegalArgumentException.class, () -> new BlindSpots(BlindSpots.Rule.UNIFORM, 0, 5, BlindSpots.Lines.NONE, 0));
		assertThrows(IllegalArgumentException.class, () -> new BlindSpots(BlindSpots.Rule.UNIFORM, 1.5, 0, BlindSpots.Lines.NONE, 0));
	}

	@Test
	void theOptionsSayHowManySpotsThereAre() {
		assertEquals(5, BlindSpots.of(TestImages.options()).percent());
		assertEquals(1.5, BlindSpots.of(TestImages.options("lines", "x")).percent());
		assertEquals(new BlindSpots(BlindSpots.Rule.MEDIAN, 3, 5, BlindSpots.Lines.Y, 5), BlindSpots.of(TestImages.options("spots", "median", "percent", "3", "lines", "y")));
		assertEquals(64 * 64 / 16, count(applied(BlindSpots.of(TestImages.options()), 1, 64, 64, 1).weight));
		for (String wrong : new String[] { "many", "0", "51", "NaN" })
			assertTrue(assertThrows(IllegalArgumentException.class, () -> BlindSpots.of(TestImages.options("percent", wrong))).getMessage().startsWith("percent cannot be '"));
	}
}
