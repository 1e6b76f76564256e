package io.github.hourglass.model;

import java.nio.file.Path;

/**
 * Where Hourglass keeps what belongs to one user: {@code ~/.hourglass}, or the folder named by the system property
 * {@code hourglass.home} or else by the environment variable {@code HOURGLASS_HOME}.
 */
final class UserFolder {

	private UserFolder() {}

	static Path path() {
		String named = System.getProperty("hourglass.home", System.getenv().getOrDefault("HOURGLASS_HOME", ""));
		return named.isBlank() ? Path.of(System.getProperty("user.home", "."), ".hourglass") : Path.of(named);
	}

	/** The user's own models. */
	static Path models() {
		return path().resolve("models");
	}

	/** Zipped packages, unpacked, by the sha256 of the zip. */
	static Path unpacked() {
		return path().resolve("cache").resolve("models");
	}
}
