package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CameraTest {

	private static final int N = 400_000;

	@ParameterizedTest
	@ValueSource(doubles = { 0.3, 4, 29, 31, 250, 5000 })
	void photonsArePoisson(double mean) {
		SplittableRandom random = new SplittableRandom(1);
		double sum = 0, squares = 0, cubes = 0;
		for (int i = 0; i < N; i++) {
			double d = Camera.poisson(mean, random) - mean;
			sum += d;
			squares += d * d;
			cubes += d * d * d;
		}
		assertEquals(0, sum / N / Math.sqrt(mean), 5 / Math.sqrt(N));
		assertEquals(1, squares / N / mean, 5 * Math.sqrt((2 + 1 / mean) / N));
		assertEquals(1 / Math.sqrt(mean), cubes / N / Math.pow(mean, 1.5), 5 * Math.sqrt((15 + 25 / mean + 1 / mean / mean) / N));
	}

	@Test
	void countsAreElectronsTimesGainPlusOffset() {
		double[] moments = moments(counts(new Camera(2, 0, 0, 0, 3, 100, 65535, 1), 10, N));
		assertEquals(100 + 3 * 10, moments[0], 0.05);
		assertEquals(9 * (10 + 4) + 1.0 / 12, moments[1], 1.5);
	}

	@Test
	void smearedNoiseIsCorrelatedWithTheNextPixel() {
		float[] counts = counts(new Camera(5, 0, 0.5, 0, 1, 1000, 65535, 2), 20, N);
		double[] moments = moments(counts);
		double covariance = 0;
		for (int i = 1; i < N; i++)
			covariance += (counts[i] - moments[0]) * (counts[i - 1] - moments[0]) / (N - 1);
		assertEquals(0.5 / 1.25, covariance / moments[1], 0.01);
		assertEquals(45, moments[1], 0.7);
	}

	@Test
	void rowsShiftAsAWhole() {
		Camera camera = new Camera(0, 3, 0, 0, 1, 1000, 65535, 3);
		double squares = 0;
		for (int row = 0; row < 3000; row++) {
			float[] counts = new float[2];
			camera.read(new float[3], row, 0, row, counts);
			assertEquals(counts[0], counts[1]);
			squares += Math.pow(counts[0] - 1000, 2) / 3000;
		}
		assertEquals(9, squares, 1);
	}

	@Test
	void hotPixelsStayWhereTheyAre() {
		Camera camera = new Camera(0, 0, 0, 0.01, 1, 0, 65535, 4);
		float[] first = new float[N];
		float[] second = new float[N];
		camera.read(new float[N + 1], 0, 0, 7, first);
		camera.read(new float[N + 1], 1, 0, 7, second);
		assertArrayEquals(first, second);
		int hot = 0;
		for (float count : first)
			hot += count > 0 ? 1 : 0;
		assertEquals(0.01, (double) hot / N, 0.001);
	}

	@Test
	void tooMuchLightIsCutOff() {
		for (float count : counts(new Camera(1, 0, 0, 0, 1, 0, 255, 5), 2000, 100))
			assertEquals(255, count);
	}

	@Test
	void aPixelIsTheSameWhereverReadingBegins() {
		Camera camera = new Camera(2, 1, 0.3, 0.01, 2, 10, 65535, 6);
		float[] electrons = new float[101];
		Arrays.fill(electrons, 12);
		float[] whole = new float[100];
		camera.read(electrons, 5, 0, 5, whole);
		float[] part = new float[20];
		camera.read(Arrays.copyOfRange(electrons, 40, 61), 5, 40, 5, part);
		assertArrayEquals(Arrays.copyOfRange(whole, 40, 60), part);
	}

	private static float[] counts(Camera camera, double electrons, int n) {
		float[] expected = new float[n + 1];
		Arrays.fill(expected, (float) electrons);
		float[] counts = new float[n];
		camera.read(expected, 0, 0, 0, counts);
		return counts;
	}

	/** Mean and variance. */
	private static double[] moments(float[] values) {
		double mean = 0, squares = 0;
		for (float value : values)
			mean += (double) value / values.length;
		for (float value : values)
			squares += (value - mean) * (value - mean) / values.length;
		return new double[] { mean, squares };
	}
}
