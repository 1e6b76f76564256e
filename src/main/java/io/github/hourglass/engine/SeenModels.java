package io.github.hourglass.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Whether an engine has opened weights before without harm: known by the sha256 of the file, or of a folder's names and files, and
 * remembered in the user's folder as an empty file in {@code seen}.
 */
final class SeenModels {

	private static final String FOLDER = "seen";
	private static final int MOST_FILES = 1000;
	private static final Set<String> SEEN = ConcurrentHashMap.newKeySet();
	/** So that a file is read only once, by its path, size and time. */
	private static final Map<List<Object>, byte[]> READ = new ConcurrentHashMap<>();

	private final String name;

	private SeenModels(String name) {
		this.name = name;
	}

	/** @param engine its short name */
	static SeenModels of(String engine, Path weights) {
		try {
			MessageDigest digest = digest();
			for (Path file : files(weights)) {
				digest.update(weights.relativize(file).toString().getBytes(StandardCharsets.UTF_8));
				digest.update(content(file));
			}
			return new SeenModels(engine + "-" + HexFormat.of().formatHex(digest.digest()));
		}
		catch (IOException | java.io.UncheckedIOException unreadable) {
			return new SeenModels("");
		}
	}

	private static List<Path> files(Path weights) throws IOException {
		try (Stream<Path> files = Files.walk(weights)) {
			List<Path> all = files.filter(Files::isRegularFile).limit(MOST_FILES + 1).sorted().toList();
			if (all.size() > MOST_FILES)
				throw new IOException("too many files");
			return all;
		}
	}

	private static byte[] content(Path file) throws IOException {
		List<Object> key = List.of(file.toAbsolutePath(), Files.size(file), Files.getLastModifiedTime(file));
		byte[] known = READ.get(key);
		if (known != null)
			return known;
		MessageDigest digest = digest();
		byte[] buffer = new byte[1 << 20];
		try (InputStream in = Files.newInputStream(file)) {
			for (int n = in.read(buffer); n >= 0; n = in.read(buffer))
				digest.update(buffer, 0, n);
		}
		byte[] content = digest.digest();
		READ.put(key, content);
		return content;
	}

	private static MessageDigest digest() {
		try {
			return MessageDigest.getInstance("SHA-256");
		}
		catch (NoSuchAlgorithmException e) {
			throw new IllegalStateException("This Java has no SHA-256.", e);
		}
	}

	boolean contains() {
		return !name.isEmpty() && (SEEN.contains(name) || Files.exists(file()));
	}

	/** From now on; where the user's folder cannot be written, for as long as this process lives. */
	void add() {
		if (name.isEmpty())
			return;
		SEEN.add(name);
		try {
			Files.createDirectories(file().getParent());
			if (!Files.exists(file()))
				Files.createFile(file());
		}
		catch (IOException notRemembered) {
			// it is tried again by the next process
		}
	}

	private Path file() {
		return UserHome.path().resolve(FOLDER).resolve(name);
	}
}
