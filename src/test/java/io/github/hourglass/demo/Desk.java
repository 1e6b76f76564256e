package io.github.hourglass.demo;

import java.awt.Button;
import java.awt.Checkbox;
import java.awt.Component;
import java.awt.Container;
import java.awt.EventQueue;
import java.awt.Point;
import java.awt.Rectangle;
import java.awt.Robot;
import java.awt.Toolkit;
import java.awt.Window;
import java.awt.event.ActionEvent;
import java.awt.event.ItemEvent;
import java.awt.event.ItemListener;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.imageio.ImageIO;

import ij.IJ;
import ij.ImageJ;
import ij.Menus;
import ij.gui.GenericDialog;
import ij.plugin.frame.Recorder;
import io.github.hourglass.ui.ModelCard;

/** Plain ImageJ with our commands in its menu, and a hand that works its dialogs and takes pictures of them. Needs a display, such as {@code xvfb-run}. */
public final class Desk implements AutoCloseable {

	private static final int SECONDS = 120;
	private static final Point PLACE = new Point(20, 90);
	private static final Pattern ENTRY = Pattern.compile("^[^#\"]+, \"(.+)\", (\\S+)$");

	private final Path folder;
	private final ImageJ imagej;
	private final Robot robot;

	/** @param folder for the pictures; made if need be */
	public Desk(Path folder) throws Exception {
		this.folder = Files.createDirectories(folder);
		imagej = new ImageJ(ImageJ.EMBEDDED);
		robot = new Robot();
		enterCommands();
	}

	/** Enters our commands as ImageJ does when it finds the jar in its plugins folder. */
	@SuppressWarnings("unchecked")
	private static void enterCommands() throws IOException {
		Map<String, String> commands = Menus.getCommands();
		for (String line : Files.readAllLines(Path.of("src/main/resources/plugins.config"))) {
			Matcher entry = ENTRY.matcher(line);
			if (entry.matches())
				commands.put(entry.group(1), entry.group(2));
		}
	}

	/** Chooses a command from the menu and waits for its dialog, and for what that tells of the run. */
	public GenericDialog open(String label) throws Exception {
		IJ.doCommand(label);
		await(() -> showing(GenericDialog.class) != null);
		GenericDialog dialog = showing(GenericDialog.class);
		ModelCard card = find(dialog, ModelCard.class);
		if (card != null)
			await(() -> !card.text().equals("…"));
		return dialog;
	}

	/** The window of that kind that is shown; null if none is. */
	public static <T extends Window> T showing(Class<T> type) {
		for (Window window : Window.getWindows())
			if (type.isInstance(window) && window.isShowing())
				return type.cast(window);
		return null;
	}

	/** The first part of that kind; null if there is none. */
	public static <T extends Component> T find(Container in, Class<T> type) {
		return type.cast(first(in, type::isInstance));
	}

	private static Component first(Container in, Predicate<Component> wanted) {
		for (Component component : in.getComponents()) {
			Component found = wanted.test(component) ? component : component instanceof Container inner ? first(inner, wanted) : null;
			if (found != null)
				return found;
		}
		return null;
	}

	/** @param label of the button, such as {@code OK} */
	public static void press(GenericDialog dialog, String label) {
		for (Button button : dialog.getButtons())
			if (button != null && button.getLabel().strip().equals(label))
				EventQueue.invokeLater(() -> dialog.actionPerformed(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, button.getLabel())));
	}

	/** Whether there is a button of that name inside a dialog. */
	public static boolean has(Container in, String label) {
		return button(in, label) != null;
	}

	/** Presses a button inside a dialog. */
	public static void click(Container in, String label) {
		Button button = button(in, label);
		EventQueue.invokeLater(() -> button.dispatchEvent(new ActionEvent(button, ActionEvent.ACTION_PERFORMED, label)));
	}

	private static Button button(Container in, String label) {
		return (Button) first(in, component -> component instanceof Button button && button.getLabel().equals(label));
	}

	/** The part of a dialog in which the value of that parameter is entered, whether it is shown or not. */
	public static Component part(Container in, String parameter) {
		Component part = first(in, component -> parameter.equals(component.getName()));
		if (part == null)
			throw new IllegalArgumentException("the dialog has no part for " + parameter);
		return part;
	}

	/** Ticks or clears a box as the mouse does. */
	public static void set(Checkbox box, boolean state) {
		box.setState(state);
		for (ItemListener listener : box.getItemListeners())
			listener.itemStateChanged(new ItemEvent(box, ItemEvent.ITEM_STATE_CHANGED, box.getLabel(), state ? ItemEvent.SELECTED : ItemEvent.DESELECTED));
	}

	/** Ticks the box of that parameter. */
	public static void tick(Container in, String parameter) {
		EventQueue.invokeLater(() -> set((Checkbox) part(in, parameter), true));
	}

	/** Closes a dialog and waits until it is gone and its command has told ImageJ that it was canceled. */
	public static void cancel(GenericDialog dialog) throws InterruptedException {
		press(dialog, "Cancel");
		await(() -> !dialog.isShowing());
		for (Thread thread : Thread.getAllStackTraces().keySet())
			if (thread.getName().contains("Hourglass"))
				thread.join(2000);
	}

	/** A picture of one window, which is moved: on a display without a window manager Java does not always know where it opened. */
	public void shot(Window window, String name) throws Exception {
		settle();
		window.setLocation(PLACE);
		window.toFront();
		settle();
		shot(new Rectangle(PLACE, window.getSize()), name);
	}

	/** A picture of the whole screen. */
	public void shot(String name) throws Exception {
		settle();
		shot(new Rectangle(Toolkit.getDefaultToolkit().getScreenSize()), name);
	}

	private void settle() throws InterruptedException {
		robot.waitForIdle();
		Thread.sleep(700);
	}

	private void shot(Rectangle part, String name) throws Exception {
		BufferedImage[] taken = new BufferedImage[1];
		await(() -> isPainted(taken[0] = robot.createScreenCapture(part)));
		ImageIO.write(taken[0], "png", folder.resolve(name + ".png").toFile());
	}

	/** False while a window is there but nothing has been drawn in it. */
	private static boolean isPainted(BufferedImage picture) {
		int[] colors = picture.getRGB(0, 0, picture.getWidth(), picture.getHeight(), null, 0, picture.getWidth());
		return Arrays.stream(colors).anyMatch(color -> color != colors[0]);
	}

	public static void await(BooleanSupplier condition) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > end)
				throw new IllegalStateException("waited in vain for " + SECONDS + " s");
			Thread.sleep(20);
		}
	}

	@Override
	public void close() {
		IJ.run("Close All");
		imagej.dispose();
	}

	/** Opened on the event thread: it lays out its text, while that thread may be recording into it, and each would wait for the other. */
	public static Recorder recorder() throws Exception {
		Recorder[] opened = new Recorder[1];
		EventQueue.invokeAndWait(() -> opened[0] = new Recorder());
		return opened[0];
	}
}
