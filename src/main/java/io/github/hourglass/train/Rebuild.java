package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.YamlText;
import io.github.hourglass.predict.TrainedRange;

/**
 * Makes a shipped model again from its recipe: simulates the images, trains, tests on images held back, and puts the package in place with
 * its card. The work lies in a folder and is gone on with where it was interrupted.
 */
public final class Rebuild {

	private static final String DATA = "data", RUN = "run", COMPACT = "compact", STATE = "work.yaml", SECONDS = "seconds";

	private final Path file;
	private final String name;
	private final Recipe recipe;
	private final RebuildOptions options;
	private final Path work;
	private final Path out;
	private final Path real;
	private final Progress progress;

	private Rebuild(Path file, RebuildOptions options, Progress progress) {
		this.file = file.toAbsolutePath().normalize();
		this.recipe = Recipe.read(file);
		this.options = options;
		this.out = (options.out().isBlank() ? this.file.getParent() : Path.of(options.out().strip())).toAbsolutePath().normalize();
		this.name = (this.file.endsWith(Recipe.FILE) ? this.file.getParent() : this.file).getFileName().toString();
		this.work = (options.work().isBlank() ? Path.of(name + "-rebuild") : Path.of(options.work().strip())).toAbsolutePath().normalize();
		this.real = options.real().isBlank() ? null : Path.of(options.real().strip());
		this.progress = progress;
	}

	/**
	 * @param model its name, its folder, or the file of a recipe
	 * @return the package as it was put in place
	 * @throws IllegalArgumentException if there is no recipe, it cannot be understood, or the folder of the work holds that of another
	 * @throws CancelledException if it was cancelled; the work is kept
	 */
	public static Model of(String model, RebuildOptions options, Progress progress) {
		return new Rebuild(Recipe.find(model), options, progress).run();
	}

	private Model run() {
		double seconds = prepare();
		if (real == null && recipe.data().stream().anyMatch(RecipeSet::isReal))
			progress.note("The recipe also trains on real images; without real= they are left out.");
		Path run = work.resolve(RUN), trained = run.resolve(TrainingRun.MODEL);
		Model model;
		if (Files.exists(trained))
			model = ModelReader.read(trained);
		else {
			long start = System.nanoTime();
			RecipeData data = RecipeData.of(recipe, work.resolve(DATA), real, progress);
			seconds += (System.nanoTime() - start) / 1e9;
			state(seconds);
			model = Training.run(run, recipe.training(data, options), progress);
		}
		if (recipe.isCompact())
			model = CompactPackage.of(model, work.resolve(COMPACT), progress);
		List<SetScores> scores = Evaluation.of(model, recipe, real, progress).stream().map(set -> set.with(before())).toList();
		return place(model, scores, TrainingRun.options(run), Curves.read(run), seconds);
	}

	/** @return for how long images were made before */
	private double prepare() {
		try {
			Files.createDirectories(work);
			if (!Files.exists(work.resolve(STATE)))
				return 0;
			Map<String, Object> state = YamlText.read(Files.readAllBytes(work.resolve(STATE)), work.resolve(STATE).toString());
			if (!plan().equals(state.get("plan")))
				throw new IllegalArgumentException("The folder '" + work + "' holds the work on another recipe, or with other real images; name a new one as work.");
			return state.get(SECONDS) instanceof Number number ? number.doubleValue() : 0;
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder '" + work + "' cannot be used: " + AtomicFile.reason(e) + "; choose another one for the work.", e);
		}
	}

	private void state(double seconds) {
		Map<String, Object> state = new LinkedHashMap<>();
		state.put("plan", plan());
		state.put(SECONDS, seconds);
		AtomicFile.write(work.resolve(STATE), YamlText.write(state));
	}

	/** What decides the training. */
	private Map<String, Object> plan() {
		Map<String, Object> plan = new LinkedHashMap<>();
		plan.put("data", recipe.document().get("data"));
		plan.put("training", recipe.document().get("training"));
		plan.put("real", real != null);
		return plan;
	}

	/** What the package that will be replaced says of its scores, by set. */
	private Map<?, ?> before() {
		try {
			Object config = Files.exists(out) ? ModelReader.read(out).facts().get("config") : null;
			Object ours = config instanceof Map<?, ?> map ? map.get("hourglass") : null;
			return ours instanceof Map<?, ?> map && map.get("scores") instanceof Map<?, ?> scores ? scores : Map.of();
		}
		catch (ModelException noPackage) {
			return Map.of();
		}
	}

	private Model place(Model trained, List<SetScores> scores, TrainingOptions training, List<Curves.Row> rows, double seconds) {
		Path card = work.resolve("README.md"), kept = work.resolve(Recipe.FILE);
		AtomicFile.write(card, RecipeCard.of(name, recipe, real != null, training, rows, scores, seconds));
		try {
			AtomicFile.write(kept, Files.readString(file)); // the package it lies in is about to be replaced
		}
		catch (IOException e) {
			throw new UncheckedIOException("'" + file + "' cannot be read: " + AtomicFile.reason(e) + ".", e);
		}
		Map<String, Object> facts = facts(trained, scores);
		Model model = new Model(recipe.name(), recipe.description(), "", trained.folder(), trained.source(), trained.inputs().stream().map(this::calibrated).toList(),
			trained.outputs().stream().map(this::calibrated).toList(), trained.weights(), facts);
		return ModelWriter.write(model, Map.of("README.md", card, Recipe.FILE, kept), out, true);
	}

	private Map<String, Object> facts(Model trained, List<SetScores> scores) {
		Map<String, Object> facts = new LinkedHashMap<>(trained.facts());
		facts.put("authors", List.of(Map.of("name", "The Hourglass developers")));
		if (!recipe.license().isEmpty())
			facts.put("license", recipe.license());
		List<Object> tags = new ArrayList<>(recipe.tags());
		if (facts.get("tags") instanceof List<?> own)
			tags.addAll(own);
		facts.put("tags", tags);
		facts.put("documentation", "README.md");
		List<Object> attachments = new ArrayList<>(facts.get("attachments") instanceof List<?> own ? own : List.of());
		attachments.add(Map.of("source", Recipe.FILE));
		facts.put("attachments", attachments);
		Map<String, Object> ours = new LinkedHashMap<>();
		if (facts.get("config") instanceof Map<?, ?> config && config.get("hourglass") instanceof Map<?, ?> own)
			own.forEach((key, value) -> ours.put(key.toString(), value));
		Map<String, Object> tested = new LinkedHashMap<>();
		scores.forEach(set -> tested.put(set.set(), set.document()));
		ours.put("scores", tested);
		ours.put(TrainedRange.KEY, TrainedRange.of(RecipeData.profiles(recipe, real, progress)).document());
		facts.put("config", Map.of("hourglass", ours));
		return facts;
	}

	/** With the size of a voxel for which it was trained. */
	private TensorSpec calibrated(TensorSpec tensor) {
		if (recipe.voxel().isEmpty())
			return tensor;
		List<AxisSpec> axes = new ArrayList<>();
		for (AxisSpec axis : tensor.axes()) {
			int d = "xyz".indexOf(axis.letter());
			axes.add(d < 0 || d >= recipe.voxel().size() ? axis : axis.withScale(axis.scale() * recipe.voxel().get(d), "micrometer"));
		}
		return tensor.withAxes(axes);
	}
}
