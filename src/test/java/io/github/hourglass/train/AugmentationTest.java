package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AugmentationTest {

	private static final int[] SIZE = { 6, 6, 3 };

	/** Two input channels; target and weight are the first of them. */
	private static Patch patch(int[] size, boolean labels) {
		Patch patch = new Patch(size, labels);
		patch.input = new float[2 * patch.pixels()];
		for (int i = 0; i < patch.input.length; i++)
			patch.input[i] = i % 97;
		patch.target = Arrays.copyOf(patch.input, patch.pixels());
		patch.weight = patch.target.clone();
		return patch;
	}

	private static Patch changed(String option, long seed, int[] size, boolean labels) {
		Patch patch = patch(size, labels);
		Augmentation.of(option, "restore", size).apply(patch, new SplittableRandom(seed));
		return patch;
	}

	private static float[] sorted(float[] values) {
		float[] sorted = values.clone();
		Arrays.sort(sorted);
		return sorted;
	}

	@Test
	void levelsChangeImageAndTargetByOneGainAndOffset() {
		Set<Float> gains = new HashSet<>();
		for (long seed = 0; seed < 20; seed++) {
			Patch before = patch(SIZE, false), patch = changed("levels", seed, SIZE, false);
			float gain = patch.input[1] - patch.input[0], offset = patch.input[0];
			for (int i = 0; i < patch.input.length; i++)
				assertEquals(gain * before.input[i] + offset, patch.input[i], 1e-3);
			for (int i = 0; i < patch.target.length; i++)
				assertEquals(gain * before.target[i] + offset, patch.target[i], 1e-3);
			assertArrayEquals(before.weight, patch.weight);
			assertArrayEquals(before.target, changed("levels", seed, SIZE, true).target, "labels stay");
			gains.add(gain);
		}
		assertEquals(20, gains.size());
	}

	@Test
	void flipsAndTurnsOnlyReorderPixelsAndTargetsMoveAlong() {
		Set<String> seen = new HashSet<>();
		for (long seed = 0; seed < 200; seed++) {
			Patch patch = changed("flips+turns", seed, SIZE, false);
			int plane = 36;
			for (int from = 0; from < patch.input.length; from += plane)
				assertArrayEquals(sorted(Arrays.copyOfRange(patch(SIZE, false).input, from, from + plane)),
					sorted(Arrays.copyOfRange(patch.input, from, from + plane)), "each plane keeps its own pixels");
			assertArrayEquals(Arrays.copyOf(patch.input, patch.pixels()), patch.target);
			assertArrayEquals(patch.target, patch.weight);
			seen.add(Arrays.toString(patch.target));
		}
		assertEquals(8, seen.size(), "the symmetries of a square");
	}

	@Test
	void aFlipIsItsOwnInverse() {
		float[] values = patch(new int[] { 5, 4, 2 }, false).input;
		for (int way = 0; way < 4; way++) {
			float[] once = Flips.flipped(values, 5, 4, way % 2 == 1, way > 1);
			assertEquals(way == 0, Arrays.equals(values, once));
			assertArrayEquals(values, Flips.flipped(once, 5, 4, way % 2 == 1, way > 1));
		}
		assertArrayEquals(new float[] { 3, 2, 1, 6, 5, 4 }, Flips.flipped(new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2, true, false));
		assertArrayEquals(new float[] { 4, 5, 6, 1, 2, 3 }, Flips.flipped(new float[] { 1, 2, 3, 4, 5, 6 }, 3, 2, false, true));
	}

	@Test
	void fourQuarterTurnsLeadBack() {
		float[] values = patch(SIZE, false).input;
		assertArrayEquals(values, Turns.turned(values, 6, 4));
		assertArrayEquals(values, Turns.turned(Turns.turned(values, 6, 1), 6, 3));
		assertArrayEquals(new float[] { 2, 4, 1, 3 }, Turns.turned(new float[] { 1, 2, 3, 4 }, 2, 1), "numpy.rot90([[1, 2], [3, 4]])");
	}

	@ParameterizedTest
	@ValueSource(strings = { "flips", "turns", "elastic", "invert", "intensity", "noise", "blur", "blur+flips+noise+elastic" })
	void theSameSeedGivesTheSameChange(String option) {
		int[] size = { 32, 32, 1 };
		assertArrayEquals(changed(option, 5, size, false).input, changed(option, 5, size, false).input);
		boolean varies = false;
		for (long seed = 6; seed < 20; seed++)
			varies |= !Arrays.equals(changed(option, 5, size, false).input, changed(option, seed, size, false).input);
		assertTrue(varies);
	}

	@ParameterizedTest
	@ValueSource(strings = { "intensity", "noise", "blur" })
	void photometricChangesLeaveTheTargetAlone(String option) {
		int[] size = { 32, 32, 2 };
		Patch patch = changed(option, 1, size, false);
		assertArrayEquals(patch(size, false).target, patch.target);
		assertArrayEquals(patch(size, false).weight, patch.weight);
		assertFalse(Arrays.equals(patch(size, false).input, patch.input));
	}

	@Test
	void someImagesAreInvertedAndTheirTargetsAreNot() {
		int inverted = 0;
		for (long seed = 0; seed < 200; seed++) {
			Patch before = patch(SIZE, true), patch = changed("invert", seed, SIZE, true);
			boolean now = patch.input[5] != before.input[5];
			inverted += now ? 1 : 0;
			for (int i = 0; i < patch.input.length; i++)
				assertEquals(now ? 1 - before.input[i] : before.input[i], patch.input[i]);
			assertArrayEquals(before.target, patch.target);
		}
		assertEquals(40, inverted, 20, "a fifth of them");
	}

	@Test
	void gammaKeepsOrderAndRange() {
		for (long seed = 0; seed < 20; seed++) {
			Patch patch = new Patch(new int[] { 16, 16, 1 }, false);
			patch.input = new float[256];
			for (int i = 0; i < 256; i++)
				patch.input[i] = i / 100f - 0.5f;
			Augmentation.of("gamma", "restore", patch.size).apply(patch, new SplittableRandom(seed));
			double power = Math.log(patch.input[100]) / Math.log(0.5);
			assertTrue(power >= 1 / 1.6 - 1e-6 && power <= 1.6 + 1e-6, "0.5 became " + patch.input[100]);
			for (int i = 0; i < 256; i++) {
				double value = i / 100f - 0.5f;
				assertEquals(value > 0 && value < 1 ? Math.pow(value, power) : value, patch.input[i], 1e-5);
			}
		}
	}

	@Test
	void bendingMovesInputAndTargetAlikeAndInventsNoLabels() {
		int[] size = { 48, 48, 1 };
		Patch image = changed("elastic", 3, size, false);
		assertArrayEquals(Arrays.copyOf(image.input, image.pixels()), image.target);
		Patch labels = changed("elastic", 3, size, true);
		assertFalse(Arrays.equals(patch(size, true).target, labels.target));
		for (float value : labels.target)
			assertEquals(Math.rint(value), value);
		assertArrayEquals(labels.target, labels.weight);
	}

	@Test
	void bendingAConstantChangesNothingAndDistancesAreAsAsked() {
		Patch ramp = new Patch(new int[] { 64, 64, 1 }, false);
		ramp.input = new float[64 * 64];
		for (int i = 0; i < ramp.input.length; i++)
			ramp.input[i] = i % 64;
		double sum = 0;
		int count = 0;
		for (long seed = 0; seed < 50; seed++) {
			Patch bent = new Patch(ramp.size, false);
			bent.input = ramp.input.clone();
			new Elastic(16, 2).apply(bent, new SplittableRandom(seed));
			for (int y = 0; y < 64; y += 16)
				for (int x = 16; x < 48; x += 16, count++)
					sum += Math.pow(bent.input[y * 64 + x] - x, 2);
		}
		assertEquals(2, Math.sqrt(sum / count), 0.2, "standard deviation of the displacement at the points of the grid");
	}

	@Test
	void positionsBeyondTheBorderAreMirrored() {
		assertEquals(1, Elastic.mirrored(-1, 5));
		assertEquals(3, Elastic.mirrored(5, 5));
		assertEquals(0.5f, Elastic.mirrored(8.5f, 5));
		assertEquals(0, Elastic.mirrored(7, 1));
	}

	@Test
	void blurKeepsTheSumAndASinglePixelBecomesAGaussian() {
		Patch patch = new Patch(new int[] { 41, 41, 1 }, false);
		patch.input = new float[41 * 41];
		patch.input[20 * 41 + 20] = 1;
		long seed = 4;
		double sigma = 1.5 * new SplittableRandom(seed).nextDouble();
		new Blur(1.5).apply(patch, new SplittableRandom(seed));
		double sum = 0;
		double variance = 0;
		for (int i = 0; i < patch.input.length; i++) {
			sum += patch.input[i];
			variance += patch.input[i] * Math.pow(i % 41 - 20, 2);
		}
		assertEquals(1, sum, 1e-5);
		assertEquals(sigma * sigma, variance, 0.01 * sigma * sigma);
	}

	@Test
	void noiseHasTheDeviationAsked() {
		Patch patch = new Patch(new int[] { 200, 200, 1 }, false);
		patch.input = new float[40000];
		double deviation = 0.1 * new SplittableRandom(7).nextDouble();
		new AddedNoise(0.1).apply(patch, new SplittableRandom(7));
		double sum = 0;
		for (float value : patch.input)
			sum += value * value;
		assertEquals(deviation, Math.sqrt(sum / 40000), 0.02 * deviation);
	}

	@Test
	void whatCannotBeDoneIsRefused() {
		assertTrue(refusal("flips+wobble", "restore", 8, 8).contains("any of flips, turns, elastic"));
		assertTrue(refusal("flips+turns", "restore", 8, 12).contains("as wide as high"));
		assertTrue(refusal("blur", "noise2void", 8, 8).contains("noise2void"));
		assertTrue(Augmentation.of("none", "restore", SIZE).isEmpty());
	}

	private static String refusal(String option, String task, int... size) {
		return assertThrows(IllegalArgumentException.class, () -> Augmentation.of(option, task, size)).getMessage();
	}
}
