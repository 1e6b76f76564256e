package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class BinningTest {

	/** Of a ramp the mean over a block is the ramp at the middle of the block. */
	@Test
	void pixelsAreTheMeansOfThoseTheyCover() {
		Volume ramp = TestImages.volume(PixelType.UINT16, "xyz", p -> p[0] + 100 * p[1] + 1000 * p[2], 300, 21, 10)
			.withAxes(Axes.of(List.of(new Axis('x', 0.5, 2, "µm"), new Axis('y', 1, 0, "µm"), new Axis('z', 3, 0, "µm"))));
		Volume small = Binning.of(ramp, new int[] { 3, 4, 5 });
		assertArrayEquals(new long[] { 100, 5, 2 }, small.dimensions());
		assertEquals(1.5, small.axes().find('x').scale());
		assertEquals(2.5, small.axes().find('x').origin(), "the middle of the first three pixels");
		float[] pixels = new float[60 * 2 * 2];
		small.copyFloats(new long[] { 40, 3, 0 }, new int[] { 60, 2, 2 }, pixels);
		for (int i = 0; i < pixels.length; i++)
			assertEquals(3 * (40 + i % 60) + 1 + 100 * (4 * (3 + i / 60 % 2) + 1.5) + 1000 * (5 * (i / 120) + 2), pixels[i], 1e-2);
		assertArrayEquals(new long[] { 300, 20, 10 }, Binning.fitting(ramp, new int[] { 3, 4, 5 }).dimensions());
		assertThrows(IllegalArgumentException.class, () -> Binning.of(ramp, new int[] { 1, 1, 11 }));
	}

	@Test
	void largeBlocksAreReadInSlabs() {
		Volume large = TestImages.volume(PixelType.UINT16, "xyc", p -> p[0] % 2 + p[2], 1200, 1200, 2);
		Volume small = Binning.of(large, new int[] { 2, 2 });
		float[] pixels = new float[600 * 600 * 2];
		small.copyFloats(new long[3], new int[] { 600, 600, 2 }, pixels);
		for (int i = 0; i < pixels.length; i++)
			assertEquals(0.5f + i / 360_000, pixels[i]);
	}

	/** Patch and target of one place: of a ramp the target's mean over a block is the input's pixel. */
	@Test
	void patchesAndTheirLargerTargetsAreOfOnePlace() {
		List<ImagePair> pairs = new java.util.ArrayList<>();
		for (int i = 0; i < 3; i++) {
			Volume large = TestImages.noise(i, "xyc", 96, 120, 1);
			pairs.add(new ImagePair("a" + i, Binning.of(large, new int[] { 2, 3 }), large));
		}
		PatchRule rule = PatchRule.of(2, 4, 6).withScale(2, 3);
		TrainingOptions options = TestImages.options("task", "upscale", "targets", "x", "patch", "16", "batch", "4", "augmentation", "flips");
		try (TrainingData data = TrainingData.open(options, ImageSet.of(pairs), rule, Progress.none())) {
			Batch batch = data.step(0, 4).get(0);
			assertArrayEquals(new long[] { 4, 1, 16, 16 }, batch.shape());
			assertArrayEquals(new long[] { 4, 1, 48, 32 }, batch.targetShape());
			assertMeans(batch);
			assertMeans(data.validation(2).get(0));
			ImagePair kept = data.validationImages().get(0);
			assertArrayEquals(new long[] { 96, 120 }, new long[] { kept.target().size('x'), kept.target().size('y') });
		}
	}

	private static void assertMeans(Batch batch) {
		int patches = (int) batch.shape()[0];
		double[] a = new double[2], b = new double[2];
		for (int i = 0; i < patches * 256; i++) {
			int x = i % 16, y = i / 16 % 16;
			double mean = 0;
			for (int k = 0; k < 6; k++)
				mean += batch.target()[i / 256 * 32 * 48 + (3 * y + k / 2) * 32 + 2 * x + k % 2] / 6;
			if (i < 2) {
				a[i] = mean;
				b[i] = batch.input()[i];
			}
		}
		double factor = (b[1] - b[0]) / (a[1] - a[0]);
		for (int i = 0; i < 256; i++) {
			double mean = 0;
			for (int k = 0; k < 6; k++)
				mean += batch.target()[(3 * (i / 16) + k / 2) * 32 + 2 * (i % 16) + k % 2] / 6;
			assertEquals(b[0] + factor * (mean - a[0]), batch.input()[i], 1e-3, "up to the two normalizations");
		}
	}
}
