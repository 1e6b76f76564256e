package io.github.hourglass.io;

import io.github.hourglass.image.PixelType;

/**
 * Size and kind of the pixels of a TIFF file to be written.
 *
 * @param planes number of pages, the three channels of RGB counted once
 * @param type as stored
 * @param resolution pixels per unit along x and y as numerator and denominator, or null where nothing is known
 * @param big true for BigTIFF
 * @param descriptionSpace bytes kept free for the description
 */
record TiffShape(long width, long height, long planes, PixelType type, boolean rgb, long[][] resolution, boolean big,
	int descriptionSpace)
{

	static final long CLASSIC = 0xffffffffL;

	/** Bytes of a plane. */
	long planeBytes() {
		return Math.multiplyExact(Math.multiplyExact(width, height), (long) type.bytes() * (rgb ? 3 : 1));
	}

	/** Bytes of all planes. */
	long bytes() {
		return Math.multiplyExact(planeBytes(), planes);
	}

	/**
	 * True if every plane has a directory. Where they would lie beyond 4 GB there is only the first one, and its description
	 * says how many planes follow: that is how ImageJ 1.x writes such stacks, and the only way it reads them.
	 */
	boolean hasDirectories() {
		return big || bytes() + planes * 512 + (1 << 26) < CLASSIC;
	}

	/** A ratio of two 32-bit numbers as near as can be to a positive number, by its continued fraction. */
	static long[] ratio(double number) {
		long[] before = { 0, 1 };
		long[] ratio = { 1, 0 };
		double rest = number;
		for (int i = 0; i < 64; i++) {
			double whole = Math.floor(rest);
			double numerator = whole * ratio[0] + before[0];
			double denominator = whole * ratio[1] + before[1];
			if (numerator > CLASSIC || denominator > CLASSIC)
				break;
			before = ratio;
			ratio = new long[] { (long) numerator, (long) denominator };
			if (rest == whole || (double) ratio[0] / ratio[1] == number)
				break;
			rest = 1 / (rest - whole);
		}
		return ratio[1] == 0 ? new long[] { CLASSIC, 1 } : ratio[0] == 0 ? new long[] { 1, CLASSIC } : ratio;
	}
}
