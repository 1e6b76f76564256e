package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** <em>Plugins &gt; Hourglass &gt; Examples</em>, without a display. */
class ExamplesTest {

	@TempDir
	Path folder;

	@Test
	void everyExampleIsInTheMenuAndFindsItsImages() throws IOException {
		Map<String, String> menu = menu();
		try (Stream<Path> files = Files.list(Path.of("src/main/resources/examples"))) {
			assertEquals(new ArrayList<>(menu.keySet()), files.map(file -> file.getFileName().toString().replace(".ijm", "")).sorted().toList());
		}
		Pattern opened = Pattern.compile("[\\[\"]([^\\[\"]*test-images/[^\\]\"]+)");
		for (String name : menu.keySet()) {
			String macro = Examples.macro(name);
			assertFalse(macro.contains("IMAGES"), macro);
			Matcher images = opened.matcher(macro);
			while (images.find())
				assertTrue(Files.isRegularFile(Path.of(images.group(1))), images.group(1));
		}
		assertThrows(IllegalArgumentException.class, () -> Examples.macro("nonesuch"));
	}

	/** All but training, in a process of its own, as a user's macro would run them. */
	@Test
	void everyExampleRunsToItsEnd() throws Exception {
		Map<String, String> expected = new TreeMap<>(Map.of("denoise", "cells-2d-noisy-denoised", "denoise-volume", "cells-3d-noisy-denoised", "denoise-selection",
			"cells-2d-noisy-denoised", "predict", "cells-2d-noisy-predicted-uncertainty", "segment", "cells-2d-noisy-objects", "compare", "cells-2d-noisy-denoised-difference",
			"annotate", "cells-2d-noisy-labels", "simulate", "labels"));
		expected.put("segment-nuclei", "nuclei-2d-objects");
		expected.put("isotropic", "restored from the side");
		for (String image : List.of("noisy-cells", "clean-cells", "noisy-volume", "clean-volume"))
			expected.put(image, (image.endsWith("cells") ? "cells-2d-" : "cells-3d-") + image.replaceFirst("-.*", "") + ".tif");
		StringBuilder macro = new StringBuilder();
		for (Map.Entry<String, String> example : expected.entrySet())
			macro.append("run('").append(menu().get(example.getKey())).append("');\nprint('").append(example.getKey()).append(": ' + isOpen('").append(example.getValue())
				.append("'));\nclose('*');\n");
		String said = macro(macro.toString());
		for (String name : expected.keySet())
			assertTrue(said.contains(name + ": 1"), name + " in\n" + said);
	}

	private String macro(String text) throws Exception {
		Path file = Files.writeString(folder.resolve("examples.ijm"), text);
		Path said = folder.resolve("said.txt");
		Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "--add-opens=java.base/java.lang=ALL-UNNAMED",
			"-Djava.awt.headless=true", "-Djava.io.tmpdir=" + folder, "-cp", System.getProperty("java.class.path"), Main.class.getName(), "macro", file.toString())
			.redirectErrorStream(true).redirectOutput(said.toFile()).start();
		try {
			assertTrue(process.waitFor(5, TimeUnit.MINUTES), "it still runs");
			assertEquals(0, process.exitValue(), Files.readString(said));
			return Files.readString(said);
		}
		finally {
			process.destroyForcibly();
		}
	}

	/** Labels by the names of the examples. */
	private static Map<String, String> menu() throws IOException {
		Map<String, String> menu = new TreeMap<>();
		Matcher entries = Pattern.compile("(?m)^Plugins>Hourglass>Examples, \"(.+)\", " + Examples.class.getName().replace(".", "\\.") + "\\(\"([\\w-]+)\"\\)$")
			.matcher(Files.readString(Path.of("src/main/resources/plugins.config")));
		while (entries.find())
			menu.put(entries.group(2), entries.group(1));
		return menu;
	}
}
