package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.predict.NetworkOutput;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.predict.Segmentation;
import io.github.hourglass.score.LabelScores;

/**
 * How good the objects are that a model gives, as means over the images of a set, beside Otsu's threshold and a watershed of the shapes with
 * whichever distance of middles is best for the set; of simulated images this is done without noise, so that nothing but the
 * threshold and the shapes can be wrong.
 */
final class ObjectEvaluation {

	private static final double[] OVERLAPS = { 0.5, 0.7, 0.9 };
	private static final List<String> COLUMNS = List.of("average precision at IoU 0.5", "at 0.7", "at 0.9", "Dice", "objects that touch");
	/** Of images in which there is none. */
	private static final List<String> WITHOUT = List.of("objects found in an image");
	private static final List<String> SPACINGS = List.of("auto", "3", "5", "8", "12", "18", "27");

	private final String set;
	private final List<Evaluation.Item> items;
	private final Progress progress;

	private ObjectEvaluation(String set, List<Evaluation.Item> items, Progress progress) {
		this.set = set;
		this.items = items;
		this.progress = progress;
	}

	static SetScores of(String set, List<Evaluation.Item> items, Model model, Progress progress) {
		return new ObjectEvaluation(set, items, progress).scores(SegmentOptions.of(model.source().toString()));
	}

	private SetScores scores(SegmentOptions ours) {
		if (items.stream().allMatch(item -> largest(item.truth()) == 0))
			return new SetScores(set, items.size(), WITHOUT, Map.of(SetScores.MODEL, List.of(found(ours))));
		double touching = items.stream().mapToDouble(item -> touching(item.truth())).average().orElse(Double.NaN);
		boolean clean = items.stream().allMatch(item -> item.clean() != null);
		Map<String, List<Double>> methods = new LinkedHashMap<>();
		methods.put("Otsu's threshold and watershed" + (clean ? " of the image without noise" : ""), classic(clean, touching));
		methods.put(SetScores.MODEL, row(touching, item -> item.input(), ours));
		return new SetScores(set, items.size(), COLUMNS, methods);
	}

	private static float largest(Volume labels) {
		float largest = 0;
		for (float label : Evaluation.pixels(labels))
			largest = Math.max(largest, label);
		return largest;
	}

	/** How many objects on average. */
	private double found(SegmentOptions options) {
		double sum = 0;
		Progress quiet = Quiet.of(progress);
		for (Evaluation.Item item : items)
			try (NetworkOutput output = NetworkOutput.of(item.input(), options, quiet); Segmentation found = Segmentation.of(output, options, quiet)) {
				sum += found.objects().orElseThrow().count();
			}
		return sum / items.size();
	}

	private List<Double> classic(boolean clean, double touching) {
		List<Double> best = null;
		for (String spacing : SPACINGS) {
			Map<String, Object> values = new HashMap<>(Settings.values(SegmentOptions.of("").withMeaning("image").ofProbabilities()));
			values.put("spacing", spacing);
			List<Double> row = row(touching, clean ? Evaluation.Item::clean : Evaluation.Item::input, Settings.read(SegmentOptions.class, values));
			if (best == null || row.get(0) > best.get(0))
				best = row;
		}
		return best;
	}

	private List<Double> row(double touching, java.util.function.Function<Evaluation.Item, Volume> image, SegmentOptions options) {
		List<LabelScores> scores = new ArrayList<>();
		Progress quiet = Quiet.of(progress);
		for (Evaluation.Item item : items) {
			progress.check();
			progress.report("Testing on " + set, scores.size(), items.size());
			try (NetworkOutput output = NetworkOutput.of(image.apply(item), options, quiet); Segmentation found = Segmentation.of(output, options, quiet)) {
				scores.add(LabelScores.of(item.truth(), found.objects().orElseThrow().volume(), quiet));
			}
		}
		List<Double> row = new ArrayList<>();
		for (double overlap : OVERLAPS)
			row.add(scores.stream().mapToDouble(score -> score.at(overlap).averagePrecision()).average().orElse(Double.NaN));
		row.add(scores.stream().mapToDouble(LabelScores::dice).average().orElse(Double.NaN));
		row.add(touching);
		return row;
	}

	/** The share of objects of which a pixel has, by a face, one of another object beside it. */
	static double touching(Volume labels) {
		float[] ids = Evaluation.pixels(labels);
		Set<Float> all = new HashSet<>(), near = new HashSet<>();
		int stride = 1;
		for (int d = 0; d < labels.axes().count(); stride *= (int) labels.dimensions()[d++])
			for (int i = 0; i < ids.length; i++) {
				if (ids[i] > 0)
					all.add(ids[i]);
				boolean next = i / stride % labels.dimensions()[d] + 1 < labels.dimensions()[d];
				if (next && ids[i] > 0 && ids[i + stride] > 0 && ids[i] != ids[i + stride]) {
					near.add(ids[i]);
					near.add(ids[i + stride]);
				}
			}
		return all.isEmpty() ? 0 : (double) near.size() / all.size();
	}
}
