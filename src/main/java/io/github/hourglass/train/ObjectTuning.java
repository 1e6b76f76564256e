package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;
import io.github.hourglass.score.LabelScores;

/**
 * Finds, on labelled images that were not trained on, the thresholds with which a network for objects gives the best ones: the largest mean
 * over these images of the average precision at an IoU of 0.5 to 0.9, as StarDist tunes its thresholds. One after the other: how far middles rise, the
 * foreground, middles again, and last the smallest object, which is raised only where that is better. Of an image without objects the precision is 1 if none is found.
 */
final class ObjectTuning {

	private static final int MOST_IMAGES = 40;
	/** Of larger images the middle is looked at. */
	private static final int MOST_PLANE = 640, MOST_DEEP = 40;
	private static final double[] PROMINENCES = { 0.1, 0.02, 0.05, 0.15, 0.2, 0.3, 0.4, 0.5 }, THRESHOLDS = { 0.5, 0.3, 0.4, 0.6, 0.7 }, SMALLEST = { 0, 8, 16, 32, 64 };

	private final List<NetworkOutput> outputs;
	private final List<Volume> truths;
	private final SegmentOptions options;
	private final Progress progress;
	private double best = -1;

	private ObjectTuning(List<NetworkOutput> outputs, List<Volume> truths, SegmentOptions options, Progress progress) {
		this.outputs = outputs;
		this.truths = truths;
		this.options = options;
		this.progress = progress;
	}

	/**
	 * @param options whose model gives foreground, boundary and distance
	 * @param meaning what its channels are
	 * @param images with label images
	 * @return the meaning with the numbers that were found; as it came if there is no image to tune on
	 */
	static String of(SegmentOptions options, String meaning, List<ImagePair> images, Progress progress) {
		List<NetworkOutput> outputs = new ArrayList<>();
		List<Volume> truths = new ArrayList<>();
		try {
			int wanted = Math.min(MOST_IMAGES, images.size());
			for (int i = 0; i < wanted; i++) {
				ImagePair pair = images.get((int) ((i + 0.5) * images.size() / wanted));
				progress.report("Tuning thresholds", i, wanted);
				outputs.add(NetworkOutput.of(middle(pair.input()), options, Progress.none()).keep(progress.part(i, wanted)));
				truths.add(middle(pair.target()));
			}
			return outputs.isEmpty() ? meaning : new ObjectTuning(outputs, truths, options, progress).tuned(meaning);
		}
		finally {
			outputs.forEach(NetworkOutput::close);
		}
	}

	private static Volume middle(Volume volume) {
		long[] min = new long[volume.axes().count()], size = volume.dimensions();
		for (int d = 0; d < size.length; d++) {
			long most = switch (volume.axes().letter(d)) {
				case 'x', 'y' -> MOST_PLANE;
				case 'z' -> MOST_DEEP;
				case 't' -> 1;
				default -> size[d];
			};
			min[d] = Math.max(0, size[d] - most) / 2;
			size[d] = Math.min(size[d], most);
		}
		return volume.crop(min, size);
	}

	private String tuned(String meaning) {
		double threshold = THRESHOLDS[0];
		double prominence = best(PROMINENCES, PROMINENCES[0], value -> text(meaning, THRESHOLDS[0], value, 0));
		double first = prominence;
		threshold = best(THRESHOLDS, threshold, value -> text(meaning, value, first, 0));
		double second = threshold;
		prominence = best(PROMINENCES, prominence, value -> text(meaning, second, value, 0));
		double third = prominence;
		return text(meaning, threshold, prominence, best(SMALLEST, 0, value -> text(meaning, second, third, value)));
	}

	private static String text(String meaning, double threshold, double prominence, double smallest) {
		return meaning + String.format(Locale.ROOT, ", threshold %.2f, prominence %.2f", threshold, prominence) + (smallest > 0 ? String.format(Locale.ROOT, ", smallest %.0f", smallest) : "");
	}

	/** @param usual what is kept unless another is better than all before */
	private double best(double[] values, double usual, DoubleFunction<String> meaning) {
		double chosen = usual;
		for (double value : values) {
			progress.check();
			double score = score(options.withMeaning(meaning.apply(value)));
			if (score > best) {
				best = score;
				chosen = value;
			}
		}
		return chosen;
	}

	private double score(SegmentOptions with) {
		double sum = 0;
		for (int i = 0; i < outputs.size(); i++)
			try (Segmentation found = Segmentation.of(outputs.get(i), with, Progress.none())) {
				LabelScores scores = LabelScores.of(truths.get(i), found.objects().orElseThrow().volume(), Progress.none());
				sum += scores.truths() > 0 ? scores.meanAveragePrecision() : found.objects().orElseThrow().count() == 0 ? 1 : 0;
			}
		return sum / outputs.size();
	}
}
