package io.github.hourglass.predict;

import java.util.Arrays;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Fills a tensor with a block of an image, in pieces that stay in the processor's cache. */
final class Feed {

	private static final int PIECE = 1 << 20;

	private Feed() {}

	/**
	 * @param volume in the tensor's order: its axes fastest first, then axes along which the block has size 1
	 * @param min first position per axis; reflected where it is not inside
	 * @param size size per axis
	 * @param tensor as many elements as the block has pixels
	 * @return true if the block contains NaN
	 */
	static boolean fill(Volume volume, long[] min, int[] size, Tensor tensor, Progress progress) {
		int[] piece = new int[size.length];
		Arrays.fill(piece, 1);
		int room = PIECE;
		int grown = 0;
		while (grown < size.length && room > 1) {
			piece[grown] = Math.min(size[grown], room);
			room /= piece[grown];
			if (piece[grown] < size[grown++])
				break;
		}
		float[] pixels = new float[Volume.pixels(piece)];
		long[] at = min.clone();
		int[] done = new int[size.length];
		int element = 0;
		boolean nan = false;
		while (true) {
			int[] count = new int[size.length];
			for (int d = 0; d < size.length; d++) {
				at[d] = min[d] + done[d];
				count[d] = Math.min(piece[d], size[d] - done[d]);
			}
			Reflection.copyFloats(volume, at, count, pixels);
			int pixelCount = Volume.pixels(count);
			nan |= !volume.type().isInteger() && hasNaN(pixels, pixelCount);
			TensorPixels.put(pixels, pixelCount, tensor, element);
			element += pixelCount;
			progress.check();
			int d = 0;
			for (; d < size.length; done[d++] = 0)
				if ((done[d] += piece[d]) < size[d])
					break;
			if (d == size.length)
				return nan;
		}
	}

	private static boolean hasNaN(float[] pixels, int count) {
		boolean nan = false;
		for (int i = 0; i < count; i++)
			nan |= pixels[i] != pixels[i];
		return nan;
	}
}
