package io.github.hourglass.predict;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

import io.github.hourglass.engine.JavaProcess;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.InstalledModel;
import io.github.hourglass.model.ModelCollection;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelFolder;

/** What can be done with models: each action takes what it needs of the options and answers in plain text. */
public final class ModelActions {

	private ModelActions() {}

	/** Does what the options say; removing without asking. */
	public static ModelReport.Outcome of(ModelOptions options, Progress progress) {
		if (!options.action().equals("list") && options.model().isBlank())
			throw new IllegalArgumentException("model is empty; give a package, an .onnx file or one of the names that action=list tells.");
		String model = options.model().strip();
		return switch (options.action()) {
			case "show" -> done(ModelReport.show(model));
			case "test" -> ModelReport.test(model, options.image().isBlank() ? null : Path.of(options.image().strip()), options.device(), progress);
			case "import" -> done(install(options, progress));
			case "export" -> done(export(model, options.destination(), options.overwrite(), progress));
			case "convert" -> done(convert(model, options.destination(), options.overwrite(), progress));
			case "remove" -> done(remove(model));
			default -> done(ModelReport.list(collection(options), progress));
		};
	}

	private static ModelReport.Outcome done(String text) {
		return new ModelReport.Outcome(text, true);
	}

	private static String collection(ModelOptions options) {
		return options.collection().isBlank() ? ModelCollection.usual() : options.collection().strip();
	}

	/** From a file or folder, an address, or by its name from the collection. */
	private static String install(ModelOptions options, Progress progress) {
		String from = options.model().strip(), collection = collection(options);
		InstalledModel model;
		if (from.matches("(?i)https?://.*"))
			model = ModelCollection.download(from, options.name(), options.sha256(), options.overwrite(), progress);
		else if (collection.isEmpty() || isPath(from))
			model = ModelFolder.add(path(from), options.name(), options.sha256(), options.tensors(), options.overwrite(), progress);
		else
			model = ModelCollection.read(collection, progress).install(from, options.name(), options.overwrite(), progress);
		return String.format("%s is now among your models (%s).%n", model.name(), model.path());
	}

	private static boolean isPath(String text) {
		try {
			return Files.exists(Path.of(text));
		}
		catch (InvalidPathException e) {
			return false;
		}
	}

	private static Path path(String text) {
		try {
			return Path.of(text);
		}
		catch (InvalidPathException e) {
			throw new ModelException("'" + text + "' is no path of a file or folder; give that of a model to import.", e);
		}
	}

	private static String export(String model, String destination, boolean overwrite, Progress progress) {
		if (destination.isBlank())
			throw new IllegalArgumentException("destination is empty; give the zip to export to, such as " + model.replaceFirst(".*[/\\\\]", "").replaceFirst("\\.\\w+$", "") + ".zip.");
		Path zip = path(destination.strip());
		ModelFolder.export(model, zip, overwrite, progress);
		return String.format("%s is written (%s).%n", zip, ModelReport.megabytes(size(zip)));
	}

	/** In a process of its own where this one is a guest of a program that has another TensorFlow. */
	private static String convert(String model, String destination, boolean overwrite, Progress progress) {
		if (destination.isBlank())
			throw new IllegalArgumentException("destination is empty; give the package to write, a folder or a file ending in .zip.");
		Path target = path(destination.strip());
		return JavaProcess.isGuest() ? ConversionProcess.convert(model, target, overwrite, progress) : Conversion.convert(model, target, overwrite, progress).text();
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (java.io.IOException e) {
			return 0;
		}
	}

	private static String remove(String model) {
		Path path = ModelFolder.find(model);
		ModelFolder.remove(model);
		return String.format("%s is removed (%s).%n", model, path);
	}
}
