package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;

/**
 * From where to where the {@link ImageProfile profiles} of the images lie that a model was trained on, as a package says it in
 * {@code config: {hourglass: {trained_on: …}}}: nearly all of them, the outermost hundredth on each side left out.
 */
public record TrainedRange(Map<String, double[]> bounds) {

	/** The word in a package. */
	public static final String KEY = "trained_on";

	private static final double OUTERMOST = 0.01;
	/** Of the range, how far beyond it an image is far outside. */
	private static final double FAR = 0.5;

	/** What a package says; empty if it says nothing that can be used. */
	public static Optional<TrainedRange> of(Model model) {
		if (!(model.facts().get("config") instanceof Map<?, ?> config && config.get("hourglass") instanceof Map<?, ?> ours && ours.get(KEY) instanceof Map<?, ?> said))
			return Optional.empty();
		Map<String, double[]> bounds = new LinkedHashMap<>();
		said.forEach((name, range) -> {
			if (range instanceof List<?> both && both.size() == 2 && both.get(0) instanceof Number low && both.get(1) instanceof Number high && low.doubleValue() <= high.doubleValue())
				bounds.put(String.valueOf(name), new double[] { low.doubleValue(), high.doubleValue() });
		});
		return bounds.isEmpty() ? Optional.empty() : Optional.of(new TrainedRange(bounds));
	}

	/** @param profiles of images a model was trained on */
	public static TrainedRange of(List<Map<String, Double>> profiles) {
		Map<String, List<Double>> values = new LinkedHashMap<>();
		profiles.forEach(profile -> profile.forEach((name, value) -> values.computeIfAbsent(name, n -> new ArrayList<>()).add(value)));
		Map<String, double[]> bounds = new LinkedHashMap<>();
		values.forEach((name, all) -> {
			List<Double> sorted = all.stream().sorted().toList();
			int cut = (int) (OUTERMOST * sorted.size());
			bounds.put(name, new double[] { sorted.get(cut), sorted.get(sorted.size() - 1 - cut) });
		});
		return new TrainedRange(bounds);
	}

	/** As a package has it. */
	public Map<String, Object> document() {
		Map<String, Object> document = new LinkedHashMap<>();
		bounds.forEach((name, range) -> document.put(name, List.of(Math.round(range[0] * 1e4) / 1e4, Math.round(range[1] * 1e4) / 1e4)));
		return document;
	}

	/** Warns if the image is far outside. */
	void check(Volume image, String model, Progress progress) {
		List<String> outside = new ArrayList<>();
		ImageProfile.of(image, progress).forEach((name, value) -> {
			double[] range = bounds.get(name);
			double margin = range == null ? 0 : FAR * (range[1] - range[0]);
			if (range != null && (value < range[0] - margin || value > range[1] + margin))
				outside.add(String.format(Locale.ROOT, "%s %.3g (%.3g to %.3g)", name, value, range[0], range[1]));
		});
		if (!outside.isEmpty())
			progress.note("The image is unlike all that '" + model + "' was trained on: " + String.join(", ", outside) + "; look at the result with care.");
	}
}
