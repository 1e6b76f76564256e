package io.github.hourglass.ui;

import java.awt.BorderLayout;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.KeyboardFocusManager;
import java.awt.event.MouseAdapter;
import java.awt.event.MouseEvent;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.swing.BorderFactory;
import javax.swing.DefaultListModel;
import javax.swing.ImageIcon;
import javax.swing.JButton;
import javax.swing.JDialog;
import javax.swing.JFileChooser;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.JPanel;
import javax.swing.JScrollPane;
import javax.swing.ListCellRenderer;
import javax.swing.ListSelectionModel;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.InstalledModel;
import io.github.hourglass.model.Models;

/** The models that are installed, with picture and one line, for a user to choose one; or a file or folder of their own. */
public final class ModelChooser {

	private static final int SIDE = 64;
	private static final int WIDTH = 560;
	private static final int HEIGHT = 380;

	private final JDialog dialog = new JDialog(KeyboardFocusManager.getCurrentKeyboardFocusManager().getActiveWindow(), "Models", JDialog.ModalityType.APPLICATION_MODAL);
	private final DefaultListModel<Row> rows = new DefaultListModel<>();
	private final JList<Row> list = new JList<>(rows);
	private String chosen;

	/** @param picture null if there is none */
	private record Row(InstalledModel model, BufferedImage picture) {}

	private ModelChooser() {
		list.setName("models");
		list.setSelectionMode(ListSelectionModel.SINGLE_SELECTION);
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
		JButton ok = button("OK", this::take);
		JPanel buttons = new JPanel();
		buttons.add(ok);
		buttons.add(button("From file or folder...", this::browse));
		buttons.add(button("Cancel", dialog::dispose));
		dialog.add(scroll, BorderLayout.CENTER);
		dialog.add(buttons, BorderLayout.SOUTH);
		dialog.getRootPane().setDefaultButton(ok);
		dialog.setDefaultCloseOperation(JDialog.DISPOSE_ON_CLOSE);
		dialog.pack();
		dialog.setLocationRelativeTo(dialog.getOwner());
	}

	/** Asks the user, on the event thread, which stays alive meanwhile. Gives what an option {@code model} takes; nothing if cancelled. */
	public static Optional<String> choose() {
		ModelChooser chooser = new ModelChooser();
		Thread reader = new Thread(chooser::read, "hourglass-models");
		reader.setDaemon(true);
		reader.start();
		chooser.dialog.setVisible(true);
		return Optional.ofNullable(chooser.chosen);
	}

	private void read() {
		List<Row> read = new ArrayList<>();
		try {
			for (InstalledModel model : Models.installed(Progress.none()))
				read.add(new Row(model, Picture.of(model.picture(), SIDE)));
		}
		catch (CancelledException never) {
			return;
		}
		EventQueue.invokeLater(() -> {
			read.forEach(rows::addElement);
			list.setSelectedIndex(0);
		});
	}

	private static JButton button(String label, Runnable action) {
		JButton button = new JButton(label);
		button.addActionListener(event -> action.run());
		return button;
	}

	private void take() {
		Row row = list.getSelectedValue();
		if (row == null || row.model.model() == null)
			return;
		chosen = row.model.name();
		dialog.dispose();
	}

	private void browse() {
		JFileChooser files = new JFileChooser();
		files.setFileSelectionMode(JFileChooser.FILES_AND_DIRECTORIES);
		files.setDialogTitle("A model package (folder or .zip) or a file of weights");
		if (files.showOpenDialog(dialog) != JFileChooser.APPROVE_OPTION)
			return;
		chosen = files.getSelectedFile().getPath();
		dialog.dispose();
	}

	/** Picture to the left, name and line to the right; gray where a model cannot be used. */
	private static final class Rows implements ListCellRenderer<Row> {

		private final JLabel label = new JLabel();

		@Override
		public Component getListCellRendererComponent(JList<? extends Row> all, Row row, int index, boolean selected, boolean focused) {
			label.setIcon(new ImageIcon(row.picture != null ? row.picture : new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB)));
			String title = row.model.model() == null ? row.model.name() : row.model.name() + " – " + row.model.model().name();
			label.setText("<html><table width=" + (WIDTH - SIDE - 60) + "><tr><td><b>" + escaped(title) + "</b><br>" + escaped(row.model.line()) + "</td></tr></table></html>");
			label.setFont(label.getFont().deriveFont(Font.PLAIN));
			label.setOpaque(true);
			label.setEnabled(row.model.model() != null);
			label.setBackground(selected ? all.getSelectionBackground() : all.getBackground());
			label.setForeground(selected ? all.getSelectionForeground() : all.getForeground());
			label.setBorder(BorderFactory.createEmptyBorder(4, 4, 4, 4));
			return label;
		}

		private static String escaped(String text) {
			return text.replace("&", "&amp;").replace("<", "&lt;");
		}
	}
}
