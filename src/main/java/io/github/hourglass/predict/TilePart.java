package io.github.hourglass.predict;

import java.lang.reflect.Array;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/**
 * A computed part of an output image.
 *
 * @param type of its pixels
 * @param min first position per axis, in the output
 * @param size size per axis
 * @param pixels primitive array, first axis fastest
 */
record TilePart(PixelType type, long[] min, int[] size, Object pixels) {

	static TilePart empty(PixelType type, long[] min, int[] size) {
		return new TilePart(type, min, size, type.newArray(Volume.pixels(size)));
	}

	long bytes() {
		return (long) type.bytes() * Array.getLength(pixels);
	}

	/** Copies what this part has of a block into that block. */
	void copyTo(long[] blockMin, int[] blockSize, Object dest) {
		int axes = min.length;
		int[] from = new int[axes];
		int[] to = new int[axes];
		int[] count = new int[axes];
		for (int d = 0; d < axes; d++) {
			long first = Math.max(min[d], blockMin[d]);
			long end = Math.min(min[d] + size[d], blockMin[d] + blockSize[d]);
			if (end <= first)
				return;
			from[d] = (int) (first - min[d]);
			to[d] = (int) (first - blockMin[d]);
			count[d] = (int) (end - first);
		}
		int rows = Volume.pixels(count) / count[0];
		for (int row = 0; row < rows; row++) {
			int rest = row;
			int source = from[0];
			int target = to[0];
			for (int d = 1, sourceStride = size[0], targetStride = blockSize[0]; d < axes; sourceStride *= size[d], targetStride *= blockSize[d], d++) {
				int i = rest % count[d];
				rest /= count[d];
				source += (from[d] + i) * sourceStride;
				target += (to[d] + i) * targetStride;
			}
			System.arraycopy(pixels, source, dest, target, count[0]);
		}
	}

	/** Copies all of this part into a larger one. */
	void copyTo(TilePart whole) {
		copyTo(whole.min, whole.size, whole.pixels);
	}
}
