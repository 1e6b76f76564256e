package io.github.hourglass.model;

import java.nio.file.Path;

import io.github.hourglass.engine.UserHome;

/** Where the models of one user lie, see {@link UserHome}. */
final class UserFolder {

	private UserFolder() {}

	static Path path() {
		return UserHome.path();
	}

	/** The user's own models. */
	static Path models() {
		return path().resolve("models");
	}

	/** Zipped packages, unpacked, by the sha256 of the zip. */
	static Path unpacked() {
		return path().resolve("cache").resolve("models");
	}

	/** What is being downloaded, and the lists of collections as they were last. */
	static Path downloads() {
		return path().resolve("cache").resolve("downloads");
	}
}
