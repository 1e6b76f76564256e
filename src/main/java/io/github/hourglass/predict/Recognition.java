package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/**
 * Finds out from a package what the channels of its output are: from our own entry {@code config.hourglass.segmentation}, from
 * StarDist's {@code config.stardist}, from the names of the channels, and last from their number and the rules after the network.
 */
final class Recognition {

	private static final Pattern BACKGROUND = Pattern.compile("background|^bg$|outside|exterior");
	private static final Pattern BOUNDARY = Pattern.compile("bound|border|contour|edge|membrane|outline");
	private static final Pattern DISTANCE = Pattern.compile("dist");
	private static final Pattern ROUND = Pattern.compile("nucle(us|i)|\\bcells?\\b|\\bblobs?\\b|\\bspots?\\b");
	private static final Pattern NAMELESS = Pattern.compile("channel_?\\d*|c?\\d+|output_?\\d*|out_?\\d*");
	private static final List<String> RESTORING = List.of("denoising", "restoration", "image-restoration", "deconvolution", "super-resolution", "noise2void", "n2v", "care");

	private Recognition() {}

	/** The output that tells of objects: the first whose channels have names that say so, else the first of all. */
	static TensorSpec output(Model model) {
		return model.outputs().stream().filter(output -> byNames(output) != null).findFirst().orElse(model.outputs().get(0));
	}

	/**
	 * @param output of the model, see {@link #output}
	 * @param channels of the output, as computed
	 * @throws ModelException if the package says something of its output that cannot be used
	 */
	static OutputMeaning of(Model model, TensorSpec output, long channels) {
		Map<?, ?> config = model.facts().get("config") instanceof Map<?, ?> map ? map : Map.of();
		if (config.get("hourglass") instanceof Map<?, ?> ours && ours.get("segmentation") instanceof String text)
			return parsed(model, text);
		if (config.get("stardist") instanceof Map<?, ?> stardist)
			return stars(model, stardist);
		OutputMeaning named = byNames(output);
		if (named == null && restores(model))
			return OutputMeaning.ofImage();
		OutputMeaning meaning = named != null ? named : byNumber(output, channels);
		if (meaning.foreground() >= 0 && meaning.boundary() < 0 && meaning.distance() < 0 && isOfRound(model))
			meaning = meaning.ofRound();
		return saysLogits(output) ? meaning.withLogits() : meaning;
	}

	private static OutputMeaning parsed(Model model, String text) {
		try {
			return OutputMeaning.parse(text);
		}
		catch (IllegalArgumentException unclear) {
			throw new ModelException("The model '" + model.name() + "' says config.hourglass.segmentation: " + unclear.getMessage());
		}
	}

	/** As StarDist exports its models: one output, the object probability first, then the rays. */
	private static OutputMeaning stars(Model model, Map<?, ?> stardist) {
		Map<?, ?> config = stardist.get("config") instanceof Map<?, ?> map ? map : Map.of();
		Map<?, ?> thresholds = stardist.get("thresholds") instanceof Map<?, ?> map ? map : Map.of();
		boolean volumes = config.get("n_dim") instanceof Number dimensions ? dimensions.intValue() == 3 : model.inputs().get(0).axis('z') != null;
		if (volumes)
			throw new ModelException("The model '" + model.name() + "' gives star-convex polyhedra in 3-D, of which no objects can be made here; use objects=none for its output, "
				+ "or a 2-D model slice by slice.");
		return OutputMeaning.ofStars(share(thresholds.get("prob")), share(thresholds.get("nms")));
	}

	private static double share(Object value) {
		return value instanceof Number number && number.doubleValue() >= 0 && number.doubleValue() <= 1 ? number.doubleValue() : Double.NaN;
	}

	private static boolean restores(Model model) {
		boolean tagged = model.facts().get("tags") instanceof List<?> tags
			&& tags.stream().anyMatch(tag -> RESTORING.contains(String.valueOf(tag).toLowerCase(Locale.ROOT)))
			&& tags.stream().noneMatch(tag -> String.valueOf(tag).toLowerCase(Locale.ROOT).contains("segmentation"));
		return tagged || Restoration.of(model) != null || Restoration.keepsScale(model);
	}

	/** True for models of nuclei and cells, which are round and touch. */
	private static boolean isOfRound(Model model) {
		String said = model.name() + " " + model.facts().getOrDefault("tags", "");
		return ROUND.matcher(said.toLowerCase(Locale.ROOT)).find();
	}

	/** Null where the names say nothing. */
	private static OutputMeaning byNames(TensorSpec output) {
		AxisSpec axis = output.axis('c');
		List<String> names = axis != null && !axis.channelNames().isEmpty() ? axis.channelNames() : List.of(output.id());
		int background = -1, boundary = -1, distance = -1;
		List<Integer> others = new ArrayList<>();
		for (int c = 0; c < names.size(); c++) {
			String name = names.get(c).toLowerCase(Locale.ROOT);
			if (background < 0 && BACKGROUND.matcher(name).find())
				background = c;
			else if (boundary < 0 && BOUNDARY.matcher(name).find())
				boundary = c;
			else if (distance < 0 && DISTANCE.matcher(name).find())
				distance = c;
			else
				others.add(c);
		}
		if (others.size() == names.size() || others.stream().anyMatch(c -> names.size() > 1 && NAMELESS.matcher(names.get(c).toLowerCase(Locale.ROOT)).matches()))
			return null;
		if (others.size() > 1)
			return background >= 0 ? OutputMeaning.ofClasses(background) : null;
		int foreground = others.isEmpty() ? -1 : others.get(0);
		return foreground < 0 && distance < 0 ? null : OutputMeaning.ofChannels(background, foreground, boundary, distance);
	}

	private static OutputMeaning byNumber(TensorSpec output, long channels) {
		boolean softmax = output.steps().stream().anyMatch(step -> step.name().equals("softmax"));
		if (channels == 1)
			return OutputMeaning.ofChannels(-1, 0, -1, -1);
		if (channels == 2)
			return softmax ? OutputMeaning.ofChannels(0, 1, -1, -1) : OutputMeaning.ofChannels(-1, 0, 1, -1);
		return OutputMeaning.ofClasses(0);
	}

	/** True if the output is declared to go beyond 0 to 1 on both sides and no rule after the network changes that. */
	private static boolean saysLogits(TensorSpec output) {
		List<String> rules = output.steps().stream().map(StepSpec::name).toList();
		if (rules.contains("sigmoid") || rules.contains("softmax"))
			return false;
		return output.data().size() == 1 && output.data().get(0).get("range") instanceof List<?> range && range.size() == 2
			&& range.get(0) instanceof Number low && range.get(1) instanceof Number high && low.doubleValue() < 0 && high.doubleValue() > 1
			&& Double.isInfinite(low.doubleValue()) == Double.isInfinite(high.doubleValue()) && !Double.isInfinite(low.doubleValue());
	}
}
