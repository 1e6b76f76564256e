package io.github.hourglass.model;

/** A model package that cannot be used; the message is one sentence that names the file and says what to do. */
public class ModelException extends RuntimeException {

	private static final long serialVersionUID = 1;

	public ModelException(String message) {
		super(message);
	}

	public ModelException(String message, Throwable cause) {
		super(message, cause);
	}
}
