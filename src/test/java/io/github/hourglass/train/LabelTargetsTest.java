package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class LabelTargetsTest {

	private static final PatchRule PLANES = PatchRule.of(2, 4, 6);

	/** Balls of radius 6 every 16 pixels, numbered. */
	private static double ball(long[] p) {
		double squared = 0;
		long number = 1;
		for (long position : p) {
			squared += Math.pow(position % 16 - 8, 2);
			number = number * 5 + position / 16;
		}
		return squared <= 36 ? number : 0;
	}

	private static TrainingData data(String task, Volume labels, Object... more) {
		Object[] options = java.util.Arrays.copyOf(new Object[] { "task", task, "patch", "16", "batch", "4", "augmentation", "none" }, 8 + more.length);
		System.arraycopy(more, 0, options, 8, more.length);
		List<ImagePair> pairs = List.of(new ImagePair("a", TestImages.noise(1, "xy", 80, 64), labels), new ImagePair("b", TestImages.noise(2, "xy", 80, 64), labels));
		return TrainingData.open(TestImages.options(options), ImageSet.of(pairs), PLANES, Progress.none());
	}

	@Test
	void instancesGiveThreeChannels() {
		try (TrainingData data = data("instances", TestImages.volume(PixelType.UINT16, "xy", LabelTargetsTest::ball, 80, 64))) {
			Batch batch = data.validation(4).get(0);
			assertArrayEquals(new long[] { 4, 3, 16, 16 }, batch.targetShape());
			int middle = 8 * 16 + 8;
			assertEquals(1, batch.target()[middle]);
			assertEquals(0, batch.target()[256 + middle]);
			assertEquals(1, batch.target()[512 + middle]);
			assertEquals(1, batch.target()[256 + middle + 6], "the rim");
			assertEquals(0, batch.target()[512]);
		}
	}

	/** Expected by {@code find_boundaries(mode="outer")} as scikit-image defines it, computed with NumPy. */
	@Test
	void bordersOfDenoisegAreThoseOfScikitImage() {
		int[] labels = { 0, 0, 0, 0, 0, 0, 0, 0,
			0, 1, 1, 1, 2, 2, 0, 0,
			0, 1, 1, 1, 2, 2, 0, 0,
			0, 1, 1, 1, 0, 0, 0, 0,
			0, 1, 1, 1, 0, 3, 3, 0,
			0, 0, 0, 0, 3, 3, 3, 0,
			0, 0, 0, 0, 0, 0, 0, 0 };
		float[] expected = { 0, 2, 2, 2, 2, 2, 0, 0,
			2, 1, 1, 2, 2, 1, 2, 0,
			2, 1, 1, 2, 2, 1, 2, 0,
			2, 1, 1, 2, 2, 2, 2, 0,
			2, 1, 1, 2, 2, 1, 1, 2,
			0, 2, 2, 2, 2, 1, 1, 2,
			0, 0, 0, 0, 2, 2, 2, 0 };
		Volume image = TestImages.volume(PixelType.UINT16, "xy", p -> labels[(int) (p[1] * 8 + p[0])], 8, 7);
		TrainingImage whole = TrainingImage.of(new ImagePair("a", image, image), PLANES);
		Patch patch = new Patch(new int[] { 8, 7, 1 }, true);
		BorderTargets.of(2, false).read(whole, new long[6], new int[] { 8, 7, 1, 1, 1, 1 }, patch);
		assertArrayEquals(expected, patch.target);
		Patch part = new Patch(new int[] { 4, 4, 1 }, true);
		BorderTargets.of(2, true).read(whole, new long[] { 3, 2, 0, 0, 0, 0 }, new int[] { 4, 4, 1, 1, 1, 1 }, part);
		for (int i = 0; i < 16; i++) {
			assertEquals(expected[(i / 4 + 2) * 8 + i % 4 + 3], part.target[i], "what lies beyond the patch is seen");
			assertEquals(part.target[i] == 2 ? 5 : 1, part.weight[i]);
		}
	}

	@Test
	void denoisegGivesNoiseClassesAndWhatIsAnnotated() {
		Volume labels = TestImages.volume(PixelType.UINT16, "xy", LabelTargetsTest::ball, 80, 64);
		List<ImagePair> pairs = new java.util.ArrayList<>();
		for (int i = 0; i < 6; i++)
			pairs.add(new ImagePair("a" + i, TestImages.noise(i, "xy", 80, 64), i < 4 ? null : labels));
		TrainingOptions options = TestImages.options("task", "denoiseg", "patch", "16", "batch", "4", "augmentation", "flips+turns");
		try (TrainingData data = TrainingData.open(options, ImageSet.of(pairs), PLANES, Progress.none())) {
			Batch batch = data.step(0, 4).get(0);
			assertArrayEquals(new long[] { 4, 1, 16, 16 }, batch.shape());
			assertArrayEquals(new long[] { 4, 3, 16, 16 }, batch.targetShape());
			int annotated = 0, changed = 0, spots = 0;
			for (int step = 0; step < 10; step++) {
				batch = data.step(step, 4).get(0);
				for (int patch = 0; patch < 4; patch++) {
					annotated += batch.target()[(patch * 3 + 2) * 256];
					for (int i = 0; i < 256; i++) {
						boolean spot = batch.weight()[patch * 256 + i] > 0;
						spots += spot ? 1 : 0;
						changed += batch.input()[patch * 256 + i] != batch.target()[patch * 3 * 256 + i] ? 1 : 0;
						assertTrue(spot || batch.input()[patch * 256 + i] == batch.target()[patch * 3 * 256 + i]);
					}
				}
			}
			assertTrue(annotated > 2 && annotated < 30, annotated + " of 40 patches are of the one annotated image of four");
			assertTrue(spots == 40 * 16 && changed > 0.9 * spots, changed + " of " + spots);
			assertTrue(data.validationImages().stream().anyMatch(pair -> pair.target() != null), "validation sees labels");
		}
	}

	@Test
	void denoisegNeedsALabelImageWithAnObject() {
		Volume none = TestImages.volume(PixelType.UINT16, "xy", p -> 0, 80, 64);
		String refusal = assertThrows(IllegalArgumentException.class, () -> data("denoiseg", none)).getMessage();
		assertTrue(refusal.contains("No image has labels") && refusal.contains("2 label images hold no object"), refusal);
		String loss = assertThrows(IllegalArgumentException.class, () -> Losses.of(TestImages.options("task", "denoiseg", "loss", "dice"))).getMessage();
		assertTrue(loss.contains("alpha"), loss);
	}

	@Test
	void objectsCutByThePatchKeepTheirDistances() {
		Volume labels = TestImages.volume(PixelType.UINT16, "xy", LabelTargetsTest::ball, 80, 64);
		TrainingImage image = TrainingImage.of(new ImagePair("a", labels, labels), PLANES);
		int[] size = { 16, 16, 1, 1, 1, 1 };
		Patch whole = new Patch(new int[] { 16, 16, 1 }, true);
		new InstanceTargets(2).read(image, new long[] { 16, 16, 0, 0, 0, 0 }, size, whole);
		Patch shifted = new Patch(new int[] { 16, 16, 1 }, true);
		new InstanceTargets(2).read(image, new long[] { 24, 16, 0, 0, 0, 0 }, size, shifted);
		for (int c = 0; c < 3; c++)
			for (int y = 0; y < 16; y++)
				for (int x = 0; x < 8; x++)
					assertEquals(whole.target[c * 256 + y * 16 + x + 8], shifted.target[c * 256 + y * 16 + x]);
	}

	@Test
	void distancesUseTheCalibration() {
		Volume labels = TestImages.volume(PixelType.UINT8, "xyz", p -> p[2] > 0 && p[0] > 0 ? 1 : 0, 16, 16, 8)
			.withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), new Axis('y', 0.5, 0, "µm"), new Axis('z', 2, 0, "µm"))));
		TrainingImage image = TrainingImage.of(new ImagePair("a", labels, labels), PatchRule.of(3, 2, 2));
		Patch patch = new Patch(new int[] { 16, 16, 8 }, true);
		new InstanceTargets(3).read(image, new long[6], new int[] { 16, 16, 8, 1, 1, 1 }, patch);
		int n = 16 * 16 * 8;
		assertEquals(2 / 7.5, patch.target[2 * n + 256 + 15], 1e-6, "2 µm above the floor, of at most 7.5 µm");
		assertEquals(0.5 / 7.5, patch.target[2 * n + 7 * 256 + 1], 1e-6, "0.5 µm from the side");
		assertEquals(1, patch.target[2 * n + 7 * 256 + 15], 1e-6);
	}

	@Test
	void classesKeepTheirNumbersAndUnannotatedPixelsDoNotCount() {
		Volume labels = TestImages.volume(PixelType.UINT8, "xy", p -> p[1] % 16 < 4 ? 255 : p[0] < 40 ? 0 : 2, 80, 64);
		try (TrainingData data = data("classes", labels)) {
			for (int step = 0; step < 5; step++) {
				Batch batch = data.step(step, 4).get(0);
				assertArrayEquals(new long[] { 4, 1, 16, 16 }, batch.targetShape());
				int counted = 0;
				for (int i = 0; i < batch.target().length; i++) {
					assertTrue(batch.target()[i] == 0 || batch.target()[i] == 2);
					counted += (int) batch.weight()[i];
				}
				assertEquals(4 * 16 * 12, counted);
			}
		}
		assertEquals(3, ImageSet.of(List.of(new ImagePair("a", labels, labels))).outputChannels("classes", Progress.none()));
		assertEquals(3, ImageSet.of(List.of(new ImagePair("a", labels, labels))).outputChannels("instances", Progress.none()));
	}

	@Test
	void negativeLabelsAreNotAnnotated() {
		Volume labels = TestImages.volume(PixelType.INT16, "xy", p -> p[1] % 2 == 0 ? -1 : 1, 80, 64);
		try (TrainingData data = data("classes", labels)) {
			Batch batch = data.step(0, 4).get(0);
			for (int i = 0; i < batch.target().length; i++)
				assertEquals(batch.weight()[i], batch.target()[i]);
		}
	}

	@Test
	void balancedWeightsAreMedianFrequencyByFrequency() {
		Volume labels = TestImages.volume(PixelType.UINT8, "xy", p -> p[1] == 5 ? 255 : p[0] < 40 ? 0 : p[0] < 70 ? 1 : 2, 80, 64);
		assertArrayEquals(new float[] { 30f / 40, 1, 3 }, ClassTargets.of(List.of(labels), true, Progress.none()).weights(), 1e-6f);
		assertArrayEquals(new float[] { 1, 1, 1 }, ClassTargets.of(List.of(labels), false, Progress.none()).weights());
	}

	@Test
	void sparseAnnotationsAreFound() {
		Volume labels = TestImages.volume(PixelType.UINT8, "xy", p -> p[0] >= 30 && p[0] < 34 && p[1] >= 30 && p[1] < 34 ? p[0] % 2 : 255, 80, 64);
		try (TrainingData data = data("classes", labels)) {
			int with = 0;
			for (int step = 0; step < 10; step++) {
				Batch batch = data.step(step, 4).get(0);
				for (int i = 0; i < 4; i++) {
					float sum = 0;
					for (int k = i * 256; k < (i + 1) * 256; k++)
						sum += batch.weight()[k];
					with += sum > 0 ? 1 : 0;
				}
			}
			assertTrue(with >= 36, with + " of 40 patches have annotated pixels, of which 3 % of all places have some in the middle");
		}
	}

	@Test
	void bentLabelsAreStillLabels() {
		Volume labels = TestImages.volume(PixelType.UINT8, "xy", p -> p[0] / 8 % 2 * 2, 80, 64);
		try (TrainingData data = data("classes", labels, "augmentation", "elastic+flips+turns")) {
			for (float value : data.step(0, 4).get(0).target())
				assertTrue(value == 0 || value == 2);
		}
	}
}
