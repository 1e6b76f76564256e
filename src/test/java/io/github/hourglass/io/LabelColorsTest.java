package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.IJ;
import ij.ImagePlus;
import ij.process.LUT;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class LabelColorsTest {

	@TempDir
	Path folder;

	/** Values of the CSS Color 4 conversion (D65). */
	@ParameterizedTest
	@CsvSource({ "255, 0, 0, 53.24, 80.09, 67.20", "0, 128, 0, 46.23, -51.70, 49.90", "255, 255, 255, 100, 0, 0", "0, 0, 0, 0, 0, 0" })
	void colorsAreComparedInCielab(int r, int g, int b, double l, double a, double bb) {
		double[] lab = LabelColors.lab(new int[] { r, g, b });
		assertArrayEquals(new double[] { l, a, bb }, lab, 0.02);
	}

	@Test
	void backgroundIsBlackAndNumbersAreToldApart() {
		assertEquals(0, LabelColors.of(0));
		double nearest = Double.POSITIVE_INFINITY, consecutive = Double.POSITIVE_INFINITY;
		for (int i = 0; i < 256; i++)
			for (int k = 0; k < i; k++) {
				double distance = distance(LabelColors.of(i), LabelColors.of(k));
				nearest = Math.min(nearest, distance);
				if (i - k <= 8)
					consecutive = Math.min(consecutive, distance);
			}
		assertTrue(nearest > 8, "nearest two of all: " + nearest);
		assertTrue(consecutive > 20, "nearest two of neighbors: " + consecutive);
		assertEquals(LabelColors.of(1), LabelColors.of(256), "they begin again");
	}

	@ParameterizedTest
	@CsvSource({ "UINT16, 3, 255", "UINT16, 1000, 1000", "FLOAT32, 3, 255" })
	void aWrittenLabelImageOpensColored(PixelType type, int largest, double shown) {
		Object pixels = type.newArray(16);
		type.set(pixels, 5, largest);
		Volume labels = LabelColors.colored(TestVolumes.of(type, "xy", pixels, 4, 4), largest);
		Path file = folder.resolve("labels.tif");
		ImageFile.write(labels, file, false, Progress.none());
		ImagePlus read = IJ.openImage(file.toString());
		assertEquals(shown, read.getDisplayRangeMax());
		assertEquals(0, read.getDisplayRangeMin());
		LUT lut = read.getLuts()[0];
		assertEquals(LabelColors.of(2), lut.getRGB(2) & 0xffffff);
		ImagePlus opened = ImagePlusVolume.compute(labels, Progress.none());
		assertEquals(LabelColors.of(2), opened.getProcessor().getLut().getRGB(2) & 0xffffff);
		assertEquals(shown, opened.getDisplayRangeMax());
	}

	private static double distance(int a, int b) {
		double[] x = LabelColors.lab(new int[] { a >> 16, a >> 8 & 255, a & 255 });
		double[] y = LabelColors.lab(new int[] { b >> 16, b >> 8 & 255, b & 255 });
		return Math.sqrt(Math.pow(x[0] - y[0], 2) + Math.pow(x[1] - y[1], 2) + Math.pow(x[2] - y[2], 2));
	}
}
