package io.github.hourglass.train;

import io.github.hourglass.image.Volume;

/**
 * An image ready to take patches from: input and target in the order of {@link PatchRule#order()}.
 *
 * @param target null where the task needs none, or nobody annotated it
 * @param inputScaling null until measured
 * @param targetScaling null for labels and where there is no target
 * @param foreground per channel of the image patches are judged by, the value that a patch worth taking exceeds; null where all
 *          patches are taken
 */
record TrainingImage(String name, Volume input, Volume target, Scaling inputScaling, Scaling targetScaling, double[] foreground) {

	static TrainingImage of(ImagePair pair, PatchRule rule) {
		return new TrainingImage(pair.name(), pair.input().inOrder(rule.order()),
			pair.target() == null ? null : pair.target().inOrder(rule.order()), null, null, null);
	}

	TrainingImage measured(Scaling newInput, Scaling newTarget, double[] newForeground) {
		return new TrainingImage(name, input, target, newInput, newTarget, newForeground);
	}

	long[] size() {
		return input.dimensions();
	}

	int channels() {
		return (int) input.size('c');
	}
}
