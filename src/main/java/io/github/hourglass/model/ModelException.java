package io.github.hourglass.model;

/**
 * A model package that cannot be used; the message is one sentence that names the file and says what to do. It is one line: line
 * breaks and other control characters of foreign names become spaces.
 */
public class ModelException extends RuntimeException {

	private static final long serialVersionUID = 1;

	public ModelException(String message) {
		super(oneLine(message));
	}

	public ModelException(String message, Throwable cause) {
		super(oneLine(message), cause);
	}

	private static String oneLine(String message) {
		return message == null ? "" : message.replaceAll("\\p{Cntrl}+", " ");
	}
}
