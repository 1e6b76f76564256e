package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;

import org.junit.jupiter.api.Test;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StarPolygonTest {

	private static final double[] FOUR = StarPolygon.rays(4);

	/** A square on its corner: rays along x, y and back. */
	private static StarPolygon diamond(int x, int y, float radius) {
		return new StarPolygon(x, y, 1, new float[] { radius, radius, radius, radius }, FOUR);
	}

	@Test
	void overlapIsTheCommonAreaOverTheSmallerOne() {
		assertEquals(1, diamond(20, 20, 8).overlap(diamond(20, 20, 8)), 1e-9, "area 128 of 128");
		assertEquals(1, diamond(20, 20, 8).overlap(diamond(20, 20, 4)), 1e-9, "one inside the other");
		assertEquals(0.5, diamond(20, 20, 8).overlap(diamond(24, 24, 8)), 1e-9, "moved by half along a side");
		assertEquals(0.25, diamond(20, 20, 8).overlap(diamond(28, 20, 8)), 1e-9, "a square on its corner of half the diagonal");
		assertEquals(0, diamond(20, 20, 8).overlap(diamond(36, 20, 8)), 1e-9, "only corners touch");
		assertEquals(0, diamond(20, 20, 8).overlap(diamond(90, 20, 8)), 1e-9);
	}

	@Test
	void cornersAreTruncatedToWholePixelsForOverlap() {
		assertEquals(1, diamond(20, 20, 8.4f).overlap(new StarPolygon(20, 20, 1, new float[] { 8.4f, 8.9f, 7.2f, 7.9f }, FOUR)), 1e-9);
	}

	@Property(tries = 200)
	void commonAreaIsThatOfTheTrianglesFromTheCenters(@ForAll Random random, @ForAll @IntRange(min = 3, max = 40) int count) {
		double[] rays = StarPolygon.rays(count);
		StarPolygon[] polygons = new StarPolygon[2];
		double[][][] corners = new double[2][2][count];
		for (int p = 0; p < 2; p++) {
			float[] distances = new float[count];
			int x = 30 + random.nextInt(12);
			int y = 30 + random.nextInt(12);
			for (int k = 0; k < count; k++) {
				distances[k] = 6 + 10 * random.nextFloat() * (k % 3);
				corners[p][0][k] = (int) (x + distances[k] * rays[k]);
				corners[p][1][k] = (int) (y + distances[k] * rays[count + k]);
			}
			polygons[p] = new StarPolygon(x, y, 1, distances, rays);
		}
		double common = WholePlaneStars.common(corners[0], polygons[0].x, polygons[0].y, corners[1], polygons[1].x, polygons[1].y);
		double smaller = Math.min(WholePlaneStars.area(corners[0]), WholePlaneStars.area(corners[1]));
		assertEquals(common / (smaller + 1e-10), polygons[0].overlap(polygons[1]), 1e-6);
		assertEquals(polygons[0].overlap(polygons[1]), polygons[1].overlap(polygons[0]), 1e-9);
	}

	@Test
	void pixelsWhoseMiddleIsInsideOrOnTheOutlineArePainted() {
		int[] pixels = new int[7 * 5];
		diamond(3, 2, 2).paint(9, FOUR, pixels, 0, 0, 7, 5);
		assertArrayEquals(new int[] {
			0, 0, 0, 9, 0, 0, 0,
			0, 0, 9, 9, 9, 0, 0,
			0, 9, 9, 9, 9, 9, 0,
			0, 0, 9, 9, 9, 0, 0,
			0, 0, 0, 9, 0, 0, 0 }, pixels);
	}
}
