package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import io.github.hourglass.simulate.Microscope.Psf;

/** Spots against the diffraction of a lens as the textbooks have it (Born and Wolf, Principles of Optics, 8.5 and 8.8). */
class MicroscopeTest {

	private static final int RADIUS = 40;
	private static final int SIDE = 2 * RADIUS + 1;

	@Test
	void besselAgreesWithTheTables() {
		assertEquals(1, Bessel.j0(0), 1e-7);
		assertEquals(0.7651976866, Bessel.j0(1), 1e-7);
		assertEquals(0, Bessel.j0(2.404825558), 1e-7);
		assertEquals(-0.2459357645, Bessel.j0(10), 1e-7);
		assertEquals(0.0199858503, Bessel.j0(100), 1e-7);
	}

	@Test
	void aPointInFocusIsAnAiryDisk() {
		double pixel = 0.01;
		float[] spot = microscope(false, Psf.GIBSON_LANNI, 0.8, 1.33, 1.33).spot(3, 3, pixel, RADIUS);
		double center = at(spot, 0);
		// (2 J1(x) / x)² at x = 1 and 2, and its first zero at 3.8317; x = 2 pi NA r / wavelength
		assertEquals(Math.pow(2 * 0.4400505857, 2), at(spot, Math.round(0.5 / (2 * Math.PI * 0.8) / pixel * 1)) / center, 0.02);
		assertEquals(Math.pow(0.5767248078, 2), at(spot, Math.round(0.5 * 2 / (2 * Math.PI * 0.8) / pixel)) / center, 0.02);
		assertEquals(0, at(spot, Math.round(0.5 * 3.8317 / (2 * Math.PI * 0.8) / pixel)) / center, 0.002);
	}

	@Test
	void theAxisIsDarkWhereDefocusHasTurnedThePhaseOnce() {
		// for a small aperture the axial intensity is sinc²(u / 4), 0 at u = 4 pi: defocus of 2 n wavelength / NA²
		Microscope microscope = microscope(false, Psf.GIBSON_LANNI, 0.2, 1, 1);
		double zero = 2 * 0.5 / 0.04;
		float[] focus = microscope.spot(100, 100, 0.25, RADIUS);
		float[] dark = microscope.spot(100 + zero, 100, 0.25, RADIUS);
		assertTrue(at(dark, 0) < 0.01 * at(focus, 0), at(dark, 0) + " beside " + at(focus, 0));
	}

	@Test
	void defocusSpreadsTheLightOfAWidefieldMicroscopeAndTakesThatOfAConfocalOne() {
		for (Psf psf : Psf.values()) {
			Microscope widefield = microscope(false, psf, 1.2, 1.33, 1.33);
			Microscope confocal = microscope(true, psf, 1.2, 1.33, 1.33);
			assertEquals(1, sum(widefield.spot(5, 5, 0.1, RADIUS)), 1e-4);
			assertEquals(1, sum(widefield.spot(5, 7, 0.1, RADIUS)), 1e-4);
			assertEquals(1, sum(confocal.spot(5, 5, 0.1, RADIUS)), 1e-4);
			assertTrue(sum(confocal.spot(5, 7, 0.1, RADIUS)) < 0.1, psf + " " + sum(confocal.spot(5, 7, 0.1, RADIUS)));
		}
	}

	@Test
	void blurGrowsWithDepthWhereTheSpecimenDiffersFromTheImmersion() {
		Microscope microscope = microscope(false, Psf.GIBSON_LANNI, 1.3, 1.515, 1.38);
		double shallow = best(microscope, 0.5);
		double deep = best(microscope, 20);
		assertTrue(deep < 0.7 * shallow, deep + " beside " + shallow);
	}

	/** The brightest that a point at this depth becomes at any focus. */
	private static double best(Microscope microscope, double depth) {
		double best = 0;
		for (double focus = 0; focus < 1.5 * depth + 1; focus += 0.1)
			best = Math.max(best, at(microscope.spot(focus, depth, 0.1, RADIUS), 0));
		return best;
	}

	@Test
	void theGaussianHasThePublishedWidth() {
		float[] spot = microscope(false, Psf.GAUSSIAN, 1, 1, 1).spot(0, 0, 0.02, RADIUS);
		double deviation = Math.hypot(0.225 * 0.5, 2 * 0.5 / 3);
		assertTrue(deviation > 0.1);
		double second = 0;
		Microscope confocal = microscope(true, Psf.GAUSSIAN, 1, 1, 1);
		float[] narrow = confocal.spot(0, 0, 0.02, RADIUS);
		for (int i = 0; i < narrow.length; i++)
			second += narrow[i] * Math.pow((i % SIDE - RADIUS) * 0.02, 2);
		assertEquals(0.225 * 0.5 / Math.sqrt(2), Math.sqrt(second), 0.003);
		assertTrue(at(spot, 0) > 0);
	}

	private static Microscope microscope(boolean confocal, Psf psf, double aperture, double immersion, double specimen) {
		return new Microscope(confocal, psf, aperture, 0.5, immersion, specimen, 0);
	}

	private static double at(float[] spot, long right) {
		return spot[RADIUS * SIDE + RADIUS + (int) right];
	}

	private static double sum(float[] spot) {
		double sum = 0;
		for (float value : spot)
			sum += value;
		return sum;
	}
}
