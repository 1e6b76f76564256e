package io.github.hourglass.train;

import org.tensorflow.exceptions.TFResourceExhaustedException;

import io.github.hourglass.engine.EngineException;

/** What went wrong in TensorFlow, said in one sentence. */
final class TensorFlowFailure {

	private static final int LONGEST = 300;

	private TensorFlowFailure() {}

	/** The first line of its message, without the places in its own source. */
	static String sentence(Throwable error) {
		String text = error.getMessage() == null ? error.toString() : error.getMessage().strip().lines().findFirst().orElse("");
		text = text.replaceAll("\\{\\{node ([^}]*)\\}\\}", "$1").replaceAll("\\s+", " ").replaceAll("[.\\s]+$", "");
		return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
	}

	/** A failure of a run. */
	static EngineException running(String network, Throwable error) {
		if (error instanceof TFResourceExhaustedException || error instanceof OutOfMemoryError || String.valueOf(error.getMessage()).contains("OOM when allocating"))
			return new EngineException.OutOfMemory("There is not enough memory to run the network " + network + " on so much at once; use smaller patches or batches.", error);
		return new EngineException("The network " + network + " could not be run (" + sentence(error) + ").", error);
	}

	/** TensorFlow's library cannot be loaded here. */
	static EngineException missing(Throwable error) {
		Throwable cause = error;
		while (cause.getCause() != null)
			cause = cause.getCause();
		return new EngineException("TensorFlow is not there for this platform (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + "): "
			+ sentence(cause) + "; put tensorflow-core-native 1.1.0 for it beside the other libraries, or train on Linux, Windows or macOS.", error);
	}
}
