package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class PicturesTest {

	private static final int SIDE = 256;

	@TempDir
	Path folder;

	@Test
	void theCoverOfAStackShowsItsMiddlePlane() throws IOException {
		BufferedImage cover = cover(8, 8);
		for (int left : new int[] { 0, SIDE })
			assertTrue(gray(cover, left + SIDE / 2, SIDE - 1) - gray(cover, left + SIDE / 2, 0) > 200, "y goes down");
	}

	@Test
	void theCoverOfAStackThatIsMadeDeeperShowsItFromTheSide() throws IOException {
		BufferedImage cover = cover(4, 16);
		for (int left : new int[] { 0, SIDE }) {
			assertTrue(gray(cover, left + SIDE / 2, 0) - gray(cover, left + SIDE / 2, SIDE - 1) > 200, "z goes down");
			assertEquals(gray(cover, left, 0), gray(cover, left + SIDE - 1, 0), "x does not matter");
		}
	}

	/** Of stacks that become brighter with y and, much more, darker with z. */
	private BufferedImage cover(int depth, int deep) throws IOException {
		Volume input = Volume.of(ArrayImgs.floats(stack(depth), 6, 8, depth, 1), Axes.of("xyzc"));
		Path file = Pictures.cover(input, Tensor.of(stack(deep), 1, 1, deep, 8, 6), folder.resolve("cover.png"));
		return ImageIO.read(file.toFile());
	}

	private static float[] stack(int depth) {
		float[] values = new float[6 * 8 * depth];
		for (int i = 0; i < values.length; i++)
			values[i] = i / 6 % 8 - 10 * (i / 48);
		return values;
	}

	private static int gray(BufferedImage picture, int x, int y) {
		return picture.getRaster().getSample(x, y, 0);
	}
}
