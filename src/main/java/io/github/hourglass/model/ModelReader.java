package io.github.hourglass.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;

import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorNames;
import io.github.hourglass.image.Progress;

/**
 * Reads whatever a user may point at as a model: a bioimage.io package (folder, .zip, or the description inside it), a bare
 * .onnx file, or a TensorFlow SavedModel (folder or .zip, also CSBDeep's) or frozen graph (.pb). Anything else is refused by saying what it is.
 */
public final class ModelReader {

	private static final String SAVED_MODEL = "saved_model.pb";
	private static final int DEEPEST = 6;
	private static final int MOST_FILES = 20_000;
	/** A zip with more files than that is not unpacked to look into the zips in it. */
	private static final int MOST_BESIDE = 100;
	private static final List<String> OTHER_ENDINGS = List.of(".rdf.yaml", ".bioimageio.yaml", ".model.yaml");

	private ModelReader() {}

	/**
	 * Reads a package. A zip is checked, then unpacked once into a private folder, never beside the zip.
	 *
	 * @throws ModelException if it is no model or breaks its format; one sentence that names file and field
	 */
	public static Model read(Path named) {
		return read(named, Progress.none());
	}

	/** As {@link #read(Path)}, reporting while a large zip is checked and unpacked, and stopping when asked to. */
	public static Model read(Path named, Progress progress) {
		Path path = named.toAbsolutePath().normalize();
		if (!Files.exists(path))
			throw new ModelException("There is no model " + named + "; give a bioimage.io package (a folder, a .zip or an rdf.yaml) or an "
				+ ".onnx file.");
		if (Files.isDirectory(path))
			return folder(path, path, progress);
		String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
		if (name.endsWith(".yaml") || name.endsWith(".yml"))
			return BioimageIoFormat.read(path, path);
		if (isZip(path))
			return zip(path, progress);
		if (name.endsWith(".onnx") && size(path) > 0)
			return OnnxPackage.read(path, path);
		if (name.endsWith(".pb") && isProtobuf(path))
			return SavedModelPackage.read(name.equals(SAVED_MODEL) ? path.getParent() : path, path);
		throw ForeignFile.file(path);
	}

	/**
	 * A bare {@code .onnx} file whose tensors an engine has named. Axes are guessed: rank 4 is {@code bcyx} and rank 5 {@code bczyx},
	 * unless the last size is 1 to 4 and the second is not (channels last); an output that has lost one axis has lost its channels.
	 * Free output sizes are taken to follow the first input, pixel by pixel.
	 *
	 * @param inputs as {@link io.github.hourglass.engine.Network#inputs} gives them
	 */
	public static Model ofOnnx(Path file, List<TensorInfo> inputs, List<TensorInfo> outputs) {
		Path path = file.toAbsolutePath().normalize();
		return OnnxPackage.of(path, path, inputs, outputs);
	}

	private static Model folder(Path folder, Path source, Progress progress) {
		List<Path> files = files(folder);
		Path description = description(folder, source, files);
		if (description != null)
			return BioimageIoFormat.read(description, source);
		List<Path> onnx = files.stream().filter(file -> file.toString().toLowerCase(Locale.ROOT).endsWith(".onnx")).toList();
		if (onnx.size() == 1)
			return OnnxPackage.read(onnx.get(0), source);
		List<Path> saved = files.stream().filter(file -> file.getFileName().toString().equals(SAVED_MODEL)).toList();
		if (saved.size() == 1)
			return SavedModelPackage.read(saved.get(0).getParent(), source);
		List<Path> named = files.stream().filter(file -> file.toString().endsWith(".pb") && Files.isRegularFile(file.resolveSibling(TensorNames.FILE_NAME)) && isProtobuf(file)).toList();
		if (named.size() == 1 && saved.isEmpty())
			return SavedModelPackage.read(named.get(0), source);
		List<Path> zips = files.stream().filter(ModelReader::isSavedModel).toList();
		if (zips.size() == 1 && saved.isEmpty())
			return SavedModelPackage.zipped(zips.get(0), source, progress);
		throw ForeignFile.folder(folder, source);
	}

	/** True for a zip of a SavedModel within a folder, as StarDist and CSBDeep for Python leave it in that of a training. */
	private static boolean isSavedModel(Path file) {
		if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".zip") || !isZip(file))
			return false;
		try {
			return ZipDirectory.read(file).stream().filter(entry -> entry.name().equals(SAVED_MODEL) || entry.name().endsWith("/" + SAVED_MODEL)).count() == 1;
		}
		catch (ModelException damaged) {
			return false;
		}
	}

	private static Model zip(Path zip, Progress progress) {
		return folder(ZipPackage.unpack(zip, checked(zip), progress), zip, progress);
	}

	/** Unpacks a zip that holds a model into a folder that exists and is empty; anything else is refused by saying what it is. */
	static void unpack(Path zip, Path folder, Progress progress) {
		checked(zip);
		ZipPackage.unpack(zip, folder, progress);
	}

	private static List<ZipDirectory.Entry> checked(Path zip) {
		List<ZipDirectory.Entry> entries = ZipDirectory.read(zip);
		List<String> names = entries.stream().filter(entry -> !entry.folder()).map(ZipDirectory.Entry::name).toList();
		boolean described = names.stream().anyMatch(name -> rank(Path.of("/" + name)) >= 0);
		long onnx = names.stream().filter(name -> name.toLowerCase(Locale.ROOT).endsWith(".onnx")).count();
		long saved = names.stream().filter(name -> name.equals(SAVED_MODEL) || name.endsWith("/" + SAVED_MODEL)).count();
		boolean zipped = saved == 0 && names.size() <= MOST_BESIDE && names.stream().anyMatch(name -> name.toLowerCase(Locale.ROOT).endsWith(".zip"));
		if (!described && onnx != 1 && saved != 1 && !zipped)
			throw ForeignFile.zip(zip, names);
		return entries;
	}

	/** The least deep description; several at one depth are a choice only the user can make. */
	private static Path description(Path folder, Path source, List<Path> files) {
		List<Path> found = files.stream().filter(file -> rank(file) >= 0).sorted(Comparator.comparingInt(Path::getNameCount)
			.thenComparingInt(ModelReader::rank).thenComparing(Comparator.naturalOrder())).toList();
		if (found.isEmpty())
			return null;
		Path first = found.get(0);
		for (Path other : found)
			if (!other.equals(first) && other.getNameCount() == first.getNameCount()
				&& (!other.getParent().equals(first.getParent()) || rank(other) == rank(first)))
				throw new ModelException(source + " holds several models: " + folder.relativize(first) + " and " + folder.relativize(other)
					+ "; " + (Files.isDirectory(source) ? "choose one of these files." : "unpack it and choose one of these files."));
		return first;
	}

	/** How usual the name of a description is, 0 being the most usual; -1 for any other file. */
	private static int rank(Path file) {
		String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
		int rank = BioimageIoFormat.FILE_NAMES.indexOf(name);
		return rank >= 0 ? rank : OTHER_ENDINGS.stream().anyMatch(name::endsWith) ? BioimageIoFormat.FILE_NAMES.size() : -1;
	}

	private static List<Path> files(Path folder) {
		List<Path> files = new ArrayList<>();
		try {
			Files.walkFileTree(folder, EnumSet.noneOf(java.nio.file.FileVisitOption.class), DEEPEST, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					files.add(file);
					return files.size() < MOST_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException error) {
					return FileVisitResult.CONTINUE;
				}
			});
		}
		catch (IOException e) {
			throw new ModelException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
		}
		files.removeIf(Files::isDirectory);
		return files;
	}

	static boolean isZip(Path file) {
		if (Files.isDirectory(file))
			return false;
		try (InputStream in = Files.newInputStream(file)) {
			byte[] start = in.readNBytes(4);
			return start.length == 4 && start[0] == 'P' && start[1] == 'K' && (start[2] == 3 && start[3] == 4 || start[2] == 5 && start[3] == 6);
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	/** A SavedModel begins with its version, a graph with a node. */
	private static boolean isProtobuf(Path file) {
		try (InputStream in = Files.newInputStream(file)) {
			int first = in.read();
			return first == 8 || first == 10;
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private static long size(Path file) {
		try {
			return Files.size(file);
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be read: " + e.getMessage() + ".", e);
		}
	}
}
