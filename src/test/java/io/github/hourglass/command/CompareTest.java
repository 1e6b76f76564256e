package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;

class CompareTest {

	private static final String NOISY = "test-images/cells-2d-noisy.tif";
	private static final String CLEAN = "test-images/cells-2d-clean.tif";

	@TempDir
	Path folder;

	private record Outcome(int code, String out, String err) {}

	private static Outcome run(String... arguments) {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		ByteArrayOutputStream err = new ByteArrayOutputStream();
		int code = Main.run(arguments, new PrintStream(out, true), new PrintStream(err, true));
		return new Outcome(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
	}

	@Test
	void imagesAreScoredOnTheCommandLine() throws Exception {
		Path picture = folder.resolve("difference.tif");
		Path table = folder.resolve("scores.csv");
		Outcome outcome = run("compare", NOISY, CLEAN, "--fit", "--out", picture.toString(), "--table", table.toString());
		assertEquals(0, outcome.code(), outcome.err());
		List<String> lines = Files.readAllLines(table);
		assertEquals("Label,MSE,PSNR,SSIM,MS-SSIM,Range", lines.get(0));
		assertEquals(2, lines.size());
		double psnr = Double.parseDouble(lines.get(1).split(",")[2]);
		assertTrue(outcome.out().lines().anyMatch(line -> line.startsWith("PSNR ") && Math.abs(Double.parseDouble(line.substring(5).strip()) - psnr) < 1e-3), outcome.out());
		ImagePlus difference = IJ.openImage(picture.toString());
		ImagePlus noisy = IJ.openImage(NOISY);
		assertEquals(32, difference.getBitDepth());
		assertEquals(noisy.getWidth(), difference.getWidth());
		double mse = 0;
		for (float value : (float[]) difference.getProcessor().getPixels())
			mse += value * value / difference.getProcessor().getPixelCount();
		assertEquals(Double.parseDouble(lines.get(1).split(",")[1]), mse, 1e-4 * mse);
	}

	@Test
	void nothingIsWrittenOverUnasked() throws Exception {
		Path table = Files.writeString(folder.resolve("scores.csv"), "mine");
		Outcome outcome = run("compare", NOISY, CLEAN, "--table", table.toString());
		assertEquals(1, outcome.code());
		assertTrue(outcome.err().contains("exists already"), outcome.err());
		assertEquals("mine", Files.readString(table));
		assertTrue(run("compare", NOISY, CLEAN, "--out", CLEAN, "--overwrite").err().contains("is the input itself"));
	}

	@Test
	void imagesOfDifferentSizesAreRefusedInOneSentence() {
		Outcome outcome = run("compare", NOISY, "test-images/cells-3d-clean.tif");
		assertEquals(1, outcome.code());
		assertTrue(outcome.err().contains("both must have the same size."), outcome.err());
	}

	@Test
	void labelImagesAreComparedInImageJ() throws Exception {
		ImagePlus truth = labels("truth", 0);
		ImagePlus result = labels("result", 1);
		Path table = folder.resolve("scores.csv");
		CommandModule done = inImageJ(Map.of("input", result, "truth", truth, "kind", "labels", "table", table.toString()));
		assertFalse(done.isCanceled(), done.getCancelReason());
		ImagePlus picture = (ImagePlus) done.getOutput("output");
		assertEquals("result-difference", picture.getTitle());
		assertEquals(24, picture.getBitDepth());
		assertEquals(0x009e73, picture.getProcessor().getPixel(15, 5) & 0xffffff);
		assertTrue(picture.getInfoProperty().contains("difference: matched objects green"));
		List<String> lines = Files.readAllLines(table);
		assertTrue(lines.get(0).startsWith("Label,Truth,Result,IoU,Dice,Object Dice,AP50"), lines.get(0));
		assertTrue(lines.get(1).startsWith("result,2,2,"), lines.get(1));
	}

	@Test
	void withoutAPictureOnlyTheScoresAreGiven() {
		CommandModule done = inImageJ(Map.of("input", labels("result", 1), "truth", labels("truth", 0), "difference", false));
		assertFalse(done.isCanceled(), done.getCancelReason());
		assertNull(done.getOutput("output"));
	}

	@Test
	void aMissingImageIsRefusedByName() {
		CommandModule done = inImageJ(Map.of("input", labels("result", 1), "truth", new ImagePlus()));
		assertTrue(done.getCancelReason().startsWith("truth: there is no image"), done.getCancelReason());
	}

	/** Two squares, moved to the right. */
	private static ImagePlus labels(String title, int moved) {
		ByteProcessor plane = new ByteProcessor(40, 20);
		for (int y = 2; y < 12; y++)
			for (int x = 0; x < 10; x++) {
				plane.set(10 + x + moved, y, 1);
				plane.set(25 + x + moved, y, 2);
			}
		return new ImagePlus(title, plane);
	}

	private static CommandModule inImageJ(Map<String, Object> inputs) {
		try (Context context = new Context(CommandService.class)) {
			return context.service(CommandService.class).run(Compare.class, true, new HashMap<>(inputs)).get();
		}
		catch (InterruptedException | java.util.concurrent.ExecutionException e) {
			throw new AssertionError(e);
		}
	}
}
