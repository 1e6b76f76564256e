package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.List;

/**
 * A library that runs networks. Found by the service loader; see {@link Engines}. Loading the class of an engine must not
 * load its native library: that happens in {@link #open} and {@link #devices}.
 */
public interface Engine {

	/** Short name, lower case, such as {@code onnx}. */
	String name();

	/** Name and version of the library behind it, such as {@code ONNX Runtime 1.28.0}. */
	String version();

	/** True if a file or folder looks like one this engine opens, judged by its name alone. */
	boolean opens(Path weights);

	/** The devices on which this engine can run here, the processor first. */
	List<Device> devices();

	/**
	 * Opens a weights file or folder.
	 *
	 * @throws EngineException if the file cannot be opened or the device is not there; one sentence, naming the file
	 */
	Network open(Path weights, EngineOptions options);
}
