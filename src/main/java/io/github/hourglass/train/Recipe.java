package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.image.Settings;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.YamlText;

/**
 * How a shipped model is made, as its file {@value #FILE} says: which images, how it is trained on them, and with which others it is
 * tested.
 *
 * @param name of the model, for people
 * @param description one or two sentences
 * @param license of the model
 * @param limits what it is not for
 * @param tags that the package has besides those of its task
 * @param weights {@value #HALF} for a package with ONNX weights alone, kept in 16-bit floats; else empty
 * @param voxel size in µm along x, y[, z] for which it is trained; empty where that does not matter
 * @param training options; images, targets and validation are left out
 * @param data to train on
 * @param evaluation to test with
 * @param document all of it as it was written
 */
record Recipe(String name, String description, String license, String limits, List<String> tags, String weights, List<Double> voxel, Map<String, Object> training, List<RecipeSet> data,
	List<RecipeSet> evaluation, Map<String, Object> document)
{

	static final String FILE = "recipe.yaml", HALF = "half";
	private static final Set<String> WORDS = Set.of("name", "description", "license", "limits", "tags", "weights", "voxel", "training", "data", "evaluation");
	private static final List<String> GIVEN = List.of("images", "targets", "validation", "device");
	private static final long LONGEST = 1 << 20;

	/**
	 * Where the recipe of a model lies.
	 *
	 * @param model a name, a package's folder, or the file itself
	 * @throws IllegalArgumentException if there is none
	 */
	static Path find(String model) {
		Path named = Models.file(model, FILE);
		if (named != null)
			return named;
		try {
			Path path = Path.of(model);
			if (Files.isDirectory(path) && Files.isRegularFile(path.resolve(FILE)))
				return path.resolve(FILE);
			if (Files.isRegularFile(path) && path.toString().endsWith(".yaml"))
				return path;
		}
		catch (java.nio.file.InvalidPathException e) {
			// told below
		}
		throw new IllegalArgumentException("There is no recipe for '" + model + "'; give the name of a model whose folder holds a " + FILE + ", that folder, or such a file.");
	}

	/** @throws IllegalArgumentException naming what of the file cannot be understood */
	static Recipe read(Path file) {
		try {
			if (Files.size(file) > LONGEST)
				throw new IllegalArgumentException("'" + file + "' is too long for a recipe.");
			return of(YamlText.read(Files.readAllBytes(file), file.toString()));
		}
		catch (IOException e) {
			throw new UncheckedIOException("'" + file + "' cannot be read: " + AtomicFile.reason(e) + ".", e);
		}
	}

	static Recipe of(Map<String, Object> document) {
		for (String key : document.keySet())
			if (!WORDS.contains(key))
				throw new IllegalArgumentException("The recipe has the unknown word '" + key + "'; it may have " + String.join(", ", WORDS.stream().sorted().toList()) + ".");
		Map<String, Object> training = map(document.get("training"), "training");
		for (String given : GIVEN)
			if (training.containsKey(given))
				throw new IllegalArgumentException("training." + given + " of the recipe is decided when the model is made; leave it out.");
		options(TrainingOptions.class, training, "training");
		Recipe recipe = new Recipe(text(document, "name"), text(document, "description"), text(document, "license"), text(document, "limits"),
			list(document, "tags").stream().map(String::valueOf).toList(), text(document, "weights"), list(document, "voxel").stream().map(value -> size(value)).toList(), training,
			sets(document, "data"), sets(document, "evaluation"), document);
		if (recipe.data.isEmpty() || recipe.name.isEmpty())
			throw new IllegalArgumentException("The recipe needs a name and at least one set of images under data.");
		if (!List.of("", HALF).contains(recipe.weights))
			throw new IllegalArgumentException("weights of the recipe is '" + recipe.weights + "'; it is " + HALF + ", for ONNX weights in 16-bit floats alone, or left out.");
		for (RecipeSet test : recipe.evaluation)
			if (!test.isReal() && recipe.data.stream().anyMatch(set -> !set.isReal() && set.simulate().seed() == test.simulate().seed()))
				throw new IllegalArgumentException("The recipe tests with the seed " + test.simulate().seed() + ", with which it trains; take another one for the evaluation.");
		return recipe;
	}

	private static List<RecipeSet> sets(Map<String, Object> document, String key) {
		List<RecipeSet> sets = new ArrayList<>();
		List<?> entries = list(document, key);
		for (int i = 0; i < entries.size(); i++)
			sets.add(RecipeSet.of(entries.get(i), key + "[" + i + "]"));
		return sets;
	}

	private static String text(Map<String, Object> document, String key) {
		return document.get(key) == null ? "" : document.get(key).toString().strip();
	}

	private static List<?> list(Map<String, Object> document, String key) {
		Object value = document.get(key);
		if (value != null && !(value instanceof List))
			throw new IllegalArgumentException(key + " of the recipe is no list.");
		return value == null ? List.of() : (List<?>) value;
	}

	private static double size(Object value) {
		if (value instanceof Number number && number.doubleValue() > 0 && Double.isFinite(number.doubleValue()))
			return number.doubleValue();
		throw new IllegalArgumentException("voxel of the recipe holds '" + value + "'; it is sizes in µm along x, y[, z].");
	}

	private static Map<String, Object> map(Object value, String where) {
		if (!(value instanceof Map<?, ?> map))
			throw new IllegalArgumentException("The recipe does not say " + where + "; it is a map of options.");
		Map<String, Object> plain = new LinkedHashMap<>();
		map.forEach((key, entry) -> plain.put(key.toString(), entry));
		return plain;
	}

	/** Options of a record, of which all that are named must be there. */
	static <R extends Record> R options(Class<R> type, Object value, String where) {
		Map<String, Object> values = map(value, where);
		List<String> names = Arrays.stream(type.getRecordComponents()).map(RecordComponent::getName).toList();
		for (String key : values.keySet())
			if (!names.contains(key))
				throw new IllegalArgumentException(where + " of the recipe has the unknown option '" + key + "'.");
		try {
			return Settings.read(type, values);
		}
		catch (IllegalArgumentException e) {
			throw new IllegalArgumentException(where + " of the recipe: " + e.getMessage(), e);
		}
	}

	boolean isCompact() {
		return weights.equals(HALF);
	}

	Task task() {
		return Task.of(String.valueOf(training.getOrDefault("task", "restore")));
	}

	/** The options of its training with images in such a folder, as {@link RecipeData} writes them. */
	TrainingOptions training(RecipeData images, RebuildOptions options) {
		Map<String, Object> values = new HashMap<>(training);
		values.put("images", images.images().toString());
		values.put("targets", images.targets() == null ? "" : images.targets().toString());
		values.put("validation", images.validation().toString());
		values.put("device", options.device());
		if (options.minutes() > 0)
			values.put("minutes", options.minutes());
		return Settings.read(TrainingOptions.class, values);
	}

	/** Which of the simulated images are the targets. */
	String targets() {
		return switch (task()) {
			case CLASSES -> "classes";
			case INSTANCES, DENOISEG -> "labels";
			default -> "clean";
		};
	}
}
