package io.github.hourglass.step;

import java.util.StringJoiner;
import java.util.function.IntFunction;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;

/**
 * The positions along the kept axes of an image, at each of which a rule has its own values: the first kept axis fastest, in the
 * order of the image's axes. With no axis kept there is one position.
 */
final class Positions {

	/** Work on the pixels {@code from} to {@code to} (exclusive) of a block, which all lie at one position. */
	@FunctionalInterface
	interface Run {
		void at(int position, int from, int to);
	}

	private static final int LISTED = 8;

	private final String letters;
	private final long[] sizes;
	private final int count;

	private Positions(String letters, long[] sizes) {
		this.letters = letters;
		this.sizes = sizes;
		long positions = 1;
		for (long size : sizes)
			positions = Math.multiplyExact(positions, size);
		if (positions > 1 << 24)
			throw new IllegalArgumentException("A rule with its own values at each of " + positions + " positions along '" + letters
				+ "' is not supported; it may have 16 million.");
		count = (int) positions;
	}

	/** Of the axes of {@code volume}, those whose letter is in {@code kept} and that are longer than 1. */
	static Positions of(Volume volume, String kept) {
		StringBuilder letters = new StringBuilder();
		for (int d = 0; d < volume.axes().count(); d++)
			if (kept.indexOf(volume.axes().letter(d)) >= 0 && volume.dimensions()[d] > 1)
				letters.append(volume.axes().letter(d));
		return new Positions(letters.toString(), letters.chars().mapToLong(letter -> volume.size((char) letter)).toArray());
	}

	/** No axis is kept: one position. */
	static Positions single() {
		return new Positions("", new long[0]);
	}

	int count() {
		return count;
	}

	/** The kept axes, in the order in which positions are counted. */
	String letters() {
		return letters;
	}

	/** True if every kept axis is as long in that image. */
	boolean fit(Volume volume) {
		for (int k = 0; k < sizes.length; k++)
			if (volume.size(letters.charAt(k)) != sizes[k])
				return false;
		return true;
	}

	/** Values at these positions repeated along the axes that only {@code to} keeps; null if the other axes differ. */
	double[] spread(double[] values, Positions to) {
		for (int k = 0; k < sizes.length; k++) {
			int other = to.letters.indexOf(letters.charAt(k));
			if (other < 0 || to.sizes[other] != sizes[k])
				return null;
		}
		double[] spread = new double[to.count];
		for (int position = 0; position < spread.length; position++) {
			long rest = position;
			long index = 0;
			for (int k = 0; k < to.sizes.length; rest /= to.sizes[k++])
				index += rest % to.sizes[k] * stride(to.letters.charAt(k));
			spread[position] = values[(int) index];
		}
		return spread;
	}

	/** Tells of each position, the first few of them, such as {@code c=1: mean 3.5; c=2: mean 4.25}. */
	String list(IntFunction<String> text) {
		if (count == 1)
			return text.apply(0);
		StringJoiner list = new StringJoiner("; ");
		for (int position = 0; position < Math.min(count, LISTED); position++)
			list.add(name(position) + ": " + text.apply(position));
		return count > LISTED ? list + "; … (" + count + " in all)" : list.toString();
	}

	/** Such as {@code c=2 t=5}, counted from 1. */
	private String name(int position) {
		StringBuilder name = new StringBuilder();
		int rest = position;
		for (int k = 0; k < sizes.length; rest /= (int) sizes[k++])
			name.append(k == 0 ? "" : " ").append(letters.charAt(k)).append('=').append(rest % sizes[k] + 1);
		return name.toString();
	}

	/**
	 * Visits a block in runs that are as long as possible.
	 *
	 * @param axes of the image the block is from; the kept axes may stand in any order
	 */
	void visit(Axes axes, long[] min, int[] size, Run run) {
		int pixels = Volume.pixels(size);
		int n = size.length;
		long[] stride = strides(axes);
		int first = 0;
		int length = 1;
		while (first < n && (stride[first] == 0 || size[first] == 1))
			length *= size[first++];
		int[] offset = new int[n];
		long position = 0;
		for (int d = 0; d < n; d++)
			position += stride[d] * min[d];
		for (int from = 0; from < pixels; from += length) {
			run.at((int) position, from, from + length);
			for (int d = first; d < n; d++) {
				position += stride[d];
				if (++offset[d] < size[d])
					break;
				position -= stride[d] * size[d];
				offset[d] = 0;
			}
		}
	}

	/** How far one step along each of the axes moves the position; 0 along axes that are not kept. */
	private long[] strides(Axes axes) {
		long[] stride = new long[axes.count()];
		for (int d = 0; d < stride.length; d++)
			stride[d] = stride(axes.letter(d));
		return stride;
	}

	private long stride(char letter) {
		long stride = 1;
		for (int k = 0; k < sizes.length; stride *= sizes[k++])
			if (letters.charAt(k) == letter)
				return stride;
		return 0;
	}
}
