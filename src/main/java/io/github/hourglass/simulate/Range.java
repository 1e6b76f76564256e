package io.github.hourglass.simulate;

import java.util.SplittableRandom;

/** From where a number is drawn; evenly, or evenly in its logarithm. Both ends may be equal. */
record Range(double low, double high) {

	/**
	 * A number such as {@code 2}, or two such as {@code 5,200}.
	 *
	 * @throws IllegalArgumentException naming the option if it is neither, or goes beyond these bounds
	 */
	static Range parse(String name, String text, double least, double most) {
		String[] parts = text.strip().split("\\s*,\\s*");
		try {
			if (parts.length == 1 || parts.length == 2) {
				Range range = new Range(Double.parseDouble(parts[0]), Double.parseDouble(parts[parts.length - 1]));
				if (range.low >= least && range.high >= range.low && range.high <= most)
					return range;
			}
		}
		catch (NumberFormatException e) {
			// told below
		}
		throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is a number or a range such as " + plain(least) + "," + plain(most)
			+ ", from " + plain(least) + " to " + plain(most) + ".");
	}

	private static String plain(double value) {
		return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
	}

	double even(SplittableRandom random) {
		return low + (high - low) * random.nextDouble();
	}

	/** Evenly in the logarithm; evenly where the range begins at 0. */
	double logarithmic(SplittableRandom random) {
		return low > 0 ? low * Math.pow(high / low, random.nextDouble()) : even(random);
	}
}
