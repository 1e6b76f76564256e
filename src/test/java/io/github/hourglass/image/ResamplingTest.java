package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.List;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import net.imglib2.img.array.ArrayImgs;

class ResamplingTest {

	private static final int WIDTH = 23, HEIGHT = 17, DEPTH = 9;

	private static Volume image(float[] pixels, long... size) {
		return Volume.of(ArrayImgs.floats(pixels, size), Axes.of("xyz".substring(0, size.length)));
	}

	private static float[] random(int n) {
		SplittableRandom random = new SplittableRandom(1);
		float[] pixels = new float[n];
		for (int i = 0; i < n; i++)
			pixels[i] = (float) random.nextDouble();
		return pixels;
	}

	private static float[] pixels(Volume volume) {
		int[] size = new int[volume.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) volume.dimensions()[d];
		float[] pixels = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	/** As SciPy's {@code interp1d} at the centers of the new pixels, or as the mean over what they cover, integrated in 1000 steps. */
	private static double[] reference(double[] line, int count) {
		double ratio = (double) line.length / count;
		double[] made = new double[count];
		for (int i = 0; i < count; i++)
			if (ratio <= 1) {
				double at = Math.max(0, Math.min(line.length - 1, (i + 0.5) * ratio - 0.5));
				int low = (int) at, high = Math.min(line.length - 1, low + 1);
				made[i] = line[low] * (1 - (at - low)) + line[high] * (at - low);
			}
			else
				for (int step = 0; step < 1000; step++)
					made[i] += line[Math.min(line.length - 1, (int) ((i + (step + 0.5) / 1000) * ratio))] / 1000;
		return made;
	}

	private static float[] reference(float[] pixels, int[] size, int[] wanted) {
		double[] values = new double[pixels.length];
		for (int i = 0; i < values.length; i++)
			values[i] = pixels[i];
		int[] now = size.clone();
		for (int d = 0; d < size.length; d++) {
			int stride = 1;
			for (int e = 0; e < d; e++)
				stride *= now[e];
			double[] made = new double[values.length / now[d] * wanted[d]];
			for (int outer = 0; outer < values.length / stride / now[d]; outer++)
				for (int inner = 0; inner < stride; inner++) {
					double[] line = new double[now[d]];
					for (int k = 0; k < line.length; k++)
						line[k] = values[(outer * now[d] + k) * stride + inner];
					double[] other = reference(line, wanted[d]);
					for (int k = 0; k < other.length; k++)
						made[(outer * wanted[d] + k) * stride + inner] = other[k];
				}
			values = made;
			now[d] = wanted[d];
		}
		float[] result = new float[values.length];
		for (int i = 0; i < result.length; i++)
			result[i] = (float) values[i];
		return result;
	}

	@Test
	void pixelsAreInterpolatedLinearlyOrAreMeansOfWhatTheyCover() {
		float[] pixels = random(WIDTH * HEIGHT * DEPTH);
		for (int[] wanted : List.of(new int[] { 46, 34, 9 }, new int[] { 31, 20, 27 }, new int[] { 10, 17, 30 }, new int[] { 7, 5, 4 }, new int[] { 1, 100, 1 })) {
			Volume made = Resampling.of(image(pixels, WIDTH, HEIGHT, DEPTH), new long[] { wanted[0], wanted[1], wanted[2] });
			assertArrayEquals(reference(pixels, new int[] { WIDTH, HEIGHT, DEPTH }, wanted), pixels(made), 4e-3f);
		}
	}

	@Test
	void halfAsManyPixelsAreMeansOfPairsExactlyAndTheMeanStays() {
		float[] pixels = random(32 * 20);
		float[] made = pixels(Resampling.of(image(pixels, 32, 20), new long[] { 16, 10 }));
		for (int y = 0; y < 10; y++)
			for (int x = 0; x < 16; x++)
				assertEquals((pixels[2 * y * 32 + 2 * x] + pixels[2 * y * 32 + 2 * x + 1] + pixels[(2 * y + 1) * 32 + 2 * x] + pixels[(2 * y + 1) * 32 + 2 * x + 1]) / 4, made[y * 16 + x], 1e-6);
		assertEquals(mean(pixels), mean(pixels(Resampling.of(image(pixels, 32, 20), new long[] { 13, 7 }))), 1e-6);
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value;
		return sum / values.length;
	}

	@Test
	void anyBlockIsThatPartOfTheWholeAndThePlaceStays() {
		Volume calibrated = image(random(WIDTH * HEIGHT), WIDTH, HEIGHT).withAxes(Axes.of(List.of(new Axis('x', 0.3, 5, "µm"), new Axis('y', 0.3, 7, "µm"))));
		Volume made = Resampling.of(calibrated, new long[] { 40, 9 });
		float[] whole = pixels(made), part = new float[11 * 4];
		made.copyFloats(new long[] { 20, 5 }, new int[] { 11, 4 }, part);
		for (int y = 0; y < 4; y++)
			for (int x = 0; x < 11; x++)
				assertEquals(whole[(5 + y) * 40 + 20 + x], part[y * 11 + x], 1e-6);
		Axis x = made.axes().get(0);
		assertEquals(0.3 * WIDTH, 40 * x.scale(), 1e-9);
		assertEquals(5 - 0.15, x.origin() - x.scale() / 2, 1e-9, "the left edge of the first pixel");
		assertSame(calibrated, Resampling.of(calibrated, calibrated.dimensions()));
	}
}
