package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.TensorNames;
import io.github.hourglass.image.Progress;

/**
 * The user's folder of models, which ImageJ and the command line share: puts models in, packs them and takes them out. What changes is
 * made under a hidden name and then moved, so that a model is there whole or not at all.
 */
public final class ModelFolder {

	private static final int MOST_FILES = 10_000, LONGEST_NAME = 100;

	private final Path folder = UserFolder.models();
	private final Progress progress;

	private ModelFolder(Progress progress) {
		this.progress = progress;
	}

	/** Where it is; it may not exist yet. */
	public static Path path() {
		return UserFolder.models();
	}

	/**
	 * Copies a model into the folder, a zip unpacked, after reading it and checking the sha256 of its weights where it states them.
	 *
	 * @param source whatever {@link ModelReader} reads
	 * @param name to find it by; empty for that of the file or folder
	 * @param sha256 of the source file; empty if that is not known
	 * @param tensors what {@link TensorNames} reads, for a TensorFlow graph whose file does not say it; empty where the file does
	 * @param overwrite whether a model of that name that is there may be replaced
	 * @return the model as it is there now
	 * @throws ModelException if it is no model, not the one expected, or there is one of that name; then nothing has changed
	 */
	public static InstalledModel add(Path source, String name, String sha256, String tensors, boolean overwrite, Progress progress) {
		Path path = source.toAbsolutePath().normalize();
		if (!Files.exists(path))
			throw new ModelException("There is no file or folder " + source + "; give the path of a model to import.");
		verify(path, sha256, progress);
		return new ModelFolder(progress).add(path, checked(name.isBlank() ? nameOf(path) : name.strip()), tensors.strip(), overwrite);
	}

	/** As {@link #add(Path, String, String, String, boolean, Progress)} of a model that says its tensors. */
	public static InstalledModel add(Path source, String name, String sha256, boolean overwrite, Progress progress) {
		return add(source, name, sha256, "", overwrite, progress);
	}

	private static void verify(Path file, String stated, Progress progress) {
		if (stated.isBlank())
			return;
		String expected = stated.strip().toLowerCase(Locale.ROOT);
		if (!expected.matches("[0-9a-f]{64}"))
			throw new ModelException("sha256 is '" + stated + "'; give 64 hexadecimal digits.");
		if (Files.isDirectory(file))
			throw new ModelException(file + " is a folder, which has no sha256; give the file it was unpacked from.");
		String actual = Sha256.of(file, progress);
		if (!actual.equals(expected))
			throw new ModelException("The file " + file + " is not the one expected: its sha256 is " + actual + "; get it again.");
	}

	/** The model {@code RUN/model} that a training leaves is called by its run. */
	private static String nameOf(Path path) {
		Path named = path.getFileName().toString().matches("(?i).*\\.ya?ml|saved_model\\.pb") && path.getParent() != null ? path.getParent() : path;
		if (named.getFileName() != null && named.getFileName().toString().equals("model") && named.getParent() != null && named.getParent().getFileName() != null)
			named = named.getParent();
		return tidy(named.getFileName() == null ? "model" : named.getFileName().toString());
	}

	/** The file's name as a name for a model. */
	static String tidy(String file) {
		String plain = file.replaceFirst("(?i)\\.(zip|onnx|pb)$", "").replaceFirst("(?i)\\.(bioimage\\.io|bioimageio)$", "").replaceAll("[^\\p{L}\\p{N} ._()+-]", "-").replaceFirst("^[^\\p{L}\\p{N}]+", "")
			.replaceFirst("[ .]+$", "");
		return plain.isEmpty() ? "model" : plain.substring(0, Math.min(LONGEST_NAME, plain.length()));
	}

	private static String checked(String name) {
		if (name.length() > LONGEST_NAME || !name.matches("[\\p{L}\\p{N}]([\\p{L}\\p{N} ._()+-]*[\\p{L}\\p{N}_()+-])?") || name.matches("(?i).*\\.(zip|onnx|pb)|(con|prn|aux|nul|com\\d|lpt\\d)(\\..*)?"))
			throw new ModelException("A model cannot be called '" + name + "'; use letters, digits, blanks and . _ ( ) + -, without an ending such as .zip.");
		return name;
	}

	private InstalledModel add(Path source, String name, String tensors, boolean overwrite) {
		Path old = old(name, overwrite);
		Path temporary = null;
		try {
			temporary = Files.createTempDirectory(Files.createDirectories(folder), ".importing-");
			Path made = copy(source, tensors, temporary);
			Path target = folder.resolve(name + (Files.isDirectory(made) ? "" : ending(made)));
			publish(made, target, old, temporary.resolve("replaced"));
			return InstalledModel.read(name, target, progress);
		}
		catch (IOException e) {
			throw new ModelException("The model " + source + " cannot be copied to " + folder + ": " + reason(e) + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
	}

	/** Refuses a name that cannot be used. */
	static void check(String name, boolean overwrite) {
		new ModelFolder(Progress.none()).old(checked(name), overwrite);
	}

	private Path old(String name, boolean overwrite) {
		Path old = own(name);
		if (old != null && !overwrite)
			throw new ModelException("There is a model '" + name + "' already (" + old + "); give another name, or allow to overwrite it.");
		return old;
	}

	private static String reason(IOException e) {
		if (e instanceof FileAlreadyExistsException)
			return "there is already a file of that name";
		return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : String.valueOf(e.getMessage());
	}

	private static String ending(Path file) {
		String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		return name.substring(name.lastIndexOf('.'));
	}

	/** The model of that name in this folder; null if there is none. */
	private Path own(String name) {
		return Models.ENDINGS.stream().map(ending -> folder.resolve(name + ending)).filter(Files::exists).findFirst().orElse(null);
	}

	/** @return a folder or file in {@code temporary} that was read and found to be a sound model */
	private Path copy(Path source, String tensors, Path temporary) throws IOException {
		Path content = Files.createDirectory(temporary.resolve("content"));
		if (ModelReader.isZip(source))
			ModelReader.unpack(source, content, progress);
		else {
			Path from = tensors.isEmpty() ? essence(ModelReader.read(source, progress)) : source;
			if (Files.isDirectory(from))
				copyTree(from, content);
			else
				Files.copy(from, content.resolve(from.getFileName()));
		}
		if (!tensors.isEmpty())
			name(tensors, content, source);
		Model copied = ModelReader.read(content, progress);
		for (WeightsFile weights : copied.weights())
			copied.verify(weights, progress);
		return essence(copied);
	}

	/** @return a folder in {@code temporary} with a copy of the model and what a user says of its tensors */
	static Path named(Path source, String tensors, Path temporary, Progress progress) throws IOException {
		return new ModelFolder(progress).copy(source, tensors.strip(), temporary);
	}

	/** Writes what a user says of the tensors beside the only graph there is. */
	private static void name(String tensors, Path content, Path source) throws IOException {
		try {
			TensorNames.parse(tensors);
		}
		catch (EngineException e) {
			throw new ModelException(e.getMessage(), e);
		}
		List<Path> graphs;
		try (Stream<Path> files = Files.walk(content)) {
			graphs = files.filter(file -> file.toString().endsWith(".pb") && Files.isRegularFile(file)).toList();
		}
		if (graphs.size() != 1)
			throw new ModelException("tensors names those of a TensorFlow graph, but " + source + " holds " + (graphs.isEmpty() ? "none" : graphs.size() + " of them") + "; leave tensors out.");
		Files.writeString(graphs.get(0).resolveSibling(TensorNames.FILE_NAME), tensors.replaceAll("\\s*,\\s*", "\n") + "\n");
	}

	/** What has to be kept of a model: its folder or, where a file is all, that. */
	private static Path essence(Model model) {
		WeightsFile only = model.weights().get(0);
		boolean bare = List.of("onnx", "tensorflow").contains(model.format()) && Files.isRegularFile(only.path()) && !Files.exists(only.path().resolveSibling(TensorNames.FILE_NAME));
		return bare ? only.path() : model.folder();
	}

	private void copyTree(Path from, Path to) throws IOException {
		int[] files = new int[1];
		Files.walkFileTree(from, new SimpleFileVisitor<>() {

			@Override
			public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes attributes) throws IOException {
				Files.createDirectories(to.resolve(from.relativize(dir).toString()));
				return FileVisitResult.CONTINUE;
			}

			@Override
			public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
				if (++files[0] > MOST_FILES)
					throw new ModelException("The folder " + from + " holds more than " + MOST_FILES + " files, more than a model has; put the model into a folder of its own.");
				progress.check();
				if (attributes.isRegularFile())
					Files.copy(file, to.resolve(from.relativize(file).toString()));
				progress.report("Copying " + from.getFileName(), files[0], 0);
				return FileVisitResult.CONTINUE;
			}
		});
	}

	private static void publish(Path made, Path target, Path old, Path replaced) throws IOException {
		if (old != null)
			Files.move(old, replaced, StandardCopyOption.ATOMIC_MOVE);
		try {
			Files.move(made, target, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			if (old != null)
				Files.move(replaced, old, StandardCopyOption.ATOMIC_MOVE);
			throw e;
		}
	}

	/**
	 * Where the model of the user's own with that name lies.
	 *
	 * @throws ModelException if there is none; one that came with the program is not the user's own
	 */
	public static Path find(String name) {
		Path own = PackageFiles.isInside(name) && !name.contains("/") && !name.startsWith(".") ? new ModelFolder(Progress.none()).own(name) : null;
		if (own != null)
			return own;
		Path other = Models.all().get(name);
		throw new ModelException(other == null ? "There is no model '" + name + "' in " + path() + "; the command 'models list' tells the names."
			: "The model '" + name + "' is not in your folder of models but at " + other + " and stays there.");
	}

	/** Removes a model of the user's own. */
	public static void remove(String name) {
		Path path = find(name);
		Path temporary = null;
		try {
			temporary = Files.createTempDirectory(path(), ".removing-");
			Files.move(path, temporary.resolve("removed"), StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			throw new ModelException("The model " + path + " cannot be removed: " + reason(e) + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
	}

	/**
	 * Packs a model into a zip, to be given to others.
	 *
	 * @param zip a file to make, ending in {@code .zip}
	 * @throws ModelException if there is no such model, or the file exists or cannot be written; then nothing has changed
	 */
	public static void export(String nameOrPath, Path zip, boolean overwrite, Progress progress) {
		Path target = zip.toAbsolutePath().normalize();
		if (!target.toString().toLowerCase(Locale.ROOT).endsWith(".zip"))
			throw new ModelException("A model is exported to a zip; give a destination that ends in .zip, not " + zip + ".");
		if (Files.isDirectory(target) || Files.exists(target) && !overwrite)
			throw new ModelException("There is already something at " + zip + "; choose another name or allow to overwrite it.");
		Model model = Models.find(nameOrPath);
		new ModelFolder(progress).export(model, target);
	}

	private void export(Model model, Path target) {
		Path from = ModelReader.isZip(model.source()) ? model.source() : essence(model);
		Path temporary = null;
		try {
			Files.createDirectories(target.getParent());
			temporary = Files.createTempDirectory(target.getParent(), ".hourglass-");
			Path made = temporary.resolve("model.zip");
			if (from.equals(model.source()) && !from.equals(essence(model)))
				Files.copy(from, made);
			else
				ModelWriter.zip(Files.isDirectory(from) ? from : alone(from, temporary), made);
			Files.move(made, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (IOException e) {
			throw new ModelException("The zip " + target + " cannot be written: " + reason(e) + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
	}

	private static Path alone(Path file, Path temporary) throws IOException {
		Path folder = Files.createDirectory(temporary.resolve("content"));
		Files.copy(file, folder.resolve(file.getFileName()));
		return folder;
	}
}
