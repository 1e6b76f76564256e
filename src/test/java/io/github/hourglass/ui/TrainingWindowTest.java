package io.github.hourglass.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.Button;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Vector;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;
import javax.swing.AbstractButton;
import javax.swing.JDialog;
import javax.swing.JFrame;
import javax.swing.JList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.MessageDialog;
import io.github.hourglass.image.Settings;
import io.github.hourglass.train.RunStatus;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.TrainingProcess;

/** The window on trainings in processes of their own, opened, used and closed as a user does; pictures of it are left in {@code target/screenshots}. */
@Tag("desktop")
class TrainingWindowTest {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");
	private static ImageJ imagej;

	@TempDir
	Path folder;
	private TrainingProcess training;

	@BeforeAll
	static void open() throws Exception {
		assumeFalse(GraphicsEnvironment.isHeadless(), "skipped: there is no display");
		Files.createDirectories(SCREENSHOTS);
		imagej = new ImageJ(ImageJ.EMBEDDED);
		for (String line : Files.readAllLines(Path.of("src/main/resources/plugins.config"))) {
			Matcher entry = Pattern.compile("^[^#\"]+, \"(.+)\", (\\S+)$").matcher(line);
			if (entry.matches())
				commands().put(entry.group(1), entry.group(2));
		}
	}

	@SuppressWarnings("unchecked")
	private static Map<String, String> commands() {
		return Menus.getCommands();
	}

	@AfterEach
	void end() throws Exception {
		if (training != null)
			ProcessHandle.of(training.id()).ifPresent(ProcessHandle::destroyForcibly);
		closeWindow();
		int[] images = WindowManager.getIDList();
		for (int image : images == null ? new int[0] : images) {
			WindowManager.getImage(image).changes = false;
			WindowManager.getImage(image).close();
		}
	}

	@AfterAll
	static void close() {
		if (imagej != null)
			imagej.dispose();
	}

	private static TrainingOptions options(int epochs, int filters) {
		return Settings.read(TrainingOptions.class, Map.of("images", Path.of("test-images", "cells-2d-noisy.tif").toString(), "targets",
			Path.of("test-images", "cells-2d-clean.tif").toString(), "depth", 1, "filters", filters, "patch", "32", "steps", 5, "batch", 4, "epochs", epochs));
	}

	private static JFrame frame() {
		for (Window window : Window.getWindows())
			if (window instanceof JFrame frame && "hourglass training".equals(frame.getName()) && frame.isShowing())
				return frame;
		return null;
	}

	private static AbstractButton button(String name) {
		return (AbstractButton) TrainingPictures.find(frame(), name);
	}

	private static String text(String label) {
		return frame() == null ? "" : TrainingPictures.text(frame(), label);
	}

	private static void press(String name) throws InterruptedException {
		await(() -> button(name).isEnabled());
		TrainingPictures.onEventThread(() -> button(name).doClick());
	}

	private static void closeWindow() {
		if (frame() != null)
			TrainingPictures.onEventThread(() -> frame().dispose());
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, () -> "waited in vain; the window says: " + text("state") + " " + text("message"));
			Thread.sleep(50);
		}
	}

	private static void screenshot(String name) throws Exception {
		Robot robot = new Robot();
		robot.waitForIdle();
		Thread.sleep(500);
		ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png", SCREENSHOTS.resolve(name + ".png").toFile());
	}

	@Test
	void aTrainingIsWatchedSteeredLeftFoundAgainAndItsModelApplied() throws Exception {
		Path run = folder.resolve("a rün");
		training = TrainingProcess.start(run, options(100_000, 4));
		String line = "run=[" + run + "]";
		IJ.run("Hourglass Watch Training...", line);
		await(() -> frame() != null && text("preview caption").startsWith("epoch ") && text("verdict").contains("validation"));
		screenshot("training");
		assertEquals("Hourglass Training: a rün", frame().getTitle());
		press("pause");
		await(() -> RunStatus.read(run).state() == RunStatus.State.PAUSED);
		await(() -> text("state").equals("Paused.") && button("pause").getText().equals("Continue"));
		press("pause");
		await(() -> RunStatus.read(run).state() == RunStatus.State.TRAINING);
		JFrame first = frame();
		IJ.run("Hourglass Watch Training...", line);
		assertEquals(first, frame(), "one window for a run");
		closeWindow();
		assertTrue(training.isAlive(), "the training goes on without its window");
		IJ.run("Hourglass Watch Training...", line);
		await(() -> frame() != null && text("state").equals("Training."));
		press("cancel");
		await(() -> text("state").startsWith("Cancelled"));
		screenshot("training-cancelled");
		assertFalse(button("pause").isEnabled());
		long before = RunStatus.read(run).step();
		press("resume");
		await(() -> text("state").equals("Training."));
		training = TrainingProcess.running(run);
		assertNotNull(training);
		assertTrue(TrainingProcess.watched().stream().anyMatch(watched -> watched.id() == training.id()), "quitting would tell of it");
		await(() -> RunStatus.read(run).step() > before);
		press("finish");
		await(() -> text("state").startsWith("Finished"));
		IJ.openImage("test-images/cells-2d-noisy.tif").show();
		press("apply");
		await(() -> WindowManager.getImageCount() == 2);
		screenshot("training-applied");
		assertTrue(WindowManager.getCurrentImage().getTitle().startsWith("cells-2d-noisy-"), WindowManager.getCurrentImage().getTitle());
	}

	@Test
	void aProcessThatIsKilledOrRefusesIsTold() throws Exception {
		Path run = folder.resolve("run");
		training = TrainingProcess.start(run, options(100_000, 4));
		TrainingWindow.open(training, model -> {});
		await(() -> frame() != null && text("verdict").contains("validation"));
		ProcessHandle.of(training.id()).orElseThrow().destroyForcibly();
		await(() -> text("state").startsWith("Its process has ended unexpectedly at step ") && text("message").contains("was killed"));
		screenshot("training-killed");
		closeWindow();
		Path wrong = folder.resolve("wrong");
		training = TrainingProcess.start(wrong, Settings.read(TrainingOptions.class, Map.of("images", "nonesuch", "targets", "nonesuch")));
		TrainingWindow.open(training, model -> {});
		await(() -> frame() != null && (text("state") + text("message")).contains("nonesuch"));
		screenshot("training-refused");
	}

	/** The dialog of plain ImageJ, filled in as a user does. */
	@Test
	void openImagesAreChosenCheckedAndTrainedOn() throws Exception {
		ImagePlus noisy = IJ.openImage("test-images/cells-2d-noisy.tif");
		noisy.setRoi(0, 0, 96, 96);
		noisy = noisy.crop();
		noisy.setTitle("a corner");
		noisy.show();
		IJ.openImage("test-images/cells-2d-clean.tif").show();
		Path run = folder.resolve("run");
		IJ.doCommand("Hourglass Train...");
		await(() -> dialog("Hourglass Train") != null);
		GenericDialog dialog = dialog("Hourglass Train");
		Vector<?> fields = dialog.getStringFields();
		((TextField) fields.get(0)).setText(run.toString());
		for (int i : new int[] { 1, 2 }) {
			Button choose = Arrays.stream(((TextField) fields.get(i)).getParent().getComponents()).filter(part -> part instanceof Button).map(part -> (Button) part).findFirst().orElseThrow();
			EventQueue.invokeLater(() -> choose.getActionListeners()[0].actionPerformed(new ActionEvent(choose, ActionEvent.ACTION_PERFORMED, "")));
			await(() -> chooser() != null);
			JList<?> list = (JList<?>) TrainingPictures.find(chooser(), "images");
			assertEquals(2, list.getModel().getSize());
			if (i == 1)
				screenshot("choose-images");
			JDialog open = chooser();
			TrainingPictures.onEventThread(() -> {
				list.setSelectedIndex(i - 1);
				open.getRootPane().getDefaultButton().doClick();
			});
			await(() -> chooser() == null);
		}
		assertEquals("a corner", ((TextField) fields.get(1)).getText());
		press(dialog, 0);
		await(() -> message() != null);
		screenshot("training-refused-images");
		EventQueue.invokeLater(message()::dispose);
		await(() -> message() == null);
		assertFalse(Files.exists(run.resolve("status.json")), "nothing was begun");
	}

	@Test
	void whatIsFoundIsToldBeforeATrainingOnOpenImagesBegins() throws Exception {
		for (String kind : new String[] { "noisy", "clean" }) {
			ImagePlus image = IJ.openImage("test-images/cells-2d-" + kind + ".tif");
			image.setRoi(280, 20, 120, 160);
			image = image.crop();
			image.setTitle(kind);
			if (kind.equals("noisy")) {
				image.getProcessor().multiply(1.5);
				image.getProcessor().max(255); // as a camera of 8 bits would
			}
			image.show();
		}
		Path run = folder.resolve("run");
		IJ.doCommand("Hourglass Train...");
		await(() -> dialog("Hourglass Train") != null);
		GenericDialog dialog = dialog("Hourglass Train");
		String[] texts = { run.toString(), "noisy", "clean" };
		for (int i = 0; i < texts.length; i++)
			((TextField) dialog.getStringFields().get(i)).setText(texts[i]);
		press(dialog, 0);
		await(() -> dialog("Hourglass Train") != null && dialog("Hourglass Train") != dialog);
		screenshot("training-findings");
		assertFalse(Files.exists(run.resolve("status.json")));
		press(dialog("Hourglass Train"), 0);
		await(() -> frame() != null && TrainingProcess.running(run) != null);
		training = TrainingProcess.running(run);
		await(() -> text("verdict").contains("validation") || text("state").startsWith("Training"));
		assertTrue(Files.exists(run.resolve("data/images/noisy.tif")) && Files.exists(run.resolve("data/targets/clean.tif")));
		press("cancel");
		await(() -> text("state").startsWith("Cancelled"));
		press("finish");
		await(() -> text("state").startsWith("Finished"));
		assertTrue(Files.exists(run.resolve("model/rdf.yaml")));
	}

	private static GenericDialog dialog(String title) {
		for (Window window : Window.getWindows())
			if (window instanceof GenericDialog dialog && dialog.isShowing() && dialog.getTitle().equals(title))
				return dialog;
		return null;
	}

	private static MessageDialog message() {
		for (Window window : Window.getWindows())
			if (window instanceof MessageDialog message && message.isShowing())
				return message;
		return null;
	}

	private static JDialog chooser() {
		for (Window window : Window.getWindows())
			if (window instanceof JDialog dialog && dialog.isShowing() && dialog.getTitle().equals("Images to Train on"))
				return dialog;
		return null;
	}

	private static void press(GenericDialog dialog, int button) {
		Button pressed = dialog.getButtons()[button];
		EventQueue.invokeLater(() -> dialog.actionPerformed(new ActionEvent(pressed, ActionEvent.ACTION_PERFORMED, pressed.getLabel())));
	}
}
