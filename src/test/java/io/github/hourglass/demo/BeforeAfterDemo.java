package io.github.hourglass.demo;

import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

import javax.imageio.ImageIO;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;

/**
 * Draws {@code docs/images/before-after.png}, the picture on top of the README: the bundled noisy image, what the bundled
 * model makes of it, and the truth, all with one display range, and a part of each at three times the size.
 */
public final class BeforeAfterDemo {

	private static final int SIDE = 384;
	private static final int PART = 128;
	private static final int GAP = 8;
	private static final int CAPTION = 30;

	private BeforeAfterDemo() {}

	public static void main(String[] args) throws IOException {
		Path target = Path.of(args.length > 0 ? args[0] : "docs/images/before-after.png");
		Volume noisy = ImageFile.open(Path.of("test-images", "cells-2d-noisy.tif"));
		Volume clean = ImageFile.open(Path.of("test-images", "cells-2d-clean.tif"));
		float[] truth = pixels(clean);
		double[] range = { min(truth), max(truth) };
		try (Predictor predictor = Predictor.open(noisy, PredictionOptions.of(""), Progress.none())) {
			float[] before = pixels(noisy);
			float[] after = pixels(predictor.apply(noisy, Progress.none()));
			BufferedImage picture = new BufferedImage(3 * SIDE + 2 * GAP, 2 * SIDE + GAP + CAPTION, BufferedImage.TYPE_INT_RGB);
			Graphics2D graphics = picture.createGraphics();
			graphics.setColor(Color.WHITE);
			graphics.fillRect(0, 0, picture.getWidth(), picture.getHeight());
			graphics.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
			graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
			panel(graphics, 0, before, range, "Input, " + quality(before, truth));
			panel(graphics, 1, after, range, "Hourglass, " + quality(after, truth));
			panel(graphics, 2, truth, range, "Truth");
			graphics.dispose();
			Files.createDirectories(target.toAbsolutePath().getParent());
			ImageIO.write(picture, "png", target.toFile());
		}
	}

	private static void panel(Graphics2D graphics, int column, float[] pixels, double[] range, String caption) {
		int x = column * (SIDE + GAP);
		graphics.setColor(Color.BLACK);
		graphics.setFont(new Font(Font.SANS_SERIF, Font.PLAIN, 18));
		graphics.drawString(caption, x + 2, CAPTION - 10);
		BufferedImage image = gray(pixels, range);
		int left = 320;
		int top = 120;
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BILINEAR);
		graphics.drawImage(image, x, CAPTION, SIDE, SIDE, null);
		graphics.setColor(new Color(255, 200, 0));
		int scaled = SIDE * PART / image.getWidth();
		graphics.drawRect(x + SIDE * left / image.getWidth(), CAPTION + SIDE * top / image.getHeight(), scaled, scaled);
		graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_NEAREST_NEIGHBOR);
		graphics.drawImage(image.getSubimage(left, top, PART, PART), x, CAPTION + SIDE + GAP, SIDE, SIDE, null);
	}

	private static BufferedImage gray(float[] pixels, double[] range) {
		int width = (int) Math.sqrt(pixels.length);
		BufferedImage image = new BufferedImage(width, pixels.length / width, BufferedImage.TYPE_BYTE_GRAY);
		for (int i = 0; i < pixels.length; i++) {
			double value = 255 * (pixels[i] - range[0]) / (0.8 * (range[1] - range[0]));
			image.getRaster().setSample(i % width, i / width, 0, (int) Math.max(0, Math.min(255, value)));
		}
		return image;
	}

	/** Peak signal-to-noise ratio in decibels, the peak being the range of the truth. */
	private static String quality(float[] image, float[] truth) {
		double sum = 0;
		for (int i = 0; i < image.length; i++)
			sum += (image[i] - truth[i]) * (double) (image[i] - truth[i]);
		return String.format(Locale.ROOT, "PSNR %.1f dB", 10 * Math.log10(Math.pow(max(truth) - min(truth), 2) * image.length / sum));
	}

	private static float[] pixels(Volume volume) {
		float[] pixels = new float[Math.toIntExact(volume.voxels())];
		volume.copyFloats(new long[2], new int[] { (int) volume.size('x'), (int) volume.size('y') }, pixels);
		return pixels;
	}

	private static float min(float[] values) {
		float min = Float.POSITIVE_INFINITY;
		for (float value : values)
			min = Math.min(min, value);
		return min;
	}

	private static float max(float[] values) {
		float max = Float.NEGATIVE_INFINITY;
		for (float value : values)
			max = Math.max(max, value);
		return max;
	}
}
