package io.github.hourglass.score;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * How well the objects of a label image are those of the truth. Images may have any size, with the axes x, y, z and t; frames
 * are compared one by one, so the same number in two frames is two objects. Memory grows with the number of objects. Numbers
 * themselves mean nothing but 0, the background; labels go up to 2147483647.
 */
public final class LabelScores {

	/** The IoU at which average precision is usually told. */
	public static final List<Double> THRESHOLDS = List.of(0.5, 0.6, 0.7, 0.8, 0.9);

	private final List<Overlaps> frames;

	private LabelScores(List<Overlaps> frames) {
		this.frames = List.copyOf(frames);
	}

	/**
	 * All frames counted together.
	 *
	 * @param result of the truth's size, its axes in any order
	 * @throws IllegalArgumentException if the images differ in size, have channels, or hold a pixel that is no label
	 */
	public static LabelScores of(Volume truth, Volume result, Progress progress) {
		return pooled(frames(truth, result, progress));
	}

	/** One for each frame; one in all if there is no time. */
	public static List<LabelScores> frames(Volume truth, Volume result, Progress progress) {
		Volume other = ImageScores.alike(truth, result);
		for (Axis axis : truth.axes())
			if (!axis.isSpatial() && axis.letter() != 't' && truth.size(axis.letter()) > 1)
				throw new IllegalArgumentException("A label image has the axes x, y, z and t, but '" + truth.metadata().title() + "' has "
					+ truth.size(axis.letter()) + " along " + axis.letter() + "; compare them one by one.");
		int count = Math.toIntExact(truth.size('t'));
		List<LabelScores> scores = new ArrayList<>();
		for (int t = 0; t < count; t++)
			scores.add(new LabelScores(List.of(Overlaps.of(frame(truth, t), frame(other, t), progress.part(t, count)))));
		return scores;
	}

	/** Several images or frames counted together. */
	public static LabelScores pooled(List<LabelScores> parts) {
		return new LabelScores(parts.stream().flatMap(part -> part.frames.stream()).toList());
	}

	/** One frame of an image; the image itself if it has no time. */
	static Volume frame(Volume volume, long t) {
		long[] min = new long[volume.axes().count()];
		long[] size = volume.dimensions();
		int d = volume.axes().indexOf('t');
		if (d >= 0) {
			min[d] = t;
			size[d] = 1;
		}
		return volume.crop(min, size);
	}

	/** Number of true objects. */
	public long truths() {
		return sum(Overlaps::truths);
	}

	/** Number of objects in the result. */
	public long results() {
		return sum(Overlaps::results);
	}

	/** Intersection over union (Jaccard index) of the foregrounds; NaN if both are empty. */
	public double iou() {
		long common = sum(Overlaps::common);
		return (double) common / (sum(Overlaps::truthPixels) + sum(Overlaps::resultPixels) - common);
	}

	/** Dice coefficient of the foregrounds; NaN if both are empty. */
	public double dice() {
		return 2.0 * sum(Overlaps::common) / (sum(Overlaps::truthPixels) + sum(Overlaps::resultPixels));
	}

	/**
	 * Symmetric best Dice (Scharr et al., Machine Vision and Applications 2016): the mean over the true objects of the largest
	 * Dice coefficient that an object of the result has with each, or the mean the other way round, whichever is less. 0 if one
	 * image has no objects, NaN if neither has.
	 */
	public double objectDice() {
		double ofTruths = frames.stream().mapToDouble(Overlaps::bestDiceOfTruths).sum();
		double ofResults = frames.stream().mapToDouble(Overlaps::bestDiceOfResults).sum();
		if (truths() + results() == 0)
			return Double.NaN;
		return Math.min(ofTruths / Math.max(1, truths()), ofResults / Math.max(1, results()));
	}

	/**
	 * The matches from that IoU on.
	 *
	 * @param threshold above 0, up to 1
	 */
	public Matching at(double threshold) {
		if (!(threshold > 0 && threshold <= 1))
			throw new IllegalArgumentException("Objects cannot match from an IoU of " + threshold + " on; use a value above 0, up to 1.");
		return Matching.sum(threshold, frames.stream().map(frame -> frame.at(threshold)).toList());
	}

	/** Mean of the average precision over {@link #THRESHOLDS}. */
	public double meanAveragePrecision() {
		return THRESHOLDS.stream().mapToDouble(threshold -> at(threshold).averagePrecision()).average().orElseThrow();
	}

	/** What overlaps in a frame. */
	Overlaps overlaps(int frame) {
		return frames.get(frame);
	}

	private long sum(ToLongFunction<Overlaps> number) {
		return frames.stream().mapToLong(number).sum();
	}
}
