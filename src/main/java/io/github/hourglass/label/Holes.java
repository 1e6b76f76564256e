package io.github.hourglass.label;

import io.github.hourglass.image.Progress;

/** Fills the holes of objects. */
public final class Holes {

	private Holes() {}

	/**
	 * Gives background to the object it touches that encloses it: any path by faces from there to the border of the image
	 * crosses that object. Background between a ring and an object inside the ring belongs to the ring; the object inside stays.
	 *
	 * @param planes true to look at each plane by itself
	 */
	public static LabelImage fill(LabelImage labels, boolean planes, LabelOptions options, Progress progress) {
		throw new UnsupportedOperationException();
	}
}
