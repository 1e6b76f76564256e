package io.github.hourglass.train;

/**
 * What training makes small, as the mean over the pixels that count of a batch.
 *
 * @param share for {@link Kind#DENOISEG}, how much denoising counts beside segmentation, from 0 to 1; no other loss has it
 */
public record Loss(Kind kind, double share) {

	/** Which differences count how much. */
	public enum Kind {
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
		CROSS_ENTROPY_DICE,
		/**
		 * Denoising and segmentation together (DenoiSeg, Buchholz et al., ECCV Workshops 2020): {@code share} times the mean squared
		 * difference plus {@code 1 - share} times the softmax cross-entropy. The network gives the denoised channels and then one for
		 * each of three classes; the target has the noisy channels, then one of class numbers and one that says how much a pixel counts
		 * for the cross-entropy, 0 where nobody annotated it. The batch's weight is for the mean squared difference alone.
		 */
		DENOISEG
	}

	public static final Loss L1 = new Loss(Kind.L1, 0), L2 = new Loss(Kind.L2, 0), LAPLACE = new Loss(Kind.LAPLACE, 0),
		CROSS_ENTROPY = new Loss(Kind.CROSS_ENTROPY, 0), DICE = new Loss(Kind.DICE, 0), CROSS_ENTROPY_DICE = new Loss(Kind.CROSS_ENTROPY_DICE, 0);

	public Loss {
		if (!(share >= 0 && share <= 1))
			throw new IllegalArgumentException("The share of denoising in the loss must be from 0 to 1, not " + share + ".");
	}

	/** {@link Kind#DENOISEG} with that share of denoising. */
	public static Loss denoiseg(double share) {
		return new Loss(Kind.DENOISEG, share);
	}
}
