package io.github.hourglass.score;

import java.util.ArrayList;
import java.util.List;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Table;

/**
 * A result beside the truth, in numbers and as a picture.
 *
 * @param table a row for each frame (of images, for each frame and channel), and where there are several a last one for all: the
 *          means of the images' scores, the objects of all frames counted together
 * @param difference for images result minus truth, after a fit if there is one; for labels a picture in colors that its
 *          provenance explains. Computed on demand
 */
public record Comparison(Table table, Volume difference) {

	/** The provenance of the difference that says what it shows. */
	static final String SHOWS = "difference";

	/**
	 * Compares two images of the same size.
	 *
	 * @throws IllegalArgumentException if they cannot be compared, in one sentence
	 */
	public static Comparison of(Volume result, Volume truth, CompareOptions options, Progress progress) {
		Volume ordered = ImageScores.alike(truth, result);
		if (truth.size('b') > 1)
			throw new IllegalArgumentException("'" + truth.metadata().title() + "' has " + truth.size('b') + " images of a batch; compare them one by one.");
		return areLabels(ordered, truth, options, progress) ? LabelComparison.of(ordered, truth, options.threshold(), progress)
			: new ImageComparison(ordered, truth, options).run(progress);
	}

	private static boolean areLabels(Volume result, Volume truth, CompareOptions options, Progress progress) {
		if (!options.kind().equals("auto"))
			return options.kind().equals("labels");
		LabelLikeness ofTruth = LabelLikeness.of(truth);
		LabelLikeness ofResult = LabelLikeness.of(result);
		boolean labels = ofTruth != LabelLikeness.NONE && ofResult != LabelLikeness.NONE;
		if (labels)
			progress.note("Both look like label images, so their objects are compared; kind=images compares intensities.");
		else if (ofTruth == LabelLikeness.LABELS || ofResult == LabelLikeness.LABELS)
			progress.note("'" + (ofTruth == LabelLikeness.LABELS ? truth : result).metadata().title()
				+ "' looks like a label image but the other does not, so intensities are compared; kind=labels compares objects.");
		return labels;
	}

	/** What a row is called: its frame and channel where there are several, else the result. */
	static String name(Volume result, int c, int t) {
		List<String> parts = new ArrayList<>();
		if (result.size('t') > 1)
			parts.add("frame " + (t + 1));
		if (result.size('c') > 1)
			parts.add("channel " + (c + 1));
		return parts.isEmpty() ? result.metadata().title() : String.join(", ", parts);
	}
}
