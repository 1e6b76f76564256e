package io.github.hourglass.train;

import java.util.Locale;

/** Which loss a run has, and what follows from it for what its network gives. */
final class Losses {

	private Losses() {}

	/** The loss that the options name; {@code auto} is L1 for images, the uncertainty's in no case, and cross-entropy for classes. */
	static Loss of(TrainingOptions options) {
		Task task = Task.of(options);
		if (task == Task.DENOISEG && !options.loss().equals("auto"))
			throw new IllegalArgumentException("loss is '" + options.loss() + "', but denoiseg has a loss of its own; leave loss at auto, and use alpha to weigh its two parts.");
		if (!options.loss().equals("auto"))
			return new Loss(Loss.Kind.valueOf(options.loss().toUpperCase(Locale.ROOT)), 0);
		return switch (task) {
			case CLASSES -> Loss.CROSS_ENTROPY_DICE;
			case NOISE2NOISE, NOISE2VOID -> Loss.L2;
			case DENOISEG -> Loss.denoiseg(options.alpha());
			default -> Loss.L1;
		};
	}

	/** Channels the network has to give for targets of so many channels. */
	static int outputChannels(Loss loss, int targetChannels) {
		return loss.kind() == Loss.Kind.LAPLACE ? 2 * targetChannels : targetChannels;
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
