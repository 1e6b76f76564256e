package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The files that a package's description names: inside its folder, or nowhere. */
final class PackageFiles {

	private final Path folder;
	private final List<String> missing = new ArrayList<>();

	PackageFiles(Path folder) {
		this.folder = folder;
	}

	/** What was named and is not there, as "field: source", in the order it was met. */
	List<String> missing() {
		return List.copyOf(missing);
	}

	/**
	 * The file a field names, or null if it is not there; then it is noted as missing.
	 *
	 * @param field within {@code fields}, such as {@code source} or {@code covers[0]}
	 */
	Path find(Fields fields, String field, String source) {
		Path file = isRemote(source) ? beside(source) : inside(fields, field, source);
		if (file != null && Files.exists(file))
			return file;
		missing.add(fields.path(field) + ": " + source);
		return null;
	}

	/**
	 * As {@link #find(Fields, String, String)}; a SavedModel may also lie unpacked in the package's folder or in the only folder of it that
	 * holds one.
	 */
	Path find(Fields fields, String field, String source, boolean savedModel) {
		Path unpacked = savedModel && !exists(fields, field, source) ? savedModel() : null;
		return unpacked != null ? unpacked : find(fields, field, source);
	}

	private boolean exists(Fields fields, String field, String source) {
		Path file = isRemote(source) ? beside(source) : inside(fields, field, source);
		return file != null && Files.exists(file);
	}

	private Path savedModel() {
		if (Files.isRegularFile(folder.resolve("saved_model.pb")))
			return folder;
		try (Stream<Path> inner = Files.list(folder)) {
			List<Path> found = inner.limit(1000).filter(file -> Files.isRegularFile(file.resolve("saved_model.pb"))).toList();
			return found.size() == 1 ? found.get(0) : null;
		}
		catch (IOException e) {
			return null;
		}
	}

	/** As {@link #find}, but a file that should lie in the package and does not is refused; one on the internet gives null. */
	Path require(Fields fields, String field, String source) {
		Path file = find(fields, field, source);
		if (file == null && !isRemote(source))
			throw absent(fields, field, source);
		return file;
	}

	static ModelException absent(Fields fields, String field, String source) {
		return isRemote(source)
			? fields.refuse(field, "names " + source + ", which Hourglass does not download; save that file beside " + fields.file())
			: fields.refuse(field, "names the file " + source + ", which is not in the package; get the whole package again");
	}

	static boolean isRemote(String source) {
		return source.matches("(?i)[a-z][a-z0-9+.-]+://.*");
	}

	/** A downloaded copy of a file on the internet: the same name, in the package's folder. */
	private Path beside(String source) {
		String name = source.replaceFirst("[?#].*", "").replaceFirst("/content/?$", "").replaceFirst(".*/", "");
		try {
			return name.isEmpty() || name.contains("\\") || name.equals("..") ? null : folder.resolve(name);
		}
		catch (InvalidPathException e) {
			return null;
		}
	}

	private Path inside(Fields fields, String field, String source) {
		if (!isInside(source))
			throw fields.refuse(field, "must name a file inside the package, not '" + source + "'");
		try {
			Path file = folder.resolve(source).normalize();
			if (Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath()))
				throw fields.refuse(field, "names '" + source + "', a link that leads out of the package");
			return file;
		}
		catch (IOException | InvalidPathException e) {
			throw fields.refuse(field, "names '" + source + "', which cannot be read");
		}
	}

	/** Relative, with forward slashes, no drive, no {@code ..}, and nothing a file system could take for more than a name. */
	static boolean isInside(String name) {
		if (name.isBlank() || name.startsWith("/") || name.indexOf('\\') >= 0 || name.matches("^[A-Za-z]:.*"))
			return false;
		if (name.chars().anyMatch(c -> c < 32))
			return false;
		for (String part : name.split("/"))
			if (part.equals(".."))
				return false;
		return true;
	}
}
