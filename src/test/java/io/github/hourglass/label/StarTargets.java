package io.github.hourglass.label;

import java.util.HashMap;
import java.util.Map;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * What a perfect StarDist network would give for a plane of labels, by the published definition: the distance to the end of the
 * object along each ray, by steps of length 1 with half a step taken back, and as probability the distance to the next pixel of another
 * label
 * on the grid, over the largest of the object. The border of the image is no other label.
 */
final class StarTargets {

	private StarTargets() {}

	/** x y c, with the probability first. */
	static Volume of(int[] labels, int width, int height, int rays, int grid) {
		int columns = (width - 1) / grid + 1;
		int rows = (height - 1) / grid + 1;
		float[] values = new float[columns * rows * (rays + 1)];
		int[] few = new int[columns * rows];
		for (int i = 0; i < few.length; i++)
			few[i] = labels[i / columns * grid * width + i % columns * grid];
		float[] probability = probability(few, columns, rows);
		for (int y = 0; y < rows; y++)
			for (int x = 0; x < columns; x++) {
				int pixel = y * grid * width + x * grid;
				values[y * columns + x] = probability[y * columns + x];
				for (int k = 0; k < rays && labels[pixel] > 0; k++)
					values[((k + 1) * rows + y) * columns + x] = distance(labels, width, height, x * grid, y * grid, k, rays);
			}
		return volume(values, columns, rows, rays + 1);
	}

	static Volume volume(float[] values, int columns, int rows, int channels) {
		return Volume.of(PixelType.FLOAT32, new long[] { columns, rows, channels }, Axes.of("xyc"), new int[] { 50, 40, 7 }, (min, size, dest) -> {
			int at = 0;
			for (int c = 0; c < size[2]; c++)
				for (int y = 0; y < size[1]; y++, at += size[0])
					System.arraycopy(values, (int) (((min[2] + c) * rows + min[1] + y) * columns + min[0]), dest, at, size[0]);
		});
	}

	private static float distance(int[] labels, int width, int height, int fromX, int fromY, int k, int rays) {
		float angle = k * (float) (2 * Math.PI / rays);
		float stepX = (float) Math.cos(angle);
		float stepY = (float) Math.sin(angle);
		float x = 0;
		float y = 0;
		while (true) {
			x += stepX;
			y += stepY;
			int atX = (int) Math.rint(fromX + x);
			int atY = (int) Math.rint(fromY + y);
			if (atX < 0 || atX >= width || atY < 0 || atY >= height || labels[atY * width + atX] != labels[fromY * width + fromX]) {
				float back = 0.5f / Math.max(Math.abs(stepX), Math.abs(stepY)) - 1;
				x += back * stepX;
				y += back * stepY;
				return (float) Math.sqrt(x * x + y * y);
			}
		}
	}

	private static float[] probability(int[] labels, int width, int height) {
		float[] probability = DistanceTransform.of(labels, new int[] { width, height, 1 }, new double[] { 1, 1, 1 });
		Map<Integer, Float> largest = new HashMap<>();
		for (int i = 0; i < labels.length; i++)
			largest.merge(labels[i], probability[i], Math::max);
		for (int i = 0; i < labels.length; i++)
			probability[i] /= labels[i] == 0 ? 1 : largest.get(labels[i]);
		return probability;
	}
}
