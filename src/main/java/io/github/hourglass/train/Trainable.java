package io.github.hourglass.train;

import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.engine.Tensor;

/**
 * A network being trained. Knows nothing of epochs, files or images: one step is one call. Not thread-safe.
 */
public interface Trainable extends AutoCloseable {

	/**
	 * One optimizer step: the gradient is the mean over the given batches (several where memory does not hold them at once).
	 *
	 * @param batches one or more of equal shape
	 * @param learningRate for this step
	 * @param step number of the step, from 0; with the seed it decides every random choice (dropout)
	 * @return the mean loss over the batches, before the step
	 * @throws io.github.hourglass.engine.EngineException.OutOfMemory if a batch does not fit; weights are as before the step
	 */
	double step(List<Batch> batches, double learningRate, long step);

	/** The loss of a batch with running statistics and without dropout; changes nothing. */
	double evaluate(Batch batch);

	/** The output for an input as validation and previews see it, channels first, in C order. */
	float[] predict(long[] shape, float[] input);

	/** The network as it is now, by the names of the graph it was made from. */
	Graph graph();

	/** Everything that a later {@link #restore} needs to go on as if nothing had happened: weights, statistics, moments. */
	Map<String, Tensor> state();

	void restore(Map<String, Tensor> state);

	@Override
	void close();
}
