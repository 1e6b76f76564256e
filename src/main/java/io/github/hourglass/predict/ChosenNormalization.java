package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/** The rules before a network as the user wants them, in the place of those of the package. */
final class ChosenNormalization {

	/** As the model says. */
	static final String MODEL = "model";
	private static final String NONE = "none", BY_PERCENTILES = "scale_range";
	/** Rules after a network that bring its values back to those of the image before these rules. */
	private static final Set<String> RETURNING = Set.of("scale_mean_variance", "scale_linear");

	private ChosenNormalization() {}

	/**
	 * The two percentiles, or null for the other choices.
	 *
	 * @throws IllegalArgumentException if the text is something else
	 */
	static double[] percentiles(String normalization) {
		String text = normalization.strip();
		if (text.equals(MODEL) || text.equals(NONE))
			return null;
		String[] parts = text.split("\\s*,\\s*", -1);
		double[] percentiles = new double[2];
		boolean numbers = parts.length == 2;
		for (int i = 0; i < 2 && numbers; i++) {
			numbers = parts[i].matches("\\d{1,3}(\\.\\d{1,9})?");
			percentiles[i] = numbers ? Double.parseDouble(parts[i]) : 0;
		}
		if (!numbers || percentiles[0] >= percentiles[1] || percentiles[1] > 100)
			throw new IllegalArgumentException("normalization is '" + normalization + "'; use model, none, or two percentiles such as 1,99.8.");
		return percentiles;
	}

	/** The model with the rules of its first input as the options say; what only brings back their values goes with them. */
	static Model of(Model model, String normalization) {
		if (normalization.strip().equals(MODEL))
			return model;
		double[] percentiles = percentiles(normalization);
		TensorSpec input = model.inputs().get(0);
		List<StepSpec> steps = new ArrayList<>();
		if (percentiles != null)
			steps.add(new StepSpec(BY_PERCENTILES, Map.of("axes", axes(input), "min_percentile", percentiles[0], "max_percentile", percentiles[1])));
		input.steps().stream().filter(step -> step.name().equals("ensure_dtype")).forEach(steps::add);
		List<TensorSpec> inputs = new ArrayList<>(model.inputs());
		inputs.set(0, with(input, steps));
		boolean fixed = input.steps().stream().anyMatch(step -> step.name().equals("fixed_zero_mean_unit_variance"));
		List<TensorSpec> outputs = model.outputs().stream().map(output -> with(output, output.steps().stream()
			.filter(step -> !(RETURNING.contains(step.name()) && (fixed || input.id().equals(step.arguments().get("reference_tensor"))))).toList())).toList();
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), inputs, outputs, model.weights(), percentiles == null ? unreturned(model.facts()) : model.facts());
	}

	/** Those over which the model's own rule measures percentiles, or all but the batch. */
	private static List<?> axes(TensorSpec input) {
		for (StepSpec step : input.steps())
			if (step.name().equals(BY_PERCENTILES) && step.arguments().get("axes") instanceof List<?> axes)
				return axes;
		return input.axes().stream().filter(axis -> axis.letter() != 'b').map(AxisSpec::id).toList();
	}

	private static TensorSpec with(TensorSpec tensor, List<StepSpec> steps) {
		return tensor.withSteps(steps);
	}

	/** Nothing was normalized that could be undone. */
	private static Map<String, Object> unreturned(Map<String, Object> facts) {
		if (!(facts.get("config") instanceof Map<?, ?> config) || !(config.get("hourglass") instanceof Map<?, ?> ours))
			return facts;
		Map<Object, Object> own = new LinkedHashMap<>(ours), all = new LinkedHashMap<>(config);
		own.remove("undo_normalization");
		all.put("hourglass", own);
		Map<String, Object> changed = new LinkedHashMap<>(facts);
		changed.put("config", all);
		return changed;
	}
}
