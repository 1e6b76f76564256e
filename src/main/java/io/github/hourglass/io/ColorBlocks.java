package io.github.hourglass.io;

import io.github.hourglass.image.Axes;

/** Blocks of RGB planes, whose three parts are three channels. */
final class ColorBlocks extends PlaneBlocks {

	ColorBlocks(Planes planes, int width, Axes axes, int[] sizes) {
		super(planes, width, axes, sizes);
	}

	@Override
	int plane(int c, int z, int t) {
		return super.plane(c / 3, z, t);
	}

	@Override
	void copyRow(Object plane, int c, int from, Object dest, int to, int count) {
		int[] colors = (int[]) plane;
		byte[] values = (byte[]) dest;
		int shift = 16 - 8 * (c % 3);
		for (int i = 0; i < count; i++)
			values[to + i] = (byte) (colors[from + i] >> shift);
	}
}
