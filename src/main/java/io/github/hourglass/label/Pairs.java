package io.github.hourglass.label;

import java.util.Arrays;

/** Pairs of labels, two numbers each; a pair that repeats the one before it is left out. */
final class Pairs implements Faces.Contact {

	int[] values = new int[256];
	int length;

	@Override
	public void touch(int here, int there) {
		if (length > 0 && values[length - 2] == here && values[length - 1] == there)
			return;
		if (length + 2 > values.length)
			values = Arrays.copyOf(values, Math.multiplyExact(2, values.length));
		values[length++] = here;
		values[length++] = there;
	}
}
