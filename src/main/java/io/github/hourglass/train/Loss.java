package io.github.hourglass.train;

/**
 * What training makes small, as the mean over the pixels that count of a batch.
 */
public enum Loss {

	/** Mean absolute difference. */
	L1,
	/** Mean squared difference. */
	L2,
	/**
	 * Negative log-likelihood of a Laplace distribution (CARE, Weigert et al., Nature Methods 2018): the network gives, per target
	 * channel, the mean in the first half of its channels and the log of the scale {@code s} in the second half; the loss is
	 * {@code |y - mean| / s + log(2 s)}.
	 */
	LAPLACE,
	/** Softmax cross-entropy over the channels; the target has one channel of class numbers. */
	CROSS_ENTROPY,
	/** One minus the soft Dice coefficient (Milletari et al., 3DV 2016), over sigmoid outputs or the softmax classes. */
	DICE,
	/** {@link #CROSS_ENTROPY} plus {@link #DICE}. */
	CROSS_ENTROPY_DICE
}
