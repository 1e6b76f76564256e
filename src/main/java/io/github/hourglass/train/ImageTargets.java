package io.github.hourglass.train;

/**
 * The target image itself, normalized: for restoration, Noise2Noise, upscaling and projection. Empty patches are passed over by CSBDeep's rule
 * ({@code no_background_patches}): in the middle half of the patch the target must somewhere exceed 0.4 of its 99.9th
 * percentile, here both counted from its 3rd percentile, so that a camera offset does not matter.
 */
record ImageTargets(int channels, PatchRule rule) implements Targets {

	/** Of the range from the 3rd to the 99.9th percentile. */
	static final double FOREGROUND = 0.4;
	static final double BRIGHT = 99.9;

	@Override
	public boolean areLabels() {
		return false;
	}

	@Override
	public boolean isWorth(TrainingImage image, long[] min, int[] size) {
		float[] values = PatchSource.middle(image.target(), rule.targetMin(min), rule.targetSize(size));
		int pixels = values.length / channels;
		for (int i = 0; i < values.length; i++)
			if (values[i] > image.foreground()[i / pixels])
				return true;
		return false;
	}

	@Override
	public void read(TrainingImage image, long[] min, int[] size, Patch patch) {
		patch.target = PatchSource.read(image.target(), rule.targetMin(min), rule.targetSize(size));
		image.targetScaling().apply(patch.target, patch.targetPixels());
	}
}
