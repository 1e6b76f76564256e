package io.github.hourglass.train;

import java.util.SplittableRandom;

/**
 * Bends input and target alike in the plane of x and y (after Simard et al., ICDAR 2003): points of a grid are moved by normally
 * distributed distances, pixels between them by linear interpolation; all slices alike. Beyond the border the patch is mirrored.
 * Images are interpolated linearly; labels and weights take the nearest pixel.
 *
 * @param spacing of the grid, in pixels
 * @param deviation of the distances, in pixels
 */
record Elastic(int spacing, double deviation) implements Change {

	Elastic() {
		this(16, 2);
	}

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		int width = patch.size[0];
		int height = patch.size[1];
		float[] x = field(width, height, random);
		float[] y = field(width, height, random);
		for (int i = 0; i < x.length; i++) {
			x[i] = mirrored(i % width + x[i], width);
			y[i] = mirrored(i / width + y[i], height);
		}
		patch.input = bent(patch.input, width, x, y, false);
		if (patch.target != null)
			patch.target = bent(patch.target, width, x, y, patch.labels);
		if (patch.weight != null)
			patch.weight = bent(patch.weight, width, x, y, true);
	}

	/** A displacement per pixel. */
	private float[] field(int width, int height, SplittableRandom random) {
		int columns = (width + spacing - 1) / spacing + 1;
		int rows = (height + spacing - 1) / spacing + 1;
		double[] grid = new double[columns * rows];
		for (int i = 0; i < grid.length; i++)
			grid[i] = random.nextGaussian() * deviation;
		float[] field = new float[width * height];
		for (int y = 0; y < height; y++)
			for (int x = 0; x < width; x++) {
				int at = y / spacing * columns + x / spacing;
				double u = (double) (x % spacing) / spacing;
				double v = (double) (y % spacing) / spacing;
				field[y * width + x] = (float) ((1 - v) * ((1 - u) * grid[at] + u * grid[at + 1])
					+ v * ((1 - u) * grid[at + columns] + u * grid[at + columns + 1]));
			}
		return field;
	}

	/** A position inside {@code 0 … size - 1}, mirrored at its ends as often as needed. */
	static float mirrored(float position, int size) {
		if (position >= 0 && position <= size - 1)
			return position;
		if (size == 1)
			return 0;
		float period = 2f * (size - 1);
		float folded = Math.abs(position) % period;
		return folded > size - 1 ? period - folded : folded;
	}

	private static float[] bent(float[] values, int width, float[] x, float[] y, boolean nearest) {
		int plane = x.length;
		float[] bent = new float[values.length];
		for (int start = 0; start < values.length; start += plane)
			for (int i = 0; i < plane; i++)
				bent[start + i] = nearest ? values[start + Math.round(y[i]) * width + Math.round(x[i])]
					: linear(values, start, width, plane / width, x[i], y[i]);
		return bent;
	}

	private static float linear(float[] values, int start, int width, int height, float x, float y) {
		int left = (int) x;
		int top = (int) y;
		int right = Math.min(left + 1, width - 1);
		int bottom = Math.min(top + 1, height - 1);
		float u = x - left;
		float v = y - top;
		float above = values[start + top * width + left] * (1 - u) + values[start + top * width + right] * u;
		float below = values[start + bottom * width + left] * (1 - u) + values[start + bottom * width + right] * u;
		return above * (1 - v) + below * v;
	}
}
