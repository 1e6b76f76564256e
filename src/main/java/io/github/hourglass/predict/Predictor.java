package io.github.hourglass.predict;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.JavaProcess;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.UserHome;
import io.github.hourglass.image.AxesMapping;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Tiling;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.step.Convert;
import io.github.hourglass.step.Sample;
import io.github.hourglass.step.Scope;
import io.github.hourglass.step.Step;
import io.github.hourglass.step.Steps;

/**
 * A model made runnable: an image of any size and any axes goes in, an image comes out whose blocks are computed when they
 * are asked for. Opens the network, brings the image into its axes, applies the package's rules before and after, undoes the
 * normalization where the package says so, and writes into the result how it came to be. Stays open as long as its results
 * are used.
 */
public final class Predictor implements AutoCloseable {

	/** Name under which a sample holds the spread over flipped copies, for models that do not estimate their uncertainty themselves. */
	public static final String UNCERTAINTY = "uncertainty";

	/** Sides of what is tried out to learn a network's speed. */
	private static final int TRIAL_PLANE = 256, TRIAL_VOLUME = 48;

	private final Model model;
	private final WeightsFile weights;
	private final PredictionOptions options;
	private final Engine engine;
	private final TimedNetwork network;
	private final Geometry geometry;
	private final List<String> outputs;

	private Predictor(Model model, WeightsFile weights, PredictionOptions options, Engine engine, TimedNetwork network, Geometry geometry) {
		this.model = model;
		this.weights = weights;
		this.options = options;
		this.engine = engine;
		this.network = network;
		this.geometry = geometry;
		this.outputs = ChosenOutputs.of(model, options);
	}

	/**
	 * Opens the model that the options name; with none named, a bundled one that fits the image.
	 *
	 * @throws ModelException if there is none, or it cannot be used
	 */
	public static Predictor open(Volume image, PredictionOptions options, Progress progress) {
		boolean picked = options.model().isBlank();
		Model model = Interrupting.run("Reading the model", progress, () -> picked ? BundledModels.denoising(image) : Models.find(options.model().strip(), options.tensors(), progress));
		if (picked)
			progress.note("No model was named; '" + model.name() + "' was picked for the image.");
		return open(model, options, progress);
	}

	/**
	 * Opens a model. Weights in a format that an engine here opens are needed, ONNX before others; where the package states their
	 * sha256 it is checked.
	 *
	 * @throws ModelException if the package cannot be used
	 * @throws EngineException if the network cannot be opened
	 */
	public static Predictor open(Model model, PredictionOptions options, Progress progress) {
		List<WeightsFile> weights = new ArrayList<>(model.weights());
		weights.sort(Comparator.comparing(file -> !file.format().equals("onnx")));
		return open(model, Weights.of(model, weights, progress), options, progress);
	}

	/**
	 * Opens a model with certain ones of its weights.
	 *
	 * @param format bioimage.io's name for them
	 */
	public static Predictor open(Model model, String format, PredictionOptions options, Progress progress) {
		WeightsFile weights = model.weights(format);
		return open(model, Weights.of(model, weights == null ? List.of() : List.of(weights), progress), options, progress);
	}

	private static Predictor open(Model described, Weights weights, PredictionOptions options, Progress progress) {
		ChosenOutputs.of(described, options);
		EngineOptions engineOptions = new EngineOptions(Device.parse(options.device()), options.threads());
		Network network = Interrupting.run("Opening the network", progress, () -> weights.engine().open(weights.opened(), engineOptions));
		try {
			Model model = ChosenNormalization.of(ChosenOutputs.images(described, network.outputs(), progress), options.normalization());
			network.findings().forEach(progress::note);
			if (model.facts().get("notes") instanceof List<?> notes)
				notes.forEach(sentence -> progress.note(String.valueOf(sentence)));
			Graph graph = graph(model, weights);
			boolean free = weights.file().format().equals("onnx") && FreedNetwork.applies(model, graph);
			Network freed = free ? FreedNetwork.open(model, graph, weights.engine(), engineOptions, network) : null;
			if (freed != null && freed != network)
				network.close();
			network = FilledBatch.of(model, freed != null ? freed : network);
			Geometry geometry = new Geometry(model, graph, network, freed != null, options.border().equals("reflect"));
			return new Predictor(model, weights.file(), options, weights.engine(), new TimedNetwork(network), geometry);
		}
		catch (RuntimeException | Error failed) {
			network.close();
			throw failed;
		}
	}

	/** The weights in use, the file or folder that the engine opens, and the engine. */
	private record Weights(WeightsFile file, Path opened, Engine engine) {

		/** The first that an engine here opens. */
		static Weights of(Model model, List<WeightsFile> weights, Progress progress) {
			for (WeightsFile file : weights) {
				if (!file.isZipped() && engine(file.path()) == null)
					continue;
				model.verify(file, progress);
				Path opened = file.opened(progress);
				if (engine(opened) != null)
					return new Weights(file, opened, engine(opened));
			}
			Set<String> formats = new TreeSet<>(model.weights().stream().map(WeightsFile::format).toList());
			throw new ModelException("The model '" + model.name() + "' has " + (formats.isEmpty() ? "no weights" : "only " + String.join(", ", formats) + " weights")
				+ "; engines here are " + Engines.names() + ".");
		}

		private static Engine engine(Path weights) {
			return Engines.all().stream().filter(one -> one.opens(weights)).findFirst().orElse(null);
		}
	}

	/** The network as a graph, also where its weights in another format are used; null where only the engine understands the file. */
	private static Graph graph(Model model, Weights used) {
		WeightsFile weights = model.weights("onnx");
		try {
			return weights != null ? OnnxFile.read(weights.path()) : savedGraph(model, used);
		}
		catch (GraphException | EngineException | UncheckedIOException engineOnly) {
			return null;
		}
	}

	/** A SavedModel as a graph with the axes that it has, where nobody says its halo and TensorFlow may be in this process; else null. */
	private static Graph savedGraph(Model model, Weights used) {
		boolean here = !JavaProcess.isGuest() && !"always".equals(System.getProperty("hourglass.worker"));
		boolean stated = model.outputs().stream().flatMap(output -> output.axes().stream()).anyMatch(axis -> axis.halo() > 0);
		return here && !stated && used.file().format().equals("tensorflow_saved_model_bundle") ? ConvertedGraph.of(SavedGraph.read(used.opened()), Set.of()).graph() : null;
	}

	/** The model that was opened. */
	public Model model() {
		return model;
	}

	/** bioimage.io's name for the weights in use, such as {@code onnx}. */
	public String weightsFormat() {
		return weights.format();
	}

	/** Names of what the options ask for among the results of {@link #applyAll}, that of the first result first. */
	public List<String> outputs() {
		return outputs;
	}

	/** True if tiles add up to exactly what one piece gives. */
	public boolean isExact() {
		return geometry.exact();
	}

	/** The halo with which tiles of a network that can be cut exactly add up, as the option {@code halo} has it. */
	String exactHalo() {
		Map<Character, Long> halos = new HashMap<>();
		geometry.tiled().forEach(along -> halos.put(along.letter(), Math.max(along.rule().haloLow(), along.rule().haloHigh())));
		return "xyz".chars().mapToObj(letter -> String.valueOf(halos.getOrDefault((char) letter, 0L))).collect(Collectors.joining(","));
	}

	/**
	 * Applies the model to one image and gives its first output.
	 *
	 * @param image for the model's first input; other inputs must be optional
	 * @param progress told of the passes over the image and of the tiles, also of those computed later
	 * @return lazily computed; axes and calibration as the image has them
	 */
	public Volume apply(Volume image, Progress progress) {
		return applyAll(Sample.of(model.inputs().get(0).id(), image), progress).get(model.outputs().get(0).id());
	}

	/**
	 * Applies the model to all its inputs and gives all its outputs, by the package's names, and with the options
	 * {@code flips} and {@code uncertainty} the spread of the first one as {@link #UNCERTAINTY}. An uncertainty that the model estimates
	 * itself comes in the units of the image, if that is what its first output comes in.
	 */
	public Sample applyAll(Sample images, Progress progress) {
		checkInputs(images);
		String first = model.inputs().get(0).id();
		VoxelMatch match = matched(images.get(first), progress);
		TrainedRange.of(model).ifPresent(range -> range.check(match.image(), model.name(), progress));
		if (match.text().isEmpty())
			return applyAll(images, Restoration.of(model), progress);
		progress.note("The image was resampled from voxels of " + match.text() + ", for which the model was made, and the result back; resample=false leaves it as it is.");
		Map<String, Volume> results = new LinkedHashMap<>();
		applyAll(Sample.of(first, match.image()), Restoration.of(model), progress).volumes().forEach((name, volume) -> results.put(name, match.back(volume, progress)));
		return Sample.of(results);
	}

	/** The image in the voxels that the model was made for, its axes read as the options say. */
	private VoxelMatch matched(Volume image, Progress progress) {
		return VoxelMatch.of(model, image, options.resample() && options.axes().strip().equals("auto"), progress);
	}

	/** As {@link #applyAll}, but only what the format says: where the package wants the normalization undone, it is not. */
	Sample applyAsFormatted(Sample images, Progress progress) {
		return applyAll(images, null, progress);
	}

	private void checkInputs(Sample images) {
		for (TensorSpec input : model.inputs())
			if (!images.has(input.id()))
				throw new IllegalArgumentException("The model '" + model.name() + "' takes " + model.inputs().size() + " images (" + String.join(", ", model.inputs().stream().map(TensorSpec::id).toList())
					+ ") and is given one; a model for one image is needed here.");
	}

	private Sample applyAll(Sample images, Restoration restoration, Progress progress) {
		checkInputs(images);
		TensorSpec first = model.inputs().get(0);
		AxesMapping axes = mapping(images.get(first.id()), first, options.axes());
		Sample raw = images.with(first.id(), axes.image());
		for (TensorSpec other : model.inputs().subList(1, model.inputs().size()))
			if (other.axis('x') != null && other.axis('y') != null)
				raw = raw.with(other.id(), mapping(images.get(other.id()), other, "auto").image());
		Scope scope = Scope.of(options.statistics());
		Sample prepared = restoration != null ? restoration.normalized(raw, axes.entering(), scope, progress)
			: Steps.of(model.inputs(), scope).apply(raw, progress);
		TilePlan[] plan = new TilePlan[1];
		Step network = network(axes, plan, progress);
		Sample given = network.apply(prepared, progress);
		Sample after = raw;
		for (TensorSpec output : model.outputs())
			after = after.with(output.id(), given.get(output.id()));
		if (given.has(UNCERTAINTY))
			after = after.with(UNCERTAINTY, given.get(UNCERTAINTY));
		after = Steps.of(model.outputs(), scope).apply(after, progress);
		return finished(after, restoration, axes, plan[0], progress);
	}

	private static AxesMapping mapping(Volume image, TensorSpec input, String axes) {
		Map<Character, Long> fixed = new HashMap<>();
		for (AxisSpec axis : input.axes())
			if (axis.size() instanceof SizeRule.Fixed size && ("xyz".indexOf(axis.letter()) < 0 || size.size() == 1))
				fixed.put(axis.letter(), size.size());
		return AxesMapping.of(image, input.letters(), fixed, axes);
	}

	/** What applying the model to an image will do; nothing is computed for it. */
	Forecast forecast(Volume asked) {
		TensorSpec first = model.inputs().get(0);
		checkInputs(Sample.of(first.id(), asked));
		Volume image = matched(asked, Progress.none()).image();
		AxesMapping axes = mapping(image, first, options.axes());
		Volume read = axes.image();
		String tiled = geometry.tiledLetters();
		TileNeed need = new TileNeed(geometry, whole(read), Runtime.getRuntime().maxMemory());
		long[] size = tiled.chars().mapToLong(letter -> read.size((char) letter)).toArray();
		TilePlan plan = planner(need).plan(size);
		long[] tile = plan.tiling().lines().stream().mapToLong(Tiling.Line::tileSize).toArray();
		long positions = 1;
		double values = plan.tiling().computed();
		for (Axis axis : read.axes()) {
			boolean loop = first.letters().indexOf(axis.letter()) < 0 || axes.oneAtATime().indexOf(axis.letter()) >= 0;
			if (loop)
				positions = Math.multiplyExact(positions, read.size(axis.letter()));
			if (tiled.indexOf(axis.letter()) < 0)
				values *= read.size(axis.letter());
		}
		long copies = options.flips() ? Flips.turns(tiled, geometry.exchangeable()).size() : 1;
		double speed = network.isWarm() ? network.nanosPerValue() : speeds().of(speedKey());
		return new Forecast(model, axes.description(), plan.text(), copies * positions * plan.tiling().count(), need.bytes(tile), values * copies * speed / 1e9);
	}

	/** Runs the network twice on the middle of the image, so that its speed is known. */
	void tryOut(Volume asked, Progress progress) {
		Volume image = matched(asked, Progress.none()).image();
		AxesMapping axes = mapping(image, model.inputs().get(0), options.axes());
		String tiled = geometry.tiledLetters();
		long side = tiled.length() > 2 ? TRIAL_VOLUME : TRIAL_PLANE;
		Volume read = axes.image();
		long[] min = new long[read.axes().count()];
		long[] size = read.dimensions();
		for (int d = 0; d < min.length; d++) {
			char letter = read.axes().letter(d);
			boolean loop = model.inputs().get(0).letters().indexOf(letter) < 0 || axes.oneAtATime().indexOf(letter) >= 0;
			long most = loop ? 1 : tiled.indexOf(letter) >= 0 ? side : size[d];
			min[d] = Math.max(0, (size[d] - most) / 2);
			size[d] = Math.min(size[d], most);
		}
		Volume part = read.crop(min, size);
		TiledNetwork once = TiledNetwork.of(network, geometry.inputs(), geometry.outputs(), tiled, axes.oneAtATime(),
			planner(new TileNeed(geometry, whole(part), Runtime.getRuntime().maxMemory())), "Trying out");
		for (int round = 0; round < 2; round++) {
			progress.check();
			Volume given = once.apply(Sample.of(model.inputs().get(0).id(), part), progress).get(model.outputs().get(0).id());
			for (long block = 0; block < given.blocks().count(); block++) {
				int[] blockSize = given.blocks().size(block);
				given.copy(given.blocks().min(block), blockSize, given.type().newArray(Volume.pixels(blockSize)));
			}
		}
	}

	private KnownSpeeds speeds() {
		return new KnownSpeeds(UserHome.path().resolve("cache").resolve("speeds.txt"));
	}

	private String speedKey() {
		String sha256 = model.sha256(weights);
		return (sha256.isEmpty() ? model.name().replaceAll("\\s", " ") : sha256) + " " + options.device() + " " + options.threads();
	}

	private Map<Character, Long> whole(Volume image) {
		Map<Character, Long> sizes = new HashMap<>();
		geometry.whole().forEach(letter -> sizes.put(letter, image.size(letter)));
		return sizes;
	}

	private TilePlanner planner(TileNeed need) {
		String tiled = geometry.tiledLetters();
		return new TilePlanner(geometry, options.tilePixels(tiled), options.haloPixels(tiled), MemoryBudget.of(options.memory()), need);
	}

	private Step network(AxesMapping axes, TilePlan[] chosen, Progress progress) {
		String tiled = geometry.tiledLetters();
		TilePlanner planner = planner(new TileNeed(geometry, whole(axes.image()), Runtime.getRuntime().maxMemory()));
		TilePlan.Planner remembering = size -> {
			TilePlan plan = planner.plan(size);
			if (plan.blended() && chosen[0] == null)
				progress.note("The result is not exactly that of one piece. " + plan.text().replaceFirst("^.*blended: ", ""));
			chosen[0] = plan;
			return plan;
		};
		TiledNetwork once = TiledNetwork.of(network, geometry.inputs(), geometry.outputs(), tiled, axes.oneAtATime(), remembering, "Predicting");
		return !options.flips() ? once : new Flips(once, model.inputs().stream().map(TensorSpec::id).toList(), model.outputs().stream().map(TensorSpec::id).toList(),
			tiled, geometry.exchangeable(), options.uncertainty() && ChosenOutputs.uncertainty(model) == null);
	}

	private Sample finished(Sample sample, Restoration restoration, AxesMapping axes, TilePlan plan, Progress progress) {
		Map<String, Volume> results = new LinkedHashMap<>();
		TensorSpec estimate = ChosenOutputs.uncertainty(model);
		for (TensorSpec output : model.outputs()) {
			if (output == estimate) {
				results.put(output.id(), spread(sample.get(output.id()), sample, restoration, output, axes, plan));
				continue;
			}
			Volume result = sample.get(output.id());
			boolean restored = restoration != null && restoration.restores(output);
			if (restored)
				result = restoration.undone(result);
			PixelType type = Convert.type(options.type(), result.type(), axes.image().type());
			result = axes.restore(Convert.rounded(type).apply(result, progress));
			Metadata metadata = provenance(result, output, axes, plan);
			results.put(output.id(), result.withMetadata(restored || Restoration.keepsScale(model) ? metadata : unranged(metadata)));
		}
		if (estimate == null && options.uncertainty() && sample.has(UNCERTAINTY))
			results.put(UNCERTAINTY, spread(sample.get(UNCERTAINTY), sample, restoration, model.outputs().get(0), axes, plan));
		return Sample.of(results);
	}

	/** The uncertainty of the first output, scaled like it. */
	private Volume spread(Volume spread, Sample sample, Restoration restoration, TensorSpec output, AxesMapping axes, TilePlan plan) {
		TensorSpec first = model.outputs().get(0);
		Volume scaled = axes.restore(restoration == null || !restoration.restores(first) ? spread : restoration.spread(sample.get(first.id()), spread));
		return scaled.withMetadata(unranged(provenance(scaled, output, axes, plan)).withTitle(scaled.metadata().title() + " uncertainty"));
	}

	private Metadata provenance(Volume result, TensorSpec output, AxesMapping axes, TilePlan plan) {
		Metadata metadata = result.metadata();
		List<String> names = output.axis('c') == null ? List.of() : output.axis('c').channelNames();
		if (names.size() > 1 && names.size() == result.size('c') && metadata.channels().stream().allMatch(channel -> channel.name().isEmpty()))
			metadata = metadata.withChannels(named(names, metadata.channels()));
		return metadata.withProvenance("model", model.name() + " (" + model.format() + ")").withProvenance("model sha256", model.sha256(weights))
			.withProvenance("axes", axes.description()).withProvenance("tiles", plan.text()).withProvenance("border", options.border()).withProvenance("flips", String.valueOf(options.flips()))
			.withProvenance("engine", engine.version()).withProvenance("device", options.device());
	}

	private static List<Metadata.Channel> named(List<String> names, List<Metadata.Channel> shown) {
		List<Metadata.Channel> named = new ArrayList<>();
		for (int c = 0; c < names.size(); c++)
			named.add(shown.isEmpty() ? new Metadata.Channel(names.get(c), null, Double.NaN, Double.NaN)
				: new Metadata.Channel(names.get(c), shown.get(c).lut(), shown.get(c).displayMin(), shown.get(c).displayMax()));
		return named;
	}

	/** The image's display range says nothing of values that are of another kind, such as probabilities. */
	private static Metadata unranged(Metadata metadata) {
		return metadata.withChannels(metadata.channels().stream().map(channel -> new Metadata.Channel(channel.name(), channel.lut(), Double.NaN, Double.NaN)).toList());
	}

	/** Frees the network; its results must not be asked for more blocks. */
	@Override
	public void close() {
		if (network.isWarm())
			speeds().remember(speedKey(), network.nanosPerValue());
		network.close();
	}
}
