package io.github.hourglass.step;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Images computed from another pixel by pixel, on demand. */
final class Pixelwise {

	/** Changes the pixels {@code from} to {@code to} (exclusive) in place; all of them lie at one position. */
	@FunctionalInterface
	interface Kernel {
		void apply(float[] pixels, int from, int to, int position);
	}

	private Pixelwise() {}

	/**
	 * A 32-bit image of the same size, axes, blocks and metadata.
	 *
	 * @param positions where the kernel has its own values
	 */
	static Volume map(Volume volume, Positions positions, Kernel kernel) {
		return volume.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			volume.copyFloats(min, size, pixels);
			positions.visit(volume.axes(), min, size, (position, from, to) -> kernel.apply(pixels, from, to, position));
		});
	}
}
