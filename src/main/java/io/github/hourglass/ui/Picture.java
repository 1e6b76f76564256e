package io.github.hourglass.ui;

import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;

import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;

/** A model's picture, small. */
public final class Picture {

	private static final long MOST_PIXELS = 1L << 25;

	private Picture() {}

	/**
	 * Reads a picture and fits it into a square.
	 *
	 * @param file may be null
	 * @return null if there is no picture that can be shown, or it is unreasonably large
	 */
	public static BufferedImage of(Path file, int side) {
		if (file == null)
			return null;
		try (ImageInputStream in = ImageIO.createImageInputStream(file.toFile())) {
			Iterator<ImageReader> readers = in == null ? java.util.Collections.emptyIterator() : ImageIO.getImageReaders(in);
			if (!readers.hasNext())
				return null;
			ImageReader reader = readers.next();
			try {
				reader.setInput(in);
				if ((long) reader.getWidth(0) * reader.getHeight(0) > MOST_PIXELS)
					return null;
				return fitted(reader.read(0), side);
			}
			finally {
				reader.dispose();
			}
		}
		catch (IOException | RuntimeException unreadable) {
			return null;
		}
	}

	private static BufferedImage fitted(BufferedImage picture, int side) {
		double scale = Math.min((double) side / picture.getWidth(), (double) side / picture.getHeight());
		int width = Math.max(1, (int) Math.round(scale * picture.getWidth()));
		int height = Math.max(1, (int) Math.round(scale * picture.getHeight()));
		BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = small.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawImage(picture, 0, 0, width, height, null);
		graphics.dispose();
		return small;
	}
}
