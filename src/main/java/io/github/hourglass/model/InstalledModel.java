package io.github.hourglass.model;

import java.nio.file.Path;

import io.github.hourglass.image.Progress;

/**
 * A model that has a name here, as a list to choose from shows it; {@link Models#installed} gives them all.
 *
 * @param name what every option {@code model} takes
 * @param path the folder or file it lies in
 * @param own true if that is in the user's folder of models, where it can be replaced and removed
 * @param model what it says; null if it cannot be used
 * @param problem why it cannot be used, in one sentence; empty if it can
 */
public record InstalledModel(String name, Path path, boolean own, Model model, String problem) {

	static InstalledModel read(String name, Path path, Progress progress) {
		boolean own = path.toAbsolutePath().normalize().startsWith(UserFolder.models().toAbsolutePath().normalize());
		try {
			return new InstalledModel(name, path, own, ModelReader.read(path, progress), "");
		}
		catch (ModelException e) {
			return new InstalledModel(name, path, own, null, e.getMessage());
		}
	}

	/** One line for people: the first of its description, or why it cannot be used. */
	public String line() {
		if (model == null)
			return "cannot be used: " + problem;
		return model.description().lines().findFirst().orElse("");
	}

	/** The picture to show beside it; null if it has none. */
	public Path picture() {
		return model == null ? null : model.picture();
	}
}
