package io.github.hourglass.train;

/** What the network should give, made from the target image of each patch. */
interface Targets {

	/** Channels of the target. */
	int channels();

	/** True if values are names, which must not be interpolated. */
	boolean areLabels();

	/**
	 * True if there is something to learn in the patch there.
	 *
	 * @param min first position of the patch in the image
	 * @param size of the patch per axis of the image
	 */
	boolean isWorth(TrainingImage image, long[] min, int[] size);

	/** Sets the patch's target, and its weight where pixels do not count alike, before augmentation. */
	void read(TrainingImage image, long[] min, int[] size, Patch patch);
}
