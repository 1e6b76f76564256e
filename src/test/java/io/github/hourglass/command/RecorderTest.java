package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Choice;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.TextField;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.plugin.frame.Recorder;
import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import ij.text.TextWindow;
import io.github.hourglass.demo.Desk;
import io.github.hourglass.train.RunStatus;

/**
 * Each command chosen from the menu with the Recorder open, and the line that it writes replayed with windows, in batch mode and
 * without a display: the same pixels.
 */
@Tag("desktop")
class RecorderTest {

	private static final String NOISY = "cells-2d-noisy.tif";
	private static final String CLEAN = "cells-2d-clean.tif";
	private static ImageJ imagej;

	@TempDir
	Path folder;

	@BeforeAll
	static void open() throws Exception {
		assumeFalse(GraphicsEnvironment.isHeadless(), "skipped: there is no display");
		imagej = new ImageJ(ImageJ.EMBEDDED);
		MenuEntries.enter();
	}

	@AfterEach
	void closeImages() {
		IJ.run("Close All");
	}

	@AfterAll
	static void close() {
		if (imagej != null)
			imagej.dispose();
	}

	@Test
	void denoise() throws Exception {
		show(NOISY);
		String line = record("Denoise", Map.of("tile", "128"));
		assertTrue(line.contains("input=" + NOISY) && line.contains("tile=128"), line);
		replay(line, "denoised", "cells-2d-noisy-denoised", NOISY);
	}

	@Test
	void predict() throws Exception {
		show(NOISY);
		String line = record("Predict", Map.of("model", "starter-2d", "type", "16-bit", "flips", "true"));
		replay(line, "predicted", "cells-2d-noisy-predicted", NOISY);
	}

	@Test
	void segment() throws Exception {
		show(NOISY);
		String line = record("Segment", Map.of("smallest", "40", "inside", "true"));
		replay(line, "objects", "cells-2d-noisy-objects", NOISY);
	}

	@Test
	void compare() throws Exception {
		show(CLEAN);
		show(NOISY);
		String line = record("Compare", Map.of("input", NOISY, "truth", CLEAN, "fit", "true", "table", folder.resolve("recorded.csv").toString()));
		String replayed = line.replace("overwrite=false", "overwrite=true");
		String scores = Files.readString(folder.resolve("recorded.csv"));
		replay(replayed, "difference", "cells-2d-noisy-difference", CLEAN, NOISY);
		assertEquals(scores, Files.readString(folder.resolve("recorded.csv")));
	}

	@Test
	void annotate() throws Exception {
		ImagePlus image = IJ.openImage(Path.of("test-images", NOISY).toString());
		Overlay overlay = new Overlay(new Roi(10, 20, 30, 40));
		overlay.add(new Roi(200, 100, 50, 20));
		image.setOverlay(overlay);
		Path outlined = folder.resolve("ü outlined.tif");
		IJ.saveAsTiff(image, outlined.toString());
		IJ.openImage(outlined.toString()).show();
		String line = record("Annotate", Map.of("source", "overlay", "destination", folder.resolve("labels b.tif").toString()));
		assertTrue(line.contains("input=[ü outlined.tif]"), line);
		replay(line.replace("overwrite=false", "overwrite=true"), "labels", "ü outlined-labels", outlined.toString());
	}

	/** Objects that were found, corrected by hand, become what a network is trained on. */
	@Test
	void annotateFromALabelImage() throws Exception {
		Path cells = folder.resolve("cells.tif"), painted = folder.resolve("cells-objects.tif");
		ImagePlus objects = new ImagePlus("cells-objects", new FloatProcessor(20, 10));
		objects.getProcessor().setf(3, 4, 300);
		IJ.saveAsTiff(objects, painted.toString());
		IJ.saveAsTiff(new ImagePlus("cells", new ShortProcessor(20, 10)), cells.toString());
		IJ.openImage(painted.toString()).show();
		IJ.openImage(cells.toString()).show();
		String line = record("Annotate", Map.of("input", "cells.tif", "labels", "cells-objects.tif"));
		assertTrue(line.contains("labels=cells-objects.tif"), line);
		ImagePlus saved = IJ.openImage(folder.resolve("labels/cells.tif").toString());
		assertEquals(300, saved.getProcessor().getf(3, 4));
		assertEquals(16, saved.getBitDepth());
		replay(line.replace("overwrite=false", "overwrite=true"), "labels", "cells-labels", painted.toString(), cells.toString());
	}

	@Test
	void simulate() throws Exception {
		Path made = folder.resolve("made");
		String line = record("Simulate", Map.of("destination", made.toString(), "size", "64,48", "count", "1", "seed", "7"));
		byte[] expected = Files.readAllBytes(made.resolve("noisy/0000.tif"));
		IJ.runMacro(line.replace(made.toString(), folder.resolve("shown").toString()));
		IJ.runMacro("setBatchMode(true);\n" + line.replace(made.toString(), folder.resolve("batch").toString()));
		MacroProcess.run(line.replace(made.toString(), folder.resolve("hidden").toString()), "", 0, folder);
		for (String name : List.of("shown", "batch", "hidden"))
			assertArrayEquals(expected, Files.readAllBytes(folder.resolve(name + "/noisy/0000.tif")), name);
	}

	@Test
	void train() throws Exception {
		Path run = folder.resolve("run");
		String line = record("Train", Map.of("run", run.toString(), "images", "test-images/" + NOISY, "targets", "test-images/" + CLEAN, "depth", "1", "filters", "4",
			"patch", "16", "steps", "2", "epochs", "1", "deterministic", "true"));
		await(() -> RunStatus.read(run) != null && RunStatus.read(run).state() == RunStatus.State.FINISHED);
		IJ.runMacro(line.replace(run.toString(), folder.resolve("shown").toString()));
		IJ.runMacro("setBatchMode(true);\n" + line.replace(run.toString(), folder.resolve("batch").toString()));
		MacroProcess.run(line.replace(run.toString(), folder.resolve("hidden").toString()), "", 0, folder);
		byte[] expected = Files.readAllBytes(run.resolve("model/weights.onnx"));
		for (String name : List.of("shown", "batch", "hidden"))
			assertArrayEquals(expected, Files.readAllBytes(folder.resolve(name + "/model/weights.onnx")), name);
		Arrays.stream(Window.getWindows()).filter(window -> window.isShowing() && window != imagej).forEach(Window::dispose);
	}

	@Test
	void models() throws Exception {
		String line = record("Models", Map.of("action", "show", "model", "starter-2d"));
		assertTrue(line.contains("action=show model=starter-2d"), line);
		assertTrue(IJ.getLog().contains("Starter"), IJ.getLog());
		assertTrue(MacroProcess.run(line, "", 0, folder).contains("Starter"));
		WindowManager.getWindow("Log").dispose();
	}

	/** Speed, memory and disk differ from minute to minute; what is installed and works does not. */
	@Test
	void doctor() throws Exception {
		Recorder recorder = Desk.recorder();
		IJ.doCommand("Hourglass Doctor");
		await(() -> recorder.getText().contains("Hourglass Doctor") && WindowManager.getFrame("Hourglass Doctor") != null);
		String line = recorder.getText().lines().filter(text -> text.contains("Hourglass Doctor")).findFirst().orElseThrow();
		recorder.close();
		List<String> recorded = engines(report());
		assertEquals(2, recorded.size(), recorded.toString());
		IJ.runMacro(line);
		assertEquals(recorded, engines(report()));
		IJ.runMacro("setBatchMode(true);\n" + line);
		assertEquals(recorded, engines(report()));
		assertEquals(recorded, engines(MacroProcess.run(line, "", 0, folder)));
	}

	private static List<String> engines(String report) {
		return report.lines().filter(text -> text.startsWith("Engine ")).toList();
	}

	/** What the window shows, which is closed. */
	private static String report() {
		TextWindow window = (TextWindow) WindowManager.getFrame("Hourglass Doctor");
		String text = window.getTextPanel().getText();
		window.close(false);
		return text;
	}

	@Test
	void watch() throws Exception {
		Path run = Files.createDirectories(folder.resolve("a rün"));
		Files.writeString(run.resolve("options.yaml"), "task: restore\nimages: noisy\ntargets: clean\nloss: l2\n");
		Files.writeString(run.resolve("status.json"), "{ \"state\": \"finished\", \"step\": 200, \"steps\": 200, \"epoch\": 2, \"epochs\": 2, \"loss\": 0.1, "
			+ "\"heartbeat\": \"2026-01-01T00:00:00Z\", \"host\": \"node7\", \"process\": 4711, \"device\": \"cpu\", \"step_seconds\": 0.2, \"remaining_seconds\": 0, \"message\": \"\" }");
		Files.writeString(run.resolve("curves.csv"), "epoch,step,seconds,rate,loss,validation\n0,0,0.0,0.0004,,0.5\n1,100,21.0,0.0004,0.2,0.3\n2,200,21.0,0.0004,0.1,0.2\n");
		Path curves = folder.resolve("curves.png");
		String line = record("Watch", Map.of("run", run.toString(), "across", "steps", "destination", curves.toString()));
		assertTrue(line.contains("run=[" + run + "]") && line.contains("across=steps"), line);
		IJ.runMacro(line.replace(curves.toString(), folder.resolve("shown.png").toString()));
		IJ.runMacro("setBatchMode(true);\n" + line.replace(curves.toString(), folder.resolve("batch.png").toString()));
		MacroProcess.run(line.replace(curves.toString(), folder.resolve("hidden.png").toString()), "", 0, folder);
		for (String name : List.of("shown", "batch", "hidden"))
			assertArrayEquals(rgb(curves), rgb(folder.resolve(name + ".png")), name);
		WindowManager.getWindow("Log").dispose();
	}

	private static int[] rgb(Path picture) throws Exception {
		BufferedImage image = ImageIO.read(picture.toFile());
		return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
	}

	@Test
	void everyCommandIsReplayedHere() throws Exception {
		List<String> tested = Arrays.stream(RecorderTest.class.getDeclaredMethods()).map(method -> method.getName().toLowerCase()).toList();
		for (String line : Files.readAllLines(Path.of("src/main/resources/plugins.config"))) {
			String name = line.replaceFirst(".*Bridge\\(\"(\\w+)\"\\)$", "$1");
			if (line.contains("Bridge(\""))
				assertTrue(tested.contains(name.toLowerCase()), name);
		}
	}

	private static void show(String name) {
		IJ.openImage(Path.of("test-images", name).toString()).show();
	}

	/** Replays a line that was recorded, in three ways, after opening the files. */
	private void replay(String line, String name, String title, String... files) throws Exception {
		ImagePlus recorded = WindowManager.getImage(title);
		assertEquals(title, recorded.getTitle());
		float[][] expected = recorded.getProcessor().convertToFloatProcessor().getFloatArray();
		assertTrue(recorded.getStatistics().max > recorded.getStatistics().min, "there is something to compare");
		IJ.run("Close All");
		StringBuilder macro = new StringBuilder();
		for (String file : files)
			macro.append("open('").append(file.contains("/") ? file : "test-images/" + file).append("');\n");
		macro.append(line).append("\nif (getTitle() != '").append(title).append("') exit('current is ' + getTitle());\nsaveAs('tiff', '");
		List<Path> results = new ArrayList<>();
		for (String way : List.of("shown", "batch", "hidden"))
			results.add(folder.resolve(name + " " + way + ".tif"));
		IJ.runMacro(macro + results.get(0).toString() + "');");
		IJ.run("Close All");
		IJ.runMacro("setBatchMode(true);\n" + macro + results.get(1).toString() + "');");
		MacroProcess.run(macro + results.get(2).toString() + "');", "", 0, folder);
		for (Path result : results) {
			float[][] pixels = IJ.openImage(result.toString()).getProcessor().convertToFloatProcessor().getFloatArray();
			assertEquals(expected.length, pixels.length);
			for (int x = 0; x < pixels.length; x++)
				assertArrayEquals(expected[x], pixels[x], 0f, result.toString());
		}
	}

	/** Chooses a command from the menu, enters values by the names of its parameters, presses OK, and waits for the end. */
	private static String record(String name, Map<String, String> values) throws Exception {
		String label = Bridge.label(Bridge.make(name));
		Recorder recorder = Desk.recorder();
		IJ.doCommand(label);
		await(() -> dialog() != null);
		GenericDialog dialog = dialog();
		enter(dialog, values);
		Button ok = dialog.getButtons()[0];
		EventQueue.invokeLater(() -> dialog.actionPerformed(new ActionEvent(ok, ActionEvent.ACTION_PERFORMED, ok.getLabel())));
		await(() -> recorder.getText().contains(label) && Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("Run$_" + label)));
		String line = recorder.getText().lines().filter(text -> text.contains(label)).findFirst().orElseThrow();
		recorder.close();
		return line;
	}

	private static void enter(GenericDialog dialog, Map<String, String> values) throws Exception {
		for (Map.Entry<String, String> value : values.entrySet()) {
			Component part = Desk.part(dialog, value.getKey());
			EventQueue.invokeAndWait(() -> {
				if (part instanceof Choice choice)
					choice.select(value.getValue());
				else if (part instanceof TextField text)
					text.setText(value.getValue());
				else
					Desk.set((Checkbox) part, Boolean.parseBoolean(value.getValue()));
			});
		}
	}

	private static GenericDialog dialog() {
		for (Window window : Window.getWindows())
			if (window instanceof GenericDialog dialog && dialog.isShowing())
				return dialog;
		return null;
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(120);
		while (!condition.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, "waited in vain");
			Thread.sleep(50);
		}
	}
}
