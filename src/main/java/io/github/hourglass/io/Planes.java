package io.github.hourglass.io;

/** The planes of an ImageJ stack, by number from 0. */
interface Planes {

	/** Pixels of a plane: {@code byte[]}, {@code short[]}, {@code int[]} or {@code float[]}, not to be changed. */
	Object get(int number);
}
