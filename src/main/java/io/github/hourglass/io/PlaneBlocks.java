package io.github.hourglass.io;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.BlockSource;

/** Blocks of planes in ImageJ's order: channel fastest, then slice, then frame. */
class PlaneBlocks implements BlockSource {

	private final Planes planes;
	private final int width;
	private final int[] sizes;
	private final int[] dimension = new int[3];

	/** @param sizes number of channels, slices and frames */
	PlaneBlocks(Planes planes, int width, Axes axes, int[] sizes) {
		this.planes = planes;
		this.width = width;
		this.sizes = sizes.clone();
		for (int i = 0; i < 3; i++)
			dimension[i] = axes.indexOf("czt".charAt(i));
	}

	@Override
	public void copy(long[] min, int[] size, Object dest) {
		int[] from = new int[3];
		int[] count = { 1, 1, 1 };
		for (int i = 0; i < 3; i++)
			if (dimension[i] >= 0) {
				from[i] = (int) min[dimension[i]];
				count[i] = size[dimension[i]];
			}
		int to = 0;
		for (int t = from[2]; t < from[2] + count[2]; t++)
			for (int z = from[1]; z < from[1] + count[1]; z++)
				for (int c = from[0]; c < from[0] + count[0]; c++)
					for (int y = 0; y < size[1]; y++, to += size[0])
						copyRow(planes.get(plane(c, z, t)), c, (int) (min[1] + y) * width + (int) min[0], dest, to, size[0]);
	}

	int plane(int c, int z, int t) {
		return (t * sizes[1] + z) * sizes[0] + c;
	}

	void copyRow(Object plane, int c, int from, Object dest, int to, int count) {
		System.arraycopy(plane, from, dest, to, count);
	}
}
