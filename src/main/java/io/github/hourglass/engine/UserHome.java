package io.github.hourglass.engine;

import java.nio.file.Path;

/**
 * Where Hourglass keeps what belongs to one user: {@code ~/.hourglass}, or the folder named by the system property
 * {@code hourglass.home} or else by the environment variable {@code HOURGLASS_HOME}.
 */
public final class UserHome {

	private UserHome() {}

	public static Path path() {
		String named = System.getProperty("hourglass.home", System.getenv().getOrDefault("HOURGLASS_HOME", ""));
		return named.isBlank() ? Path.of(System.getProperty("user.home", "."), ".hourglass") : Path.of(named);
	}
}
