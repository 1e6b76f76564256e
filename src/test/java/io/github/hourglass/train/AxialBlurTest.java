package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class AxialBlurTest {

	/** A bead in a plane of 9 × 120 × 2, as a Gaussian of a standard deviation of 3 along y. */
	private static Volume bead(double y) {
		float[] pixels = new float[9 * 120 * 2];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) Math.exp(-Math.pow(i / 9 % 120 - y, 2) / 18 - Math.pow(i % 9 - 4, 2));
		return Volume.of(ArrayImgs.floats(pixels, 9, 120, 2), Axes.of("xyz"));
	}

	/** Sum, mean place and variance along y. */
	private static double[] moments(Volume image) {
		float[] pixels = Evaluation.pixels(image);
		int height = (int) image.size('y');
		double sum = 0, mean = 0, square = 0;
		for (int i = 0; i < pixels.length; i++) {
			int y = i / 9 % height;
			sum += pixels[i];
			mean += y * pixels[i];
			square += (double) y * y * pixels[i];
		}
		return new double[] { sum, mean / sum, square / sum - Math.pow(mean / sum, 2) };
	}

	@Test
	void variancesAddUpAndABeadStaysWhereItIs() {
		double[] before = moments(bead(60.3)), after = moments(AxialBlur.of(bead(60.3), 'y', 3));
		assertEquals(before[0], after[0], 1e-3 * before[0]);
		assertEquals(60.3, after[1], 1e-3);
		assertEquals(9 + 9, after[2], 0.02);
		Volume image = bead(60);
		assertSame(image, AxialBlur.of(image, 'y', 0));
	}

	@Test
	void aPartIsThatPartOfTheWhole() {
		Volume blurred = AxialBlur.of(bead(3), 'y', 2);
		float[] whole = Evaluation.pixels(blurred), part = new float[5 * 30 * 2];
		blurred.copyFloats(new long[] { 2, 1, 0 }, new int[] { 5, 30, 2 }, part);
		for (int i = 0; i < part.length; i++)
			assertEquals(whole[(i / 150 * 120 + i / 5 % 30 + 1) * 9 + i % 5 + 2], part[i], 1e-7);
	}

	@ParameterizedTest
	@CsvSource({ "3, auto, 2.25", "4, auto, 4", "4, 3.4, 11.56", "4, 0, 1.25", "5, 1, 2" })
	void isotropicRestorationUndoesTheElongationOfTheOption(int factor, String elongation, double variance) {
		TrainingOptions options = TestImages.options("task", "upscale", "images", "x", "scale", "1,1," + factor, "elongation", elongation);
		ImagePair pair = Magnification.of(options).pair(new ImagePair("bead", bead(60.3), null), 2);
		assertArrayEquals(new long[] { 9, 120 / factor, 2 }, pair.input().dimensions());
		double[] coarse = moments(pair.input());
		assertEquals(60.3, coarse[1] * factor + (factor - 1) / 2.0, 0.01, "where the bead is");
		assertEquals(9 + variance, coarse[2] * factor * factor, 0.15, "of the bead, its blur and the averaging");
		assertArrayEquals(Evaluation.pixels(bead(60.3)), Evaluation.pixels(pair.target()));
	}

	@Test
	void anElongationThatCannotBeIsRefused() {
		for (String elongation : Arrays.asList("-1", "wide", "NaN", "1000")) {
			TrainingOptions options = TestImages.options("task", "upscale", "images", "x", "scale", "1,1,4", "elongation", elongation);
			assertTrue(assertThrows(IllegalArgumentException.class, () -> Magnification.of(options)).getMessage().contains("use auto or a number from 0"));
		}
	}
}
