package io.github.hourglass.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import javax.swing.DefaultListCellRenderer;
import javax.swing.JFileChooser;
import javax.swing.JList;

import ij.ImagePlus;
import ij.WindowManager;

/** The images that are open, for a user to choose one to train on; or a folder or file. */
public final class DataChooser {

	private static final int WIDTH = 460, HEIGHT = 220;

	private DataChooser() {}

	/** Asks the user, on the event thread, which stays alive meanwhile. Gives what an option {@code images} takes; nothing if cancelled. */
	public static Optional<String> choose() {
		List<ImagePlus> images = open();
		ChoiceList<ImagePlus> choice = new ChoiceList<ImagePlus>("Images to Train on", "images", new Dimension(WIDTH, HEIGHT), new Rows(), DataChooser::name, "From folder or file...",
			"A folder of images or one image file").headed(images.isEmpty() ? "No image is open; choose a folder or file." : "Images that are open:", !images.isEmpty());
		choice.show(images);
		return choice.ask();
	}

	/** Asks for a folder, there or new. */
	public static Optional<String> folder(String title) {
		return path(title, JFileChooser.DIRECTORIES_ONLY, "Choose");
	}

	/** Asks for a file or folder that is to be made. */
	public static Optional<String> newFile(String title) {
		return path(title, JFileChooser.FILES_AND_DIRECTORIES, "Save");
	}

	private static Optional<String> path(String title, int mode, String button) {
		JFileChooser files = new JFileChooser();
		files.setFileSelectionMode(mode);
		files.setDialogTitle(title);
		return files.showDialog(ChoiceList.owner(), button) == JFileChooser.APPROVE_OPTION ? Optional.of(files.getSelectedFile().getPath()) : Optional.empty();
	}

	private static List<ImagePlus> open() {
		List<ImagePlus> open = new ArrayList<>();
		int[] ids = WindowManager.getIDList();
		for (int id : ids == null ? new int[0] : ids)
			open.add(WindowManager.getImage(id));
		open.removeAll(Collections.singleton(null));
		return open;
	}

	/** The title; the ID where another image has the same. */
	private static String name(ImagePlus image) {
		return WindowManager.getImage(image.getTitle()) == image ? image.getTitle() : String.valueOf(image.getID());
	}

	/** Title and size of each image. */
	private static final class Rows extends DefaultListCellRenderer {

		@Override
		public Component getListCellRendererComponent(JList<?> all, Object row, int index, boolean selected, boolean focused) {
			return super.getListCellRendererComponent(all, line((ImagePlus) row), index, selected, focused);
		}

		private static String line(ImagePlus image) {
			StringBuilder line = new StringBuilder(image.getTitle()).append("   ").append(image.getWidth()).append(" × ").append(image.getHeight());
			int[] counts = { image.getNChannels(), image.getNSlices(), image.getNFrames() };
			String[] names = { " channels", " slices", " frames" };
			for (int i = 0; i < counts.length; i++)
				if (counts[i] > 1)
					line.append(", ").append(counts[i]).append(names[i]);
			return line.append(", ").append(image.getBitDepth()).append(" bit").toString();
		}
	}
}
