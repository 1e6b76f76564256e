package io.github.hourglass.image;

/** Thrown by {@link Progress#check()} once the user has cancelled; caught once, in the command. */
public final class CancelledException extends RuntimeException {

	private static final long serialVersionUID = 1;

	public CancelledException() {
		super("Cancelled.");
	}
}
