package io.github.hourglass.train;

/** A training cannot begin or go on; the message is one sentence that says why and what to do. */
public class TrainingException extends RuntimeException {

	private static final long serialVersionUID = 1;

	public TrainingException(String message) {
		super(message);
	}

	/** The loss has become NaN or far larger than at the start. */
	public static final class Diverged extends TrainingException {

		private static final long serialVersionUID = 1;

		public Diverged(String message) {
			super(message);
		}
	}
}
