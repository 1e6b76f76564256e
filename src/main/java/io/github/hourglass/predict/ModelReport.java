package io.github.hourglass.predict;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.hourglass.engine.Device;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.InstalledModel;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelCollection;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;

/** What there is to say about models, in plain text for the log window and the command line. */
public final class ModelReport {

	private static final List<String> FACTS = List.of("authors", "license", "tags", "cite", "documentation", "missing", "notes");

	/**
	 * @param text for people, lines ended
	 * @param holds true if everything that was tested is as it should be
	 */
	public record Outcome(String text, boolean holds) {}

	private ModelReport() {}

	/**
	 * One line per model that can be named without a path and, where a collection is given, per model that can be had from it.
	 *
	 * @param collection folder or address; empty for none
	 */
	public static String list(String collection, Progress progress) {
		List<InstalledModel> installed = Models.installed(progress);
		StringBuilder text = new StringBuilder();
		installed.forEach(model -> text.append(String.format("%-20s %s%n", model.name(), model.line() + (model.own() ? " (yours)" : ""))));
		if (installed.isEmpty())
			text.append(String.format("There are no models here; give the path of a package instead.%n"));
		if (!collection.isBlank())
			offered(ModelCollection.read(collection, progress), installed.stream().map(InstalledModel::name).collect(Collectors.toSet()), text);
		return text.toString();
	}

	private static void offered(ModelCollection collection, Set<String> installed, StringBuilder text) {
		text.append(String.format("%nIn %s%s:%n", collection.name(), collection.note().isEmpty() ? "" : " (" + collection.note() + ")"));
		for (ModelCollection.Entry model : collection.models())
			text.append(String.format(Locale.ROOT, "%-20s %s%n", model.name(), Stream.of(model.description(), model.license(), model.size() == 0 ? "" : megabytes(model.size()),
				installed.contains(model.name()) ? "there is one of that name here" : "").filter(part -> !part.isBlank()).map(part -> part.strip().replaceFirst("\\.$", "")).collect(Collectors.joining("; "))));
	}

	static String megabytes(long bytes) {
		return String.format(Locale.ROOT, bytes < 10_000_000 ? "%.1f MB" : "%.0f MB", bytes / 1e6);
	}

	/** Everything a package says that a user may want to know before using it. */
	public static String show(String nameOrPath) {
		Model model = Models.find(nameOrPath);
		StringBuilder text = new StringBuilder(model.name()).append('\n');
		if (!model.description().isEmpty())
			text.append(model.description()).append('\n');
		line(text, "format", model.format());
		line(text, "file", model.source());
		if (model.picture() != null)
			line(text, "picture", model.picture());
		model.inputs().forEach(input -> tensor(text, "input", input));
		model.outputs().forEach(output -> tensor(text, "output", output));
		for (WeightsFile weights : model.weights())
			line(text, "weights", weights.format() + ", " + model.folder().relativize(weights.path()));
		line(text, "needs", ModelNeeds.of(model));
		FACTS.stream().filter(model.facts()::containsKey).forEach(fact -> line(text, fact, plain(model.facts().get(fact))));
		return text.toString();
	}

	/** Lists and maps of a package's description as a person writes them. */
	private static String plain(Object fact) {
		if (fact instanceof List<?> list)
			return list.stream().map(ModelReport::plain).collect(Collectors.joining(list.stream().anyMatch(Map.class::isInstance) ? "; " : ", "));
		if (fact instanceof Map<?, ?> map)
			return map.values().stream().map(ModelReport::plain).collect(Collectors.joining(", "));
		return String.valueOf(fact);
	}

	private static void tensor(StringBuilder text, String kind, TensorSpec tensor) {
		line(text, kind, tensor.id() + ", axes " + tensor.letters() + ", " + tensor.type().name().toLowerCase(Locale.ROOT)
			+ (tensor.optional() ? ", optional" : ""));
		for (AxisSpec axis : tensor.axes())
			line(text, "  " + axis.letter(), size(axis.size()) + (axis.halo() > 0 ? ", halo " + axis.halo() : "")
				+ (axis.channelNames().isEmpty() ? "" : ", " + String.join(", ", axis.channelNames())));
		for (StepSpec step : tensor.steps())
			line(text, "  step", step.name() + (step.arguments().isEmpty() ? "" : " " + step.arguments()));
	}

	private static String size(SizeRule rule) {
		if (rule instanceof SizeRule.Fixed fixed)
			return Long.toString(fixed.size());
		if (rule instanceof SizeRule.Stepped stepped)
			return stepped.step() == 1 ? "at least " + stepped.min() : stepped.min() + " + multiples of " + stepped.step();
		if (rule instanceof SizeRule.Reference reference)
			return "as " + reference.axis() + " of " + reference.tensor() + (reference.offset() == 0 ? "" : String.format(Locale.ROOT, " %+d", reference.offset()));
		return "depends on the image";
	}

	private static void line(StringBuilder text, String name, Object value) {
		text.append(String.format("  %-13s %s%n", name, value));
	}

	/**
	 * Runs a package on its own test input and, where an image is given, tiled and untiled on that.
	 *
	 * @param image file to compare tiles on, or null
	 * @param device such as {@code cpu}
	 */
	public static Outcome test(String nameOrPath, Path image, String device, Progress progress) {
		Model model = Models.find(nameOrPath);
		Device.parse(device);
		StringBuilder text = new StringBuilder(model.name()).append('\n');
		boolean holds = true;
		boolean testable = model.inputs().stream().allMatch(input -> input.testTensor() != null || input.optional())
			&& model.outputs().stream().allMatch(output -> output.testTensor() != null);
		PredictionOptions options = PredictionOptions.of(nameOrPath).withDevice(device);
		if (testable || image == null) {
			Reproduction reproduction = Reproduction.of(model, options, progress);
			reproduction.outputs().forEach(output -> line(text, "output", describe(output)));
			holds = reproduction.holds();
		}
		else
			line(text, "output", "not tested: the package holds no test tensors");
		if (image != null) {
			Volume volume = ImageFile.open(image);
			Seams seams = Seams.of(model, volume, options, progress);
			line(text, "tiles", seams.toString());
			holds &= seams.holds();
		}
		return new Outcome(text.toString(), holds);
	}

	private static String describe(Reproduction.Comparison output) {
		String allowed = String.format(Locale.ROOT, "%.1e absolute and %.1e relative", output.tolerance().absolute(), output.tolerance().relative());
		return String.format(Locale.ROOT, "%s %s: largest difference %.2e, %d of %d values outside the tolerance (%s)", output.id(),
			output.holds() ? "is reproduced" : "is NOT reproduced", output.largest(), output.off(), output.elements(), allowed);
	}
}
