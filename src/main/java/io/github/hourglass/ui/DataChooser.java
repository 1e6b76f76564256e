package io.github.hourglass.ui;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.KeyboardFocusManager;
import java.awt.Window;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

import javax.swing.BorderFactory;
import javax.swing.DefaultListCellRenderer;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ListSelectionModel;

import ij.ImagePlus;
import ij.WindowManager;

/** The images that are open, for a user to choose one to train on; or a folder or file. */
public final class DataChooser {

	private static final int WIDTH = 460, HEIGHT = 220;

	private final JDialog dialog = new JDialog(owner(), "Images to Train on", JDialog.ModalityType.APPLICATION_MODAL);
	private final JList<ImagePlus> list;
	private String chosen;

	private DataChooser(List<ImagePlus> images) {
		list = new JList<>(images.toArray(ImagePlus[]::new));
		list.setName("images");
		list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
		list.setSelectedIndex(0);
		list.setCellRenderer(new Rows());
		list.addMouseListener(new MouseAdapter() {

			@Override
			public void mouseClicked(MouseEvent event) {
				if (event.getClickCount() == 2)
					take();
			}
		});
		JScrollPane scroll = new JScrollPane(list);
		scroll.setPreferredSize(new Dimension(WIDTH, HEIGHT));
		JLabel title = new JLabel(images.isEmpty() ? "No image is open; choose a folder or file." : "Images that are open:");
		title.setBorder(BorderFactory.createEmptyBorder(8, 8, 4, 8));
		JButton ok = button("OK", this::take);
		ok.setEnabled(!images.isEmpty());
		JPanel buttons = new JPanel();
		buttons.add(ok);
		buttons.add(button("From folder or file...", this::browse));
		buttons.add(button("Cancel", dialog::dispose));
		dialog.add(title, BorderLayout.NORTH);
		dialog.add(scroll, BorderLayout.CENTER);
		dialog.add(buttons, BorderLayout.SOUTH);
		dialog.getRootPane().setDefaultButton(ok);
		dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
		dialog.pack();
		dialog.setLocationRelativeTo(dialog.getOwner());
	}

	/** Asks the user, on the event thread, which stays alive meanwhile. Gives what an option {@code images} takes; nothing if cancelled. */
	public static Optional<String> choose() {
		DataChooser chooser = new DataChooser(open());
		chooser.dialog.setVisible(true);
		return Optional.ofNullable(chooser.chosen);
	}

	/** Asks for a folder, there or new. */
	public static Optional<String> folder(String title) {
		JFileChooser files = new JFileChooser();
		files.setFileSelectionMode(JFileChooser.DIRECTORIES_ONLY);
		files.setDialogTitle(title);
		return files.showDialog(owner(), "Choose") == JFileChooser.APPROVE_OPTION ? Optional.of(files.getSelectedFile().getPath()) : Optional.empty();
	}

	private static Window owner() {
		return KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow();
	}

	private static List<ImagePlus> open() {
		List<ImagePlus> open = new ArrayList<>();
		int[] ids = WindowManager.getIDList();
		for (int id : ids == null ? new int[0] : ids)
			open.add(WindowManager.getImage(id));
		open.removeAll(Collections.singleton(null));
		return open;
	}

	private static JButton button(String label, Runnable action) {
		JButton button = new JButton(label);
		button.addActionListener(event -> action.run());
		return button;
	}

	/** The title; the ID where another image has the same. */
	private void take() {
		ImagePlus image = list.getSelectedValue();
		if (image == null)
			return;
		chosen = WindowManager.getImage(image.getTitle()) == image ? image.getTitle() : String.valueOf(image.getID());
		dialog.dispose();
	}

	private void browse() {
		JFileChooser files = new JFileChooser();
		files.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
		files.setDialogTitle("A folder of images or one image file");
		if (files.showOpenDialog(dialog) != JFileChooser.APPROVE_OPTION)
			return;
		chosen = files.getSelectedFile().getPath();
		dialog.dispose();
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
