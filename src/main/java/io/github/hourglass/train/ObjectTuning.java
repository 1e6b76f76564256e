package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;
import io.github.hourglass.score.LabelScores;

/**
 * Finds, on labelled images that were not trained on, the thresholds with which a network for objects gives the best ones: the largest
 * average precision, as a mean over an IoU of 0.5 to 0.9. Of stacks the objects of all are counted together, as StarDist does; of planes, which are more and more unlike
 * each other, the mean over those with objects is taken, less the share that what is found in the others has of all objects. (Each the other way round found less in images
 * held back: nuclei-2d 0.77 instead of 0.80 of real ones, nuclei-3d 0.75 instead of 0.84.) By turns how far middles rise, the foreground and the smallest
 * object, until nothing is better; what is not better stays as it is.
 */
final class ObjectTuning {

	private static final int MOST_IMAGES = 40;
	/** Of larger images the middle is looked at. */
	private static final int MOST_PLANE = 640, MOST_DEEP = 40;
	private static final double[] PROMINENCES = { 0.1, 0.02, 0.05, 0.15, 0.2, 0.3, 0.4, 0.5 }, THRESHOLDS = { 0.5, 0.3, 0.4, 0.6, 0.7 }, SMALLEST = { 0, 8, 16, 32, 64 };
	/** Of stacks, in voxels. */
	private static final double[] SMALLEST_DEEP = { 0, 16, 64, 128, 256, 512 };

	private final List<NetworkOutput> outputs;
	private final List<Volume> truths;
	private final SegmentOptions options;
	private final Progress progress;
	/** What was tried. */
	private final Map<String, Double> scores = new HashMap<>();
	private final boolean deep;
	private double best = Double.NEGATIVE_INFINITY;

	private ObjectTuning(List<NetworkOutput> outputs, List<Volume> truths, SegmentOptions options, Progress progress) {
		this.outputs = outputs;
		this.truths = truths;
		this.options = options;
		this.progress = progress;
		this.deep = truths.stream().anyMatch(truth -> truth.size('z') > 1);
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
		double[] sizes = deep ? SMALLEST_DEEP : SMALLEST;
		double prominence = PROMINENCES[0], threshold = THRESHOLDS[0], smallest = 0;
		double before;
		do {
			before = best;
			for (double value : PROMINENCES)
				prominence = isBetter(text(meaning, threshold, value, smallest)) ? value : prominence;
			for (double value : THRESHOLDS)
				threshold = isBetter(text(meaning, value, prominence, smallest)) ? value : threshold;
			for (double value : sizes)
				smallest = isBetter(text(meaning, threshold, prominence, value)) ? value : smallest;
		}
		while (best > before);
		return text(meaning, threshold, prominence, smallest);
	}

	private static String text(String meaning, double threshold, double prominence, double smallest) {
		return meaning + String.format(Locale.ROOT, ", threshold %.2f, prominence %.2f", threshold, prominence) + (smallest > 0 ? String.format(Locale.ROOT, ", smallest %.0f", smallest) : "");
	}

	/** True if these numbers give better objects than all before. */
	private boolean isBetter(String meaning) {
		progress.check();
		double score = scores.computeIfAbsent(meaning, text -> score(options.withMeaning(text)));
		if (score <= best)
			return false;
		best = score;
		return true;
	}

	private double score(SegmentOptions with) {
		List<LabelScores> scores = new ArrayList<>();
		for (int i = 0; i < outputs.size(); i++)
			try (Segmentation found = Segmentation.of(outputs.get(i), with, Progress.none())) {
				scores.add(LabelScores.of(truths.get(i), found.objects().orElseThrow().volume(), Progress.none()));
			}
		return deep ? LabelScores.pooled(scores).meanAveragePrecision() : ofImages(scores);
	}

	private static double ofImages(List<LabelScores> scores) {
		double mean = scores.stream().filter(score -> score.truths() > 0).mapToDouble(LabelScores::meanAveragePrecision).average().orElse(1);
		long objects = scores.stream().mapToLong(LabelScores::truths).sum();
		long ghosts = scores.stream().filter(score -> score.truths() == 0).mapToLong(LabelScores::results).sum();
		return mean * Math.max(1, objects) / (Math.max(1, objects) + ghosts);
	}
}
