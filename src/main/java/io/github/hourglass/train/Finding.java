package io.github.hourglass.train;

import java.util.List;

/**
 * Something about the images that the user should know before training begins.
 *
 * @param error true if training cannot begin, false for a warning
 * @param text one sentence
 */
public record Finding(boolean error, String text) {

	private static final int NAMED = 5;

	static Finding error(String text) {
		return new Finding(true, text);
	}

	static Finding warning(String text) {
		return new Finding(false, text);
	}

	/** A number with the words that follow it. */
	static String count(int count, String one, String more) {
		return count + " " + (count == 1 ? one : more);
	}

	/** The first few of these names, and how many more there are. */
	static String names(List<String> names) {
		return String.join(", ", names.subList(0, Math.min(NAMED, names.size())))
			+ (names.size() > NAMED ? " and " + (names.size() - NAMED) + " more" : "");
	}
}
