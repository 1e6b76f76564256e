package io.github.hourglass.train;

import java.util.SplittableRandom;

/** Turns input and target by 0, 90, 180 or 270 degrees in the plane of x and y; for patches as wide as high. */
record Turns() implements Change {

	@Override
	public void apply(Patch patch, SplittableRandom random) {
		int quarters = random.nextInt(4);
		Change.all(patch, (values, size) -> turned(values, size[0], quarters));
	}

	/** @param quarters turns by 90 degrees, counterclockwise on the screen as {@code numpy.rot90} */
	static float[] turned(float[] values, int width, int quarters) {
		float[] turned = values;
		for (int turn = 0; turn < quarters; turn++)
			turned = quarter(turned, width);
		return turned;
	}

	private static float[] quarter(float[] values, int width) {
		float[] turned = new float[values.length];
		int plane = width * width;
		for (int start = 0; start < values.length; start += plane)
			for (int y = 0; y < width; y++)
				for (int x = 0; x < width; x++)
					turned[start + y * width + x] = values[start + x * width + width - 1 - y];
		return turned;
	}
}
