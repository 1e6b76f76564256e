package io.github.hourglass.label;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;

/**
 * The threshold that parts pixel values into two classes with the greatest variance between them (Otsu, IEEE Transactions on
 * Systems, Man, and Cybernetics 1979), as {@code skimage.filters.threshold_otsu} computes it: pixels above the threshold
 * are foreground.
 */
public final class Otsu {

	private static final int BINS = 256;
	private static final int CHECKED = 1 << 16;

	private Otsu() {}

	/**
	 * Integers of 8 and 16 bit are counted value by value; others in 256 bins between the least and the largest finite value, of
	 * which the middle of one is the result. NaN and infinite values are left out. For a constant image it is its value.
	 *
	 * @throws IllegalArgumentException if no pixel is finite
	 */
	public static double threshold(Volume volume, Progress progress) {
		Moments.Statistics range = Moments.of(volume, "", progress.part(0, 2)).joint();
		if (range.count() == 0)
			throw new IllegalArgumentException("The image has no finite pixel values, so no threshold can be found; enter one.");
		double min = range.min();
		double max = range.max();
		if (min == max)
			return min;
		boolean exact = volume.type().isInteger() && volume.type().bytes() <= 2;
		int bins = exact ? (int) (max - min) + 1 : BINS;
		double width = exact ? 1 : (max - min) / bins;
		double first = exact ? min : min + width / 2;
		return best(count(volume, min, max, bins, exact, progress.part(1, 2)), first, width);
	}

	private static long[] count(Volume volume, double min, double max, int bins, boolean exact, Progress progress) {
		double scale = exact ? 1 : bins / (max - min);
		PixelType type = volume.type();
		Queue<long[]> tallies = new ConcurrentLinkedQueue<>();
		Workers.run(volume.blocks().count(), LabelOptions.THREADS, progress, "Measuring", () -> {
			Object pixels = type.newArray(volume.blocks().largest());
			long[] tally = new long[bins];
			tallies.add(tally);
			return number -> {
				int[] size = volume.blocks().size(number);
				volume.copy(volume.blocks().min(number), size, pixels);
				for (int i = 0, n = Volume.pixels(size); i < n; i++) {
					if (i % CHECKED == 0)
						progress.check();
					double value = type.get(pixels, i);
					if (value >= min && value <= max)
						tally[Math.min(bins - 1, (int) ((value - min) * scale))]++;
				}
			};
		});
		long[] counts = new long[bins];
		for (long[] tally : tallies)
			for (int bin = 0; bin < bins; bin++)
				counts[bin] += tally[bin];
		return counts;
	}

	/** The bin after which to cut; the first one of equal variance. */
	static double best(long[] counts, double first, double width) {
		double all = 0;
		double sum = 0;
		for (int bin = 0; bin < counts.length; bin++) {
			all += counts[bin];
			sum += counts[bin] * (first + bin * width);
		}
		double below = 0;
		double sumBelow = 0;
		double most = -1;
		int best = 0;
		for (int bin = 0; bin < counts.length - 1; bin++) {
			below += counts[bin];
			sumBelow += counts[bin] * (first + bin * width);
			if (below == 0 || below == all)
				continue;
			double distance = sumBelow / below - (sum - sumBelow) / (all - below);
			double variance = below * (all - below) * distance * distance;
			if (variance > most) {
				most = variance;
				best = bin;
			}
		}
		return first + best * width;
	}
}
