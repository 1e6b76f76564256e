package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.OutputMeaning;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.SegmentOptions;
import io.github.hourglass.score.ImageScores;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Scope;
import io.github.hourglass.step.Steps;
import net.imglib2.img.array.ArrayImgs;

/**
 * A trained network as a bioimage.io package: weights as ONNX and as a TensorFlow SavedModel, with batch normalization folded into
 * the convolutions, the normalization, axes and sizes, test tensors from a validation image, the curves, a card and a cover. The
 * test output comes from the training's own engine, and the package counts as written only once both engines that open it
 * reproduce that, within 1e-4 of its range. The halo is stated along the axes on which the test image is
 * larger than two of it, as the format wants; Hourglass works it out from the network anyway.
 */
final class ModelExport {

	static final String INPUT = "input";
	/** Largest difference between a GPU and the processor, as a part of the range. */
	private static final double GPU_ROUNDING = 0.02;

	private final Trainable network;
	private final long channels;
	private final List<TrainedOutput> outputs;
	private final Graph graph;
	private final ReceptiveField field;
	private final Example example;
	private final TrainingRun run;
	private final Path folder;

	private ModelExport(Trainable network, Example example, TrainingRun run, Path folder) {
		this.network = network;
		Graph trained = network.graph();
		this.channels = trained.outputs().get(0).shape()[1];
		this.outputs = TrainedOutput.of(run.options(), channels, example.after());
		this.graph = FoldedNormalization.of(TrainedOutput.cut(trained, outputs));
		this.field = ReceptiveField.of(graph);
		this.example = example;
		this.run = run;
		this.folder = folder;
	}

	/**
	 * Writes {@code model/} into the run's folder, replacing an earlier one.
	 *
	 * @param network with the weights to export
	 * @param labelled images to tune thresholds for objects on; empty for tasks that know none
	 * @throws ModelException if the package does not reproduce its own test output; there is none then
	 */
	static Model write(Trainable network, Example example, List<ImagePair> labelled, TrainingRun run, int bestEpoch, Progress progress) {
		Path temporary = null;
		try {
			temporary = Files.createTempDirectory(run.folder(), ".export");
			ModelExport export = new ModelExport(network, example, run, temporary);
			Model made = export.tuned(export.write(progress), labelled, progress);
			Path card = Files.writeString(temporary.resolve("README.md"), ModelCard.of(run, example.changes(), export.scores(made, progress), bestEpoch));
			Path target = run.folder().resolve(TrainingRun.MODEL);
			return ModelWriter.write(made, Map.of("README.md", card), target, Files.exists(target));
		}
		catch (IOException e) {
			throw AtomicFile.failure(run.folder().resolve(TrainingRun.MODEL), e);
		}
		finally {
			delete(temporary);
		}
	}

	/** The same package, which says the thresholds that are best for its network too. */
	private Model tuned(Model made, List<ImagePair> labelled, Progress progress) {
		List<ImagePair> fit = labelled.stream().filter(pair -> dimensions() == 3 || pair.input().size('z') == 1).toList();
		if (fit.isEmpty())
			return made;
		String found = ObjectTuning.of(SegmentOptions.of(made.folder().toString()), meaning(run.options().task()), fit, progress);
		run.log("objects: " + found);
		Map<String, Object> ours = new LinkedHashMap<>();
		if (made.facts().get("config") instanceof Map<?, ?> config && config.get("hourglass") instanceof Map<?, ?> own)
			own.forEach((key, value) -> ours.put(key.toString(), value));
		ours.put(OutputMeaning.KEY, found);
		Map<String, Object> facts = new LinkedHashMap<>(made.facts());
		facts.put("config", Map.of("hourglass", ours));
		return new Model(made.name(), made.description(), made.format(), made.folder(), made.source(), made.inputs(), made.outputs(), made.weights(), facts);
	}

	private Model write(Progress progress) throws IOException {
		OnnxFile.write(graph, folder.resolve("weights.onnx"));
		Tensor input = tensor(example.input(), space());
		List<Tensor> given = predicted(progress);
		Npy.write(folder.resolve("input_test.npy"), input);
		for (int i = 0; i < given.size(); i++)
			Npy.write(folder.resolve(testFile(outputs.get(i))), given.get(i));
		Map<String, Path> files = new LinkedHashMap<>();
		files.put("cover.png", Pictures.cover(example.input(), given.get(0), folder.resolve("cover.png")));
		files.put("curves.png", Pictures.curves(run.rows(), folder.resolve("curves.png")));
		files.put("curves.csv", Files.copy(run.folder().resolve(TrainingRun.CURVES), folder.resolve("curves.csv")));
		Model model = new Model(name(), description(), "", folder, folder, List.of(inputSpec()), outputSpecs(),
			List.of(new WeightsFile("onnx", folder.resolve("weights.onnx"), ""), savedModel()), facts());
		Model made = ModelWriter.write(model, files, folder.resolve("package"), false);
		ExportCheck.of(made, given, folder, progress).forEach(run::log);
		return made;
	}

	private WeightsFile savedModel() throws IOException {
		String format = "tensorflow_saved_model_bundle";
		String version = TensorFlowSavedModel.write(graph, List.of(INPUT), outputs.stream().map(TrainedOutput::id).toList(), true, folder.resolve(format));
		return new WeightsFile(format, folder.resolve(format), "", Map.of("tensorflow_version", version, "parent", "onnx"));
	}

	/**
	 * How near the example and what the package makes of it are to its target; empty where there is none to compare with, such as for
	 * classes. Where the brightness of the target is not that of the image, both are fitted to it first.
	 */
	private List<ImageScores> scores(Model made, Progress progress) {
		Volume target = example.target(), input = example.input();
		if (target == null || !Task.of(run.options()).givesImage())
			return List.of();
		try (Predictor predictor = Predictor.open(made, PredictionOptions.of(""), progress)) {
			Volume result = predictor.apply(input, progress);
			Volume before = target.size('c') == input.size('c') ? PlainResult.of(input, target) : input;
			int dimensions = outputSpace().length();
			return List.of(ImageScores.of(target, before, dimensions, !example.restores(), progress),
				ImageScores.of(target, result, dimensions, !example.restores(), progress));
		}
		catch (IllegalArgumentException tooSmallOrConstant) {
			run.log("the model's card has no PSNR: " + tooSmallOrConstant.getMessage());
			return List.of();
		}
	}

	/**
	 * What the training's own engine gives, on the processor: a GPU multiplies numbers of 10 bits (TF32), which is far from what the
	 * package is held to, so there it only has to be near.
	 */
	private float[] values(Tensor input) {
		float[] onDevice = network.predict(input.shape(), input.toFloats());
		if (Device.parse(run.options().device()).kind() == Device.Kind.CPU)
			return onDevice;
		Graph trained = network.graph();
		float[] values;
		try (TensorFlowNetwork processor = TensorFlowNetwork.of(trained, EngineOptions.cpu())) {
			String output = trained.outputs().get(0).name();
			values = processor.run(Map.of(trained.inputs().get(0).name(), input), Collections.singletonMap(output, null)).get(output).toFloats();
		}
		double least = Double.POSITIVE_INFINITY, most = Double.NEGATIVE_INFINITY, difference = 0;
		for (int i = 0; i < values.length; i++) {
			least = Math.min(least, values[i]);
			most = Math.max(most, values[i]);
			difference = Math.max(difference, Math.abs(values[i] - onDevice[i]));
		}
		if (!(difference <= GPU_ROUNDING * (most - least)))
			throw new ModelException("The network gives something else on " + run.options().device() + " than on the processor (largest difference " + (float) difference
				+ "), so it is not exported; train it again with the device cpu, and please report this with the run's folder.");
		run.log("on " + run.options().device() + " the network gives the same as on the processor; largest difference " + (float) difference);
		return values;
	}

	/** What the training's own engine gives for the test input, after the rules of the package, per output. */
	private List<Tensor> predicted(Progress progress) {
		Volume raw = example.input().inOrder(order(space()));
		Volume normalized = Steps.of(List.of(inputSpec()), Scope.IMAGE).apply(Sample.of(INPUT, raw), progress).get(INPUT);
		Tensor input = tensor(normalized, space());
		float[] values = values(input);
		long[] shape = outputShape(input.shape());
		if (values.length != Tensor.elements(shape))
			throw new ModelException("The network gives " + values.length + " values for the test image instead of " + Tensor.elements(shape) + "; it cannot be exported.");
		Sample all = Sample.of(INPUT, raw);
		for (TrainedOutput output : outputs) {
			int pixels = (int) (values.length / channels);
			long[] own = shape.clone();
			own[1] = output.channels().size();
			all = all.with(output.id(), volume(output.of(values, pixels), own));
		}
		Sample results = Steps.of(outputSpecs(), Scope.IMAGE).apply(all, progress);
		return outputs.stream().map(output -> tensor(results.get(output.id()), outputSpace())).toList();
	}

	/** An image of what the network gives. */
	private Volume volume(float[] values, long[] shape) {
		long[] dimensions = new long[shape.length];
		for (int d = 0; d < dimensions.length; d++)
			dimensions[d] = shape[shape.length - 1 - d];
		return Volume.of(ArrayImgs.floats(values, dimensions), Axes.of(order(outputSpace())));
	}

	private static String testFile(TrainedOutput output) {
		return output.id() + "_test.npy";
	}

	private int dimensions() {
		return graph.inputs().get(0).rank() - 2;
	}

	/** The axes in space that the network takes, slowest first. */
	private String space() {
		return dimensions() == 3 ? "zyx" : example.input().axes().has('y') ? "yx" : "zx";
	}

	/** Those it gives. */
	private String outputSpace() {
		return space().substring(graph.inputs().get(0).rank() - graph.outputs().get(0).rank());
	}

	/** How many pixels it gives for one along an axis; 0 if it has no such axis. */
	private int scale(char letter) {
		return Magnification.of(run.options()).along(dimensions())[dimensions() - 1 - space().indexOf(letter)];
	}

	private long[] outputShape(long[] inputShape) {
		String given = outputSpace();
		long[] shape = new long[given.length() + 2];
		shape[0] = inputShape[0];
		shape[1] = channels;
		for (int i = 0; i < given.length(); i++)
			shape[2 + i] = inputShape[2 + space().indexOf(given.charAt(i))] * scale(given.charAt(i));
		return shape;
	}

	/** Fastest first, channels and batch behind. */
	private static String order(String space) {
		return new StringBuilder(space).reverse() + "cb";
	}

	/** The pixels of an image in the order of the network. */
	private static Tensor tensor(Volume volume, String space) {
		Volume ordered = volume.inOrder(order(space));
		long[] dimensions = ordered.dimensions(), shape = new long[dimensions.length];
		int[] size = new int[dimensions.length];
		for (int d = 0; d < size.length; d++) {
			size[d] = Math.toIntExact(dimensions[d]);
			shape[size.length - 1 - d] = dimensions[d];
		}
		float[] values = new float[Volume.pixels(size)];
		ordered.copyFloats(new long[size.length], size, values);
		return Tensor.of(values, shape);
	}

	private TensorSpec inputSpec() {
		List<AxisSpec> axes = new ArrayList<>();
		axes.add(batch());
		axes.add(channels(LongStream.range(0, graph.inputs().get(0).shape()[1]).mapToObj(i -> "channel" + i).toList()));
		for (char letter : space().toCharArray())
			axes.add(space(letter, rule(letter), 1, 0));
		return new TensorSpec(INPUT, "The image, in any unit", axes, TensorType.FLOAT32, example.before(), false, folder.resolve("input_test.npy"), null);
	}

	private List<TensorSpec> outputSpecs() {
		return outputs.stream().map(this::outputSpec).toList();
	}

	private TensorSpec outputSpec(TrainedOutput output) {
		List<AxisSpec> axes = new ArrayList<>();
		axes.add(batch());
		axes.add(channels(output.channels()));
		for (char letter : outputSpace().toCharArray())
			axes.add(space(letter, new SizeRule.Reference(INPUT, String.valueOf(letter), 0), 1.0 / scale(letter), halo(letter) * scale(letter)));
		return new TensorSpec(output.id(), output.description(), axes, TensorType.FLOAT32, output.after(), false, folder.resolve(testFile(output)), null);
	}

	private ReceptiveField.Axis seen(char letter) {
		return field.axis(graph.inputs().get(0).name(), 2 + space().indexOf(letter), graph.outputs().get(0).name());
	}

	/** In pixels of the input; 0 where the test image has no room for it. */
	private long halo(char letter) {
		return example.input().size(letter) >= StatedHalo.least(seen(letter)) ? StatedHalo.of(seen(letter)) : 0;
	}

	/** An axis that is projected may have any size. */
	private SizeRule rule(char letter) {
		ReceptiveField.Axis seen = seen(letter);
		if (seen.kind() == ReceptiveField.Kind.EXACT)
			return new SizeRule.Stepped(halo(letter) > 0 ? StatedHalo.least(seen) : seen.allowed(1), seen.stride());
		if (scale(letter) == 0)
			return new SizeRule.Stepped(1, 1);
		long tested = example.input().size(letter);
		return new SizeRule.Stepped(tested, tested);
	}

	private static AxisSpec batch() {
		return new AxisSpec('b', "batch", new SizeRule.Stepped(1, 1), 1, "", 0, List.of());
	}

	private static AxisSpec channels(List<String> names) {
		return new AxisSpec('c', "channel", new SizeRule.Fixed(names.size()), 1, "", 0, names);
	}

	private static AxisSpec space(char letter, SizeRule rule, double scale, long halo) {
		return new AxisSpec(letter, String.valueOf(letter), rule, scale, "", halo, List.of());
	}

	private String name() {
		return "Hourglass " + run.folder().getFileName();
	}

	private String description() {
		TrainingOptions options = run.options();
		return "Trained with Hourglass for the task " + options.task() + " (" + (options.from().isBlank() ? options.network() : "fine-tuned")
			+ ", " + dimensions() + "-D).";
	}

	private Map<String, Object> facts() {
		Map<String, Object> facts = new LinkedHashMap<>();
		facts.put("covers", List.of("cover.png"));
		facts.put("attachments", List.of(Map.of("source", "curves.png"), Map.of("source", "curves.csv")));
		facts.put("tags", List.of(run.options().task(), dimensions() + "d"));
		facts.put("timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
		Map<String, Object> ours = new LinkedHashMap<>();
		outputs.stream().filter(TrainedOutput::scale).forEach(output -> ours.put(TrainedOutput.UNCERTAINTY, output.id()));
		if (example.restores())
			ours.put("undo_normalization", outputs.stream().allMatch(TrainedOutput::image) ? (Object) true
				: outputs.stream().filter(TrainedOutput::image).map(TrainedOutput::id).toList());
		Map<String, Object> options = ModelCard.settings(run.options());
		options.replaceAll((name, value) -> value instanceof Integer number ? (Object) number.longValue() : value);
		ours.put("training", options);
		String meaning = meaning(run.options().task());
		if (!meaning.isEmpty())
			ours.put(OutputMeaning.KEY, meaning);
		facts.put("config", Map.of("hourglass", ours));
		return facts;
	}

	/** What the channels are where their names do not tell; empty for images. */
	static String meaning(String task) {
		return switch (task) {
			case "classes" -> OutputMeaning.parse("classes, background 1").toString();
			case "instances" -> OutputMeaning.parse("foreground 1, boundary 2, distance 3").toString();
			default -> "";
		};
	}

	private static void delete(Path folder) {
		if (folder == null || !Files.exists(folder))
			return;
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(java.util.Comparator.reverseOrder()).forEach(AtomicFile::delete);
		}
		catch (IOException e) {
			folder.toFile().deleteOnExit();
		}
	}
}
