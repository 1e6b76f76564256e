package io.github.hourglass.image;

import java.util.concurrent.atomic.AtomicInteger;

/** Test images whose pixels are a formula of their position. */
final class Computed {

	private Computed() {}

	/** The formula: distinct for near positions, and within the range of every type. */
	static int value(String letters, long[] position) {
		long sum = 0;
		for (int d = 0; d < position.length; d++)
			sum += position[d] * ("xyzctb".indexOf(letters.charAt(d)) * 10 + 1);
		return (int) Math.floorMod(sum, 101);
	}

	/** @param asked counts the blocks computed */
	static Volume volume(PixelType type, long[] dimensions, String letters, int[] blockSize, AtomicInteger asked) {
		return Volume.of(type, dimensions, Axes.of(letters), blockSize, (min, size, dest) -> {
			asked.incrementAndGet();
			long[] position = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, value(letters, position));
				for (int d = 0; d < size.length; d++) {
					if (++position[d] < min[d] + size[d])
						break;
					position[d] = min[d];
				}
			}
		});
	}

	static Volume volume(PixelType type, long[] dimensions, String letters, int[] blockSize) {
		return volume(type, dimensions, letters, blockSize, new AtomicInteger());
	}

	/** All pixels of a small image, widened. */
	static double[] pixels(Volume volume) {
		long[] dimensions = volume.dimensions();
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) dimensions[d];
		Object block = volume.type().newArray(Volume.pixels(size));
		volume.copy(new long[size.length], size, block);
		double[] pixels = new double[Volume.pixels(size)];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = volume.type().get(block, i);
		return pixels;
	}
}
