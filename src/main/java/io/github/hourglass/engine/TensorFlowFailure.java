package io.github.hourglass.engine;

import org.tensorflow.exceptions.TFResourceExhaustedException;


/** What went wrong in TensorFlow, said in one sentence. */
public final class TensorFlowFailure {

	private static final int LONGEST = 300;
	private static final String GPU_NEEDS = "the NVIDIA driver, CUDA 12 and cuDNN 9";

	private TensorFlowFailure() {}

	/** The first line of its message, without the places in its own source. */
	public static String sentence(Throwable error) {
		String text = error.getMessage() == null ? error.toString() : error.getMessage().strip().lines().findFirst().orElse("");
		text = text.replaceAll("\\{\\{node ([^}]*)\\}\\}", "$1").replaceAll("\\s+", " ").replaceAll("[.\\s]+$", "");
		return text.length() > LONGEST ? text.substring(0, LONGEST) + "…" : text;
	}

	/** A failure of a run. */
	public static EngineException running(String network, Throwable error) {
		if (error instanceof TFResourceExhaustedException || error instanceof OutOfMemoryError || String.valueOf(error.getMessage()).contains("OOM when allocating"))
			return new EngineException.OutOfMemory("There is not enough memory to run the network " + network + " on so much at once; use smaller patches or batches.", error);
		return new EngineException("The network " + network + " could not be run (" + sentence(error) + ").", error);
	}

	/** A graphics card was asked for and cannot be used. */
	public static EngineException noGpu(Device device, Throwable error) {
		String said = String.valueOf(error.getMessage());
		if (said.contains("CUDA is not enabled"))
			return new EngineException("This TensorFlow has no GPU support; use the device cpu, or replace tensorflow-core-native-1.1.0 by the one for linux-x86_64-gpu (it needs "
				+ GPU_NEEDS + ").", error);
		String why = said.contains("available devices are") ? "TensorFlow finds no graphics card that it can use"
			: said.contains("invalid Device id") ? "there is no graphics card of that number" : sentence(error);
		return new EngineException("The device " + device + " cannot be used: " + why + "; use the device cpu, or check " + GPU_NEEDS + ".", error);
	}

	/** TensorFlow's library cannot be loaded here. */
	public static EngineException missing(Throwable error) {
		Throwable cause = error;
		while (cause.getCause() != null)
			cause = cause.getCause();
		return new EngineException("TensorFlow is not there for this platform (" + System.getProperty("os.name") + ", " + System.getProperty("os.arch") + "): "
			+ sentence(cause) + "; put tensorflow-core-native 1.1.0 for it beside the other libraries, or train on Linux, Windows or macOS.", error);
	}
}
