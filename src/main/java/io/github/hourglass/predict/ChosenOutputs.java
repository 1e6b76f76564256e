package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;

/** Which of a model's outputs the options ask for. */
final class ChosenOutputs {

	/** The field of {@code config: {hourglass: …}} that names the output which says how uncertain the first one is. */
	static final String UNCERTAINTY = "uncertainty";

	private ChosenOutputs() {}

	/** The model's own estimate of how uncertain its first output is, or null if it gives none. */
	static TensorSpec uncertainty(Model model) {
		Object id = model.facts().get("config") instanceof Map<?, ?> config && config.get("hourglass") instanceof Map<?, ?> ours ? ours.get(UNCERTAINTY) : null;
		return model.outputs().stream().skip(1).filter(output -> output.id().equals(id)).findFirst().orElse(null);
	}

	/**
	 * The model without outputs that are numbers and not images, such as a class for the whole image.
	 *
	 * @param infos what its network gives
	 * @throws ModelException if it gives no image at all
	 */
	static Model images(Model model, List<TensorInfo> infos, Progress progress) {
		List<TensorSpec> images = new ArrayList<>(), others = new ArrayList<>();
		for (TensorSpec output : model.outputs())
			(isImage(output) && !isOnePixel(output, model) ? images : others).add(output);
		if (others.isEmpty())
			return model;
		String names = String.join(", ", others.stream().map(output -> "'" + output.id() + "'").toList());
		if (images.isEmpty())
			throw new ModelException("The model '" + model.name() + "' gives no image: its " + (others.size() == 1 ? "output " + names + " is" : "outputs " + names + " are")
				+ " numbers for the whole image, such as a class; a network that gives an image is needed here.");
		for (TensorSpec image : images)
			if (model.outputs().indexOf(image) != images.indexOf(image) && infos.stream().noneMatch(info -> info.name().equals(image.id())))
				throw new ModelException("The model '" + model.name() + "' gives " + names + ", which is no image, before '" + image.id() + "', a name that its network does not have; call it by the network's name.");
		progress.note("The model also gives " + names + ", which " + (others.size() == 1 ? "is no image and is" : "are no images and are") + " left out.");
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), model.inputs(), images, model.weights(), model.facts());
	}

	private static boolean isOnePixel(TensorSpec output, Model model) {
		return "xy".chars().allMatch(letter -> isOne(output.axis((char) letter))) && "xy".chars().anyMatch(letter -> !isOne(model.inputs().get(0).axis((char) letter)));
	}

	private static boolean isOne(AxisSpec axis) {
		return axis != null && axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
	}

	/**
	 * Names of what the options ask for, that of the result first.
	 *
	 * @throws IllegalArgumentException if there is no such output
	 */
	static List<String> of(Model model, PredictionOptions options) {
		TensorSpec own = uncertainty(model);
		Set<String> names = new LinkedHashSet<>();
		String asked = options.outputs().strip();
		for (TensorSpec output : model.outputs())
			if (names.isEmpty() && (isImage(output) || model.outputs().stream().noneMatch(ChosenOutputs::isImage)) || asked.equals("all") && isImage(output) || asked.equals("auto") && isImage(output) && output != own)
				names.add(output.id());
		if (!List.of("first", "auto", "all").contains(asked)) {
			names.clear();
			for (String name : asked.split("\\s*,\\s*"))
				names.add(named(name, model));
		}
		if (options.uncertainty() && own == null && !options.flips())
			throw new IllegalArgumentException("uncertainty is the spread over flipped copies, unless a model estimates it itself, which '" + model.name()
				+ "' does not; it needs flips=true.");
		if (options.uncertainty())
			names.add(own == null ? Predictor.UNCERTAINTY : own.id());
		return new ArrayList<>(names);
	}

	private static String named(String name, Model model) {
		TensorSpec output = model.outputs().stream().filter(candidate -> candidate.id().equals(name)).findFirst().orElse(null);
		if (output == null || !isImage(output))
			throw new IllegalArgumentException("outputs names '" + name + "', but the images that the model '" + model.name() + "' gives are "
				+ String.join(", ", model.outputs().stream().filter(ChosenOutputs::isImage).map(TensorSpec::id).toList()) + ".");
		return name;
	}

	/** True for planes of any two axes in space: isotropic restoration gives those of x and z. */
	private static boolean isImage(TensorSpec output) {
		return "xyz".chars().filter(letter -> output.axis((char) letter) != null).count() >= 2;
	}
}
