package io.github.hourglass.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import ij.Menus;

/** Our commands in the menu of a plain ImageJ that runs in this process. */
final class MenuEntries {

	private static final Pattern ENTRY = Pattern.compile("^[^#\"]+, \"(.+)\", (\\S+)$");

	private MenuEntries() {}

	/** Enters them as ImageJ does when it finds the jar in its plugins folder. */
	@SuppressWarnings("unchecked")
	static void enter() throws IOException {
		Map<String, String> commands = Menus.getCommands();
		for (String line : Files.readAllLines(Path.of("src/main/resources/plugins.config"))) {
			Matcher entry = ENTRY.matcher(line);
			if (entry.matches())
				commands.put(entry.group(1), entry.group(2));
		}
	}
}
