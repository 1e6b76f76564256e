package io.github.hourglass.command;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.model.ModelFolder;
import io.github.hourglass.model.Models;

/** The models that StarDist's plugin offers by name: ours if they are imported, else taken from the plugin where it is installed. */
final class StarDistChoice {

	/** What the plugin shows, what StarDist for Python calls it, and the file in the plugin. */
	private static final Map<String, List<String>> CHOICES = Map.of("Versatile (fluorescent nuclei)", List.of("2D_versatile_fluo", "dsb2018_heavy_augment"),
		"Versatile (H&E nuclei)", List.of("2D_versatile_he", "he_heavy_augment"), "DSB 2018 (from StarDist 2D paper)", List.of("2D_paper_dsb2018", "dsb2018_paper"));

	private StarDistChoice() {}

	/**
	 * The name under which the model is there.
	 *
	 * @throws IllegalArgumentException saying how it comes here, if it is not
	 */
	static String named(String choice) {
		List<String> names = CHOICES.get(choice);
		if (names == null)
			throw new IllegalArgumentException("StarDist has no model '" + choice + "'; it has " + String.join(", ", CHOICES.keySet()) + ".");
		for (String name : names)
			if (Models.all().containsKey(name))
				return name;
		String file = "models/2D/" + names.get(1) + ".zip";
		try (InputStream in = StarDistChoice.class.getClassLoader().getResourceAsStream(file)) {
			if (in != null)
				return imported(in, names);
		}
		catch (IOException e) {
			throw new IllegalArgumentException("StarDist's model '" + choice + "' cannot be read from its plugin: " + e.getMessage() + ".", e);
		}
		throw new IllegalArgumentException("StarDist's model '" + choice + "' is not here; take " + file + " out of the jar of StarDist's plugin and import it: hourglass models import "
			+ names.get(1) + ".zip.");
	}

	private static String imported(InputStream in, List<String> names) throws IOException {
		Path folder = Files.createTempDirectory("hourglass-stardist-");
		Path zip = folder.resolve(names.get(1) + ".zip");
		try {
			Files.copy(in, zip);
			return ModelFolder.add(zip, names.get(1), "", false, Progress.none()).name();
		}
		finally {
			Files.deleteIfExists(zip);
			Files.deleteIfExists(folder);
		}
	}
}
