package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;

/** Macros without a display, each in a process of its own. */
class MacroLineTest {

	@TempDir
	Path folder;

	@Test
	void theExampleMacroRunsWithoutADisplay() throws Exception {
		String macro = Files.readString(Path.of("macros", "denoise.ijm"));
		run(macro + "\nsaveAs('tiff', getArgument());", folder.resolve("shown.tif").toString(), 0);
		run("denoise", folder.resolve("written.tif"));
		assertArrayEquals(pixels("written.tif"), pixels("shown.tif"), 0f);
	}

	@Test
	void theResultIsCurrentAndImageJsOwnCommandsWork() throws Exception {
		String said = run("""
			open("test-images/cells-2d-noisy.tif");
			run("Gaussian Blur...", "sigma=1");
			run("Hourglass Denoise...", "tile=128");
			print(nImages + " " + getTitle() + " " + getArgument());
			selectImage("cells-2d-noisy.tif");
			run("Hourglass Denoise...", "");
			print(getTitle());
			""", "ü", 0);
		assertTrue(said.contains("2 cells-2d-noisy-denoised ü"), said);
		assertTrue(said.contains("cells-2d-noisy-denoised-1"), said);
	}

	@Test
	void aRefusalStopsTheMacroWithExitCodeOne() throws Exception {
		String said = run("open('test-images/cells-2d-noisy.tif');\nrun('Hourglass Denoise...', 'tiles=128');\nprint('reached');", "", 1);
		assertTrue(said.startsWith("hourglass: The macro stopped in line 2: Hourglass Denoise... has no option 'tiles'"), said);
		assertFalse(said.contains("reached"), said);
		assertFalse(said.contains("\tat "), said);
	}

	@Test
	void aMistakeInTheMacroIsTold() throws Exception {
		String said = run("a = 1;\nx = nonesuch();", "", 1);
		assertEquals("hourglass: The macro stopped in line 2: Undefined identifier, at x = <nonesuch> ( ).", said.strip());
		assertTrue(run("run('No Such Command', 'a=b');", "", 1).contains("No Such Command"));
	}

	@Test
	void aMistakeInAMacroThatAnotherRunsIsAFailureToo() throws Exception {
		Path inner = Files.writeString(folder.resolve("inner.ijm"), "function f() {\n\tx = nonesuch();\n}\nf();");
		String said = run("runMacro('" + inner + "');\nprint('it goes on');", "", 1);
		assertTrue(said.contains("it goes on"), said);
		assertTrue(said.contains("hourglass: The macro stopped in line 2 (called from line 4): Undefined identifier, at x = <nonesuch> ( )."), said);
	}

	@Test
	void aMacroThatComesWithTheProgramIsFoundByItsName() throws Exception {
		assertTrue(Files.isSameFile(Path.of("macros/segment-folder.ijm"), MacroLine.found(Path.of("segment-folder.ijm"))));
		Path own = Files.writeString(folder.resolve("segment-folder.ijm"), "print('mine');");
		assertEquals(own, MacroLine.found(own));
		assertThrows(IllegalArgumentException.class, () -> MacroLine.found(folder.resolve("denoise-folder.ijm")));
	}

	@Test
	void aMissingMacroIsNamed() {
		ByteArrayOutputStream said = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(said, true);
		assertNotEquals(0, Main.run(new String[] { "macro", folder.resolve("none.ijm").toString() }, out, out));
		assertTrue(said.toString().contains("There is no macro"), said.toString());
	}

	private void run(String command, Path out) {
		PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
		assertEquals(0, Main.run(new String[] { command, "test-images/cells-2d-noisy.tif", out.toString() }, nowhere, nowhere));
	}

	private float[] pixels(String name) {
		return (float[]) IJ.openImage(folder.resolve(name).toString()).getProcessor().getPixels();
	}

	private String run(String macro, String argument, int exitCode) throws Exception {
		return MacroProcess.run(macro, argument, exitCode, folder);
	}
}
