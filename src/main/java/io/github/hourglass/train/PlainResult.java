package io.github.hourglass.train;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

/** What a result of another size than its image is compared with: the image without a network, for small images in memory. */
final class PlainResult {

	private PlainResult() {}

	/**
	 * The image itself if it is as large as wanted; else with its pixels repeated as often as needed, or of a stack that becomes a plane
	 * the brightest.
	 *
	 * @param image with the axes x, y[, z], c
	 * @param wanted of the same axes or without z, larger by whole factors
	 */
	static Volume of(Volume image, Volume wanted) {
		Volume from = image.inOrder("xyzc");
		int[] size = size(from), to = size(wanted.inOrder("xyzc"));
		if (java.util.Arrays.equals(size, to))
			return image;
		float[] values = new float[Volume.pixels(size)], result = new float[Volume.pixels(to)];
		from.copyFloats(new long[4], size, values);
		int slices = size[2] * size[1] * size[0], planes = to[2] * to[1] * to[0];
		for (int c = 0; c < size[3]; c++)
			enlarge(values, c * slices, size, result, c * planes, to);
		return Volume.of(ArrayImgs.floats(result, to[0], to[1], to[2], to[3]), Axes.of("xyzc")).inOrder(wanted.axes().letters());
	}

	private static int[] size(Volume volume) {
		int[] size = new int[4];
		for (int d = 0; d < 4; d++)
			size[d] = Math.toIntExact(volume.dimensions()[d]);
		return size;
	}

	/** One channel. @param size and @param to along x, y, z */
	static void enlarge(float[] values, int from, int[] size, float[] result, int at, int[] to) {
		int deep = to[2] == 1 ? size[2] : 1;
		for (int z = 0; z < to[2]; z++)
			for (int y = 0; y < to[1]; y++)
				for (int x = 0; x < to[0]; x++, at++) {
					int first = z * size[2] / to[2];
					result[at] = Float.NEGATIVE_INFINITY;
					for (int slice = first; slice < first + deep; slice++)
						result[at] = Math.max(result[at], values[from + (slice * size[1] + y * size[1] / to[1]) * size[0] + x * size[0] / to[0]]);
				}
	}
}
