package io.github.hourglass.image;

import java.util.Arrays;

/**
 * The parts of an image that are measured by themselves: one per position along the axes kept apart. {@code "t"} is one group
 * per frame, {@code "c"} one per channel, {@code ""} the whole image.
 */
public final class Groups {

	private static final int MOST = 1 << 20;

	private final String letters;
	private final long[] sizes;
	private final int count;

	private Groups(String letters, long[] sizes) {
		this.letters = letters;
		this.sizes = sizes;
		long groups = 1;
		for (long size : sizes)
			groups = size > MOST ? Long.MAX_VALUE : groups > MOST ? groups : groups * size;
		if (groups > MOST)
			throw new IllegalArgumentException("An image of " + Arrays.toString(sizes) + " along '" + letters
				+ "' cannot be measured at every position there; keep fewer axes apart.");
		this.count = (int) groups;
	}

	/** @param apart letters of the axes to keep apart, in any order; those the image lacks do not matter */
	static Groups of(Volume volume, String apart) {
		StringBuilder letters = new StringBuilder();
		for (Axis axis : volume.axes())
			if (apart.indexOf(axis.letter()) >= 0)
				letters.append(axis.letter());
		return new Groups(letters.toString(), letters.chars().mapToLong(letter -> volume.size((char) letter)).toArray());
	}

	/** The axes kept apart, in the image's order. */
	public String letters() {
		return letters;
	}

	/** Number of groups. */
	public int count() {
		return count;
	}

	/**
	 * Number of a group.
	 *
	 * @param position along {@link #letters()}, one number each; the first varies fastest with the number
	 */
	public int index(long... position) {
		if (position.length != sizes.length)
			throw new IllegalArgumentException("A position along '" + letters + "' has " + sizes.length + " numbers, not " + position.length + ".");
		long index = 0;
		for (int d = sizes.length - 1; d >= 0; d--)
			index = index * sizes[d] + check(d, position[d]);
		return (int) index;
	}

	long size(int d) {
		return sizes[d];
	}

	private long check(int d, long position) {
		if (position < 0 || position >= sizes[d])
			throw new IndexOutOfBoundsException("There is no position " + position + " along '" + letters.charAt(d) + "' of size " + sizes[d] + ".");
		return position;
	}
}
