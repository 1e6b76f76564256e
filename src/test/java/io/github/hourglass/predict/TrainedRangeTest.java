package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class TrainedRangeTest {

	private static final int SIDE = 200;

	private interface Pixel {

		double at(int x, int y);
	}

	private static Volume image(Pixel pixel) {
		float[] pixels = new float[SIDE * SIDE];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) pixel.at(i % SIDE, i / SIDE);
		return Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy"));
	}

	private static Map<String, Double> profile(Pixel pixel) {
		return ImageProfile.of(image(pixel), Progress.none());
	}

	private static List<String> notes(Map<String, double[]> bounds, Volume image) {
		List<String> notes = new ArrayList<>();
		new TrainedRange(bounds).check(image, "net", new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {
				notes.add(sentence);
			}

			@Override
			public boolean cancelled() {
				return false;
			}
		});
		return notes;
	}

	/** White Gaussian noise: blocks of 64 pixels average it by 8; its percentile 99.8 lies 2.878 standard deviations above the mean. */
	@Test
	void whiteNoiseIsAllNoise() {
		SplittableRandom random = new SplittableRandom(4);
		Map<String, Double> profile = profile((x, y) -> 1000 + 30 * random.nextGaussian());
		assertEquals(1, profile.get(ImageProfile.NOISE), 0.03);
		assertEquals(1 / 8.0, profile.get(ImageProfile.COARSE), 0.02);
		assertEquals(2.878, profile.get(ImageProfile.BRIGHT), 0.15);
		assertEquals(2.878, profile.get(ImageProfile.DARK), 0.15);
	}

	/** A wave of 64 pixels length has almost no curvature from pixel to pixel, and its peaks lie √2 standard deviations from its mean. */
	@Test
	void aSmoothWaveIsAllStructure() {
		Map<String, Double> profile = profile((x, y) -> 5 + Math.sin(2 * Math.PI * y / 64));
		assertEquals(0, profile.get(ImageProfile.NOISE), 1e-3);
		assertEquals(0.98, profile.get(ImageProfile.COARSE), 0.03);
		assertEquals(Math.sqrt(2), profile.get(ImageProfile.BRIGHT), 0.1);
	}

	@Test
	void brightnessAndContrastDoNotMatter() {
		Map<String, Double> one = profile((x, y) -> (x * 7 + y * y) % 91), other = profile((x, y) -> 400 + 3 * ((x * 7 + y * y) % 91));
		one.forEach((name, value) -> assertEquals(value, other.get(name), 1e-4, name));
		assertTrue(profile((x, y) -> 7).isEmpty());
	}

	@Test
	void onlyAnImageFarOutsideIsWarnedOf() {
		SplittableRandom random = new SplittableRandom(4);
		Volume noise = image((x, y) -> random.nextGaussian());
		List<String> notes = notes(Map.of(ImageProfile.NOISE, new double[] { 0.1, 0.3 }), noise);
		assertEquals(1, notes.size());
		assertTrue(notes.get(0).contains("noise") && notes.get(0).contains("(0.100 to 0.300)"), notes.get(0));
		assertTrue(notes(Map.of(ImageProfile.NOISE, new double[] { 0.1, 0.9 }), noise).isEmpty());
		assertTrue(notes(Map.of("unknown", new double[] { 0, 0 }), noise).isEmpty());
	}

	@Test
	void theRangeLeavesOutTheOutermostHundredth() {
		List<Map<String, Double>> profiles = new ArrayList<>();
		for (int i = 0; i <= 200; i++)
			profiles.add(Map.of("a", i == 0 ? -1000.0 : i));
		assertEquals(List.of(2.0, 198.0), TrainedRange.of(profiles).document().get("a"));
	}
}
