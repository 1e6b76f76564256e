package io.github.hourglass.predict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;

/**
 * A model with the weights of a TensorFlow SavedModel made one with ONNX weights, which runs without TensorFlow, in tiles that fit
 * together exactly, and can be trained further. What the package says stays; where channels were the last axis they are the first
 * behind the batch now. The network is kept only if it gives what the SavedModel gives, for several sizes of image and then
 * through the whole prediction.
 */
public final class Conversion {

	private static final String SAVED_MODEL = "tensorflow_saved_model_bundle", ONNX = "onnx";

	private final Model model;
	private final WeightsFile saved;
	private final Path opened, folder;
	private final Progress progress;
	private final List<String> sentences = new ArrayList<>();
	private ConvertedGraph converted;

	/**
	 * @param model as it was read back from where it was written
	 * @param text what was done
	 */
	public record Result(Model model, String text) {}

	private Conversion(Model model, Path folder, Progress progress) {
		this.model = model;
		this.folder = folder;
		this.progress = progress;
		saved = model.weights(SAVED_MODEL);
		if (saved == null)
			throw new ModelException("The model '" + model.name() + "' has no weights as a TensorFlow SavedModel, which are what is converted; it has "
				+ (model.weights().isEmpty() ? "none" : String.join(", ", model.weights().stream().map(WeightsFile::format).toList())) + ".");
		model.verify(saved, progress);
		opened = saved.opened(progress);
	}

	/**
	 * Converts a model and writes it as a bioimage.io package.
	 *
	 * @param target a folder to make, or a file ending in {@code .zip}
	 * @throws ModelException if it cannot be converted, or the result differs; nothing is written then
	 */
	public static Result convert(String nameOrPath, Path target, boolean overwrite, Progress progress) {
		if (Files.exists(target) && !overwrite)
			throw new ModelException("There is already something at " + target + "; choose another name or allow to overwrite it.");
		Model model = Models.find(nameOrPath);
		Path folder = temporary();
		try {
			Conversion conversion = new Conversion(model, folder, progress);
			Model made = conversion.written();
			Model kept = ModelWriter.write(made, Map.of(), target, overwrite);
			return new Result(kept, conversion.text(kept));
		}
		finally {
			delete(folder);
		}
	}

	/**
	 * Converts a model for use in this process: its files are deleted when that ends.
	 *
	 * @throws ModelException if it cannot be converted, or the result differs
	 */
	public static Result of(Model model, Progress progress) {
		Path folder = temporary();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder)));
		Conversion conversion = new Conversion(model, folder, progress);
		Model made = conversion.written();
		return new Result(made, String.join(" ", conversion.sentences));
	}

	/** True for a model that has to be converted before a graph can be made of it. */
	public static boolean isNeeded(Model model) {
		return model.weights(ONNX) == null && model.weights(SAVED_MODEL) != null;
	}

	private Model written() {
		Path weights = folder.resolve("weights.onnx");
		try (Network before = Engines.forWeights(opened).open(opened, EngineOptions.cpu())) {
			SavedGraph graph = SavedGraph.read(opened);
			converted = ConvertedGraph.of(graph, channelsLast(graph));
			graph.findings().forEach(sentences::add);
			OnnxFile.write(converted.graph(), weights);
			sentences.add(new ConversionCheck(model, converted, weights, progress).sentence(before));
		}
		catch (GraphException e) {
			throw new ModelException(e.getMessage(), e);
		}
		return new ConvertedPackage(converted, tested(), weights, folder, progress).written(sentences);
	}

	private String text(Model kept) {
		StringBuilder text = new StringBuilder(kept.name()).append('\n');
		for (TensorSpec tensor : Stream.concat(kept.inputs().stream(), kept.outputs().stream()).toList())
			text.append(String.format(Locale.ROOT, "  %-13s %s, axes %s%n", kept.inputs().contains(tensor) ? "input" : "output", tensor.id(), tensor.letters()));
		sentences.forEach(sentence -> text.append("  ").append(sentence).append('\n'));
		return text.append("  written to ").append(kept.source()).append('\n').toString();
	}

	/** Names, in the network, of the tensors whose channels are behind all other axes. */
	private Set<String> channelsLast(SavedGraph graph) {
		Set<String> last = new HashSet<>();
		for (List<TensorSpec> specs : List.of(model.inputs(), model.outputs())) {
			List<TensorInfo> infos = specs == model.inputs() ? graph.inputs() : graph.outputs();
			if (infos.size() < specs.size())
				throw new ModelException("The model package '" + model.name() + "' names " + specs.size() + (specs == model.inputs() ? " inputs" : " outputs") + ", its network has " + infos.size() + ".");
			for (int i = 0; i < specs.size(); i++)
				if (specs.get(i).letters().endsWith("c"))
					last.add(name(specs.get(i), i, infos));
		}
		return last;
	}

	/** The network's name of a tensor: the same as the package's, else the one at the same place. */
	static String name(TensorSpec tensor, int place, List<TensorInfo> infos) {
		return infos.stream().map(TensorInfo::name).filter(tensor.id()::equals).findFirst().orElse(infos.get(place).name());
	}

	/** The model as it came, with a test input of its own or one made for it, and as test output what TensorFlow gives for that. */
	private Model tested() {
		List<TensorSpec> inputs = new ArrayList<>(), outputs = new ArrayList<>();
		boolean complete = model.inputs().stream().allMatch(input -> input.testTensor() != null);
		Map<String, long[]> sizes = complete ? Map.of() : ExampleTensors.sizes(model);
		for (TensorSpec input : model.inputs()) {
			Path file = folder.resolve(input.testTensor() == null ? "test-input-" + inputs.size() + ".npy" : "own-input-" + inputs.size() + ".npy");
			Npy.write(file, complete ? Npy.read(input.testTensor()) : ExampleTensors.of(input, sizes.get(input.id())));
			inputs.add(withTest(input, file));
		}
		Model with = new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), inputs, model.outputs(), List.of(saved), model.facts());
		Map<String, Tensor> given = Reproduction.results(with, SAVED_MODEL, PredictionOptions.of(""), progress);
		for (TensorSpec output : model.outputs()) {
			Path file = folder.resolve("saved-output-" + outputs.size() + ".npy");
			Npy.write(file, given.get(output.id()));
			outputs.add(withTest(output, file));
		}
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), inputs, outputs, model.weights(), model.facts());
	}

	static TensorSpec withTest(TensorSpec tensor, Path file) {
		return tensor.withTestTensor(file);
	}

	/** The tensor with its axes in another order. */
	static List<AxisSpec> permuted(List<AxisSpec> axes, int[] permutation) {
		return java.util.Arrays.stream(permutation).mapToObj(axes::get).toList();
	}

	private static Path temporary() {
		try {
			return Files.createTempDirectory("hourglass-conversion");
		}
		catch (IOException e) {
			throw new UncheckedIOException("No temporary folder can be made: " + e.getMessage() + ".", e);
		}
	}

	private static void delete(Path folder) {
		try (Stream<Path> files = Files.walk(folder)) {
			for (Path file : files.sorted(Comparator.reverseOrder()).toList())
				Files.deleteIfExists(file);
		}
		catch (IOException e) {
			folder.toFile().deleteOnExit();
		}
	}
}
