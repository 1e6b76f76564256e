package io.github.hourglass.ui;

/** A sentence in lines that fit a message box: neither ImageJ's nor Swing's breaks them, so that the end of a long one, and its button, would lie beside the screen. */
public final class Lines {

	private static final int LINE = 100;

	private Lines() {}

	/** Broken at blanks; lines that are short enough stay as they are. */
	public static String broken(String text) {
		return broken(text, "");
	}

	/** @param indent before each line that continues another */
	public static String broken(String text, String indent) {
		return text.replaceAll("(.{1," + LINE + "})(?:[ \\t]+|(?=\\R|$))", "$1\n" + indent).replaceAll("\n" + indent + "(?=\\R|$)", "").strip();
	}
}
