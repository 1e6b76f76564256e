package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import io.github.hourglass.io.LabelColors;

/** Simulated images on the command line. */
class SimulateTest {

	@TempDir
	Path folder;

	private String said;

	@Test
	void trainingTakesWhatWasSimulated() {
		String out = folder.resolve("cells").toString();
		assertEquals(0, run("simulate", out, "--kind", "nuclei", "--size", "96,96", "--count", "4", "--peak", "20", "--density", "0.8", "--seed", "3"), () -> said);
		for (String[] task : new String[][] { { "restore", "clean" }, { "instances", "labels" }, { "classes", "classes" } })
			assertEquals(0, run("train", folder.resolve(task[0]).toString(), "--task", task[0], "--images", out + "/noisy", "--targets", out + "/" + task[1], "--depth", "1",
				"--filters", "2", "--batch", "1", "--patch", "32", "--epochs", "1", "--steps", "2", "--previews", "0"), () -> said);
	}

	@Test
	void trueObjectsAndClassesOpenInColors() {
		String out = folder.resolve("cells").toString();
		assertEquals(0, run("simulate", out, "--kind", "mixed", "--size", "64,48", "--count", "1"), () -> said);
		for (String kind : List.of("labels", "classes")) {
			ImagePlus image = IJ.openImage(out + "/" + kind + "/0000.tif");
			assertEquals(LabelColors.of(1), image.getProcessor().getLut().getRGB(1) & 0xffffff, kind);
			assertEquals(255, image.getDisplayRangeMax(), kind);
		}
	}

	@Test
	void mistakesAreToldInASentence() throws Exception {
		assertEquals(1, run("simulate", folder.resolve("out").toString(), "--size", "big"));
		assertTrue(said.contains("size cannot be 'big'"), said);
		Files.createDirectories(folder.resolve("old/clean"));
		Files.writeString(folder.resolve("old/clean/0000.tif"), "mine");
		assertEquals(1, run("simulate", folder.resolve("old").toString(), "--size", "32,32", "--count", "1"));
		assertTrue(said.contains("0000.tif"), said);
		assertEquals(0, run("simulate", folder.resolve("old").toString(), "--size", "32,32", "--count", "1", "--overwrite"), () -> said);
	}

	private int run(String... arguments) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PrintStream out = new PrintStream(bytes, true);
		int code = Main.run(arguments, out, out);
		said = bytes.toString();
		return code;
	}
}
