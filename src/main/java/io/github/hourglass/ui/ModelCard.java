package io.github.hourglass.ui;

import java.awt.Color;
import java.awt.Component;
import java.awt.Dimension;
import java.awt.EventQueue;
import java.awt.Font;
import java.awt.FontMetrics;
import java.awt.Graphics;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Picture and name of a model, what it is for and what a run with it will do: a part of a dialog that is kept up to date. */
public final class ModelCard extends Component {

	/** Side of the picture. */
	public static final int SIDE = 96;
	private static final int GAP = 8;
	private static final int WIDTH = 560;
	private static final int LINES = 7;

	private BufferedImage picture;
	private String title = "";
	private String line = "";
	private String text = "…";

	/** @param file the picture; null if there is none */
	public void show(Path file, String newTitle, String newLine, String newText) {
		BufferedImage read = Picture.of(file, SIDE);
		EventQueue.invokeLater(() -> {
			picture = read;
			title = newTitle;
			line = newLine;
			text = newText;
			repaint();
		});
	}

	/** What a run will do, as it is shown. */
	public String text() {
		return text;
	}

	@Override
	public Dimension getPreferredSize() {
		return new Dimension(WIDTH, Math.max(SIDE, LINES * getFontMetrics(font()).getHeight()) + 2 * GAP);
	}

	@Override
	public Dimension getMinimumSize() {
		return getPreferredSize();
	}

	private Font font() {
		return getFont() == null ? new Font(Font.SANS_SERIF, Font.PLAIN, 12) : getFont();
	}

	@Override
	public void paint(Graphics graphics) {
		Graphics2D g = (Graphics2D) graphics;
		g.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
		int left = 0;
		if (picture != null) {
			g.drawImage(picture, 0, GAP, null);
			left = SIDE + GAP;
		}
		int y = GAP;
		y = draw(g, title, font().deriveFont(Font.BOLD), Color.BLACK, left, y, 1);
		y = draw(g, line, font(), Color.DARK_GRAY, left, y, 2);
		draw(g, text, font(), Color.BLACK, left, y + (y > GAP ? GAP / 2 : 0), LINES);
	}

	/** Draws a text in lines as wide as there is room, and gives where it ends. */
	private int draw(Graphics2D g, String words, Font font, Color color, int left, int top, int most) {
		g.setFont(font);
		g.setColor(color);
		FontMetrics metrics = g.getFontMetrics();
		int y = top;
		int lines = 0;
		for (String row : rows(words, metrics, getWidth() - left)) {
			if (lines++ == most)
				break;
			g.drawString(row, left, y + metrics.getAscent());
			y += metrics.getHeight();
		}
		return y;
	}

	private static List<String> rows(String words, FontMetrics metrics, int width) {
		List<String> rows = new ArrayList<>();
		StringBuilder row = new StringBuilder();
		for (String word : words.split("\\s+")) {
			if (!row.isEmpty() && metrics.stringWidth(row + " " + word) > width) {
				rows.add(row.toString());
				row.setLength(0);
			}
			row.append(row.isEmpty() ? "" : " ").append(word);
		}
		if (!row.isEmpty())
			rows.add(row.toString());
		return rows;
	}
}
