package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A standard error that keeps what ImageJ, where it has no display, says there of an error in a macro; all else it passes on.
 * An error in a macro that another runs is told nowhere else: the outer one goes on.
 */
final class MacroErrors extends PrintStream {

	private static final String TITLE = "Macro Error: ";
	/** Message, line, whence it was called, and the line itself with the word at fault in angle brackets. */
	private static final Pattern TOLD = Pattern.compile("(?s)(.*) in line (\\d+)(.*?)\n \n(.*)");

	private String first;

	MacroErrors(PrintStream others) {
		super(others, true);
	}

	@Override
	public void println(String text) {
		if (text == null || !text.startsWith(TITLE))
			super.println(text);
		else if (first == null)
			first = sentence(text.substring(TITLE.length()));
	}

	/** The first error in a sentence; null if there was none. */
	String first() {
		return first;
	}

	private static String sentence(String text) {
		Matcher told = TOLD.matcher(text);
		if (!told.matches())
			return "The macro stopped: " + HeadlessMacro.sentence(text);
		String message = told.group(1).strip();
		String code = message.endsWith(".") ? "" : ", at " + told.group(4).strip().replaceAll("\\s*;$", "");
		String calls = told.group(3).isBlank() ? "" : " " + told.group(3).strip();
		return "The macro stopped in line " + told.group(2) + calls + ": " + HeadlessMacro.sentence(message + code);
	}
}
