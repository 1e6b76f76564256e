package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.scijava.plugin.Parameter;

/** What the Help button of each command shows. */
class CommandHelpTest {

	@Test
	void eachCommandSaysWhatItIsForAndWhatEachOptionMeansInSentences() throws Exception {
		Matcher entries = Pattern.compile("Bridge\\(\"(\\w+)\"\\)").matcher(Files.readString(Path.of("src/main/resources/plugins.config")));
		int count = 0;
		for (; entries.find(); count++) {
			HostCommand command = Bridge.make(entries.group(1));
			String purpose = CommandHelp.purpose(command);
			assertTrue(purpose != null && purpose.matches("[A-Z].*[.]"), entries.group(1) + ": " + purpose);
			assertTrue(CommandHelp.of(command).contains(purpose));
			CommandInputs.of(command.getClass()).forEach(field -> {
				String meaning = field.getAnnotation(Parameter.class).description();
				assertTrue(meaning.matches("(?s)[A-Z].*[.]"), field + ": " + meaning);
			});
		}
		assertTrue(count >= 10);
	}

	@Test
	void whatBecomesOfColorsIsSaid() {
		for (String name : List.of("Denoise", "Predict", "Segment", "Compare", "Train"))
			assertTrue(CommandHelp.of(Bridge.make(name)).contains("RGB"), name);
	}
}
