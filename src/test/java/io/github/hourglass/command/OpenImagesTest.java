package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.Macro;
import ij.macro.Interpreter;
import io.github.hourglass.image.Progress;
import io.github.hourglass.train.RunStatus;
import io.github.hourglass.train.Training;
import io.github.hourglass.train.TrainingOptions;

/** Images that a macro has open, as data of a training. */
class OpenImagesTest {

	@TempDir
	Path folder;

	private String threadName;
	private final ImagePlus noisy = IJ.openImage("test-images/cells-2d-noisy.tif"), clean = IJ.openImage("test-images/cells-2d-clean.tif");

	@BeforeEach
	void beAMacro() {
		threadName = Thread.currentThread().getName();
		Thread.currentThread().setName("Run$_macro");
		Interpreter.batchMode = true;
		noisy.setTitle("noisy cells");
		clean.setTitle("clean");
		Interpreter.addBatchModeImage(noisy);
		Interpreter.addBatchModeImage(clean);
	}

	@AfterEach
	void beATest() {
		Macro.setOptions(null);
		Interpreter.removeBatchModeImage(noisy);
		Interpreter.removeBatchModeImage(clean);
		Interpreter.batchMode = false;
		Thread.currentThread().setName(threadName);
	}

	private static TrainingOptions options(Map<String, Object> values) {
		return Options.read(TrainingOptions.class, values);
	}

	@Test
	void aMacroTrainsOnTheImagesItHasOpen() {
		Path run = folder.resolve("a rün");
		String line = "run=[" + run + "] images=[noisy cells] targets=" + clean.getID() + " depth=1 filters=4 patch=16 steps=2 epochs=1";
		Macro.setOptions(line);
		new Bridge().run("Train");
		assertTrue(Files.exists(run.resolve("model/rdf.yaml")), IJ.getErrorMessage());
		assertEquals(RunStatus.State.FINISHED, RunStatus.read(run).state());
		assertArrayEquals((short[]) noisy.getProcessor().getPixels(), (short[]) IJ.openImage(run.resolve("data/images/noisy cells.tif").toString()).getProcessor().getPixels());
		assertTrue(Files.exists(run.resolve("data/targets/clean.tif")));
		assertFalse(noisy.isLocked());
		noisy.getProcessor().add(1);
		IJ.redirectErrorMessages();
		Macro.setOptions(line);
		new Bridge().run("Train");
		assertTrue(IJ.getErrorMessage().contains("images is 'noisy cells', but the run in"), IJ.getErrorMessage());
	}

	@Test
	void filesAndFoldersStayAsTheyAreNamed() {
		TrainingOptions options = options(Map.of("images", "test-images", "targets", "test-images/cells-2d-clean.tif"));
		assertEquals(options, OpenImages.kept(options, folder.resolve("run"), false, Progress.none()));
		assertFalse(Files.exists(folder.resolve("run")));
	}

	@Test
	void whatIsNoFileAndNotOpenIsRefusedByName() {
		String refusal = assertThrows(IllegalArgumentException.class, () -> OpenImages.kept(options(Map.of("images", "nonesuch")), folder, false, Progress.none())).getMessage();
		assertEquals("images is 'nonesuch', which is no file, no folder and no open image; give a path, or the title of an open image.", refusal);
	}

	/** The findings that a training would end with, or write into its log, before one is begun. */
	@Test
	void findingsAreToldAllAtOnceBeforeTrainingBegins() {
		TrainingOptions fine = options(Map.of("images", "test-images/cells-2d-noisy.tif", "targets", "test-images/cells-2d-clean.tif"));
		assertEquals(List.of(), Training.check(fine, Progress.none()));
		TrainingOptions tight = options(Map.of("images", "test-images/cells-3d-noisy.tif", "targets", "test-images/cells-3d-clean.tif", "patch", "96,96"));
		assertTrue(Training.check(options(Map.of("task", "noise2void", "images", "test-images/cells-2d-noisy.tif", "targets", "x")), Progress.none()).get(0).contains("no targets"));
		assertTrue(TrainingCheck.text(Training.check(tight, Progress.none())).contains("smaller than four patches"), Training.check(tight, Progress.none()).toString());
		String refusal = assertThrows(IllegalArgumentException.class, () -> Training.check(options(Map.of("images", "test-images/cells-2d-noisy.tif", "targets",
			"test-images/cells-3d-clean.tif")), Progress.none())).getMessage();
		assertTrue(refusal.startsWith("Training cannot begin with these images:\n- 1 target has another size than its image"), refusal);
	}

	@Test
	void longFindingsAreBrokenIntoLines() {
		String text = TrainingCheck.text(List.of("word ".repeat(60).strip() + "."));
		assertTrue(text.lines().allMatch(line -> line.length() <= 103), text);
		assertEquals(60, text.split("word", -1).length - 1);
	}
}
