package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Percentiles;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.step.Normalize;
import io.github.hourglass.step.Scope;

class TrainingDataTest {

	private static final PatchRule PLANES = PatchRule.of(2, 4, 6);
	private static final PatchRule VOLUMES = PatchRule.of(3, 2, 3);

	@TempDir
	Path folder;

	private static TrainingData data(TrainingOptions options, List<ImagePair> pairs, PatchRule rule) {
		return TrainingData.open(options, ImageSet.of(pairs), rule, Progress.none());
	}

	private static TrainingOptions small(Object... more) {
		Object[] base = { "patch", "16", "batch", "4", "steps", "5" };
		Object[] all = java.util.Arrays.copyOf(base, base.length + more.length);
		System.arraycopy(more, 0, all, base.length, more.length);
		return TestImages.options(all);
	}

	@Test
	void batchesHaveTheShapeOfTheNetwork() {
		try (TrainingData data = data(small(), TestImages.pairs(3, "xyc", 40, 48, 2), PLANES)) {
			Batch batch = data.step(0, 4).get(0);
			assertArrayEquals(new long[] { 4, 2, 16, 16 }, batch.shape());
			assertArrayEquals(new long[] { 4, 2, 16, 16 }, batch.targetShape());
			assertEquals(4 * 2 * 16 * 16, batch.input().length);
			assertNull(batch.weight());
		}
		try (TrainingData data = data(small("patch", "16,12,4"), TestImages.pairs(2, "xyzt", 20, 24, 8, 2), VOLUMES)) {
			assertArrayEquals(new long[] { 4, 1, 4, 12, 16 }, data.step(0, 4).get(0).shape());
			assertArrayEquals(new int[] { 16, 12, 4 }, data.patch());
		}
	}

	@Test
	void emptyPlacesAreLearnedWhereAskedFor() {
		float[] pixels = new float[128 * 128];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i % 128 < 16 && i / 128 < 16 ? 100 : i % 3;
		ImagePair pair = new ImagePair("corner", volume(pixels), volume(pixels));
		assertTrue(brightShare(small("batch", "64", "augmentation", "none"), pair) > 0.6);
		assertTrue(brightShare(small("batch", "64", "augmentation", "none", "places", "any"), pair) < 0.2);
	}

	private static Volume volume(float[] pixels) {
		return Volume.of(net.imglib2.img.array.ArrayImgs.floats(pixels, 128, 128), io.github.hourglass.image.Axes.of("xy"));
	}

	/** The same the other way up, to validate on. */
	private static ImagePair other(ImagePair pair) {
		float[] pixels = new float[128 * 128];
		pair.input().copyFloats(new long[2], new int[] { 128, 128 }, pixels);
		for (int i = 0; i < pixels.length / 2; i++) {
			float kept = pixels[i];
			pixels[i] = pixels[pixels.length - 1 - i];
			pixels[pixels.length - 1 - i] = kept;
		}
		return new ImagePair("other", volume(pixels), volume(pixels));
	}

	/** Share of the patches that hold a part of the bright corner. */
	private static double brightShare(TrainingOptions options, ImagePair pair) {
		try (TrainingData data = data(options, List.of(pair, other(pair)), PLANES)) {
			float[] target = data.step(0, 64).get(0).target();
			int bright = 0;
			for (int patch = 0; patch < 64; patch++) {
				double most = Double.NEGATIVE_INFINITY, least = Double.POSITIVE_INFINITY;
				for (int i = patch * 256; i < (patch + 1) * 256; i++) {
					most = Math.max(most, target[i]);
					least = Math.min(least, target[i]);
				}
				bright += most - least > 0.5 ? 1 : 0;
			}
			return bright / 64.0;
		}
	}

	@Test
	void deviationScalesImagesToMeanZeroAndDeviationOneAndTargetsAlike() {
		float[] noisy = new float[128 * 128], clean = new float[128 * 128];
		double mean = 0, square = 0;
		for (int i = 0; i < noisy.length; i++) {
			clean[i] = 50 + i % 128;
			noisy[i] = clean[i] + (i % 2 == 0 ? 9 : -9);
			mean += noisy[i] / noisy.length;
			square += (double) noisy[i] * noisy[i] / noisy.length;
		}
		double deviation = Math.sqrt(square - mean * mean);
		ImagePair pair = new ImagePair("ramp", volume(noisy), volume(clean));
		try (TrainingData data = data(small("patch", "128", "augmentation", "none", "scaling", "deviation"), List.of(pair, other(pair)), PLANES)) {
			Batch batch = data.step(0, 1).get(0);
			for (int i = 0; i < noisy.length; i += 101) {
				assertEquals((noisy[i] - mean) / deviation, batch.input()[i], 1e-4);
				assertEquals((clean[i] - mean) / deviation, batch.target()[i], 1e-4);
			}
			assertEquals("zero_mean_unit_variance", data.normalization(List.of("y", "x")).name());
		}
	}

	@Test
	void patchesAreAFunctionOfSeedAndStepWhateverTheThreadsDo() {
		List<ImagePair> pairs = TestImages.pairs(4, "xy", 50, 40);
		try (TrainingData one = data(small("augmentation", "flips+turns+elastic+intensity+noise+blur", "deterministic", "true"), pairs, PLANES);
			TrainingData many = data(small("augmentation", "flips+turns+elastic+intensity+noise+blur"), pairs, PLANES);
			TrainingData other = data(small("seed", "2"), pairs, PLANES)) {
			Batch ninth = many.step(9, 4).get(0);
			for (int step = 0; step < 12; step++) {
				Batch expected = one.step(step, 4).get(0);
				assertArrayEquals(expected.input(), many.step(step, 4).get(0).input());
				if (step == 9) {
					assertArrayEquals(expected.input(), ninth.input());
					assertArrayEquals(expected.target(), ninth.target());
				}
				assertFalse(java.util.Arrays.equals(expected.input(), other.step(step, 4).get(0).input()));
			}
		}
	}

	@Test
	void aStepHasTheSamePatchesInBatchesOfAnySize() {
		try (TrainingData data = data(small("accumulate", "2"), TestImages.pairs(2, "xy", 50, 40), PLANES)) {
			float[] whole = data.step(3, 8).get(0).input();
			List<Batch> parts = data.step(3, 3);
			assertEquals(3, parts.size());
			int at = 0;
			for (Batch part : parts)
				for (float value : part.input())
					assertEquals(whole[at++], value);
			assertEquals(whole.length, at);
		}
	}

	@Test
	void noTwoPatchesOfAnEpochAreTheSamePlaceByRule() {
		try (TrainingData data = data(small("augmentation", "none"), TestImages.pairs(3, "xy", 90, 80), PLANES)) {
			Set<Float> firsts = new HashSet<>();
			for (int step = 0; step < 5; step++)
				for (int i = 0; i < 4; i++)
					firsts.add(data.step(step, 4).get(0).input()[i * 256]);
			assertTrue(firsts.size() > 17, "places are drawn at random: " + firsts.size() + " of 20 differ");
		}
	}

	@Test
	void inputAndTargetAreOfOnePlaceAndNormalizedAsInPrediction() {
		Volume input = TestImages.noise(0, "xyc", 50, 40, 2);
		List<ImagePair> pairs = List.of(new ImagePair("a", input, TestImages.negative(input)), new ImagePair("b", input, TestImages.negative(input)));
		Volume normalized = normalized(input);
		Set<Float> inPrediction = new HashSet<>();
		float[] all = new float[50 * 40 * 2];
		normalized.copyFloats(new long[3], new int[] { 50, 40, 2 }, all);
		for (float value : all)
			inPrediction.add(value);
		Percentiles range = Percentiles.of(input, "c", Progress.none(), 3, 99.8);
		try (TrainingData data = trustingData(pairs)) {
			assertTrue(data.keepsBrightness());
			Batch batch = data.step(0, 4).get(0);
			for (int i = 0; i < batch.input().length; i++) {
				assertTrue(inPrediction.contains(batch.input()[i]));
				int c = i / 256 % 2;
				double low = range.get(0, c);
				double width = range.get(1, c) - low;
				double raw = batch.input()[i] * width + low;
				assertEquals((200 - raw - low) / width, batch.target()[i], 1e-5);
			}
		}
	}

	private static TrainingData trustingData(List<ImagePair> pairs) {
		List<ImagePair> other = TestImages.pairs(1, "xyc", 50, 40, 2);
		return TrainingData.open(small("augmentation", "none", "validation", "folder"),
			ImageSet.of(pairs, List.of(new ImagePair("other", TestImages.noise(9, "xyc", 50, 40, 2), other.get(0).target()))), PLANES, Progress.none());
	}

	private static Volume normalized(Volume input) {
		Normalize rule = Normalize.percentiles(3, 99.8).perChannel();
		return rule.apply(rule.measure(input, "yxc", Scope.IMAGE, Progress.none()), input);
	}

	@Test
	void targetsOfAnotherBrightnessAreNormalizedByTheirOwnNumbers() {
		List<ImagePair> pairs = TestImages.pairs(2, "xy", 50, 40).stream().map(pair -> new ImagePair(pair.name(), pair.input(),
			pair.input().withPixels(PixelType.FLOAT32, (min, size, dest) -> {
				pair.input().copyFloats(min, size, (float[]) dest);
				for (int i = 0; i < Volume.pixels(size); i++)
					((float[]) dest)[i] = 7 * ((float[]) dest)[i] + 900;
			}))).toList();
		try (TrainingData data = data(small(), pairs, PLANES)) {
			assertFalse(data.keepsBrightness());
			Batch batch = data.step(0, 4).get(0);
			for (int i = 0; i < batch.input().length; i++)
				assertEquals(batch.input()[i], batch.target()[i], 1e-4);
		}
	}

	@Test
	void noPixelOfOneIsInTheOtherPartOfASingleImage() {
		Volume ramp = TestImages.volume(PixelType.INT32, "xy", p -> p[0] + 1000 * p[1], 200, 60);
		TestImages.Notes notes = new TestImages.Notes();
		TrainingOptions options = small("task", "noise2noise", "augmentation", "none");
		try (TrainingData data = TrainingData.open(options, ImageSet.of(List.of(new ImagePair("ramp", ramp, ramp))), PLANES, notes)) {
			assertArrayEquals(new long[] { 200 - 30 - 22, 60, 1, 1, 1, 1 }, data.trainingImages().get(0).input().dimensions());
			assertArrayEquals(new long[] { 30, 60, 1, 1, 1, 1 }, data.validationImages().get(0).input().dimensions());
			Percentiles range = Percentiles.of(ramp, "", Progress.none(), 3, 99.8);
			for (int step = 0; step < 20; step++)
				for (float value : data.step(step, 4).get(0).input())
					assertTrue(x(value, range) < 148);
			for (Batch batch : data.validation(4))
				for (float value : batch.input())
					assertTrue(x(value, range) >= 170);
			assertTrue(notes.sentences.contains("Of the only image 'ramp', x = 170 to 199 is kept for validation (15 %); training uses x = 0 to 147, "
				+ "the 22 between are left out."), notes.sentences.toString());
		}
	}

	private static long x(float value, Percentiles range) {
		return Math.floorMod(Math.round(value * (range.get(1) - range.get(0)) + range.get(0)), 1000L);
	}

	@Test
	void aStackIsSplitAlongZ() {
		try (TrainingData data = data(small("patch", "16,16,4"), TestImages.pairs(1, "xyz", 40, 48, 40), VOLUMES)) {
			assertArrayEquals(new long[] { 40, 48, 40 - 6 - 7, 1, 1, 1 }, data.trainingImages().get(0).input().dimensions());
			assertArrayEquals(new long[] { 40, 48, 6, 1, 1, 1 }, data.validationImages().get(0).input().dimensions());
		}
		try (TrainingData data = data(small(), TestImages.pairs(1, "xyz", 40, 48, 20), PLANES)) {
			assertArrayEquals(new long[] { 40, 48, 1, 16, 1, 1 }, data.trainingImages().get(0).input().dimensions());
			assertArrayEquals(new long[] { 40, 48, 1, 3, 1, 1 }, data.validationImages().get(0).input().dimensions());
		}
	}

	@Test
	void everyTenthImageIsKept() {
		try (TrainingData data = data(small(), TestImages.pairs(30, "xy", 32, 32), PLANES)) {
			assertEquals(List.of("image5", "image15", "image25"), data.validationImages().stream().map(ImagePair::name).toList());
			assertEquals(27, data.trainingImages().size());
		}
		try (TrainingData data = data(small("validation", "0.5"), TestImages.pairs(4, "xy", 32, 32), PLANES)) {
			assertEquals(List.of("image1", "image3"), data.validationImages().stream().map(ImagePair::name).toList());
		}
	}

	@Test
	void pairsOfFoldersAreReadFromDisk() throws Exception {
		for (String sub : List.of("images", "targets", "val/images", "val/targets"))
			Files.createDirectories(folder.resolve(sub));
		int number = 0;
		for (ImagePair pair : TestImages.pairs(4, "xy", 40, 32)) {
			String where = number == 3 ? "val/" : "";
			ImageFile.write(pair.input(), folder.resolve(where + "images/cell" + number + ".tif"), false, Progress.none());
			ImageFile.write(pair.target(), folder.resolve(where + "targets/cell" + number++ + ".tif"), false, Progress.none());
		}
		TrainingOptions options = small("images", folder.resolve("images"), "targets", folder.resolve("targets"), "validation", folder.resolve("val"));
		TestImages.Notes notes = new TestImages.Notes();
		try (TrainingData data = TrainingData.open(options, PLANES, notes)) {
			assertEquals(List.of("cell0.tif", "cell1.tif", "cell2.tif"), data.trainingImages().stream().map(ImagePair::name).toList());
			assertEquals(List.of("cell3.tif"), data.validationImages().stream().map(ImagePair::name).toList());
			assertEquals(4, data.validation(2).stream().mapToLong(batch -> batch.shape()[0]).sum());
			assertEquals(4, data.preview().shape()[0]);
			assertArrayEquals(data.validation(2).get(1).input(), data.validation(2).get(1).input());
			assertEquals(List.of(), data.findings());
		}
	}

	@Test
	void emptyPatchesArePassedOver() {
		TestImages.Value spot = p -> 100 + p[0] % 3 + (p[0] >= 100 && p[0] < 110 && p[1] >= 100 && p[1] < 110 ? 1000 : 0);
		Volume image = TestImages.volume(PixelType.UINT16, "xy", spot, 240, 240);
		Volume other = TestImages.volume(PixelType.UINT16, "xy", p -> spot.at(p) + (p[1] == 0 ? 1 : 0), 240, 240);
		List<ImagePair> pairs = List.of(new ImagePair("a", image, image), new ImagePair("b", other, other));
		try (TrainingData data = data(small("patch", "60"), pairs, PLANES)) {
			int with = 0;
			for (int step = 0; step < 10; step++) {
				float[] target = data.step(step, 4).get(0).target();
				for (int i = 0; i < 4; i++) {
					boolean bright = false;
					for (int k = i * 3600; k < (i + 1) * 3600; k++)
						bright |= target[k] > 0.5;
					with += bright ? 1 : 0;
				}
			}
			assertTrue(with >= 36, with + " of 40 patches have the spot, which lies in the middle of 4 % of all places");
		}
	}

	@Test
	void autoPatchesFitTheImages() {
		assertArrayEquals(new int[] { 64, 64 }, patch(TestImages.pairs(2, "xy", 300, 300), PLANES));
		assertArrayEquals(new int[] { 48, 48 }, patch(TestImages.pairs(2, "xy", 300, 51), PLANES));
		assertArrayEquals(new int[] { 36, 36 }, patch(TestImages.pairs(1, "xy", 100, 115), PLANES));
		assertArrayEquals(new int[] { 64, 64, 16 }, patch(TestImages.pairs(2, "xyz", 80, 80, 20), VOLUMES));
	}

	private static int[] patch(List<ImagePair> pairs, PatchRule rule) {
		try (TrainingData data = data(TestImages.options("batch", "1"), pairs, rule)) {
			return data.patch();
		}
	}

	@Test
	void noise2voidNeedsNoTargets() {
		List<ImagePair> single = List.of(ImagePair.of(TestImages.noise(0, "xy", 100, 100)));
		try (TrainingData data = data(small("task", "noise2void"), single, PLANES)) {
			Batch batch = data.step(0, 4).get(0);
			int spots = 0;
			for (int i = 0; i < batch.weight().length; i++) {
				spots += batch.weight()[i] == 1 ? 1 : 0;
				if (batch.weight()[i] == 0)
					assertEquals(batch.target()[i], batch.input()[i]);
			}
			assertEquals(4 * 16, spots, "in each of 4 patches one in each box of 4 × 4");
			assertArrayEquals(new long[] { 4, 1, 16, 16 }, batch.targetShape());
			assertArrayEquals(data.validation(2).get(0).weight(), data.validation(2).get(0).weight());
			assertEquals("zero_mean_unit_variance", data.normalization(List.of("y", "x")).name());
		}
	}

	@Test
	void aClosedOneGivesNothing() {
		TrainingData data = data(small(), TestImages.pairs(2, "xy", 32, 32), PLANES);
		data.close();
		assertThrows(IllegalStateException.class, () -> data.step(0, 4));
	}
}
