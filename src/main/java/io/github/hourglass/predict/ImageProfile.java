package io.github.hourglass.predict;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * What kind of image it is, in numbers that brightness and contrast do not change: measured on a few planes of the first channel and time,
 * on at most 16 squares of each.
 */
public final class ImageProfile {

	/** The noise of a pixel, as a share of the standard deviation of all. */
	public static final String NOISE = "noise";
	/** The standard deviation of means of 8 × 8 pixels, as such a share. */
	public static final String COARSE = "coarse structure";
	/** How many standard deviations the percentile 99.8 lies above the mean. */
	public static final String BRIGHT = "brightest over mean";
	/** How many standard deviations the percentile 0.2 lies below the mean. */
	public static final String DARK = "darkest under mean";

	private static final int SIDE = 128, GRID = 4, PLANES = 3, BLOCK = 8;
	private static final double TO_DEVIATION = 0.6745;

	private ImageProfile() {}

	/** Empty for an image that is the same everywhere, too small, or not finite. */
	public static Map<String, Double> of(Volume image, Progress progress) {
		long width = image.size('x'), height = image.size('y');
		if (width < 2 * BLOCK || height < 2 * BLOCK)
			return Map.of();
		Sums sums = new Sums();
		int planes = (int) Math.min(PLANES, image.size('z')), columns = (int) Math.min(GRID, (width + SIDE - 1) / SIDE), rows = (int) Math.min(GRID, (height + SIDE - 1) / SIDE);
		for (int plane = 0; plane < planes; plane++)
			for (int row = 0; row < rows; row++)
				for (int column = 0; column < columns; column++) {
					progress.check();
					sums.add(image, place(width, column, columns), place(height, row, rows), (long) ((plane + 0.5) * image.size('z') / planes));
				}
		return sums.profile();
	}

	/** Where one of some squares begins, which are evenly spread. */
	private static long place(long size, int index, int count) {
		return count == 1 ? Math.max(0, (size - SIDE) / 2) : Math.round((size - Math.min(SIDE, size)) * (double) index / (count - 1));
	}

	/** What was seen of an image. */
	private static final class Sums {

		private float[] values = new float[0];
		private float[] curvatures = new float[0];
		private double blockSum;
		private double blockSquares;
		private long blocks;

		void add(Volume image, long x, long y, long z) {
			long[] min = new long[image.axes().count()];
			int[] size = new int[min.length];
			Arrays.fill(size, 1);
			int dx = image.axes().indexOf('x'), dy = image.axes().indexOf('y'), dz = image.axes().indexOf('z');
			min[dx] = x;
			min[dy] = y;
			if (dz >= 0)
				min[dz] = z;
			int width = size[dx] = (int) Math.min(SIDE, image.size('x') - x), height = size[dy] = (int) Math.min(SIDE, image.size('y') - y);
			float[] pixels = new float[width * height];
			image.crop(min, Arrays.stream(size).asLongStream().toArray()).inOrder("xy").copyFloats(new long[2], new int[] { width, height }, pixels);
			values = joined(values, pixels);
			curvatures = joined(curvatures, curvatures(pixels, width, height));
			for (int row = 0; row + BLOCK <= height; row += BLOCK)
				for (int column = 0; column + BLOCK <= width; column += BLOCK)
					block(pixels, row * width + column, width);
		}

		private void block(float[] pixels, int from, int width) {
			double sum = 0;
			for (int row = 0; row < BLOCK; row++)
				for (int column = 0; column < BLOCK; column++)
					sum += pixels[from + row * width + column];
			double mean = sum / (BLOCK * BLOCK);
			blockSum += mean;
			blockSquares += mean * mean;
			blocks++;
		}

		/** Second differences along rows, of which flat and steady places have none but noise. */
		private static float[] curvatures(float[] pixels, int width, int height) {
			float[] all = new float[(width - 2) * height];
			for (int y = 0, i = 0; y < height; y++)
				for (int x = 1; x < width - 1; x++, i++)
					all[i] = Math.abs(pixels[y * width + x - 1] - 2 * pixels[y * width + x] + pixels[y * width + x + 1]);
			return all;
		}

		private static float[] joined(float[] first, float[] second) {
			float[] all = Arrays.copyOf(first, first.length + second.length);
			System.arraycopy(second, 0, all, first.length, second.length);
			return all;
		}

		Map<String, Double> profile() {
			double sum = 0, squares = 0;
			for (float value : values)
				sum += value;
			double mean = sum / values.length;
			for (float value : values)
				squares += (value - mean) * (value - mean);
			double deviation = Math.sqrt(squares / values.length), blockMean = blockSum / blocks;
			if (!(deviation > 0) || !Double.isFinite(deviation))
				return Map.of();
			Arrays.sort(values);
			Arrays.sort(curvatures);
			Map<String, Double> profile = new LinkedHashMap<>();
			profile.put(NOISE, curvatures[curvatures.length / 2] / TO_DEVIATION / Math.sqrt(6) / deviation);
			profile.put(COARSE, Math.sqrt(Math.max(0, blockSquares / blocks - blockMean * blockMean)) / deviation);
			profile.put(BRIGHT, (values[(int) (0.998 * (values.length - 1))] - mean) / deviation);
			profile.put(DARK, (mean - values[(int) (0.002 * (values.length - 1))]) / deviation);
			return profile;
		}
	}
}
