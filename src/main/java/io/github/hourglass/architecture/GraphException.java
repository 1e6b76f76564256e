package io.github.hourglass.architecture;

/**
 * A network that cannot be turned into a {@link Graph}, converted or written; the message is one sentence for the user.
 * <p>
 * A plain {@code GraphException} says that the file may well be valid and may still run in an engine, but uses something a
 * graph cannot hold: such a network can be applied, not analyzed or trained. A {@link Damaged} one says that the file is
 * not an ONNX file or is broken, and will not run anywhere.
 */
public class GraphException extends IllegalArgumentException {

	private static final long serialVersionUID = 1;

	public GraphException(String message) {
		super(message);
	}

	/** The file is not an ONNX file, is cut short, or contradicts itself. */
	public static final class Damaged extends GraphException {

		private static final long serialVersionUID = 1;

		public Damaged(String message) {
			super(message);
		}
	}
}
