package io.github.hourglass.train;

import java.util.SplittableRandom;

/** Mirrors input and target along x and along y, each for half of the patches. Never along z, where optics are not symmetric. */
record Flips() implements Change {

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		boolean x = random.nextBoolean();
		boolean y = random.nextBoolean();
		Change.all(patch, (values, size) -> flipped(values, size[0], size[1], x, y));
	}

	static float[] flipped(float[] values, int width, int height, boolean x, boolean y) {
		if (!x && !y)
			return values;
		float[] flipped = new float[values.length];
		for (int row = 0; row < values.length / width; row++) {
			int from = (y ? row - row % height + height - 1 - row % height : row) * width;
			int to = row * width;
			for (int i = 0; i < width; i++)
				flipped[to + i] = values[from + (x ? width - 1 - i : i)];
		}
		return flipped;
	}
}
