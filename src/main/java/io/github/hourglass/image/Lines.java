package io.github.hourglass.image;

/** A sentence in lines that fit a message box: neither ImageJ's nor Swing's breaks them, so that the end of a long one, and its button, would lie beside the screen. */
public final class Lines {

	/** In characters. */
	public static final int LINE = 100;

	private Lines() {}

	/** Broken at blanks; lines that are short enough stay as they are. */
	public static String broken(String text) {
		return broken(text, LINE, "");
	}

	/**
	 * @param width of a line in characters, without the indent
	 * @param indent before each line that continues another
	 */
	public static String broken(String text, int width, String indent) {
		return text.replaceAll("(.{1," + width + "})(?:[ \\t]+|(?=\\R|$))", "$1\n" + indent).replaceAll("\n" + indent + "(?=\\R|$)", "").strip();
	}
}
