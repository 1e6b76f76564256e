package io.github.hourglass.ui;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.Graphics2D;

import javax.swing.JPanel;

import io.github.hourglass.train.CurvePlot;

/** A plot as large as the window lets it be. */
final class CurvePanel extends JPanel {

	private static final int WIDTH = 560, HEIGHT = 340;

	private transient CurvePlot plot;

	CurvePanel() {
		setName("curves");
		setPreferredSize(new Dimension(WIDTH, HEIGHT));
		setMinimumSize(new Dimension(WIDTH / 2, HEIGHT / 2));
	}

	CurvePlot plot() {
		return plot;
	}

	void show(CurvePlot newPlot) {
		plot = newPlot;
		getAccessibleContext().setAccessibleName("Loss curves");
		repaint();
	}

	@Override
	protected void paintComponent(Graphics graphics) {
		super.paintComponent(graphics);
		if (plot != null)
			plot.draw((Graphics2D) graphics, getWidth(), getHeight());
	}
}
