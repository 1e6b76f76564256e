package io.github.hourglass.simulate;

/**
 * The discrete Fourier transform of a square of {@code n × n} complex numbers, {@code n} a power of 2, in place, real and
 * imaginary parts in arrays of their own. Forward has the sign -1 in the exponent; neither direction divides by anything. The
 * result is transposed, which a product of two transforms and the way back undo. Thread-safe.
 */
final class Fourier {

	private final int n;
	private final float[] cos;
	private final float[] sin;

	Fourier(int n) {
		if (Integer.bitCount(n) != 1)
			throw new IllegalArgumentException("The transform has a size of a power of 2, not " + n + ".");
		this.n = n;
		this.cos = new float[n / 2];
		this.sin = new float[n / 2];
		for (int k = 0; k < n / 2; k++) {
			cos[k] = (float) Math.cos(2 * Math.PI * k / n);
			sin[k] = (float) Math.sin(2 * Math.PI * k / n);
		}
	}

	void forward(float[] re, float[] im) {
		rows(re, im);
		transpose(re);
		transpose(im);
		rows(re, im);
	}

	/** From the result of {@link #forward} back, times {@code n²}. */
	void inverse(float[] re, float[] im) {
		forward(im, re);
	}

	private void rows(float[] re, float[] im) {
		for (int row = 0; row < n; row++)
			row(re, im, row * n);
	}

	private void row(float[] re, float[] im, int from) {
		for (int i = 1, j = 0; i < n; i++) {
			int bit = n >> 1;
			for (; (j & bit) != 0; bit >>= 1)
				j ^= bit;
			j ^= bit;
			if (i < j) {
				swap(re, from + i, from + j);
				swap(im, from + i, from + j);
			}
		}
		for (int length = 2; length <= n; length <<= 1) {
			int half = length / 2;
			int pace = n / length;
			for (int start = from; start < from + n; start += length)
				for (int k = 0; k < half; k++) {
					float c = cos[k * pace];
					float s = -sin[k * pace];
					int a = start + k;
					int b = a + half;
					float x = re[b] * c - im[b] * s;
					float y = re[b] * s + im[b] * c;
					re[b] = re[a] - x;
					im[b] = im[a] - y;
					re[a] += x;
					im[a] += y;
				}
		}
	}

	private static void swap(float[] values, int i, int j) {
		float kept = values[i];
		values[i] = values[j];
		values[j] = kept;
	}

	private void transpose(float[] values) {
		final int tile = 16;
		for (int y0 = 0; y0 < n; y0 += tile)
			for (int x0 = 0; x0 <= y0; x0 += tile)
				for (int y = y0; y < Math.min(n, y0 + tile); y++)
					for (int x = x0; x < Math.min(x0 + tile, y); x++)
						swap(values, y * n + x, x * n + y);
	}
}
