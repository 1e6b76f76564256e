package io.github.hourglass.ui;

import java.awt.BorderLayout;
import java.awt.Color;
import java.awt.Dimension;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.Executor;

import javax.swing.JComponent;
import javax.swing.JLabel;
import javax.swing.JPanel;
import javax.swing.JSlider;
import javax.swing.SwingConstants;
import javax.swing.SwingUtilities;

/**
 * How the fixed patches of a run look from epoch to epoch: input, prediction and target, with a slider through the epochs and one
 * through the slices of a stack. It follows the newest epoch until another one is chosen.
 */
final class PreviewPanel extends JPanel {

	private static final int SIDE = 380;
	private static final String[] NAMES = { "input", "prediction", "target" };

	private final transient Executor background;
	private final JLabel caption = new JLabel("no preview yet", SwingConstants.CENTER);
	private final JSlider epochs = new JSlider(0, 0, 0), slices = new JSlider(SwingConstants.VERTICAL, 0, 0, 0);
	private final JComponent view = new View();
	private transient NavigableMap<Integer, Path> files = new TreeMap<>();
	private List<Integer> known = List.of();
	private boolean classes, changing;
	private transient RunPreview preview;
	private transient Path shown;

	/** @param background where files are read */
	PreviewPanel(Executor background) {
		super(new BorderLayout(4, 4));
		this.background = background;
		setName("preview");
		caption.setName("preview caption");
		epochs.setName("epochs");
		epochs.setToolTipText("Goes through the epochs; at its right end it follows the training.");
		slices.setName("slices");
		slices.setToolTipText("Goes through the slices of the patches.");
		slices.setInverted(true);
		slices.setVisible(false);
		view.setPreferredSize(new Dimension(SIDE, SIDE));
		add(caption, BorderLayout.NORTH);
		add(view, BorderLayout.CENTER);
		add(slices, BorderLayout.EAST);
		add(epochs, BorderLayout.SOUTH);
		setMinimumSize(new Dimension(SIDE / 2, SIDE / 2));
		epochs.addChangeListener(event -> choose());
		slices.addChangeListener(event -> view.repaint());
		epochs.setEnabled(false);
	}

	/**
	 * What there is to be seen now.
	 *
	 * @param areClasses whether predictions are class numbers
	 */
	void show(NavigableMap<Integer, Path> previews, boolean areClasses) {
		boolean follows = epochs.getValue() >= known.size() - 1;
		Integer chosen = known.isEmpty() ? null : known.get(Math.min(epochs.getValue(), known.size() - 1));
		files = previews;
		classes = areClasses;
		known = new ArrayList<>(previews.keySet());
		int at = follows || !known.contains(chosen) ? known.size() - 1 : known.indexOf(chosen);
		changing = true;
		epochs.setMaximum(Math.max(0, known.size() - 1));
		epochs.setValue(Math.max(0, at));
		changing = false;
		epochs.setEnabled(known.size() > 1);
		choose();
	}

	/** Reads the chosen epoch, unless it is the one that is shown. */
	private void choose() {
		if (changing)
			return;
		Integer epoch = known.isEmpty() ? null : known.get(Math.min(epochs.getValue(), known.size() - 1));
		Path file = epoch == null ? null : files.get(epoch);
		if (file == null)
			show(null, null, "no preview yet");
		else if (!file.equals(shown)) {
			shown = file;
			boolean areClasses = classes;
			background.execute(() -> read(file, epoch, areClasses));
		}
	}

	private void read(Path file, int epoch, boolean areClasses) {
		RunPreview read = null;
		try {
			read = RunPreview.read(file, areClasses);
		}
		catch (RuntimeException | OutOfMemoryError notNow) {
			read = null;
		}
		RunPreview done = read;
		String text = "epoch " + epoch + (done == null ? " cannot be read" : "");
		SwingUtilities.invokeLater(() -> {
			if (file.equals(shown))
				show(done, file, text);
		});
	}

	private void show(RunPreview newPreview, Path file, String text) {
		preview = newPreview;
		shown = newPreview == null ? null : file; // what could not be read is tried again
		caption.setText(text);
		int depth = newPreview == null ? 1 : newPreview.depth();
		if (depth - 1 != slices.getMaximum()) {
			slices.setMaximum(depth - 1);
			slices.setValue(depth / 2);
		}
		slices.setVisible(depth > 1);
		view.repaint();
	}

	boolean hasPicture() {
		return preview != null;
	}

	/** The three panels, as large as they fit. */
	private final class View extends JComponent {

		private static final int GAP = 6;

		@Override
		protected void paintComponent(Graphics given) {
			RunPreview current = preview;
			if (current == null)
				return;
			Graphics2D graphics = (Graphics2D) given.create();
			graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
			FontMetrics metrics = graphics.getFontMetrics();
			int head = metrics.getHeight() + 2;
			double zoom = Math.min((getWidth() - 2.0 * GAP) / (RunPreview.PANELS * current.width()), (double) (getHeight() - head) / current.height());
			int width = Math.max(1, (int) (zoom * current.width())), height = Math.max(1, (int) (zoom * current.height()));
			int left = (getWidth() - RunPreview.PANELS * width - 2 * GAP) / 2, top = Math.max(head, (getHeight() - height + head) / 2);
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, zoom >= 1 ? RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR : RenderingHints.VALUE_INTERPOLATION_BILINEAR);
			int z = Math.min(slices.getValue(), current.depth() - 1);
			for (int panel = 0; panel < RunPreview.PANELS; panel++) {
				BufferedImage picture = current.panel(panel, z);
				int x = left + panel * (width + GAP);
				graphics.drawImage(picture, x, top, width, height, null);
				graphics.setColor(isEnabled() ? getForeground() : Color.GRAY);
				graphics.drawString(NAMES[panel], x + (width - metrics.stringWidth(NAMES[panel])) / 2, top - metrics.getDescent() - 2);
			}
			graphics.dispose();
		}
	}
}
