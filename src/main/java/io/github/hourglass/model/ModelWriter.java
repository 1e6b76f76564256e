package io.github.hourglass.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;

/**
 * Writes a model as a bioimage.io 0.5 package: {@code rdf.yaml} and the files it names, with their sha256. The package is made
 * under a temporary name, read back, and only then moved into place; the same model gives the same bytes.
 */
public final class ModelWriter {

	private static final String DESCRIPTION = BioimageIoFormat.FILE_NAMES.get(0);
	/** So that the same package has the same bytes whenever it is zipped. */
	private static final LocalDateTime ZIP_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

	private final Model model;
	private final Map<String, Path> files;
	private final Path folder;
	private final Map<Path, String> placed = new HashMap<>();

	private ModelWriter(Model model, Map<String, Path> files, Path folder) {
		this.model = model;
		this.files = files;
		this.folder = folder;
	}

	/**
	 * Writes a package. Weights, test and sample tensors are copied from where the model says they are; a folder of weights (a
	 * SavedModel) is zipped, as the format wants it. Documentation, covers and attachments are the files of those names in
	 * {@code files}, else those in the model's folder; {@code README.md} is the documentation where nothing else is said.
	 *
	 * @param files further files by their name in the package
	 * @param target a folder to make, or a file ending in {@code .zip}
	 * @param overwrite whether a package that is there already may be replaced; a folder that holds no package only if all that it holds is in {@code files}
	 * @return the model as it was read back from the target
	 * @throws ModelException if the format cannot say what the model says, a file is missing, the target exists or cannot be
	 *           written; then nothing has changed
	 */
	public static Model write(Model model, Map<String, Path> files, Path target, boolean overwrite) {
		Path end = target.toAbsolutePath().normalize();
		checkTarget(end, overwrite, files.keySet());
		Path temporary = null;
		try {
			Files.createDirectories(end.getParent());
			temporary = Files.createTempDirectory(end.getParent(), ".hourglass-");
			Path folder = Files.createDirectory(temporary.resolve("package"));
			new ModelWriter(model, files, folder).write();
			BioimageIoFormat.read(folder.resolve(DESCRIPTION), folder);
			Path made = folder;
			if (isZip(end)) {
				made = temporary.resolve("package.zip");
				zip(folder, made);
			}
			publish(made, end, temporary.resolve("replaced"));
		}
		catch (IOException e) {
			throw new ModelException("The model package " + target + " cannot be written: " + reason(e) + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
		return ModelReader.read(end);
	}

	private static String reason(IOException e) {
		return e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : String.valueOf(e.getMessage());
	}

	private static boolean isZip(Path target) {
		return target.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zip");
	}

	private static void checkTarget(Path target, boolean overwrite, Set<String> own) {
		if (!Files.exists(target))
			return;
		if (!overwrite)
			throw new ModelException("There is already something at " + target + "; choose another name or allow to overwrite it.");
		if (isZip(target) == Files.isDirectory(target))
			throw new ModelException(target + " is " + (isZip(target) ? "a folder" : "a file") + " and is not replaced; choose another name.");
		if (Files.isDirectory(target) && BioimageIoFormat.FILE_NAMES.stream().noneMatch(name -> Files.exists(target.resolve(name))) && !holdsOnly(own, target))
			throw new ModelException("The folder " + target + " holds other things than a model package and is not replaced; choose another name.");
	}

	private static boolean holdsOnly(Set<String> names, Path folder) {
		try (Stream<Path> content = Files.list(folder)) {
			return content.allMatch(file -> names.contains(file.getFileName().toString()));
		}
		catch (IOException e) {
			return false;
		}
	}

	private static void publish(Path made, Path end, Path replaced) throws IOException {
		boolean exists = Files.exists(end);
		if (exists && !Files.isDirectory(end)) {
			Files.move(made, end, StandardCopyOption.REPLACE_EXISTING);
			return;
		}
		if (exists)
			Files.move(end, replaced);
		try {
			Files.move(made, end);
		}
		catch (IOException e) {
			if (exists)
				Files.move(replaced, end);
			throw e;
		}
	}

	private void write() throws IOException {
		for (Map.Entry<String, Path> extra : files.entrySet())
			place(extra.getValue(), extra.getKey());
		Map<String, Object> facts = facts();
		Map<String, Object> text = BioimageIoText.of(withVersions(), facts, this::describe);
		Files.writeString(folder.resolve(DESCRIPTION), YamlText.write(text));
	}

	/** The version of ONNX's operators is in the file; other versions only who wrote the weights knows. */
	private Model withVersions() {
		List<WeightsFile> weights = new ArrayList<>();
		for (WeightsFile file : model.weights()) {
			if (!file.format().equals("onnx") || file.details().containsKey("opset_version")) {
				weights.add(file);
				continue;
			}
			Map<String, Object> details = new LinkedHashMap<>(file.details());
			try {
				details.put("opset_version", (long) OnnxFile.read(file.path()).opset());
			}
			catch (GraphException e) {
				throw new ModelException("The ONNX operator version of " + file.path() + " is not known: " + e.getMessage(), e);
			}
			weights.add(new WeightsFile(file.format(), file.path(), file.sha256(), details));
		}
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), model.inputs(), model.outputs(),
			weights, model.facts());
	}

	private Map<String, Object> facts() throws IOException {
		Map<String, Object> facts = new LinkedHashMap<>(model.facts());
		List.of("missing", "notes").forEach(facts::remove);
		if (files.containsKey("README.md"))
			facts.putIfAbsent("documentation", "README.md");
		if (facts.get("documentation") instanceof String name && !PackageFiles.isRemote(name) && !placeNamed(name))
			facts.remove("documentation");
		if (facts.get("covers") instanceof List<?> covers)
			facts.put("covers", named(covers));
		if (facts.get("attachments") instanceof List<?> attachments)
			facts.put("attachments", attached(attachments));
		return facts;
	}

	private List<Object> named(List<?> names) throws IOException {
		List<Object> present = new ArrayList<>();
		for (Object name : names)
			if (PackageFiles.isRemote(String.valueOf(name)) || placeNamed(String.valueOf(name)))
				present.add(name);
		return present;
	}

	private List<Object> attached(List<?> attachments) throws IOException {
		List<Object> present = new ArrayList<>();
		for (Object attachment : attachments)
			if (attachment instanceof Map<?, ?> map && map.get("source") instanceof String name) {
				if (PackageFiles.isRemote(name))
					present.add(attachment);
				else if (placeNamed(name))
					present.add(fileEntry(name));
			}
		return present;
	}

	/** Puts a file that the facts name into the package; false if it is nowhere. */
	private boolean placeNamed(String name) throws IOException {
		if (files.containsKey(name))
			return true;
		if (model.folder() == null || !PackageFiles.isInside(name) || !Files.isRegularFile(model.folder().resolve(name)))
			return false;
		place(model.folder().resolve(name), name);
		return true;
	}

	private void place(Path file, String name) throws IOException {
		if (!PackageFiles.isInside(name) || isReserved(name))
			throw new ModelException("The name '" + name + "' cannot be used for a file in a model package.");
		if (!Files.exists(file))
			throw new ModelException("The file " + file + ", which belongs into the model package, does not exist.");
		Path target = folder.resolve(name);
		if (Files.exists(target))
			throw new ModelException("The model package would hold two files named " + name + ".");
		Files.createDirectories(target.getParent());
		if (Files.isDirectory(file))
			zip(file, target);
		else
			Files.copy(file, target);
		placed.put(file.toAbsolutePath().normalize(), name);
	}

	private static boolean isReserved(String name) {
		return BioimageIoFormat.FILE_NAMES.contains(Path.of(name).getFileName().toString());
	}

	/** The fields {@code source} and {@code sha256} of a file the model names by its path. */
	private Map<String, Object> describe(Path file, String use) {
		Path path = file.toAbsolutePath().normalize();
		try {
			if (!placed.containsKey(path))
				place(path, freeName(path, use));
			return fileEntry(placed.get(path));
		}
		catch (IOException e) {
			throw new ModelException("The file " + file + " cannot be copied: " + reason(e) + ".", e);
		}
	}

	/** Its name in the model's own folder, else its plain name, else one made from its use. */
	private String freeName(Path path, String use) {
		boolean own = model.folder() != null && path.startsWith(model.folder().toAbsolutePath().normalize());
		String name = own ? model.folder().toAbsolutePath().normalize().relativize(path).toString().replace('\\', '/')
			: path.getFileName().toString();
		if (Files.isDirectory(path))
			name += ".zip";
		if (!Files.exists(folder.resolve(name)) && !isReserved(name))
			return name;
		int dot = name.lastIndexOf('.');
		return BioimageIoText.identifier(use, 60) + (dot < 0 ? "" : name.substring(dot));
	}

	private Map<String, Object> fileEntry(String name) {
		Map<String, Object> entry = new LinkedHashMap<>();
		entry.put("source", name);
		entry.put("sha256", Sha256.of(folder.resolve(name)));
		return entry;
	}

	/** Packs the files of a folder, the same files giving the same bytes; links are left out. */
	static void zip(Path folder, Path zip) throws IOException {
		List<Path> all;
		try (Stream<Path> walk = Files.walk(folder)) {
			all = walk.filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)).sorted().toList();
		}
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out)) {
			for (Path file : all) {
				ZipEntry entry = new ZipEntry(folder.relativize(file).toString().replace('\\', '/'));
				entry.setTimeLocal(ZIP_TIME);
				entries.putNextEntry(entry);
				Files.copy(file, entries);
				entries.closeEntry();
			}
		}
	}
}
