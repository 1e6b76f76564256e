package io.github.hourglass.train;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

import javax.imageio.ImageIO;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Volume;

/** The pictures in an exported package; they need no display. */
final class Pictures {

	private static final int WIDTH = 800, HEIGHT = 450;
	private static final int SIDE = 256;

	private Pictures() {}

	/** Training and validation loss against the epoch. */
	static Path curves(List<Curves.Row> rows, Path file) {
		return write(RunPlot.of(rows, "loss").picture(WIDTH, HEIGHT), file);
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
