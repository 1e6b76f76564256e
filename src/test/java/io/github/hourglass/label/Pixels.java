package io.github.hourglass.label;

import java.util.Random;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Small images from arrays, cut into blocks of any kind, and back. */
final class Pixels {

	private Pixels() {}

	/** @param pixels primitive array of the type, x fastest */
	static Volume volume(PixelType type, Object pixels, String axes, long[] size, int... block) {
		return Volume.of(type, size, Axes.of(axes), block, (min, count, dest) -> copy(pixels, size, min, count, dest));
	}

	private static void copy(Object pixels, long[] size, long[] min, int[] count, Object dest) {
		int n = size.length;
		long[] position = min.clone();
		for (int at = 0, all = Volume.pixels(count); at < all; at += count[0]) {
			long index = 0;
			for (int d = n - 1; d >= 0; d--)
				index = index * size[d] + position[d];
			System.arraycopy(pixels, (int) index, dest, at, count[0]);
			for (int d = 1; d < n; d++) {
				if (++position[d] < min[d] + count[d])
					break;
				position[d] = min[d];
			}
		}
	}

	/** The same image in random blocks, of which the first and last differ from the others. */
	static Volume cut(Volume volume, Random random) {
		long[] size = volume.dimensions();
		long[] first = new long[size.length];
		long[] pace = new long[size.length];
		long[] count = new long[size.length];
		for (int d = 0; d < size.length; d++) {
			first[d] = 1 + random.nextInt((int) size[d]);
			pace[d] = 1 + random.nextInt((int) size[d]);
			long most = first[d] == size[d] ? 1 : 1 + (size[d] - first[d] + pace[d] - 1) / pace[d];
			count[d] = most > 2 && random.nextInt(4) == 0 ? most - 1 : most;
		}
		return volume.withBlocks(Blocks.of(size, first, pace, count));
	}

	static int[] ints(Volume volume) {
		long[] size = volume.dimensions();
		int[] count = new int[size.length];
		for (int d = 0; d < count.length; d++)
			count[d] = (int) size[d];
		Object pixels = volume.type().newArray(Volume.pixels(count));
		volume.copy(new long[count.length], count, pixels);
		int[] values = new int[Volume.pixels(count)];
		for (int i = 0; i < values.length; i++)
			values[i] = (int) volume.type().get(pixels, i);
		return values;
	}

	static int[] ints(LabelImage labels) {
		return ints(labels.volume());
	}

	/** A plane from rows of digits and dots. */
	static int[] plane(String... rows) {
		int width = rows[0].length();
		int[] pixels = new int[width * rows.length];
		for (int i = 0; i < pixels.length; i++) {
			char c = rows[i / width].charAt(i % width);
			pixels[i] = c == '.' ? 0 : Character.digit(c, 36);
		}
		return pixels;
	}

	/** A mask of blobs, walls, rings and noise. */
	static byte[] mask(Random random, int[] size) {
		int n = Volume.pixels(size);
		byte[] mask = new byte[n];
		double density = random.nextDouble();
		switch (random.nextInt(4)) {
			case 0 -> {
				for (int i = 0; i < n; i++)
					mask[i] = (byte) (random.nextDouble() < density ? 1 + random.nextInt(3) : 0);
			}
			case 1 -> {
				double wave = 1 + 3 * random.nextDouble();
				double[] center = { size[0] * random.nextDouble(), size[1] * random.nextDouble(), size[2] * random.nextDouble() };
				for (int i = 0; i < n; i++) {
					double x = i % size[0] - center[0];
					double y = i / size[0] % size[1] - center[1];
					double z = i / size[0] / size[1] % size[2] - center[2];
					mask[i] = (byte) (Math.sin(Math.sqrt(x * x + y * y + z * z) * 6.28 / wave / 2) > 2 * density - 1 ? 1 : 0);
				}
			}
			case 2 -> {
				double[] phase = { 6 * random.nextDouble(), 6 * random.nextDouble(), 6 * random.nextDouble() };
				for (int i = 0; i < n; i++)
					mask[i] = (byte) (Math.sin(phase[0] + i % size[0] * 0.9) + Math.sin(phase[1] + i / size[0] % size[1] * 0.8)
						+ Math.sin(phase[2] + i / size[0] / size[1] % size[2] * 0.7) > 3 * density - 1.5 ? 1 : 0);
			}
			default -> {
				for (int i = 0; i < n; i++) {
					int y = i / size[0] % size[1];
					mask[i] = (byte) (y % 2 == 0 || i % size[0] == (y % 4 == 1 ? 0 : size[0] - 1) ? 1 : 0);
				}
			}
		}
		return mask;
	}
}
