package io.github.hourglass.predict;

import java.util.Arrays;
import java.util.List;

import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.LabelColors;

/** The most probable class of every pixel, computed on demand. */
final class ClassMap {

	private static final int MOST = 255;

	private ClassMap() {}

	/**
	 * 8-bit class numbers. Where the classes exclude each other it is the number of the channel, counted from 0, that is highest, the
	 * first of equal ones; else 0 where no channel is above the threshold and the number of the channel, from 1, where one is. NaN
	 * never wins.
	 */
	static Volume of(Channels channels, SegmentOptions options) {
		OutputMeaning meaning = channels.meaning();
		if (meaning.image() || meaning.rays() >= 0)
			throw new IllegalArgumentException("objects is classes, but the network gives " + (meaning.image() ? "an image" : "star-convex rays") + ", no probabilities of classes.");
		if (channels.count() > MOST)
			throw new IllegalArgumentException("A map of " + channels.count() + " classes has no 8-bit image; use objects=none for the probabilities.");
		int classes = (int) channels.count();
		boolean exclusive = meaning.exclusive() && classes > 1;
		double asked = SegmentOptions.number("threshold", options.threshold(), 1);
		float threshold = exclusive ? Float.NEGATIVE_INFINITY : (float) (!Double.isNaN(asked) ? asked : !Double.isNaN(meaning.threshold()) ? meaning.threshold() : 0.5);
		Volume one = channels.values(0);
		Volume all = channels.probabilities().inOrder(one.axes().letters() + "c");
		Volume map = one.withPixels(PixelType.UINT8, (min, size, dest) -> {
			int n = size.length;
			long[] from = Arrays.copyOf(min, n + 1);
			int[] count = Arrays.copyOf(size, n + 1);
			count[n] = classes;
			float[] values = new float[Volume.pixels(count)];
			all.copyFloats(from, count, values);
			choose(values, Volume.pixels(size), threshold, exclusive ? 0 : 1, (byte[]) dest);
		});
		Volume colored = LabelColors.colored(map, 0);
		return colored.withMetadata(colored.metadata().withProvenance("classes", names(channels.probabilities().metadata(), classes, exclusive)));
	}

	private static void choose(float[] values, int pixels, float threshold, int first, byte[] numbers) {
		for (int i = 0; i < pixels; i++) {
			float best = threshold;
			int number = 0;
			for (int c = 0; c * pixels < values.length; c++)
				if (values[c * pixels + i] > best) {
					best = values[c * pixels + i];
					number = c + first;
				}
			numbers[i] = (byte) number;
		}
	}

	private static String names(Metadata metadata, int classes, boolean exclusive) {
		List<Metadata.Channel> channels = metadata.channels();
		StringBuilder names = new StringBuilder();
		for (int c = 0; c < classes; c++)
			names.append(c == 0 ? "" : ", ").append(exclusive ? c : c + 1).append(' ')
				.append(c < channels.size() && !channels.get(c).name().isEmpty() ? channels.get(c).name() : "channel " + (c + 1));
		return names.toString();
	}
}
