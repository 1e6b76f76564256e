package io.github.hourglass.engine;

/** An engine could not open or run a network; the message is one sentence for the user. */
public class EngineException extends RuntimeException {

	private static final long serialVersionUID = 1;

	public EngineException(String message) {
		super(message);
	}

	public EngineException(String message, Throwable cause) {
		super(message, cause);
	}

	/** The engine had not enough memory for this run; a smaller tensor may still go through. */
	public static final class OutOfMemory extends EngineException {

		private static final long serialVersionUID = 1;

		public OutOfMemory(String message, Throwable cause) {
			super(message, cause);
		}
	}
}
