package io.github.hourglass.demo;

import java.awt.EventQueue;
import java.awt.Frame;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;

import javax.swing.JDialog;
import javax.swing.JList;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.GenericDialog;
import ij.gui.HTMLDialog;
import ij.gui.Roi;
import ij.text.TextWindow;

/**
 * Takes the pictures of the dialogs: {@code ScreenshotsDemo FOLDER [NAME...]}, all or those that are named: {@code denoise}, {@code predict},
 * {@code segment}, {@code compare}, {@code train}, {@code annotate}, {@code simulate}, {@code models}, {@code choose}, {@code help},
 * {@code preview}, {@code example-denoise} and the like for each of the examples (that of training takes a minute and must be named).
 * Needs a display.
 */
public final class ScreenshotsDemo {

	private static final List<String> EXAMPLES = List.of("Example: Denoise", "Example: Denoise a Selection", "Example: Predict with Uncertainty", "Example: Segment and Measure",
		"Example: Compare with the Truth", "Example: Annotate", "Example: Simulate", "Example: Train for a Minute");

	private static final String MORE = "More Options...";

	private ScreenshotsDemo() {}

	public static void main(String[] args) throws Exception {
		Set<String> wanted = Set.copyOf(List.of(args).subList(Math.min(1, args.length), args.length));
		try (Desk desk = new Desk(Path.of(args.length > 0 ? args[0] : "target/screenshots"))) {
			ImagePlus image = IJ.openImage("test-images/cells-2d-noisy.tif");
			image.show();
			image.getWindow().setLocation(620, 120);
			for (String name : List.of("Denoise", "Predict", "Segment", "Compare", "Train", "Annotate", "Simulate", "Models"))
				if (wanted.isEmpty() || wanted.contains(name.toLowerCase(Locale.ROOT))) {
					GenericDialog dialog = desk.open("Hourglass " + name + "...");
					desk.shot(dialog, name.toLowerCase(Locale.ROOT) + "-dialog");
					if (Desk.has(dialog, MORE)) {
						Desk.click(dialog, MORE);
						desk.shot(dialog, name.toLowerCase(Locale.ROOT) + "-more");
					}
					Desk.cancel(dialog);
				}
			if (wanted.isEmpty() || wanted.contains("choose"))
				choose(desk);
			if (wanted.isEmpty() || wanted.contains("help"))
				help(desk);
			if (wanted.isEmpty() || wanted.contains("preview"))
				preview(desk, image);
			for (String name : EXAMPLES)
				if (wanted.isEmpty() && !name.contains("Train") || wanted.contains(file(name)))
					example(desk, name);
		}
		System.exit(0);
	}

	private static String file(String example) {
		return example.toLowerCase(Locale.ROOT).replaceAll("\\W+", "-");
	}

	private static void example(Desk desk, String name) throws Exception {
		IJ.run("Close All");
		IJ.run(name);
		desk.shot(file(name));
		for (Frame frame : WindowManager.getNonImageWindows())
			if (frame instanceof TextWindow window)
				window.close(false);
	}

	private static void choose(Desk desk) throws Exception {
		GenericDialog dialog = desk.open("Hourglass Denoise...");
		Desk.click(dialog, "Choose...");
		Desk.await(() -> Desk.showing(JDialog.class) != null && Desk.find(Desk.showing(JDialog.class), JList.class) != null
			&& Desk.find(Desk.showing(JDialog.class), JList.class).getModel().getSize() > 0);
		JDialog models = Desk.showing(JDialog.class);
		desk.shot(models, "model-chooser");
		EventQueue.invokeLater(models::dispose);
		Desk.cancel(dialog);
	}

	private static void help(Desk desk) throws Exception {
		GenericDialog dialog = desk.open("Hourglass Denoise...");
		Desk.press(dialog, "Help");
		Desk.await(() -> Desk.showing(HTMLDialog.class) != null);
		desk.shot(Desk.showing(HTMLDialog.class), "help");
		EventQueue.invokeLater(Desk.showing(HTMLDialog.class)::dispose);
		Desk.cancel(dialog);
	}

	private static void preview(Desk desk, ImagePlus image) throws Exception {
		for (String name : List.of("Denoise", "Segment")) {
			image.setRoi(new Roi(120, 100, 220, 200));
			GenericDialog dialog = desk.open("Hourglass " + name + "...");
			dialog.setLocation(20, 90);
			image.getWindow().setLocation(640, 90);
			Desk.tick(dialog, "preview");
			Desk.await(() -> image.getOverlay() != null);
			desk.shot(name.toLowerCase(Locale.ROOT) + "-preview");
			Desk.cancel(dialog);
			Desk.await(() -> image.getOverlay() == null);
			image.deleteRoi();
		}
	}
}
