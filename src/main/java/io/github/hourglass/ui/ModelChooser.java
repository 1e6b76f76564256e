package io.github.hourglass.ui;

import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import javax.swing.BorderFactory;
import javax.swing.ImageIcon;
import javax.swing.JLabel;
import javax.swing.JList;
import javax.swing.ListCellRenderer;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.InstalledModel;
import io.github.hourglass.model.Models;

/** The models that are installed, with picture and one line, for a user to choose one; or a file or folder of their own. */
public final class ModelChooser {

	private static final int SIDE = 64;
	private static final int WIDTH = 560;
	private static final int HEIGHT = 380;

	/** @param picture null if there is none */
	private record Row(InstalledModel model, BufferedImage picture) {}

	private ModelChooser() {}

	/** Asks the user, on the event thread, which stays alive meanwhile. Gives what an option {@code model} takes; nothing if cancelled. */
	public static Optional<String> choose() {
		ChoiceList<Row> choice = new ChoiceList<>("Models", "models", new Dimension(WIDTH, HEIGHT), new Rows(), row -> row.model.model() == null ? null : row.model.name(),
			"From file or folder...", "A model package (folder or .zip) or a file of weights");
		Thread reader = new Thread(() -> read(choice), "hourglass-models");
		reader.setDaemon(true);
		reader.start();
		return choice.ask();
	}

	private static void read(ChoiceList<Row> choice) {
		List<Row> read = new ArrayList<>();
		try {
			for (InstalledModel model : Models.installed(Progress.none()))
				read.add(new Row(model, Picture.of(model.picture(), SIDE)));
		}
		catch (CancelledException never) {
			return;
		}
		EventQueue.invokeLater(() -> choice.show(read));
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
