package io.github.hourglass.train;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

import javax.imageio.ImageIO;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Volume;

/** The pictures in an exported package; they need no display. */
final class Pictures {

	private static final int WIDTH = 800, HEIGHT = 450, MARGIN = 60;
	private static final int SIDE = 256;

	private Pictures() {}

	/** Training and validation loss against the epoch; the losses on a logarithmic scale if all are positive. */
	static Path curves(List<Curves.Row> rows, Path file) {
		double[] losses = rows.stream().flatMapToDouble(row -> java.util.stream.DoubleStream.of(row.loss(), row.validation())).filter(Double::isFinite).toArray();
		double least = Arrays.stream(losses).min().orElse(0), most = Arrays.stream(losses).max().orElse(1);
		boolean logarithmic = least > 0 && most > 3 * least;
		double from = logarithmic ? Math.log10(least) : least, to = logarithmic ? Math.log10(most) : most;
		double span = to > from ? to - from : 1;
		BufferedImage picture = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
		Graphics2D graphics = picture.createGraphics();
		graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
		graphics.setColor(Color.WHITE);
		graphics.fillRect(0, 0, WIDTH, HEIGHT);
		graphics.setColor(Color.GRAY);
		graphics.drawRect(MARGIN, MARGIN / 2, WIDTH - 3 * MARGIN / 2, HEIGHT - 3 * MARGIN / 2);
		ToDoubleFunction<Double> height = loss -> HEIGHT - MARGIN - ((logarithmic ? Math.log10(loss) : loss) - from) / span * (HEIGHT - 3 * MARGIN / 2.0);
		curve(graphics, rows, Curves.Row::loss, height, new Color(0x3366aa));
		curve(graphics, rows, Curves.Row::validation, height, new Color(0xcc6622));
		captions(graphics, rows, least, most);
		graphics.dispose();
		return write(picture, file);
	}

	private static void curve(Graphics2D graphics, List<Curves.Row> rows, ToDoubleFunction<Curves.Row> value, ToDoubleFunction<Double> height, Color color) {
		Path2D line = new Path2D.Double();
		int last = Math.max(1, rows.get(rows.size() - 1).epoch());
		for (Curves.Row row : rows) {
			double loss = value.applyAsDouble(row);
			if (!Double.isFinite(loss))
				continue;
			double x = MARGIN + (WIDTH - 3 * MARGIN / 2.0) * row.epoch() / last;
			if (line.getCurrentPoint() == null)
				line.moveTo(x, height.applyAsDouble(loss));
			else
				line.lineTo(x, height.applyAsDouble(loss));
		}
		graphics.setColor(color);
		graphics.setStroke(new BasicStroke(2));
		graphics.draw(line);
	}

	/** Words; a machine without any fonts goes without them. */
	private static void captions(Graphics2D graphics, List<Curves.Row> rows, double least, double most) {
		try {
			graphics.setColor(Color.DARK_GRAY);
			graphics.drawString(String.format(Locale.ROOT, "%.3g", most), 8, MARGIN / 2 + 5);
			graphics.drawString(String.format(Locale.ROOT, "%.3g", least), 8, HEIGHT - MARGIN + 5);
			graphics.drawString("epoch " + rows.get(0).epoch(), MARGIN, HEIGHT - MARGIN + 20);
			graphics.drawString(String.valueOf(rows.get(rows.size() - 1).epoch()), WIDTH - MARGIN, HEIGHT - MARGIN + 20);
			graphics.setColor(new Color(0x3366aa));
			graphics.drawString("training loss", WIDTH - 4 * MARGIN, MARGIN);
			graphics.setColor(new Color(0xcc6622));
			graphics.drawString("validation loss", WIDTH - 4 * MARGIN, MARGIN + 18);
		}
		catch (RuntimeException | LinkageError | InternalError noFonts) {
			graphics.setColor(Color.GRAY);
		}
	}

	/** Input and output beside each other: the first channel, of a stack the middle plane, each from its darkest to its brightest. */
	static Path cover(Volume input, Tensor output, Path file) {
		BufferedImage picture = new BufferedImage(2 * SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
		int width = (int) input.size('x'), height = (int) input.size('y'), depth = (int) input.size('z');
		Volume plane = input.inOrder(input.axes().indexOf('z') >= 0 ? "xyzc" : "xyc");
		long[] min = new long[plane.axes().count()];
		int[] size = new int[min.length];
		Arrays.fill(size, 1);
		size[0] = width;
		size[1] = height;
		if (plane.axes().indexOf('z') >= 0)
			min[2] = depth / 2;
		float[] pixels = new float[width * height];
		plane.copyFloats(min, size, pixels);
		draw(picture, 0, pixels, width, height);
		long[] shape = output.shape();
		int outWidth = (int) shape[shape.length - 1], outHeight = (int) shape[shape.length - 2];
		int at = shape.length == 5 ? (int) (shape[2] / 2) * outWidth * outHeight : 0;
		draw(picture, SIDE, Arrays.copyOfRange(output.toFloats(), at, at + outWidth * outHeight), outWidth, outHeight);
		return write(picture, file);
	}

	private static void draw(BufferedImage picture, int left, float[] pixels, int width, int height) {
		float[] sorted = pixels.clone();
		Arrays.sort(sorted);
		float low = sorted[sorted.length / 100], high = sorted[sorted.length - 1 - sorted.length / 100];
		float span = high > low ? high - low : 1;
		for (int y = 0; y < SIDE; y++)
			for (int x = 0; x < SIDE; x++) {
				float value = pixels[y * height / SIDE * width + x * width / SIDE];
				picture.getRaster().setSample(left + x, y, 0, Math.round(255 * Math.max(0, Math.min(1, (value - low) / span))));
			}
	}

	private static Path write(BufferedImage picture, Path file) {
		try {
			if (!ImageIO.write(picture, "png", file.toFile()))
				throw new IOException("there is no writer for PNG");
			return file;
		}
		catch (IOException e) {
			throw AtomicFile.failure(file, e);
		}
	}
}
