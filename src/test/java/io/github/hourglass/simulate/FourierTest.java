package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

class FourierTest {

	private static final int N = 16;

	@Test
	void theTransformIsTheSumItIsDefinedAs() {
		float[] re = random(1);
		float[] im = random(2);
		float[] a = re.clone();
		float[] b = im.clone();
		new Fourier(N).forward(a, b);
		for (int v = 0; v < N; v++)
			for (int u = 0; u < N; u++) {
				double sumRe = 0;
				double sumIm = 0;
				for (int y = 0; y < N; y++)
					for (int x = 0; x < N; x++) {
						double angle = -2 * Math.PI * (u * x + v * y) / N;
						sumRe += re[y * N + x] * Math.cos(angle) - im[y * N + x] * Math.sin(angle);
						sumIm += re[y * N + x] * Math.sin(angle) + im[y * N + x] * Math.cos(angle);
					}
				assertEquals(sumRe, a[u * N + v], 1e-4);
				assertEquals(sumIm, b[u * N + v], 1e-4);
			}
	}

	@Test
	void theWayBackGivesTheSameTimesTheNumberOfPixels() {
		float[] re = random(3);
		float[] im = random(4);
		float[] a = re.clone();
		float[] b = im.clone();
		Fourier fourier = new Fourier(N);
		fourier.forward(a, b);
		fourier.inverse(a, b);
		for (int i = 0; i < a.length; i++) {
			a[i] /= N * N;
			b[i] /= N * N;
		}
		assertArrayEquals(re, a, 1e-5f);
		assertArrayEquals(im, b, 1e-5f);
	}

	private static float[] random(long seed) {
		Random random = new Random(seed);
		float[] values = new float[N * N];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian();
		return values;
	}
}
