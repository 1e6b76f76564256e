package io.github.hourglass.engine;

import java.util.List;
import java.util.Map;

/**
 * An opened network: named tensors in, named tensors out. One run at a time; {@link #cancel} may come from any thread.
 */
public interface Network extends AutoCloseable {

	/** Inputs that must be fed, in the file's order; weights are not among them. */
	List<TensorInfo> inputs();

	/** Outputs, in the file's order. */
	List<TensorInfo> outputs();

	/**
	 * Runs the network.
	 *
	 * @param inputs a tensor for each input; direct buffers are not copied
	 * @param outputs by name, the wanted outputs: a tensor of the right type and shape over a direct buffer is written in
	 *          place; a null value asks for a new tensor. Outputs not named are not returned.
	 * @return the wanted outputs by name, in the order of {@code outputs}; they stay valid after {@link #close}
	 * @throws EngineException if a tensor is missing or does not fit, or the engine failed
	 * @throws EngineException.OutOfMemory if memory ran out; the network remains usable
	 * @throws io.github.hourglass.image.CancelledException if {@link #cancel} was called during the run
	 */
	Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> outputs);

	/** Makes a run that is under way, if any, end soon; later runs are not affected. */
	void cancel();

	/** Frees native memory; a second call does nothing. Waits for a run that is under way. */
	@Override
	void close();
}
