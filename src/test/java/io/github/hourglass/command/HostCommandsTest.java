package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.Rectangle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.scijava.Context;
import org.scijava.command.Command;
import org.scijava.command.CommandInfo;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;
import org.scijava.module.Module;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.WindowManager;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ColorProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import io.github.hourglass.train.RunStatus;

/** The commands as SciJava finds and runs them, without a display. */
class HostCommandsTest {

	private static Context context;

	@TempDir
	Path folder;

	@BeforeAll
	static void start() {
		context = new Context(CommandService.class);
	}

	@AfterAll
	static void end() {
		context.dispose();
	}

	@ParameterizedTest
	@CsvSource({ "Denoise, Hourglass Denoise...", "Predict, Hourglass Predict...", "Models, Hourglass Models...", "Segment, Hourglass Segment..." })
	void everyCommandIsFoundInItsMenu(String name, String label) {
		CommandInfo info = context.service(CommandService.class).getCommand("io.github.hourglass.command." + name);
		assertNotNull(info);
		assertEquals(List.of("Plugins", "Hourglass", label), info.getMenuPath().stream().map(entry -> entry.getName()).toList());
		assertTrue(info.canRunHeadless());
		assertTrue(info.canCancel());
	}

	@Test
	void theResultIsThatOfTheCommandLine() {
		Path file = folder.resolve("hyperstack.tif");
		ImagePlus image = hyperstack();
		assertTrue(IJ.saveAsTiff(image, file.toString()));
		Path out = folder.resolve("out.tif");
		PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
		assertEquals(0, Main.run(new String[] { "denoise", file.toString(), out.toString() }, nowhere, nowhere));
		ImagePlus expected = IJ.openImage(out.toString());
		ImagePlus result = output(run(Denoise.class, Map.of("input", image)));
		assertEquals(expected.getStackSize(), result.getStackSize());
		for (int i = 1; i <= expected.getStackSize(); i++)
			assertArrayEquals((float[]) expected.getStack().getPixels(i), (float[]) result.getStack().getPixels(i), 0f);
	}

	@Test
	void whatTheImageCarriesComesBack() {
		ImagePlus image = hyperstack();
		ImagePlus result = output(run(Denoise.class, Map.of("input", image)));
		assertArrayEquals(image.getDimensions(), result.getDimensions());
		Calibration calibration = result.getCalibration();
		assertEquals(0.25, calibration.pixelWidth);
		assertEquals(0.5, calibration.pixelHeight);
		assertEquals(1.5, calibration.pixelDepth);
		assertEquals("micron", calibration.getUnit().replace("µm", "micron"));
		assertEquals(30, calibration.frameInterval);
		for (int i = 1; i <= image.getStackSize(); i++)
			assertEquals(image.getStack().getSliceLabel(i), result.getStack().getSliceLabel(i));
		for (int c = 1; c <= 2; c++) {
			LUT before = ((CompositeImage) image).getChannelLut(c);
			LUT after = ((CompositeImage) result).getChannelLut(c);
			assertArrayEquals(before.getBytes(), after.getBytes());
			assertEquals(before.min, after.min);
			assertEquals(before.max, after.max);
		}
		assertEquals(CompositeImage.COMPOSITE, ((CompositeImage) result).getMode());
		assertEquals(1, result.getOverlay().size());
		assertEquals(new Rectangle(3, 4, 10, 10), result.getRoi().getBounds());
		assertEquals("hyperstack-denoised", result.getTitle());
		String info = result.getInfoProperty();
		for (String key : List.of("model: ", "model sha256: ", "axes: ", "tiles: ", "engine: ", "device: "))
			assertTrue(info.contains(key), key + " in\n" + info);
	}

	@Test
	void aColorImageComesBackInItsColors() {
		ImagePlus colors = new ImagePlus("colors.tif", new ColorProcessor(64, 48));
		for (int i = 0; i < 64 * 48; i++)
			colors.getProcessor().set(i, (int) (200 + 20 * Math.sin(i / 9.0)) << 16 | (100 + i % 7) << 8 | 30 + i / 64);
		Path file = folder.resolve("colors.tif"), out = folder.resolve("out.tif");
		assertTrue(IJ.saveAsTiff(colors, file.toString()));
		PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
		assertEquals(0, Main.run(new String[] { "denoise", file.toString(), out.toString() }, nowhere, nowhere));
		List<ImagePlus> results = List.of(output(run(Denoise.class, Map.of("input", colors))), IJ.openImage(out.toString()));
		for (ImagePlus result : results) {
			assertEquals(CompositeImage.COMPOSITE, ((CompositeImage) result).getMode());
			for (int c = 1; c <= 3; c++) {
				LUT lut = ((CompositeImage) result).getChannelLut(c);
				assertEquals(0xff0000 >> 8 * (c - 1), lut.getRGB(255) & 0xffffff);
				assertEquals(0, lut.min);
				assertEquals(255, lut.max);
			}
		}
		ImagePlus same = output(run(Denoise.class, Map.of("input", colors, "type", "input")));
		assertEquals(ImagePlus.COLOR_RGB, same.getType());
	}

	@Test
	void theImageItselfStaysAsItWas() {
		ImagePlus image = hyperstack();
		ImagePlus copy = image.duplicate();
		output(run(Denoise.class, Map.of("input", image)));
		for (int i = 1; i <= copy.getStackSize(); i++)
			assertArrayEquals((short[]) copy.getStack().getPixels(i), (short[]) image.getStack().getPixels(i));
		assertEquals("hyperstack.tif", image.getTitle());
		assertFalse(image.isLocked());
	}

	@Test
	void aDestinationIsWrittenAndNothingIsShown() throws IOException {
		Path out = folder.resolve("out.tif");
		int open = WindowManager.getImageCount();
		CommandModule done = run(Denoise.class, Map.of("input", plane(), "destination", out.toString(), "flips", true, "uncertainty", true));
		assertFalse(done.isCanceled(), done.getCancelReason());
		assertNull(done.getOutput("output"));
		assertNull(done.getOutput("spread"));
		assertEquals(open, WindowManager.getImageCount());
		assertEquals(64, IJ.openImage(out.toString()).getWidth());
		assertTrue(Files.exists(folder.resolve("out-uncertainty.tif")));
		CommandModule again = run(Denoise.class, Map.of("input", plane(), "destination", out.toString()));
		assertTrue(again.isCanceled());
		assertTrue(again.getCancelReason().contains("exists already"), again.getCancelReason());
	}

	@Test
	void aTrainingRunsInAProcessOfItsOwnAndIsWatched() throws IOException {
		Path run = folder.resolve("run");
		Map<String, Object> tiny = Map.of("run", run.toString(), "images", Path.of("test-images", "cells-2d-noisy.tif").toString(), "targets",
			Path.of("test-images", "cells-2d-clean.tif").toString(), "depth", 1, "filters", 4, "patch", "16", "steps", 2, "epochs", 1);
		CommandModule done = run(Train.class, tiny);
		assertFalse(done.isCanceled(), done.getCancelReason());
		assertTrue(Files.exists(run.resolve("model/rdf.yaml")));
		assertNotEquals(ProcessHandle.current().pid(), RunStatus.read(run).process());
		Map<String, Object> other = new HashMap<>(tiny);
		other.put("kernel", 5);
		CommandModule refused = run(Train.class, other);
		assertTrue(refused.isCanceled());
		assertTrue(refused.getCancelReason().contains("another kernel (3 before, now 5)"), refused.getCancelReason());
	}

	@Test
	void theFileTheImageComesFromIsNotWrittenOver() {
		Path file = folder.resolve("mine.tif");
		IJ.saveAsTiff(plane(), file.toString());
		refused("the input itself", Map.of("input", IJ.openImage(file.toString()), "destination", file.toString(), "overwrite", true));
	}

	@Test
	void theUncertaintyIsASecondImage() {
		CommandModule done = run(Denoise.class, Map.of("input", plane(), "flips", true, "uncertainty", true));
		ImagePlus spread = (ImagePlus) done.getOutput("spread");
		assertEquals("plane-denoised-uncertainty", spread.getTitle());
		assertTrue(spread.getStatistics().min >= 0);
		assertTrue(spread.getDisplayRangeMax() < 2 * spread.getStatistics().max, "it can be seen");
		assertEquals("plane-denoised", output(done).getTitle());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		border      | magic     | border cannot be 'magic'
		tile        | huge      | tile is 'huge'
		device      | toaster   | toaster
		threads     | -1        | threads cannot be -1
		model       | nonesuch  | There is no model 'nonesuch'
		axes        | qqq       | qqq
		uncertainty | true      | flips=true
		destination | x/y/z.tif | does not exist
		destination | out.xyz   | .tif
		""")
	void aRefusalIsOneSentenceAndLeavesNoImage(String option, String value, String hint) {
		Object typed = option.equals("threads") ? (Object) Integer.valueOf(value) : option.equals("uncertainty") ? Boolean.valueOf(value) : value;
		refused(hint, Map.of("input", plane(), option, typed));
	}

	@Test
	void anEmptyImageIsRefusedByName() {
		refused("input: there is no image", Map.of("input", new ImagePlus()));
		ImagePlus closed = plane();
		closed.flush();
		refused("input: there is no image", Map.of("input", closed));
	}

	@Test
	void channelsAreRefusedWhereOneIsMeant() {
		CommandModule done = run(Segment.class, Map.of("input", IJ.createHyperStack("channels.tif", 20, 20, 3, 1, 1, 8)));
		assertTrue(done.isCanceled());
		assertTrue(done.getCancelReason().startsWith("The image has 3 channels") && done.getCancelReason().contains("set channel="), done.getCancelReason());
	}

	@Test
	void foldersMayHaveBlanksAndUmlauts() throws IOException {
		Path odd = Files.createDirectories(folder.resolve("Proben für Ärzte/ß 1"));
		Path model = Files.createDirectory(odd.resolve("mein Modell"));
		try (Stream<Path> files = Files.list(Path.of("models", "starter-2d"))) {
			for (Path file : files.toList())
				Files.copy(file, model.resolve(file.getFileName()));
		}
		Path file = odd.resolve("Zelle ü.tif");
		assertTrue(IJ.saveAsTiff(plane(), file.toString()));
		Path out = odd.resolve("heraus ö.tif");
		Denoise command = new Denoise();
		CommandInputs.fill(command, "Denoise", MacroOptions.parse("input=[" + file + "] model=[" + model + "] destination=[" + out + "]"), null);
		command.run();
		assertFalse(command.isCanceled(), command.getCancelReason());
		Path second = odd.resolve("zweites ö.tif");
		PrintStream nowhere = new PrintStream(new ByteArrayOutputStream());
		assertEquals(0, Main.run(new String[] { "denoise", file.toString(), second.toString(), "--model", model.toString() }, nowhere, nowhere));
		assertArrayEquals((float[]) IJ.openImage(out.toString()).getProcessor().getPixels(), (float[]) IJ.openImage(second.toString()).getProcessor().getPixels());
	}

	/** A zip is unpacked in the user's folder, and where that cannot be, in one for the moment; never beside the program or the zip. */
	@Test
	void aModelIsUsedFromAFolderThatCannotBeWritten() throws IOException {
		Path shared = Files.createDirectory(folder.resolve("Fiji.app"));
		Path zip = shared.resolve("starter.zip");
		try (ZipOutputStream to = new ZipOutputStream(Files.newOutputStream(zip)); Stream<Path> files = Files.list(Path.of("models", "starter-2d"))) {
			for (Path file : files.toList()) {
				to.putNextEntry(new ZipEntry(file.getFileName().toString()));
				Files.copy(file, to);
			}
		}
		Files.writeString(folder.resolve("taken"), "a file where the user's folder should be");
		assertTrue(shared.toFile().setWritable(false));
		String before = System.getProperty("hourglass.home");
		try {
			for (String home : List.of("home", "taken")) {
				System.setProperty("hourglass.home", folder.resolve(home).toString());
				output(run(Denoise.class, Map.of("input", plane(), "model", zip.toString())));
				try (Stream<Path> files = Files.list(shared)) {
					assertEquals(List.of(zip), files.toList());
				}
			}
			assertTrue(Files.isDirectory(folder.resolve("home/cache/models")));
		}
		finally {
			shared.toFile().setWritable(true);
			if (before == null)
				System.clearProperty("hourglass.home");
			else
				System.setProperty("hourglass.home", before);
		}
	}

	@Test
	void noImageAtAllCancels() {
		CommandModule done = run(Denoise.class, Map.of());
		assertTrue(done.isCanceled());
		assertTrue(done.getCancelReason().toLowerCase().contains("input"), done.getCancelReason());
		assertNull(done.getOutput("output"));
	}

	@Test
	void aPredictionShowsItsOwnRangeNotThatOfTheImage() throws IOException {
		Path model = Files.createDirectory(folder.resolve("other"));
		try (Stream<Path> files = Files.list(Path.of("models", "starter-2d"))) {
			for (Path file : files.toList())
				Files.copy(file, model.resolve(file.getFileName()));
		}
		Path description = model.resolve("rdf.yaml");
		Files.writeString(description, Files.readString(description).replace("denoising", "segmentation"));
		ImagePlus image = plane();
		image.setDisplayRange(0, 60000);
		ImagePlus result = output(run(Predict.class, Map.of("input", image, "model", model.toString())));
		assertEquals(result.getStatistics().max, result.getDisplayRangeMax(), 1e-4);
		assertEquals("plane-predicted", result.getTitle());
	}

	@ParameterizedTest
	@CsvSource({ "my cells.tif, my cells-denoised", "cells.of.monday, cells.of.monday-denoised", "day 1.5, day 1.5-denoised", ".tif, .tif-denoised", "C1-stack.ome.tiff, C1-stack.ome-denoised" })
	void aResultIsNamedAfterTheWholeNameOfItsImage(String title, String expected) {
		ImagePlus image = plane();
		image.setTitle(title);
		assertEquals(expected, output(run(Denoise.class, Map.of("input", image))).getTitle());
	}

	@Test
	void aRestoredImageLooksLikeTheImage() {
		ImagePlus image = plane();
		image.setDisplayRange(0, 60000);
		ImagePlus result = output(run(Predict.class, Map.of("input", image, "model", "starter-2d")));
		assertEquals(0, result.getDisplayRangeMin());
		assertEquals(60000, result.getDisplayRangeMax());
	}

	@Test
	void modelsAnswerInTheLog() {
		CommandModule done = run(Models.class, Map.of("action", "show", "model", "starter-2d"));
		assertFalse(done.isCanceled(), done.getCancelReason());
		CommandModule unnamed = run(Models.class, Map.of("action", "show"));
		assertTrue(unnamed.getCancelReason().contains("model is empty"), unnamed.getCancelReason());
	}

	private static void refused(String hint, Map<String, Object> inputs) {
		CommandModule done = run(Denoise.class, inputs);
		assertTrue(done.isCanceled());
		String reason = done.getCancelReason();
		assertTrue(reason.contains(hint) && reason.endsWith(".") && !reason.contains("\n") && !reason.contains("Exception"), reason);
		assertNull(done.getOutput("output"));
		assertNull(done.getOutput("spread"));
	}

	static CommandModule run(Class<? extends Command> command, Map<String, Object> inputs) {
		try {
			return context.service(CommandService.class).run(command, true, new HashMap<>(inputs)).get();
		}
		catch (InterruptedException | ExecutionException e) {
			throw new AssertionError(e);
		}
	}

	static ImagePlus output(Module done) {
		assertFalse(((CommandModule) done).isCanceled(), () -> ((CommandModule) done).getCancelReason());
		return (ImagePlus) done.getOutput("output");
	}

	private static ImagePlus plane() {
		return new ImagePlus("plane.tif", new ShortProcessor(64, 48, values(0), null));
	}

	/** Two channels, three slices, two frames, calibrated, with labels, colors, an overlay and a selection. */
	private static ImagePlus hyperstack() {
		ImageStack stack = new ImageStack(64, 48);
		for (int i = 0; i < 12; i++)
			stack.addSlice("plane " + i, values(i));
		ImagePlus image = new ImagePlus("hyperstack.tif", stack);
		image.setDimensions(2, 3, 2);
		Calibration calibration = image.getCalibration();
		calibration.pixelWidth = 0.25;
		calibration.pixelHeight = 0.5;
		calibration.pixelDepth = 1.5;
		calibration.setUnit("micron");
		calibration.frameInterval = 30;
		calibration.setTimeUnit("sec");
		CompositeImage composite = new CompositeImage(image, CompositeImage.COMPOSITE);
		Color[] colors = { Color.GREEN, Color.MAGENTA };
		for (int c = 1; c <= 2; c++) {
			LUT lut = LUT.createLutFromColor(colors[c - 1]);
			lut.min = 100 * c;
			lut.max = 2000 * c;
			composite.setChannelLut(lut, c);
		}
		composite.setOverlay(new Overlay(new Roi(1, 2, 5, 5)));
		composite.setRoi(new Roi(3, 4, 10, 10));
		return composite;
	}

	private static short[] values(int seed) {
		java.util.Random random = new java.util.Random(seed);
		short[] values = new short[64 * 48];
		for (int i = 0; i < values.length; i++)
			values[i] = (short) (1000 + 500 * Math.sin(i % 64 / 9.0) + 100 * random.nextGaussian());
		return values;
	}
}
