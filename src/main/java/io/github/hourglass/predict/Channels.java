package io.github.hourglass.predict;

import java.util.List;
import java.util.Locale;

import io.github.hourglass.image.Moments;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.step.Sigmoid;
import io.github.hourglass.step.Softmax;

/** The channels of a network's output, each an image without an axis for channels, and as probabilities where they are some. */
final class Channels {

	/** Probabilities may be so far outside 0 to 1 without being taken for something else: not every network was told the range. */
	private static final double TOLERANCE = 0.5;
	/** Some of them may be farther outside as long as they spread no more than this; between 0 and 1 nothing spreads more than 0.5. */
	private static final double SPREAD = 0.6;

	private final Volume volume;
	private final OutputMeaning meaning;

	Channels(Volume volume, OutputMeaning meaning) {
		this.volume = volume;
		this.meaning = meaning;
	}

	/**
	 * Looks at the values of a kept output: what is, as a whole, far outside 0 to 1 on the negative side is taken for logits.
	 *
	 * @param notes takes what the user should know
	 * @throws IllegalArgumentException if the values cannot be probabilities
	 */
	static Channels checked(NetworkOutput output, OutputMeaning meaning, List<String> notes, Progress progress) {
		List<Moments.Statistics> statistics = output.statistics(progress);
		long odd = statistics.stream().mapToLong(one -> one.nans() + one.infinities()).max().orElse(0);
		if (odd > 0)
			notes.add("The network's output is no number (NaN or infinite) in " + odd + (odd == 1 ? " pixel" : " pixels") + ", which belong to no object.");
		double low = Double.POSITIVE_INFINITY, high = Double.NEGATIVE_INFINITY;
		boolean wide = false;
		for (int c = 0; c < statistics.size(); c++)
			if (statistics.get(c).count() > 0 && isProbability(meaning, c)) {
				low = Math.min(low, statistics.get(c).min());
				high = Math.max(high, statistics.get(c).max());
				wide |= statistics.get(c).deviation() > SPREAD || statistics.get(c).mean() < -TOLERANCE || statistics.get(c).mean() > 1 + TOLERANCE;
			}
		boolean outside = low < -TOLERANCE || high > 1 + TOLERANCE;
		if (!outside || !wide || low > high || meaning.logits())
			return new Channels(output.volume(), meaning);
		String range = "from " + ObjectSearch.text(low) + " to " + ObjectSearch.text(high);
		if (low >= 0)
			throw new IllegalArgumentException("The probabilities go " + range + " instead of from 0 to 1: divide the image by its largest possible value, "
				+ "or set meaning= to image if it shows no probabilities.");
		notes.add(String.format(Locale.ROOT, "The network's output goes %s, so it was taken for logits and made probabilities by a %s.", range,
			meaning.exclusive() ? "softmax" : "sigmoid"));
		return new Channels(output.volume(), meaning.withLogits());
	}

	private static boolean isProbability(OutputMeaning meaning, int channel) {
		return meaning.classes() || List.of(meaning.background(), meaning.foreground(), meaning.boundary()).contains(channel);
	}

	OutputMeaning meaning() {
		return meaning;
	}

	long count() {
		return volume.size('c');
	}

	/** The probability that a channel is. */
	Volume probability(int channel) {
		if (!meaning.logits())
			return values(channel);
		return meaning.exclusive() && count() > 1 ? plane(Softmax.apply(volume, 'c'), channel) : Sigmoid.apply(values(channel));
	}

	/** A channel as it is. */
	Volume values(int channel) {
		return plane(volume, channel);
	}

	/** This channel and those after it, with their axis. */
	Volume from(int channel) {
		int c = volume.axes().indexOf('c');
		long[] min = new long[volume.axes().count()];
		long[] size = volume.dimensions();
		min[c] = channel;
		size[c] -= channel;
		return volume.crop(min, size);
	}

	/** All channels as probabilities, with their axis. */
	Volume probabilities() {
		return !meaning.logits() ? volume : meaning.exclusive() && count() > 1 ? Softmax.apply(volume, 'c') : Sigmoid.apply(volume);
	}

	private static Volume plane(Volume volume, int channel) {
		int c = volume.axes().indexOf('c');
		if (c < 0)
			return volume;
		long[] min = new long[volume.axes().count()];
		long[] size = volume.dimensions();
		min[c] = channel;
		size[c] = 1;
		return volume.crop(min, size).inOrder(volume.axes().letters().replace("c", ""));
	}
}
