package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegionTest {

	/** The pixel at x, y, z is x + 10 y + 100 z; a pixel is half a unit wide. */
	private final Volume image = Volume.of(PixelType.FLOAT32, new long[] { 8, 6, 5 },
		Axes.of(List.of(new Axis('x', 0.5, 1, "µm"), new Axis('y', 0.5, 0, "µm"), new Axis('z', 2, 0, "µm"))), new int[] { 8, 6, 1 }, (min, size, dest) -> {
			int i = 0;
			for (int z = 0; z < size[2]; z++)
				for (int y = 0; y < size[1]; y++)
					for (int x = 0; x < size[0]; x++)
						((float[]) dest)[i++] = min[0] + x + 10 * (min[1] + y) + 100 * (min[2] + z);
		});

	@Test
	void theWholeIsTheImageItself() {
		assertSame(image, Region.parse("whole").of(image));
		assertTrue(Region.parse("whole").isWhole());
	}

	@Test
	void aRectangleWithSlicesKnowsWhereItLies() {
		Volume part = Region.parse("2,3,4,2,z2-4").of(image);
		assertArrayEquals(new long[] { 4, 2, 3 }, part.dimensions());
		float[] corner = new float[1];
		part.copyFloats(new long[] { 0, 0, 0 }, new int[] { 1, 1, 1 }, corner);
		assertEquals(2 + 10 * 3 + 100 * 1, corner[0]);
		assertEquals(1 + 2 * 0.5, part.axes().find('x').origin());
		assertEquals(3 * 0.5, part.axes().find('y').origin());
		assertEquals(2, part.axes().find('z').origin());
		assertEquals("2,3,4,2,z2-4", part.metadata().provenance().get("region"));
	}

	@Test
	void slicesAloneLeaveThePlaneWhole() {
		assertArrayEquals(new long[] { 8, 6, 1 }, Region.parse("z5").of(image).dimensions());
		assertArrayEquals(new long[] { 8, 6, 2 }, Region.parse("Whole, Z1-2, c1").of(image).dimensions());
	}

	@Test
	void aSelectionIsARectangleOnceItIsKnown() {
		Region region = Region.parse("selection,z1-2");
		assertTrue(region.isSelection());
		assertTrue(assertThrows(IllegalArgumentException.class, () -> region.of(image)).getMessage().contains("x,y,width,height"));
		Region within = region.within(1, 2, 3, 4);
		assertEquals("1,2,3,4,z1-2", within.toString());
		assertArrayEquals(new long[] { 3, 4, 2 }, within.of(image).dimensions());
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "half", "1,2,3", "1,2,3,4,5", "1,2,0,4", "-1,2,3,4", "z0", "z4-2", "z1,z2", "z1-2-3", "b1", "selection,selection", "whole,1,2,3,4", "z99999999999" })
	void whatIsNoRegionIsRefusedByName(String text) {
		String message = assertThrows(IllegalArgumentException.class, () -> Region.parse(text)).getMessage();
		assertTrue(message.startsWith("region is '" + text + "'; use whole"), message);
	}

	@ParameterizedTest
	@ValueSource(strings = { "5,0,4,6", "0,0,8,7", "z6", "z1-6", "t2", "c2" })
	void whatIsOutsideTheImageIsRefused(String text) {
		String message = assertThrows(IllegalArgumentException.class, () -> Region.parse(text).of(image)).getMessage();
		assertTrue(message.contains("not inside the image (xyz [8, 6, 5])"), message);
	}
}
