package io.github.hourglass.step;

import io.github.hourglass.image.Volume;

/** Along which axes of an image statistics are kept apart. */
final class Frames {

	/** Whether the network is run once for each position of an axis. */
	@FunctionalInterface
	interface Looped {
		boolean is(char letter);
	}

	private Frames() {}

	/**
	 * The axes at whose every position a rule has its own statistics.
	 *
	 * @param looped which axes of the image the network does not take
	 * @param jointly axes that the rule measures jointly, of those the network takes
	 */
	static String kept(Volume volume, Looped looped, String jointly, Scope scope) {
		StringBuilder kept = new StringBuilder();
		char frame = volume.size('t') > 1 && looped.is('t') ? 't' : 'z';
		for (int d = 0; d < volume.axes().count(); d++) {
			char letter = volume.axes().letter(d);
			boolean apart = looped.is(letter)
				? letter == 'c' || letter == 'b' || scope == Scope.FRAME && letter == frame
				: jointly.indexOf(letter) < 0;
			if (apart && volume.size(letter) > 1)
				kept.append(letter);
		}
		return kept.toString();
	}
}
