package io.github.hourglass.engine;

/**
 * How a network is to be run.
 *
 * @param device where
 * @param threads number of threads one run may use; 0 for one per core
 */
public record EngineOptions(Device device, int threads) {

	public EngineOptions {
		if (threads < 0)
			throw new IllegalArgumentException("The number of threads cannot be " + threads + "; use 0 for one per core.");
	}

	/** The processor, all cores. */
	public static EngineOptions cpu() {
		return new EngineOptions(Device.CPU, 0);
	}
}
