package io.github.hourglass.train;

import java.util.function.Predicate;

/**
 * How a network is trained, apart from loss and optimizer.
 *
 * @param seed with the number of the step it decides every random choice
 * @param clip largest norm of the gradient over all weights together; 0 does not clip
 * @param frozen names of weights that are not trained
 * @param precision of the convolutions; weights are kept in float32 always
 * @param deterministic repeat bit for bit: one thread. TensorFlow's threads are those of the first session of a process, so this
 *          holds in a process that has run nothing else with more, as {@code hourglass train} is
 * @param threads number of threads; 0 for one per core
 */
public record TrainingSettings(long seed, double clip, Predicate<String> frozen, Precision precision, boolean deterministic, int threads) {

	public enum Precision {
		/** Whichever is faster here. */
		AUTO,
		FLOAT32,
		/** Convolutions in bfloat16. */
		MIXED
	}

	public TrainingSettings {
		if (!(clip >= 0))
			throw new IllegalArgumentException("The largest norm of the gradient cannot be " + clip + "; use 0 not to clip.");
		if (threads < 0)
			throw new IllegalArgumentException("The number of threads cannot be " + threads + "; use 0 for one per core.");
	}

	/** All weights trained, in float32, nothing clipped, all cores. */
	public static TrainingSettings of(long seed) {
		return new TrainingSettings(seed, 0, name -> false, Precision.FLOAT32, false, 0);
	}
}
