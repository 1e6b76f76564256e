package io.github.hourglass.ui;

import java.awt.Component;
import java.awt.Container;
import java.awt.Graphics2D;
import java.awt.Rectangle;
import java.awt.image.BufferedImage;
import java.lang.reflect.InvocationTargetException;
import java.nio.file.Path;
import java.util.List;

import javax.swing.JLabel;
import javax.swing.JTextArea;
import javax.swing.SwingUtilities;
import javax.swing.text.JTextComponent;

import io.github.hourglass.train.RunSnapshot;
import io.github.hourglass.train.WatchOptions;
import io.github.hourglass.train.WatchedRun;

/** The content of the training window as a picture, without a display; for demos and the guide. */
public final class TrainingPictures {

	private TrainingPictures() {}

	/** @param density pixels of the picture per unit of the size, such as 2 for a dense screen */
	public static BufferedImage of(List<Path> runs, int width, int height, int density) {
		BufferedImage picture = new BufferedImage(density * width, density * height, BufferedImage.TYPE_INT_RGB);
		TrainingPanel[] made = new TrainingPanel[1];
		onEventThread(() -> made[0] = panel(runs, new NoActions()));
		onEventThread(() -> {
			TrainingPanel panel = made[0];
			Graphics2D graphics = picture.createGraphics();
			graphics.scale(density, density);
			draw(panel, graphics, width, height);
			graphics.dispose();
		});
		return picture;
	}

	/** A panel that has looked once; what it does elsewhere is done here at once. */
	static TrainingPanel panel(List<Path> folders, TrainingPanel.Actions actions) {
		List<WatchedRun> runs = WatchedRun.of(folders);
		TrainingPanel panel = new TrainingPanel(runs, new WatchOptions("epochs", "auto"), Runnable::run, actions);
		panel.show(runs.stream().map(WatchedRun::look).toList());
		return panel;
	}

	static void draw(TrainingPanel panel, Graphics2D graphics, int width, int height) {
		panel.setSize(width, height);
		for (int pass = 0; pass < 3; pass++) // lines that wrap know their height after the first
			layOut(panel);
		log(panel).scrollRectToVisible(new Rectangle(0, log(panel).getHeight() - 1, 1, 1));
		graphics.setColor(panel.getBackground());
		graphics.fillRect(0, 0, width, height);
		panel.printAll(graphics);
	}

	private static JTextArea log(TrainingPanel panel) {
		return (JTextArea) find(panel, "log");
	}

	/** The first part of that name; null if there is none. */
	static Component find(Container container, String name) {
		for (Component part : container.getComponents()) {
			Component found = name.equals(part.getName()) ? part : part instanceof Container inner ? find(inner, name) : null;
			if (found != null)
				return found;
		}
		return null;
	}

	/** What a label or another text says. */
	static String text(Container container, String name) {
		return find(container, name) instanceof JLabel label ? label.getText() : ((JTextComponent) find(container, name)).getText();
	}

	private static void layOut(Container container) {
		container.invalidate();
		container.doLayout();
		for (Component part : container.getComponents())
			if (part instanceof Container inner)
				layOut(inner);
	}

	static void onEventThread(Runnable work) {
		try {
			SwingUtilities.invokeAndWait(work);
			SwingUtilities.invokeAndWait(() -> {}); // what it has put off
		}
		catch (InterruptedException | InvocationTargetException e) {
			throw new AssertionError(e.getCause() == null ? e : e.getCause());
		}
	}

	private static final class NoActions implements TrainingPanel.Actions {

		@Override
		public void resume(RunSnapshot run) {}

		@Override
		public void apply(Path model) {}

		@Override
		public void open(boolean compare) {}
	}
}
