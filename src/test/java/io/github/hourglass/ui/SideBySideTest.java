package io.github.hourglass.ui;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Dimension;
import java.util.Collections;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SideBySideTest {

	private static final Dimension RIM = new Dimension(10, 60);

	/** Rows of windows, counted by hand. */
	@ParameterizedTest
	@CsvSource({ "2, 512, 512, 1280, 600, 2, 1", "4, 512, 512, 1280, 600, 4, 0.5", "4, 320, 256, 1280, 640, 2, 1", "2, 160, 128, 1280, 600, 2, 3", "1, 4000, 3000, 1280, 600, 1, 0.166" })
	void imagesAreAsLargeAsFitTheScreenByStepsOfTheZoom(int count, int width, int height, int across, int down, int columns, double magnification) {
		SideBySide.Grid grid = SideBySide.Grid.of(Collections.nCopies(count, new Dimension(width, height)), new Dimension(across, down), RIM);
		assertEquals(columns, grid.columns());
		assertEquals(magnification, grid.magnification(), 1e-3);
		int rows = (count + columns - 1) / columns;
		assertTrue(rows * (height * grid.magnification() + RIM.height) <= down && columns * (width * grid.magnification() + RIM.width) <= across);
	}

	@Test
	void theLargestImageSaysHowMuch() {
		assertEquals(new SideBySide.Grid(2, 1), SideBySide.Grid.of(List.of(new Dimension(64, 64), new Dimension(512, 512)), new Dimension(1280, 600), RIM));
	}

	@Test
	void whatFitsNowhereIsAsSmallAsCanBe() {
		assertTrue(SideBySide.Grid.of(List.of(new Dimension(90000, 90000)), new Dimension(100, 60), RIM).magnification() > 0);
	}
}
