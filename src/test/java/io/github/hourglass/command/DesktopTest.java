package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.Button;
import java.awt.Component;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.TextField;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.KeyEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;
import javax.swing.JDialog;
import javax.swing.JEditorPane;
import javax.swing.JList;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import ij.IJ;
import ij.ImageJ;
import ij.ImagePlus;
import ij.Menus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.ImageRoi;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import ij.plugin.frame.Recorder;
import ij.process.ShortProcessor;
import io.github.hourglass.demo.Desk;
import io.github.hourglass.ui.MessagePane;
import io.github.hourglass.ui.ModelCard;

/** The commands with ImageJ's windows open; what a user would see is left in {@code target/screenshots}. */
@Tag("desktop")
class DesktopTest {

	private static final Path SCREENSHOTS = Path.of("target", "screenshots");
	private static Context context;
	private static ImageJ imagej;

	@BeforeAll
	static void open() throws Exception {
		assumeFalse(GraphicsEnvironment.isHeadless(), "skipped: there is no display");
		Files.createDirectories(SCREENSHOTS);
		imagej = new ImageJ(ImageJ.EMBEDDED);
		context = new Context(CommandService.class);
	}

	@AfterEach
	void closeImages() {
		IJ.run("Close All");
	}

	@AfterAll
	static void close() {
		if (context != null)
			context.dispose();
		if (imagej != null)
			imagej.dispose();
	}

	@Test
	void aDenoisedImageLooksLikeItsOriginal() throws Exception {
		ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");
		image.show();
		CommandModule done = start(Denoise.class, Map.of("input", image)).get(60, TimeUnit.SECONDS);
		ImagePlus result = HostCommandsTest.output(done);
		result.show();
		IJ.run("Tile");
		screenshot("denoised");
		assertEquals("cells-2d-noisy-denoised", result.getTitle());
		assertEquals(image.getDisplayRangeMin(), result.getDisplayRangeMin());
		assertEquals(image.getDisplayRangeMax(), result.getDisplayRangeMax());
		ImagePlus second = HostCommandsTest.output(start(Denoise.class, Map.of("input", image)).get(60, TimeUnit.SECONDS));
		assertEquals("cells-2d-noisy-denoised-1", second.getTitle());
	}

	@Test
	void theUncertaintyIsVisible() throws Exception {
		ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");
		image.show();
		CommandModule done = start(Denoise.class, Map.of("input", image, "flips", true, "uncertainty", true)).get(60, TimeUnit.SECONDS);
		HostCommandsTest.output(done).show();
		((ImagePlus) done.getOutput("spread")).show();
		IJ.run("Tile");
		screenshot("uncertainty");
		assertTrue(((ImagePlus) done.getOutput("spread")).getStatistics().max > 0);
	}

	@Test
	void progressIsSeenAndEscapeStopsWithinASecond() throws Exception {
		ImagePlus image = new ImagePlus("large.tif", new ShortProcessor(4096, 4096));
		image.getProcessor().noise(100);
		image.show();
		Future<CommandModule> running = start(Denoise.class, Map.of("input", image, "flips", true));
		await(() -> status().contains("Predicting") && status().contains("%"));
		Thread.sleep(1500);
		screenshot("progress");
		IJ.setKeyDown(KeyEvent.VK_ESCAPE);
		long pressed = System.nanoTime();
		CommandModule done = running.get(60, TimeUnit.SECONDS);
		long millis = (System.nanoTime() - pressed) / 1_000_000;
		IJ.setKeyUp(KeyEvent.VK_ESCAPE);
		assertTrue(millis < 1000, "it took " + millis + " ms");
		assertTrue(done.isCanceled());
		assertNull(done.getCancelReason(), "nothing to be told in a message box");
		assertNull(done.getOutput("output"));
		assertFalse(status().contains("Predicting"), status());
		assertEquals(1, WindowManager.getImageCount());
		screenshot("cancelled");
	}

	@Test
	void modelsAreListedInTheLogWindow() throws Exception {
		start(Models.class, Map.of("action", "show", "model", "starter-2d")).get(60, TimeUnit.SECONDS);
		assertTrue(IJ.getLog().contains("Starter"), IJ.getLog());
		screenshot("models");
		WindowManager.getWindow("Log").dispose();
	}

	@Test
	void aRecordedLineGivesTheSamePixelsReplayedInAWindowAndInBatchMode() throws Exception {
		IJ.openImage("test-images/cells-2d-noisy.tif").show();
		enterCommands();
		Recorder recorder = Desk.recorder();
		GenericDialog dialog = open("Hourglass Denoise...");
		ModelCard card = Desk.find(dialog, ModelCard.class);
		await(() -> card.text().contains("One piece of 512 x 512"));
		screenshot("denoise-dialog");
		((TextField) Desk.part(dialog, "tile")).setText("128");
		await(() -> card.text().contains("tiles of 128 x 128"));
		press(dialog, 0);
		await(() -> WindowManager.getImage("cells-2d-noisy-denoised") != null);
		await(() -> recorder.getText().contains("Hourglass Denoise"));
		String line = recorder.getText().lines().filter(text -> text.contains("Hourglass Denoise")).findFirst().orElseThrow();
		recorder.close();
		assertTrue(line.contains("input=cells-2d-noisy.tif model=[] region=whole preview=false axes=auto tile=128") && line.contains("flips=false"), line);
		int width = WindowManager.getImage("cells-2d-noisy-denoised").getWidth();
		float[] expected = (float[]) WindowManager.getImage("cells-2d-noisy-denoised").getProcessor().getPixels();
		IJ.run("Close All");
		String before = "open('test-images/cells-2d-noisy.tif');\n";
		IJ.runMacro(before + line);
		assertArrayEquals(expected, (float[]) IJ.getImage().getProcessor().getPixels(), 0f);
		assertEquals("cells-2d-noisy-denoised", IJ.getImage().getTitle());
		new ImagePlus("in front", new ShortProcessor(9, 9)).show();
		String title = IJ.runMacro("setBatchMode(true);\n" + before + line.replaceAll("input=\\S+ ", "") + "\nreturn getTitle() + ' ' + getValue(5, 5);");
		assertTrue(title.startsWith("cells-2d-noisy-denoised-1 "), title);
		assertEquals(expected[5 * width + 5], Float.parseFloat(title.replaceAll(".* ", "")), 1e-3f);
	}

	@Test
	void objectsArePreviewedShownListedAndMeasured() throws Exception {
		ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");
		image.show();
		RoiManager manager = RoiManager.getRoiManager();
		manager.addRoi(new Roi(1, 1, 5, 5));
		enterCommands();
		GenericDialog dialog = open("Hourglass Segment...");
		screenshot("segment-dialog");
		assertTrue(dialog.getHeight() < 800 && dialog.getWidth() < 1200, dialog.getSize().toString());
		Desk.tick(dialog, "preview");
		await(() -> image.getOverlay() != null);
		screenshot("segment-preview");
		press(dialog, 1);
		await(() -> image.getOverlay() == null);
		CommandModule done = start(Segment.class, Map.of("input", image, "overlay", true, "rois", true, "table", true)).get(60, TimeUnit.SECONDS);
		ImagePlus labels = HostCommandsTest.output(done);
		labels.show();
		IJ.run("Tile");
		manager.runCommand("Show None");
		screenshot("segmented");
		int objects = (int) labels.getStatistics().max;
		assertTrue(objects > 5, "objects: " + objects);
		assertEquals(objects, image.getOverlay().size());
		assertEquals(objects + 1, manager.getCount(), "after what was there");
		assertEquals("0001", manager.getRoi(1).getName());
		ResultsTable table = ResultsTable.getResultsTable("cells-2d-noisy-objects table");
		assertEquals(objects, table.size());
		manager.close();
		IJ.selectWindow("cells-2d-noisy-objects table");
		IJ.run("Close");
	}

	@Test
	void theResultIsPreviewedInTheSelectionAndAModelIsChosenFromTheList() throws Exception {
		ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");
		image.show();
		image.setRoi(new Roi(100, 100, 120, 90));
		enterCommands();
		GenericDialog dialog = open("Hourglass Predict...");
		Desk.tick(dialog, "preview");
		await(() -> image.getOverlay() != null && image.getOverlay().get(0) instanceof ImageRoi);
		assertEquals(new Rectangle(100, 100, 120, 90), image.getOverlay().get(0).getBounds());
		screenshot("predict-preview");
		Desk.click(dialog, "Choose...");
		await(() -> Desk.showing(JDialog.class) != null);
		JDialog models = Desk.showing(JDialog.class);
		JList<?> list = Desk.find(models, JList.class);
		await(() -> list.getModel().getSize() > 1);
		screenshot("model-chooser");
		EventQueue.invokeAndWait(() -> list.setSelectedIndex(list.getModel().getSize() - 1));
		EventQueue.invokeLater(() -> models.getRootPane().getDefaultButton().doClick());
		TextField model = (TextField) Desk.part(dialog, "model");
		await(() -> io.github.hourglass.model.Models.all().containsKey(model.getText()));
		press(dialog, 1);
		await(() -> image.getOverlay() == null);
	}

	@Test
	void anImageWhoseWindowIsClosedInMidRunStillGivesItsResult() throws Exception {
		ImagePlus image = new ImagePlus("closed.tif", new ShortProcessor(1024, 1024));
		image.getProcessor().noise(100);
		image.show();
		Future<CommandModule> running = start(Denoise.class, Map.of("input", image, "model", "starter-2d", "flips", true));
		await(() -> status().contains("Predicting") && status().contains("%"));
		CommandModule second = start(Denoise.class, Map.of("input", image)).get(60, TimeUnit.SECONDS);
		assertTrue(second.getCancelReason().startsWith("'closed.tif' is in use by another command"), second.getCancelReason());
		EventQueue.invokeAndWait(() -> {
			image.changes = false;
			image.close();
		});
		ImagePlus result = HostCommandsTest.output(running.get(60, TimeUnit.SECONDS));
		assertEquals(1024, result.getWidth());
		assertTrue(IJ.getLog().contains("'closed.tif' was closed during the run; the result is of the image as it was."), IJ.getLog());
		WindowManager.getWindow("Log").dispose();
	}

	@Test
	void whileANumberCannotBeReadThereIsNoOk() throws Exception {
		IJ.openImage("test-images/cells-2d-noisy.tif").show();
		enterCommands();
		GenericDialog dialog = open("Hourglass Denoise...");
		TextField threads = (TextField) Desk.part(dialog, "threads");
		EventQueue.invokeAndWait(() -> threads.setText("many"));
		ModelCard card = Desk.find(dialog, ModelCard.class);
		await(() -> card.text().startsWith("threads cannot be 'many'"));
		await(() -> !dialog.getButtons()[0].isEnabled());
		screenshot("denoise-refused");
		EventQueue.invokeAndWait(() -> threads.setText("1"));
		await(() -> dialog.getButtons()[0].isEnabled());
		Desk.cancel(dialog);
	}

	/** ImageJ does not break the lines of its message boxes. */
	@Test
	void aLongRefusalFitsTheScreen() throws Exception {
		enterCommands();
		Thread macro = new Thread(() -> IJ.runMacro("run('Hourglass Train...', 'tiles=3');"), "Run$_refused");
		macro.start();
		await(() -> dialog() != null);
		screenshot("refused");
		assertTrue(dialog().getWidth() < 1000 && dialog().getHeight() < 500, dialog().getSize().toString());
		press(dialog(), 0);
		macro.join(5000);
		assertFalse(macro.isAlive());
	}

	/** As SciJava's dialogs show it. */
	@Test
	void aMessageIsBroughtUpToDateInTheDialogThatShowsIt() throws Exception {
		JDialog dialog = new JDialog();
		JEditorPane pane = new JEditorPane("text/html", MessagePane.html(null, "", "", "…"));
		JEditorPane other = new JEditorPane("text/html", "<html>another message</html>");
		EventQueue.invokeAndWait(() -> {
			dialog.add(pane);
			dialog.add(other, "South");
			dialog.pack();
			dialog.setVisible(true);
			MessagePane.update(MessagePane.html(null, "Nuclei", "finds nuclei", "24 tiles, about 40 s"));
		});
		assertTrue(pane.getText().contains("24 tiles") && pane.getText().contains("Nuclei"), pane.getText());
		assertTrue(other.getText().contains("another message"), other.getText());
		EventQueue.invokeAndWait(dialog::dispose);
	}

	@Test
	void whatIsRarelyGivenIsBehindAButtonAndKeepsItsValueThere() throws Exception {
		IJ.openImage("test-images/cells-2d-noisy.tif").show();
		enterCommands();
		GenericDialog dialog = open("Hourglass Denoise...");
		Component tile = Desk.part(dialog, "tile");
		Component model = Desk.part(dialog, "model");
		assertTrue(model.isShowing() && !tile.isShowing());
		int height = dialog.getHeight();
		Desk.click(dialog, InputDialog.MORE);
		await(tile::isShowing);
		assertTrue(dialog.getHeight() > height && dialog.getY() + dialog.getHeight() <= Toolkit.getDefaultToolkit().getScreenSize().height, dialog.getBounds().toString());
		EventQueue.invokeAndWait(() -> ((TextField) tile).setText("128"));
		Desk.click(dialog, InputDialog.FEWER);
		await(() -> !tile.isShowing());
		ModelCard card = Desk.find(dialog, ModelCard.class);
		await(() -> card.text().contains("tiles of 128 x 128"));
		Desk.cancel(dialog);
	}

	@Test
	void theTrainingDialogFitsTheScreen() throws Exception {
		enterCommands();
		GenericDialog dialog = open("Hourglass Train...");
		assertTrue(dialog.getHeight() < 450, dialog.getSize().toString());
		Desk.click(dialog, InputDialog.MORE);
		await(Desk.part(dialog, "optimizer")::isShowing);
		screenshot("train-dialog");
		assertTrue(dialog.getHeight() < 800 && dialog.getWidth() < 1200, dialog.getSize().toString());
		press(dialog, 1);
		await(() -> dialog() == null);
	}

	/** Enters our commands as ImageJ does when it finds the jar in its plugins folder. */
	private static void enterCommands() throws Exception {
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

	private static GenericDialog open(String label) throws InterruptedException {
		IJ.doCommand(label);
		await(() -> dialog() != null);
		return dialog();
	}

	private static GenericDialog dialog() {
		for (Window window : Window.getWindows())
			if (window instanceof GenericDialog dialog && dialog.isShowing())
				return dialog;
		return null;
	}

	/** @param button 0 is OK, 1 is Cancel */
	private static void press(GenericDialog dialog, int button) {
		Button pressed = dialog.getButtons()[button];
		EventQueue.invokeLater(() -> dialog.actionPerformed(new ActionEvent(pressed, ActionEvent.ACTION_PERFORMED, pressed.getLabel())));
	}

	private static Future<CommandModule> start(Class<? extends org.scijava.command.Command> command, Map<String, Object> inputs) {
		return context.service(CommandService.class).run(command, true, new HashMap<>(inputs));
	}

	/** What the status line says. */
	private static String status() {
		return IJ.getInstance().getStatusBar().getComponentCount() == 0 ? "" : ((javax.swing.JLabel) IJ.getInstance().getStatusBar().getComponent(0)).getText();
	}

	private static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
		while (!condition.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, "waited in vain");
			Thread.sleep(20);
		}
	}

	private static void screenshot(String name) throws Exception {
		Robot robot = new Robot();
		robot.waitForIdle();
		Thread.sleep(500);
		ImageIO.write(robot.createScreenCapture(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize())), "png", SCREENSHOTS.resolve(name + ".png").toFile());
	}
}
