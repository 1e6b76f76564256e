package io.github.hourglass.model;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.github.hourglass.engine.TensorNames;
import io.github.hourglass.image.Progress;

/**
 * Models by name. A name is looked up, in this order, in folders the caller gives, in those of the system property
 * {@code hourglass.models} (separated as in a class path), in the user's {@code models} folder ({@code ~/.hourglass/models};
 * the system property {@code hourglass.home} or the environment variable {@code HOURGLASS_HOME} moves it), in {@code models}
 * in the working folder, and in {@code models} or {@code hourglass/models} beside the program. A model there is a folder with a description or a SavedModel, a
 * {@code .zip}, an {@code .onnx} or a {@code .pb} file; its name is the file's without the ending.
 */
public final class Models {

	static final List<String> ENDINGS = List.of("", ".zip", ".onnx", ".pb");

	/** A folder that holds one of these is a model. */
	private static final List<String> FOLDER_FILES = Stream.concat(BioimageIoFormat.FILE_NAMES.stream(), Stream.of("saved_model.pb", TensorNames.FILE_NAME)).toList();

	private Models() {}

	/**
	 * Reads a model by its name, or by its path where there is such a file.
	 *
	 * @throws ModelException if there is none; the message lists the names there are
	 */
	public static Model find(String nameOrPath, Path... folders) {
		Path named = named(nameOrPath, folders);
		return ModelReader.read(named == null ? path(nameOrPath) : named);
	}

	/**
	 * As {@link #find(String, Path...)}, with the tensors of its graph as a user names them.
	 *
	 * @param tensors what {@link TensorNames} reads; empty where the file says them
	 */
	public static Model find(String nameOrPath, String tensors, Progress progress) {
		if (tensors.isBlank())
			return find(nameOrPath);
		Path named = named(nameOrPath);
		return NamedTensors.of(named == null ? path(nameOrPath) : named, tensors, progress);
	}

	/** Where each model lies, by name; of two with one name the one that {@link #find} takes. */
	public static Map<String, Path> all(Path... folders) {
		Map<String, Path> models = new LinkedHashMap<>();
		for (Path folder : places(folders))
			try (Stream<Path> files = Files.list(folder)) {
				files.filter(Models::isModel).sorted().limit(1000).forEach(file -> models.putIfAbsent(name(file), file));
			}
			catch (IOException e) {
				// a folder that is not there or cannot be listed holds no models
			}
		return models;
	}

	/** Every model that {@link #find} knows by a name, each read; one that cannot be read is there too and says why. */
	public static List<InstalledModel> installed(Progress progress) {
		List<InstalledModel> installed = new ArrayList<>();
		Map<String, Path> all = all();
		all.forEach((name, path) -> {
			progress.check();
			installed.add(InstalledModel.read(name, path, progress));
			progress.report("Reading models", installed.size(), all.size());
		});
		return installed;
	}

	private static Path named(String name, Path... folders) {
		if (!PackageFiles.isInside(name) || name.contains("/") || name.contains(":"))
			return null;
		for (Path folder : places(folders))
			for (String ending : ENDINGS) {
				Path file = folder.resolve(name + ending);
				if (Files.exists(file) && isModel(file))
					return file;
			}
		return null;
	}

	/** A file that belongs to a model, such as its recipe, whether or not its package is complete; null if there is none. */
	public static Path file(String name, String file) {
		if (PackageFiles.isInside(name) && !name.contains("/") && !name.contains(":"))
			for (Path folder : places())
				if (Files.isRegularFile(folder.resolve(name).resolve(file)))
					return folder.resolve(name).resolve(file);
		return null;
	}

	private static Path path(String text) {
		try {
			if (!text.isBlank() && Files.exists(Path.of(text)))
				return Path.of(text);
		}
		catch (InvalidPathException e) {
			// not a path, and no name either
		}
		String names = String.join(", ", all().keySet());
		throw new ModelException("There is no model '" + text + "'; give the path of a model package, or one of these names: "
			+ (names.isEmpty() ? "(none is installed)" : names) + ".");
	}

	static boolean isModel(Path file) {
		if (file.getFileName().toString().startsWith("."))
			return false;
		if (Files.isDirectory(file))
			return FOLDER_FILES.stream().anyMatch(name -> Files.exists(file.resolve(name)));
		return ENDINGS.stream().anyMatch(ending -> !ending.isEmpty() && file.toString().endsWith(ending));
	}

	/** The file's name without the ending of a model. */
	static String name(Path file) {
		return file.getFileName().toString().replaceFirst("\\.(zip|onnx|pb)$", "");
	}

	private static Set<Path> places(Path... folders) {
		Set<Path> places = new LinkedHashSet<>(List.of(folders));
		for (String place : System.getProperty("hourglass.models", "").split(File.pathSeparator))
			if (!place.isBlank())
				places.add(Path.of(place));
		places.add(UserFolder.models());
		places.add(Path.of("models"));
		places.addAll(besideProgram("models"));
		return places;
	}

	/**
	 * Where a folder that comes with the program may be. The jar lies in the program's folder or in one folder of it; classes not yet in
	 * a jar lie in {@code target/classes}. In Fiji and ImageJ it is in the folder {@code hourglass} beside the one that holds the jar.
	 */
	public static List<Path> besideProgram(String folder) {
		List<Path> places = new ArrayList<>();
		try {
			CodeSource source = Models.class.getProtectionDomain().getCodeSource();
			Path parent = source == null ? null : Path.of(source.getLocation().toURI()).getParent();
			for (int up = 0; up < 2 && parent != null; up++, parent = parent.getParent()) {
				places.add(parent.resolve(folder));
				places.add(parent.resolve("hourglass").resolve(folder));
			}
		}
		catch (URISyntaxException | IllegalArgumentException | java.nio.file.FileSystemNotFoundException e) {
			// the program does not lie in a folder
		}
		return places;
	}
}
