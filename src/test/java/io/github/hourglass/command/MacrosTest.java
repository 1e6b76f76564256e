package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The example macros without a display, through {@code hourglass macro}; all in one process. */
class MacrosTest extends ExampleMacros {

	@TempDir
	Path scratch;

	@Override
	String run(List<List<String>> calls) throws Exception {
		StringBuilder macro = new StringBuilder();
		for (List<String> call : calls)
			macro.append("runMacro('" + Path.of("macros", call.get(0) + ".ijm").toAbsolutePath() + "', '" + call.get(1) + "');\n");
		return MacroProcess.run(macro.toString(), "", 0, Files.createTempDirectory("hourglass-"));
	}

	@Test
	void aMacroWithoutItsFoldersSaysWhatItNeeds() throws Exception {
		assertTrue(MacroProcess.run(Files.readString(Path.of("macros", "denoise-folder.ijm")), "", 1, scratch).contains("\"Folder of images | Folder for results\""));
	}

	/** Those that name every key, on the bundled image. */
	@Test
	void theMacrosOfSingleImagesLeaveTheirResultCurrent() throws Exception {
		String said = MacroProcess.run("""
			runMacro('macros/segment.ijm');
			getStatistics(area, mean, least, most);
			print('objects ' + getTitle() + ' ' + most);
			runMacro('macros/simulate.ijm');
			print('simulated ' + nImages);
			runMacro('macros/compare.ijm');
			""", "", 0, scratch);
		assertTrue(said.matches("(?s).*objects cells-2d-noisy-objects [1-9]\\d\\R.*"), said);
		assertTrue(said.contains("simulated 5"), said);
		List<Double> scores = said.lines().filter(line -> line.matches("cells-2d-noisy.*,.*,.*")).map(line -> Double.valueOf(line.split(",")[2])).toList();
		assertEquals(2, scores.size(), said);
		assertTrue(scores.get(1) > scores.get(0) + 3, "noisy and denoised: " + scores);
	}
}
