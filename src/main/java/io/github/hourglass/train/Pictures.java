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

	/**
	 * Input and output beside each other: the first channel, each from its darkest to its brightest; of a stack the middle plane, or where
	 * the network makes it deeper the middle seen from the side, x across and z down.
	 */
	static Path cover(Volume input, Tensor output, Path file) {
		BufferedImage picture = new BufferedImage(2 * SIDE, SIDE, BufferedImage.TYPE_BYTE_GRAY);
		boolean stack = input.axes().indexOf('z') >= 0;
		Volume ordered = input.inOrder(stack ? "xyzc" : "xyc");
		long[] min = new long[ordered.axes().count()];
		int[] size = new int[min.length];
		Arrays.fill(size, 1);
		for (int d = 0; d < (stack ? 3 : 2); d++)
			size[d] = (int) ordered.dimensions()[d];
		float[] pixels = new float[Volume.pixels(size)];
		ordered.copyFloats(min, size, pixels);
		long[] shape = output.shape();
		int rank = shape.length, depth = stack ? size[2] : 1, deep = rank == 5 ? (int) shape[2] : 1;
		boolean aside = deep > depth;
		draw(picture, 0, pixels, size[0], size[1], depth, aside);
		draw(picture, SIDE, output.toFloats(), (int) shape[rank - 1], (int) shape[rank - 2], deep, aside);
		return write(picture, file);
	}

	/** The middle plane or, from the side, the middle row of each plane below the other. */
	private static void draw(BufferedImage picture, int left, float[] values, int width, int height, int depth, boolean aside) {
		int plane = width * height;
		if (!aside) {
			draw(picture, left, Arrays.copyOfRange(values, depth / 2 * plane, (depth / 2 + 1) * plane), width, height);
			return;
		}
		float[] side = new float[width * depth];
		for (int z = 0; z < depth; z++)
			System.arraycopy(values, z * plane + height / 2 * width, side, z * width, width);
		draw(picture, left, side, width, depth);
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
