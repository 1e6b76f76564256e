package io.github.hourglass.image;

import java.util.Objects;

/**
 * One dimension of a {@link Volume}: what it is and how far apart its samples lie.
 *
 * @param letter one of {@code x y z c t b}: width, height, depth, channel, time, batch
 * @param scale distance between two samples in {@code unit}; 1 where nothing is known
 * @param origin position of the first sample in {@code unit}
 * @param unit such as {@code µm} or {@code s}; empty where nothing is known, never null
 */
public record Axis(char letter, double scale, double origin, String unit) {

	public static final String LETTERS = "xyzctb";

	public Axis {
		if (LETTERS.indexOf(letter) < 0)
			throw new IllegalArgumentException("There is no axis '" + letter + "'; axes are " + LETTERS + ".");
		Objects.requireNonNull(unit, "unit");
	}

	/** An axis without calibration: scale 1, origin 0, no unit. */
	public static Axis of(char letter) {
		return new Axis(letter, 1, 0, "");
	}

	/** True for {@code x}, {@code y} and {@code z}. */
	public boolean isSpatial() {
		return isSpatial(letter);
	}

	/** How many positions an image has along an axis, in words: {@code 3 channels}, {@code 1 slice}, {@code 512 pixels along x}. */
	public static String counted(char letter, long count) {
		String one = switch (letter) {
			case 'c' -> "channel";
			case 'z' -> "slice";
			case 't' -> "time point";
			case 'b' -> "image";
			default -> "pixel";
		};
		return count + " " + one + (count == 1 ? "" : "s") + (one.equals("pixel") ? " along " + letter : "");
	}

	public static boolean isSpatial(char letter) {
		return letter == 'x' || letter == 'y' || letter == 'z';
	}
}
