package io.github.hourglass.ui;

import java.awt.Dimension;
import java.awt.Rectangle;
import java.util.List;

import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.ImageWindow;

/** Windows of images in rows, all equally enlarged, as large as they fit a part of the screen, so that they can be compared. */
public final class SideBySide {

	private static final double LARGEST = 3;

	private SideBySide() {}

	/** @param images each with a window, in reading order */
	public static void show(List<ImagePlus> images, Rectangle area) {
		if (images.isEmpty())
			return;
		Dimension rim = new Dimension();
		for (ImagePlus image : images) {
			rim.width = Math.max(rim.width, image.getWindow().getWidth() - image.getCanvas().getWidth());
			rim.height = Math.max(rim.height, image.getWindow().getHeight() - image.getCanvas().getHeight());
		}
		Grid grid = Grid.of(images.stream().map(image -> new Dimension(image.getWidth(), image.getHeight())).toList(), area.getSize(), rim);
		int x = area.x, y = area.y, high = 0;
		for (int i = 0; i < images.size(); i++) {
			if (i > 0 && i % grid.columns() == 0) {
				x = area.x;
				y += high;
				high = 0;
			}
			ImageWindow window = zoomed(images.get(i), grid.magnification());
			window.setLocation(x, y);
			window.toFront();
			x += window.getWidth();
			high = Math.max(high, window.getHeight());
		}
	}

	private static ImageWindow zoomed(ImagePlus image, double magnification) {
		ImageCanvas canvas = image.getCanvas();
		canvas.setSourceRect(new Rectangle(image.getWidth(), image.getHeight()));
		canvas.setMagnification(magnification);
		canvas.setSize((int) (image.getWidth() * magnification), (int) (image.getHeight() * magnification));
		image.getWindow().pack();
		return image.getWindow();
	}

	/** How many images stand in a row, and how much each is enlarged. */
	record Grid(int columns, double magnification) {

		/**
		 * The one in which the images are largest; only by steps that ImageJ's own zoom has, because its title bar names them.
		 *
		 * @param rim what a window needs beside its image
		 */
		static Grid of(List<Dimension> images, Dimension area, Dimension rim) {
			Grid best = new Grid(1, 0);
			for (int columns = 1; columns <= images.size(); columns++) {
				int rows = (images.size() + columns - 1) / columns;
				double fits = LARGEST;
				for (Dimension image : images)
					fits = Math.min(fits, Math.min(((double) area.width / columns - rim.width) / image.width, ((double) area.height / rows - rim.height) / image.height));
				if (fits > best.magnification)
					best = new Grid(columns, fits);
			}
			double step = LARGEST;
			while (step > best.magnification && ImageCanvas.getLowerZoomLevel(step) < step)
				step = ImageCanvas.getLowerZoomLevel(step);
			return new Grid(best.columns, step);
		}
	}
}
