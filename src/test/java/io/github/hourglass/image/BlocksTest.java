package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class BlocksTest {

	@Test
	void aFirstBlockEqualOnesAndTheRest() {
		Blocks blocks = Blocks.of(new long[] { 100, 5 }, new long[] { 40, 5 }, new long[] { 32, 5 }, new long[] { 3, 1 });
		assertEquals(3, blocks.count());
		assertArrayEquals(new long[] { 72, 0 }, blocks.min(2));
		assertArrayEquals(new int[] { 28, 5 }, blocks.size(2));
		assertArrayEquals(new int[] { 32, 5 }, blocks.size(1));
	}

	@Test
	void blocksFollowTheirAxes() {
		Volume volume = Volume.of(PixelType.UINT8, new long[] { 10, 20 }, Axes.of("xy"), new int[] { 4, 20 }, (min, size, dest) -> {});
		Blocks blocks = volume.inOrder("ycx").blocks();
		assertEquals(3, blocks.count());
		assertArrayEquals(new long[] { 0, 0, 8 }, blocks.min(2));
		assertArrayEquals(new int[] { 20, 1, 2 }, blocks.size(2));
	}
}
