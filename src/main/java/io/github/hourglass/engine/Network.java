package io.github.hourglass.engine;

import java.util.List;
import java.util.Map;

/**
 * An opened network: named tensors in, named tensors out. Runs asked for by several threads are done one after the other;
 * {@link #cancel} may come from any thread.
 */
public interface Network extends AutoCloseable {

	/** Inputs that must be fed, in the file's order; weights are not among them. */
	List<TensorInfo> inputs();

	/** Outputs, in the file's order. */
	List<TensorInfo> outputs();

	/** What the file does not say, or says wrongly, and the engine found out: a sentence each for the user. */
	default List<String> findings() {
		return List.of();
	}

	/**
	 * Runs the network.
	 *
	 * @param inputs a tensor for each input; direct buffers are not copied
	 * @param outputs by name, the wanted outputs: a tensor of the right type and shape over a direct buffer is written in
	 *          place; a null value asks for a new tensor. Outputs not named are not returned.
	 * @return the wanted outputs by name, in the order of {@code outputs}; they stay valid after {@link #close}
	 * @throws EngineException if a tensor is missing or does not fit, or the engine failed
	 * @throws EngineException.OutOfMemory if memory ran out; the network remains usable
	 * @throws io.github.hourglass.image.CancelledException if {@link #cancel} was called during the run, or the calling thread
	 *           was interrupted; the tensors given may still be in use for a while if the engine is inside one long operation,
	 *           so do not use their memory for anything else
	 * @throws IllegalStateException if the network has been closed
	 */
	Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> outputs);

	/** Makes the runs that are under way or waiting, if any, end within a second; later runs are not affected. */
	void cancel();

	/**
	 * Frees native memory; a second call does nothing. Waits for a run that is under way; but if a cancelled one is inside a long
	 * operation, returns at once and the memory is freed as soon as this ends.
	 */
	@Override
	void close();
}
