package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class ZoomTest {

	private static final int SIDE = 60;
	private static final PatchRule PLANES = PatchRule.of(2, 4, 0);

	private static Volume plane(java.util.function.DoubleBinaryOperator value) {
		float[] pixels = new float[SIDE * SIDE];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) value.applyAsDouble(i % SIDE, i / SIDE);
		return Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy"));
	}

	private static float[] read(Volume volume, long[] min, int... size) {
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(min, size, values);
		return values;
	}

	@Test
	void aRampStaysOneAndPixelsKeepTheirMiddles() {
		Volume zoomed = Zoom.zoomed(plane((x, y) -> 3 * x + y), new double[] { 1.5, 0.5 }, false);
		assertEquals(90, zoomed.size('x'));
		assertEquals(30, zoomed.size('y'));
		float[] values = read(zoomed, new long[] { 20, 10 }, 30, 12);
		for (int i = 0; i < values.length; i++) {
			double x = (20 + i % 30 + 0.5) / 1.5 - 0.5, y = (10 + i / 30 + 0.5) / 0.5 - 0.5;
			assertEquals(3 * x + y, values[i], 1e-3);
		}
	}

	@Test
	void objectsGrowByTheSquareOfTheFactorAndKeepTheirNumbers() {
		for (double factor : new double[] { 0.5, 0.8, 1, 1.7, 2 }) {
			Volume zoomed = Zoom.zoomed(plane((x, y) -> Math.hypot(x - 30, y - 30) < 20 ? 1234 : 0), new double[] { factor, factor }, true);
			int area = 0;
			for (float label : read(zoomed, new long[2], (int) zoomed.size('x'), (int) zoomed.size('y'))) {
				assertTrue(label == 0 || label == 1234);
				area += label > 0 ? 1 : 0;
			}
			assertEquals(Math.PI * 400 * factor * factor, area, 0.06 * area);
		}
	}

	@Test
	void blocksAreThoseOfTheWhole() {
		Volume zoomed = Zoom.zoomed(plane((x, y) -> (x * 31 + y * 17) % 23), new double[] { 1.3, 0.7 }, false);
		int width = (int) zoomed.size('x'), height = (int) zoomed.size('y');
		float[] whole = read(zoomed, new long[2], width, height), part = read(zoomed, new long[] { 7, 5 }, 11, 13);
		for (int i = 0; i < part.length; i++)
			assertEquals(whole[(5 + i / 11) * width + 7 + i % 11], part[i], 1e-6);
	}

	@Test
	void aPatchFitsAlwaysAndOnlyTheAreaIsSeen() {
		Volume image = plane((x, y) -> x < 40 ? 1 : 99);
		TrainingImage training = TrainingImage.of(new ImagePair("a", image, image), PLANES);
		Area left = Area.whole(training).part(0, 0, 40);
		for (long seed = 0; seed < 50; seed++) {
			Area zoomed = new Zoom().of(left, new int[] { 36, 36, 1, 1, 1, 1 }, PLANES, true, new SplittableRandom(seed));
			assertTrue(zoomed.size()[0] >= 36 && zoomed.size()[1] >= 36 && zoomed.size()[0] <= 80);
			assertEquals(1.5, (double) zoomed.size()[1] / zoomed.size()[0], 0.05, "alike along x and y");
			for (float value : PatchSource.read(zoomed.image().input(), new long[6], new int[] { (int) zoomed.size()[0], 36, 1, 1, 1, 1 }))
				assertEquals(1, value);
		}
	}

	@Test
	void zoomIsRefusedWhereItWouldTeachNoise() {
		int[] patch = { 32, 32 };
		assertTrue(Augmentation.of("zoom", "instances", patch).zooms());
		assertThrows(IllegalArgumentException.class, () -> Augmentation.of("zoom", "noise2void", patch));
		assertThrows(IllegalArgumentException.class, () -> Augmentation.of("zoom", "upscale", patch, new int[] { 64, 64 }));
	}
}
