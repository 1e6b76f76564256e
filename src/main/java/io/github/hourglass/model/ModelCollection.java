package io.github.hourglass.model;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.hourglass.image.Progress;

/**
 * Models that somebody offers: a folder on a disk or an HTTP(S) address with a list {@code models.yaml} or {@code models.json}
 * ({@link #read} takes the list itself too). It has {@code hourglass_collection: 1}, optionally {@code name}, and {@code models}, each with
 * {@code name}, {@code address} (relative to the list, or http(s)), and optionally {@code description}, {@code license},
 * {@code size} in bytes and {@code sha256}. A list that cannot be reached is the one that was read last.
 *
 * @param name for people
 * @param place the folder or address
 * @param note what the user should know of the list, in a sentence; empty if nothing
 */
public record ModelCollection(String name, String place, List<Entry> models, String note) {

	/**
	 * A model that is offered.
	 *
	 * @param address an {@code http(s)} address, or the path of a file or folder
	 * @param size in bytes; 0 where it is not said
	 * @param sha256 lower case; empty where it is not said
	 */
	public record Entry(String name, String description, String license, String address, long size, String sha256) {}

	private static final String VERSION = "hourglass_collection";
	private static final List<String> LISTS = List.of("models.yaml", "models.yml", "models.json");
	private static final int MOST_MODELS = 10_000;

	public ModelCollection {
		models = List.copyOf(models);
	}

	/** The collection where a user names none: the system property {@code hourglass.collection}, else the environment variable {@code HOURGLASS_COLLECTION}; empty if neither is set. */
	public static String usual() {
		return System.getProperty("hourglass.collection", System.getenv().getOrDefault("HOURGLASS_COLLECTION", "")).strip();
	}

	/**
	 * Reads the list.
	 *
	 * @param place a folder, an {@code http(s)} address, or the list in one of them
	 * @throws ModelException if there is none, or it is not such a list
	 */
	public static ModelCollection read(String place, Progress progress) {
		return Download.isAddress(place) ? remote(place.strip(), progress) : local(place.strip());
	}

	private static ModelCollection local(String place) {
		Path path = path(place);
		Path list = Files.isDirectory(path) ? LISTS.stream().map(path::resolve).filter(Files::isRegularFile).findFirst().orElse(null) : path;
		if (list == null)
			return unlisted(path, place);
		return parse(bytes(list), list.getFileName().toString(), place, "", address -> within(list.toAbsolutePath().getParent(), address));
	}

	private static Path path(String place) {
		try {
			if (!place.isBlank() && Files.exists(Path.of(place)))
				return Path.of(place);
		}
		catch (InvalidPathException e) {
			// said below
		}
		throw new ModelException("There is no collection of models '" + place + "'; give a folder, or an address that begins with https://.");
	}

	private static byte[] bytes(Path list) {
		try {
			if (Files.size(list) > 4L * YamlText.LONGEST)
				throw new ModelException("The file " + list + " has " + Files.size(list) + " bytes, too many for a list of models.");
			return Files.readAllBytes(list);
		}
		catch (IOException e) {
			throw new ModelException("The file " + list + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	private static String within(Path folder, String address) {
		if (Download.isAddress(address))
			return address;
		if (!PackageFiles.isInside(address) || PackageFiles.isRemote(address))
			throw new ModelException("The list of models in " + folder + " names '" + address + "', which is not beside it.");
		return folder.resolve(address).normalize().toString();
	}

	/** A folder of models without a list. */
	private static ModelCollection unlisted(Path folder, String place) {
		List<Entry> entries = new ArrayList<>();
		try (Stream<Path> files = Files.list(folder)) {
			for (Path file : files.filter(Models::isModel).sorted().limit(MOST_MODELS).toList())
				entries.add(new Entry(Models.name(file), "", "", file.toString(), Files.isDirectory(file) ? 0 : Files.size(file), ""));
		}
		catch (IOException e) {
			throw new ModelException("The folder " + folder + " cannot be read: " + e.getMessage() + ".", e);
		}
		if (entries.isEmpty())
			throw new ModelException("The folder " + folder + " is no collection of models: it holds no models.yaml and no model.");
		return new ModelCollection(String.valueOf(folder.getFileName()), place, entries, "");
	}

	private static ModelCollection remote(String place, Progress progress) {
		URI address = Download.address(place);
		boolean isList = String.valueOf(address.getPath()).toLowerCase(Locale.ROOT).matches(".*\\.(ya?ml|json)");
		URI list = isList ? address : Download.address(place.replaceFirst("/*$", "/") + LISTS.get(0));
		Path kept = UserFolder.downloads().resolve(Sha256.of(list.toString()).substring(0, 32) + ".list");
		String note = "";
		try {
			new Download(list, kept, 0, "", progress).fetch();
		}
		catch (Download.Unreachable offline) {
			if (!Files.isRegularFile(kept))
				throw offline;
			note = list.getHost() + " cannot be reached, so this is its list as it was last; what is installed works without a network.";
		}
		return parse(bytes(kept), list.toString(), place, note, entry -> resolved(list, entry));
	}

	private static String resolved(URI list, String address) {
		if (Download.isAddress(address))
			return Download.address(address).toString();
		if (!PackageFiles.isInside(address) || PackageFiles.isRemote(address))
			throw new ModelException("The list of models " + list + " names '" + address + "', which is neither beside it nor an address that begins with https://.");
		return list.resolve(Download.address("https://host/" + address).getRawPath().substring(1)).toString();
	}

	private static ModelCollection parse(byte[] bytes, String file, String place, String note, java.util.function.UnaryOperator<String> absolute) {
		Fields list = Fields.of(file, YamlText.read(bytes, file));
		if (!list.has(VERSION))
			throw new ModelException(file + " is no list of models: it has no '" + VERSION + ": 1'.");
		if (list.whole(VERSION, 1) != 1)
			throw list.refuse(VERSION, "is " + list.get(VERSION) + ", newer than the 1 this Hourglass reads; update Hourglass");
		Map<String, Entry> entries = new LinkedHashMap<>();
		for (Fields model : list.children("models"))
			if (entries.put(model.text("name"), entry(model, absolute)) != null)
				throw model.refuse("name", "is '" + model.text("name") + "', as that of another model before");
		return new ModelCollection(list.text("name", place), place, List.copyOf(entries.values()), note);
	}

	private static Entry entry(Fields model, java.util.function.UnaryOperator<String> absolute) {
		String name = model.text("name");
		if (!name.equals(ModelFolder.tidy(name)))
			throw model.mustBe("name", "a name of letters, digits, blanks and . _ ( ) + -");
		return new Entry(name, model.text("description", ""), model.text("license", ""), absolute.apply(model.text("address")), model.has("size") ? model.whole("size", 1) : 0,
			BioimageIoFormat.sha256(model));
	}

	/** The model of that name. */
	public Entry find(String model) {
		return models.stream().filter(entry -> entry.name().equals(model)).findFirst().orElseThrow(() -> new ModelException("The collection '" + name + "' has no model '" + model
			+ "'; it has " + (models.isEmpty() ? "none" : models.stream().map(Entry::name).collect(Collectors.joining(", "))) + "."));
	}

	/**
	 * Fetches a model of the collection and puts it into the user's folder.
	 *
	 * @param name to find it by; empty for that in the collection
	 * @see ModelFolder#add
	 */
	public InstalledModel install(String model, String name, boolean overwrite, Progress progress) {
		Entry entry = find(model);
		String as = name.isBlank() ? entry.name() : name;
		if (Download.isAddress(entry.address()))
			return download(Download.address(entry.address()), as, entry.size(), entry.sha256(), overwrite, progress);
		return ModelFolder.add(Path.of(entry.address()), as, entry.sha256(), overwrite, progress);
	}

	/**
	 * Fetches a model from an address and puts it into the user's folder.
	 *
	 * @param name to find it by; empty for that of the file
	 * @param sha256 of the file; empty where it is not known
	 */
	public static InstalledModel download(String address, String name, String sha256, boolean overwrite, Progress progress) {
		URI from = Download.address(address);
		String expected = sha256.strip().toLowerCase(Locale.ROOT);
		if (!expected.isEmpty() && !expected.matches("[0-9a-f]{64}"))
			throw new ModelException("sha256 is '" + sha256 + "'; give 64 hexadecimal digits.");
		return download(from, name.isBlank() ? ModelFolder.tidy(fileName(from)) : name, 0, expected, overwrite, progress);
	}

	/** The last part of the address that names a file. */
	private static String fileName(URI address) {
		String path = String.valueOf(address.getPath()).replaceFirst("/content/?$", "").replaceFirst("/+$", "");
		String file = path.substring(path.lastIndexOf('/') + 1);
		return file.isEmpty() ? "model" : file;
	}

	private static InstalledModel download(URI address, String name, long size, String sha256, boolean overwrite, Progress progress) {
		ModelFolder.check(name, overwrite);
		Path folder = UserFolder.downloads().resolve(Sha256.of(address + " " + sha256).substring(0, 32));
		Path file = folder.resolve(ModelFolder.tidy(fileName(address)) + (fileName(address).matches("(?i).*\\.(onnx|pb)") ? fileName(address).substring(fileName(address).lastIndexOf('.')) : ".zip"));
		new Download(address, file, size, sha256, progress).fetch();
		try {
			return ModelFolder.add(file, name, sha256, overwrite, progress);
		}
		finally {
			Folders.delete(folder);
		}
	}
}
