package io.github.hourglass.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The macros that deepImageJ runs around a network ({@code config.deepimagej.prediction}), in the terms of bioimage.io: where a package
 * states no rules of its own they stand for these, and where they do more than rules can say the user is told.
 */
final class DeepImageJMacros {

	private final Path folder;
	private final List<String> notes = new ArrayList<>();

	private DeepImageJMacros(Path folder) {
		this.folder = folder;
	}

	/** The model with the rules its macros amount to; the same model where it names none. */
	static Model applied(Model model) {
		Map<?, ?> config = model.facts().get("config") instanceof Map<?, ?> map ? map : Map.of();
		Map<?, ?> deepimagej = config.get("deepimagej") instanceof Map<?, ?> map ? map : Map.of();
		if (!(deepimagej.get("prediction") instanceof Map<?, ?> prediction))
			return model;
		DeepImageJMacros macros = new DeepImageJMacros(model.folder());
		List<TensorSpec> inputs = new ArrayList<>(model.inputs()), outputs = new ArrayList<>(model.outputs());
		inputs.set(0, macros.applied(inputs.get(0), files(prediction.get("preprocess")), "on images before they are given to this model"));
		outputs.set(0, macros.applied(outputs.get(0), files(prediction.get("postprocess")), "on the result"));
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), inputs, outputs, model.weights(), withNotes(model.facts(), macros.notes));
	}

	static Map<String, Object> withNotes(Map<String, Object> facts, List<String> notes) {
		Map<String, Object> all = new LinkedHashMap<>(facts);
		if (!notes.isEmpty())
			all.put("notes", notes);
		return all;
	}

	private static List<String> files(Object entries) {
		List<String> files = new ArrayList<>();
		for (Object entry : entries instanceof List<?> list ? list : List.of())
			if (entry instanceof Map<?, ?> map && map.get("kwargs") instanceof String file)
				files.add(file);
			else if (entry instanceof Map<?, ?> map && map.get("spec") instanceof String spec)
				files.add(spec);
		return files;
	}

	/** A package's own rules, which say the same in its terms, are kept. */
	private TensorSpec applied(TensorSpec tensor, List<String> files, String where) {
		boolean own = tensor.steps().stream().anyMatch(step -> !step.name().equals("ensure_dtype"));
		if (own || files.isEmpty())
			return tensor;
		List<StepSpec> steps = steps(tensor.axes(), files, where);
		if (steps.isEmpty())
			return tensor;
		List<StepSpec> all = new ArrayList<>(tensor.steps());
		all.addAll(all.isEmpty() || where.equals("on the result") ? 0 : 1, steps);
		return tensor.withSteps(all);
	}

	private List<StepSpec> steps(List<AxisSpec> axes, List<String> files, String where) {
		List<String> space = axes.stream().filter(axis -> "xyz".indexOf(axis.letter()) >= 0).map(AxisSpec::id).toList();
		List<StepSpec> steps = new ArrayList<>();
		for (String file : files) {
			MacroSteps macro = PackageFiles.isInside(file) && Files.isRegularFile(folder.resolve(file)) ? MacroSteps.read(folder.resolve(file), space) : new MacroSteps(List.of(), "it is not there");
			if (!macro.foreign().isEmpty()) {
				notes.add("The model's macro " + file + " does more than can be taken over ('" + macro.foreign() + "'), so it is not applied; run it " + where + ".");
				return List.of();
			}
			steps.addAll(macro.steps());
		}
		return steps;
	}

	/** As {@link #applied(Model)} for a description that is not bioimage.io's. */
	static List<StepSpec> steps(Path folder, List<AxisSpec> axes, List<String> files, boolean before, List<String> notes) {
		DeepImageJMacros macros = new DeepImageJMacros(folder);
		List<StepSpec> steps = macros.steps(axes, files, before ? "on images before they are given to this model" : "on the result");
		notes.addAll(macros.notes);
		return steps;
	}
}
