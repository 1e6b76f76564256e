package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axis;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class IsotropicTruthTest {

	private static final int SIDE = 33, SLICES = 16;
	private static final double PIXEL = 0.1;

	private static Setup setup(int finer, String microscope, String psf) {
		return Setup.of(SimulationTest.options("size=" + SIDE + "," + SIDE + "," + SLICES, "isotropic=" + finer, "microscope=" + microscope, "psf=" + psf, "pixel=" + PIXEL,
			"scattering=0", "seed=4"), 0);
	}

	/** The light along the line through a bead. */
	private static double[] along(Blurring blurring, int slices) {
		float[] block = blurring.block(0, 0, 0, SIDE, SIDE, slices, 0);
		double[] line = new double[slices];
		for (int z = 0; z < slices; z++)
			line[z] = block[(z * SIDE + SIDE / 2) * SIDE + SIDE / 2];
		return line;
	}

	/** Mean place and variance. */
	private static double[] moments(double[] line) {
		double sum = 0, mean = 0, variance = 0;
		for (int z = 0; z < line.length; z++) {
			sum += line[z];
			mean += z * line[z];
		}
		for (int z = 0; z < line.length; z++)
			variance += Math.pow(z - mean / sum, 2) * line[z] / sum;
		return new double[] { mean / sum, variance };
	}

	private static Scene bead(double depth, double deviation) {
		double middle = SIDE / 2 * PIXEL;
		return new Scene(List.of(new Dot(middle, middle, depth, deviation, deviation, 1, 0.1, 1, 1)));
	}

	@ParameterizedTest
	@CsvSource({ "2, 0", "3, 0.13", "4, 0", "4, 0.31", "5, -0.2" })
	void aBeadLiesAtTheSameDepthInBothAndIsAsLongAsTheFormulasSay(int finer, double away) {
		Setup setup = setup(finer, "confocal", "gaussian");
		double depth = (SLICES / 2 + away) * setup.step(), deviation = 0.12, n = setup.microscope().immersion(), na = setup.microscope().aperture();
		double[] seen = moments(along(new Blurring(bead(depth, deviation), setup, false), SLICES));
		double[] truth = moments(along(new Blurring(bead(depth, deviation), setup, true), SLICES * finer));
		double along = 0.78 * n * setup.microscope().wavelength() / (na * na) / Math.sqrt(2), across = 0.225 * setup.microscope().wavelength() / na / Math.sqrt(2);
		assertEquals(SLICES / 2 + away, seen[0], 0.02);
		// pixel edges coincide: slice k is in the middle of its finer ones, as Binning and a Resize of half pixels have it
		assertEquals((SLICES / 2 + away) * finer + (finer - 1) / 2.0, truth[0], 0.02);
		assertEquals(deviation * deviation + along * along, seen[1] * Math.pow(finer * PIXEL, 2), 0.1 * along * along);
		assertEquals(deviation * deviation + Math.max(0.25 * PIXEL * PIXEL, across * across + PIXEL * PIXEL / 12), truth[1] * PIXEL * PIXEL, 0.003);
	}

	@ParameterizedTest
	@CsvSource({ "confocal", "widefield" })
	void refractionMovesNothing(String microscope) {
		Setup setup = setup(4, microscope, "gibson_lanni");
		for (double depth : new double[] { 2, 8.3, 13 }) {
			double[] seen = along(new Blurring(bead(depth * setup.step(), 0.05), setup, false), SLICES), truth = along(new Blurring(bead(depth * setup.step(), 0.05), setup, true), 4 * SLICES);
			assertEquals(depth, top(seen), 0.35, microscope);
			assertEquals(4 * depth + 1.5, top(truth), 0.1, microscope);
		}
	}

	/** Where the parabola through the brightest three is highest. */
	private static double top(double[] line) {
		int z = 1;
		for (int i = 1; i < line.length - 1; i++)
			z = line[i] > line[z] ? i : z;
		return z + (line[z - 1] - line[z + 1]) / (2 * (line[z - 1] - 2 * line[z] + line[z + 1]));
	}

	@Test
	void theTruthIsFinerAlongZAndAsBright() {
		for (String microscope : new String[] { "confocal", "widefield" }) {
			Simulation simulation = Simulation.of(SimulationTest.options("size=40,32,9", "kind=nuclei", "isotropic=3", "peak=100000", "gain=0.5", "microscope=" + microscope, "hot=0", "seed=7"), 0,
				Progress.none());
			Volume noisy = simulation.noisy(), clean = simulation.clean();
			assertArrayEquals(new long[] { 40, 32, 9 }, noisy.dimensions());
			for (Volume truth : new Volume[] { clean, simulation.labels(), simulation.classes() })
				assertArrayEquals(new long[] { 40, 32, 27 }, truth.dimensions());
			Axis coarse = noisy.axes().find('z'), fine = clean.axes().find('z');
			assertEquals(noisy.axes().find('x').scale(), fine.scale(), 1e-9);
			assertEquals(3 * fine.scale(), coarse.scale(), 1e-9);
			assertEquals(coarse.origin() - fine.scale(), fine.origin(), 1e-9);
			Moments.Statistics light = Moments.of(noisy, "", Progress.none()).joint(), truth = Moments.of(clean, "", Progress.none()).joint();
			assertEquals(1, truth.mean() / light.mean(), 0.01, microscope);
			assertEquals(1, truth.deviation() / light.deviation(), 0.05, microscope);
			assertTrue(alongZ(clean) > 1.2 * alongZ(upsampled(noisy, 3)), microscope + ": " + alongZ(clean) + " beside " + alongZ(upsampled(noisy, 3)));
		}
	}

	/** Mean square of the difference of a pixel and the one above, in slices as far apart as pixels; larger where there is more detail along z. */
	private static double alongZ(Volume volume) {
		float[] pixels = SimulationTest.pixels(volume);
		int plane = (int) (volume.size('x') * volume.size('y'));
		double sum = 0;
		for (int i = plane; i < pixels.length; i++)
			sum += Math.pow(pixels[i] - pixels[i - plane], 2) / (pixels.length - plane);
		return sum;
	}

	/** Linear, pixel edges coinciding. */
	private static Volume upsampled(Volume volume, int by) {
		float[] from = SimulationTest.pixels(volume);
		int plane = (int) (volume.size('x') * volume.size('y')), slices = (int) volume.size('z');
		float[] to = new float[from.length * by];
		for (int z = 0; z < slices * by; z++) {
			double at = Math.max(0, Math.min(slices - 1, (z + 0.5) / by - 0.5));
			int low = Math.min(slices - 2, (int) at);
			for (int i = 0; i < plane; i++)
				to[z * plane + i] = (float) (from[low * plane + i] + (at - low) * (from[(low + 1) * plane + i] - from[low * plane + i]));
		}
		return Volume.of(ArrayImgs.floats(to, volume.size('x'), volume.size('y'), (long) slices * by), volume.axes());
	}

	@Test
	void whatCannotBeIsRefused() {
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Setup.of(SimulationTest.options("isotropic=4"), 0)).getMessage().contains("give size as x,y,z"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> Setup.of(SimulationTest.options("isotropic=4", "size=32,32,8", "step=0.5"), 0)).getMessage().contains("leave step at auto"));
	}
}
