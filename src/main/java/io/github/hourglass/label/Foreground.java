package io.github.hourglass.label;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Which pixels are foreground: those that are neither 0 nor NaN. */
final class Foreground {

	private Foreground() {}

	/** Adds the runs of foreground of one line. */
	static void addRuns(PixelType type, Object pixels, int from, int width, boolean[] line, Runs runs) {
		mark(type, pixels, from, width, line);
		for (int x = 0; x < width;) {
			while (x < width && !line[x])
				x++;
			if (x == width)
				break;
			int start = x;
			while (++x < width && line[x]) {}
			runs.add(start, x - 1, 0);
		}
		runs.endLine();
	}

	/** Sets foreground to a value and background to 0. */
	static void fill(Volume mask, long[] min, int[] size, float[] dest, float value) {
		int n = Volume.pixels(size);
		Object pixels = mask.type().newArray(n);
		mask.copy(min, size, pixels);
		boolean[] line = new boolean[size[0]];
		for (int from = 0; from < n; from += size[0]) {
			mark(mask.type(), pixels, from, size[0], line);
			for (int x = 0; x < size[0]; x++)
				dest[from + x] = line[x] ? value : 0;
		}
	}

	private static void mark(PixelType type, Object pixels, int from, int width, boolean[] line) {
		switch (type) {
			case UINT8, INT8 -> {
				byte[] values = (byte[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] != 0;
			}
			case UINT16, INT16 -> {
				short[] values = (short[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] != 0;
			}
			case UINT32, INT32 -> {
				int[] values = (int[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] != 0;
			}
			case INT64 -> {
				long[] values = (long[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] != 0;
			}
			case FLOAT32 -> {
				float[] values = (float[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] < 0 || values[from + x] > 0;
			}
			case FLOAT64 -> {
				double[] values = (double[]) pixels;
				for (int x = 0; x < width; x++)
					line[x] = values[from + x] < 0 || values[from + x] > 0;
			}
		}
	}
}
