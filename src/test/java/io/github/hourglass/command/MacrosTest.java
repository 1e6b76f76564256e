package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example macros without a display, through {@code hourglass macro}; all in one process. */
class MacrosTest extends ExampleMacros {

	private static final long PATIENCE_SECONDS = 300;

	@TempDir
	Path scratch;

	@Override
	String run(List<List<String>> calls) throws Exception {
		StringBuilder macro = new StringBuilder();
		for (List<String> call : calls)
			macro.append("runMacro('" + Path.of("macros", call.get(0) + ".ijm").toAbsolutePath() + "', '" + call.get(1) + "');\n");
		return run(macro.toString(), 0, Files.createTempDirectory("hourglass-"));
	}

	@Test
	void aMacroWithoutItsFoldersSaysWhatItNeeds() throws Exception {
		assertTrue(run(Files.readString(Path.of("macros", "denoise-folder.ijm")), 1, scratch).contains("\"Folder of images | Folder for results\""));
	}

	/** Those that name every key, on the bundled image. */
	@Test
	void theMacrosOfSingleImagesLeaveTheirResultCurrent() throws Exception {
		String said = run("""
			runMacro('macros/segment.ijm');
			getStatistics(area, mean, least, most);
			print('objects ' + getTitle() + ' ' + most);
			runMacro('macros/simulate.ijm');
			print('simulated ' + nImages);
			runMacro('macros/compare.ijm');
			""", 0, scratch);
		assertTrue(said.matches("(?s).*objects cells-2d-noisy-objects [12]\\d\\R.*"), said);
		assertTrue(said.contains("simulated 5"), said);
		List<Double> scores = said.lines().filter(line -> line.matches("cells-2d-noisy.*,.*,.*")).map(line -> Double.valueOf(line.split(",")[2])).toList();
		assertEquals(2, scores.size(), said);
		assertTrue(scores.get(1) > scores.get(0) + 3, "noisy and denoised: " + scores);
	}

	/** What the process said. */
	private static String run(String macro, int exitCode, Path scratch) throws Exception {
		Path file = Files.writeString(scratch.resolve("a macro.ijm"), macro);
		File said = scratch.resolve("said.txt").toFile();
		ProcessBuilder builder = new ProcessBuilder(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g",
			"-Djava.awt.headless=true", "-Djava.io.tmpdir=" + scratch, "--add-opens=java.base/java.lang=ALL-UNNAMED", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName(), "macro", file.toString()));
		builder.environment().remove("DISPLAY");
		builder.environment().put("LC_ALL", "C.UTF-8");
		Process process = builder.redirectErrorStream(true).redirectOutput(said).start();
		try {
			assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
			String text = Files.readString(said.toPath());
			assertEquals(exitCode, process.exitValue(), text);
			return text;
		}
		finally {
			process.destroyForcibly();
		}
	}
}
