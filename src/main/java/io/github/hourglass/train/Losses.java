package io.github.hourglass.train;

import java.util.Locale;

/** Which loss a run has, and what follows from it for what its network gives. */
final class Losses {

	private Losses() {}

	/** The loss that the options name; {@code auto} is L1 for images, the uncertainty's in no case, and cross-entropy for classes. */
	static Loss of(TrainingOptions options) {
		if (!options.loss().equals("auto"))
			return Loss.valueOf(options.loss().toUpperCase(Locale.ROOT));
		return switch (options.task()) {
			case "classes" -> Loss.CROSS_ENTROPY_DICE;
			case "noise2noise", "noise2void" -> Loss.L2;
			default -> Loss.L1;
		};
	}

	/** True if the network gives one channel per class, to be made probabilities by a softmax over the channels. */
	static boolean isOverClasses(TrainingOptions options) {
		return options.task().equals("classes");
	}

	/** Channels the network has to give for targets of so many channels. */
	static int outputChannels(Loss loss, int targetChannels) {
		return loss == Loss.LAPLACE ? 2 * targetChannels : targetChannels;
	}

	/** In place, over the channels of one image. */
	static void softmax(float[] values, int channels) {
		int pixels = values.length / channels;
		for (int i = 0; i < pixels; i++) {
			double largest = Double.NEGATIVE_INFINITY, sum = 0;
			for (int c = 0; c < channels; c++)
				largest = Math.max(largest, values[c * pixels + i]);
			for (int c = 0; c < channels; c++)
				sum += Math.exp(values[c * pixels + i] - largest);
			for (int c = 0; c < channels; c++)
				values[c * pixels + i] = (float) (Math.exp(values[c * pixels + i] - largest) / sum);
		}
	}
}
