package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Color;
import java.awt.image.BufferedImage;
import java.util.List;

import org.junit.jupiter.api.Test;

class CurvePlotTest {

	/** Width and height of what is inside the axes, and where it begins. */
	private static final int LEFT = 70, TOP = 34, WIDTH = 310, HEIGHT = 216;

	private static BufferedImage plot(boolean logarithmic, double[] x, double[] y) {
		return new CurvePlot("a title", "x", "y", logarithmic, List.of(new CurvePlot.Curve("one", Color.RED, false, x, y))).picture(LEFT + WIDTH + 20, TOP + HEIGHT + 50);
	}

	private static boolean isRed(BufferedImage picture, double x, double y) {
		Color color = new Color(picture.getRGB((int) Math.round(x), (int) Math.round(y)));
		return color.getRed() > 200 && color.getGreen() < 120;
	}

	@Test
	void aPointLiesWhereItsValuesSay() {
		BufferedImage picture = plot(false, new double[] { 0, 5, 10 }, new double[] { 0, 1, 4 });
		assertTrue(isRed(picture, LEFT + WIDTH / 2.0, TOP + HEIGHT * 0.75));
		assertTrue(isRed(picture, LEFT + WIDTH * 0.75, TOP + HEIGHT * (1 - 2.5 / 4)));
		assertFalse(isRed(picture, LEFT + WIDTH * 0.25, TOP + HEIGHT * 0.25));
	}

	@Test
	void onALogarithmicAxisEqualRatiosAreEqualDistances() {
		BufferedImage picture = plot(true, new double[] { 0, 5, 10 }, new double[] { 0.01, 0.1, 1 });
		assertTrue(isRed(picture, LEFT + WIDTH / 2.0, TOP + HEIGHT / 2.0));
		assertTrue(isRed(picture, LEFT + WIDTH / 4.0, TOP + HEIGHT * 0.75));
	}

	@Test
	void whatIsNoNumberLeavesAGap() {
		double[] x = new double[21], y = new double[21];
		for (int i = 0; i < x.length; i++) {
			x[i] = i;
			y[i] = i == 10 ? Double.NaN : i;
		}
		BufferedImage picture = plot(false, x, y);
		assertTrue(isRed(picture, LEFT + WIDTH / 4.0, TOP + HEIGHT * 0.75));
		assertFalse(isRed(picture, LEFT + WIDTH / 2.0, TOP + HEIGHT / 2.0));
	}

	@Test
	void noPointsOrEqualOnesAreDrawnAllTheSame() {
		plot(true, new double[0], new double[0]);
		plot(false, new double[] { 1 }, new double[] { 7 });
		plot(true, new double[] { 1, 2 }, new double[] { 3, 3 });
		new CurvePlot("", "", "", false, List.of()).picture(10, 10);
	}

	@Test
	void ticksAreRoundAndThoseOfWholeNumbersWhole() {
		assertArrayEquals(new double[] { 0, 1, 2, 3 }, CurvePlot.ticks(new double[] { 0, 1, 2, 3 }, false), 1e-12);
		assertArrayEquals(new double[] { 0, 0.2, 0.4, 0.6, 0.8, 1 }, CurvePlot.ticks(new double[] { 0, 0.3, 1 }, false), 1e-12);
		assertArrayEquals(new double[] { 0, 10, 20, 30, 40, 50, 60 }, CurvePlot.ticks(new double[] { 0, 62 }, false), 1e-12);
		assertArrayEquals(new double[] { 0.01, 0.02, 0.05, 0.1 }, CurvePlot.ticks(new double[] { 0.009, 0.12 }, true), 1e-12);
		assertArrayEquals(new double[] { 0.08, 0.1, 0.12, 0.14, 0.16 }, CurvePlot.ticks(new double[] { 0.075, 0.17 }, true), 1e-12);
	}

	@Test
	void numbersAreShort() {
		assertEquals("0.05", CurvePlot.text(0.05));
		assertEquals("20", CurvePlot.text(20));
		assertEquals("0.001", CurvePlot.text(1e-3));
		assertEquals("1e-06", CurvePlot.text(1e-6));
		assertEquals("-1.5", CurvePlot.text(-1.5));
	}
}
