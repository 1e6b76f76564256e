package io.github.hourglass.train;

/** Targets of patches of which each is worth as much as any other. */
record Anywhere(Targets targets) implements Targets {

	@Override
	public int channels() {
		return targets.channels();
	}

	@Override
	public boolean areLabels() {
		return targets.areLabels();
	}

	@Override
	public boolean isWorth(TrainingImage image, long[] min, int[] size) {
		return true;
	}

	@Override
	public void read(TrainingImage image, long[] min, int[] size, Patch patch) {
		targets.read(image, min, size, patch);
	}
}
