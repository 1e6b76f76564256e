package io.github.hourglass.train;

import java.util.Arrays;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

/** Enlarges small images in memory, pixel edges coinciding: the pixel of a border goes on beyond it. What a network that enlarges is compared with. */
enum Interpolation {

	LINEAR, CUBIC;

	/** Of Keys (IEEE Transactions on Acoustics, Speech and Signal Processing 29, 1981). */
	private static final double KEYS = -0.5;

	/** @param like the image as large as wanted, by whole factors, whose axes the result has */
	Volume of(Volume image, Volume like) {
		return of(Evaluation.pixels(image.inOrder(like.axes().letters())), image, like);
	}

	/** @param pixels of the image */
	Volume of(float[] pixels, Volume image, Volume like) {
		Axes axes = like.axes();
		int[] size = new int[axes.count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) image.size(axes.letter(d));
		float[] values = pixels;
		for (int d = 0; d < size.length; d++)
			values = along(values, size, d, (int) (like.dimensions()[d] / size[d]));
		return Volume.of(ArrayImgs.floats(values, like.dimensions()), axes).withMetadata(image.metadata());
	}

	/** The size follows. */
	private float[] along(float[] values, int[] size, int d, int factor) {
		if (factor == 1)
			return values;
		int stride = Arrays.stream(size, 0, d).reduce(1, (a, b) -> a * b), before = size[d], after = before * factor;
		float[] result = new float[values.length * factor];
		for (int i = 0; i < result.length; i++) {
			int inner = i % stride, place = i / stride % after, outer = i / stride / after;
			double at = (place + 0.5) / factor - 0.5;
			int low = (int) Math.floor(at);
			double sum = 0;
			for (int k = low - 1; k <= low + 2; k++)
				sum += weight(Math.abs(at - k)) * values[(outer * before + Math.max(0, Math.min(before - 1, k))) * stride + inner];
			result[i] = (float) sum;
		}
		size[d] = after;
		return result;
	}

	private double weight(double far) {
		if (this == LINEAR)
			return Math.max(0, 1 - far);
		return far < 1 ? ((KEYS + 2) * far - (KEYS + 3)) * far * far + 1 : far < 2 ? KEYS * (((far - 5) * far + 8) * far - 4) : 0;
	}
}
