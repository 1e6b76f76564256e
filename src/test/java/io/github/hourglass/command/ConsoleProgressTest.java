package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;

class ConsoleProgressTest {

	private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
	private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);

	@Test
	void aLogGetsOneLinePerStage() {
		try (ConsoleProgress progress = new ConsoleProgress(out, false)) {
			work(progress);
		}
		assertEquals("Writing a.tif …\nPredicting …\nThe image contains NaN.\n", said());
	}

	@Test
	void aTerminalGetsABarThatFitsIt() {
		try (ConsoleProgress progress = new ConsoleProgress(out, true)) {
			work(progress);
		}
		String said = said();
		assertTrue(said.contains("Predicting") && said.contains("The image contains NaN.\n"), said);
		for (String line : said.split("[\r\n]+"))
			assertTrue(line.length() < 80, line);
	}

	@Test
	void whatWasOverBeforeItWasSeenIsNotTold() {
		try (ConsoleProgress progress = new ConsoleProgress(out, false)) {
			progress.report("Checking", 10, 10);
		}
		assertEquals("", said());
	}

	/** Two stages at work at once and a note that comes twice. */
	private static void work(ConsoleProgress progress) {
		progress.report("Writing a.tif", 0, 50);
		for (int i = 0; i <= 1000; i++) {
			progress.report("Predicting", i, 1000);
			if (i % 20 == 0)
				progress.report("Writing a.tif", Math.max(1, i / 20), 50);
		}
		progress.note("The image contains NaN.");
		progress.note("The image contains NaN.");
	}

	private String said() {
		return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
	}
}
