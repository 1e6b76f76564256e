package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class LabelStitcherTest {

	private static final LabelOptions LITTLE = LabelOptions.of(2000);

	/** Objects of any shape that hang together, cut into overlapping blocks and numbered at random in each. */
	@Property(tries = 300)
	void overlappingBlocksGiveTheWholeBack(@ForAll long seed) {
		Random random = new Random(seed);
		boolean plane = random.nextBoolean();
		int[] size = { 1 + random.nextInt(plane ? 40 : 14), 1 + random.nextInt(plane ? 40 : 14), plane ? 1 : 1 + random.nextInt(9), 1 + random.nextInt(2) };
		int[] labels = WholeImage.components(Pixels.mask(random, size), size, Connectivity.FULL, false);
		int[] core = { 1 + random.nextInt(size[0]), 1 + random.nextInt(size[1]), 1 + random.nextInt(size[2]), 1 };
		int overlap = 1 + random.nextInt(3);
		List<long[]> tiles = new ArrayList<>();
		for (int t = 0; t < size[3]; t++)
			for (int z = 0; z < size[2]; z += core[2])
				for (int y = 0; y < size[1]; y += core[1])
					for (int x = 0; x < size[0]; x += core[0])
						tiles.add(new long[] { x, y, z, t });
		Collections.shuffle(tiles, random);
		try (LabelStitcher stitcher = new LabelStitcher(Volume.of(PixelType.UINT8, new long[] { size[0], size[1], size[2], size[3] }, Axes.of("xyzt"), size, (min, s, d) -> {}), LITTLE)) {
			for (long[] min : tiles)
				add(stitcher, labels, size, min, core, overlap, random);
			try (LabelImage whole = stitcher.finish(Progress.none())) {
				assertArrayEquals(labels, Pixels.ints(whole));
			}
		}
	}

	private static void add(LabelStitcher stitcher, int[] labels, int[] size, long[] coreMin, int[] core, int overlap, Random random) {
		int[] coreSize = new int[4];
		long[] min = new long[4];
		int[] count = { 1, 1, 1, 1 };
		for (int d = 0; d < 4; d++) {
			coreSize[d] = (int) Math.min(core[d], size[d] - coreMin[d]);
			min[d] = d == 3 ? coreMin[3] : Math.max(0, coreMin[d] - overlap);
			if (d < 3)
				count[d] = (int) (Math.min(size[d], coreMin[d] + coreSize[d] + overlap) - min[d]);
		}
		int[] block = new int[Volume.pixels(count)];
		Pixels.volume(PixelType.INT32, labels, "xyzt", new long[] { size[0], size[1], size[2], size[3] }, size).copy(min, count, block);
		int shift = random.nextInt(1000);
		for (int i = 0; i < block.length; i++)
			block[i] = block[i] == 0 ? 0 : (int) (block[i] * 7919L % 104729) + shift + 1;
		stitcher.add(min, count, block, coreMin, coreSize);
	}

	/** Of the objects at the edge between the third and the fourth column: 1 goes on, 2 lies by one pixel of three on 5, 3 by its only one. */
	@Test
	void blocksThatOnlyTouchAreJoinedByTheirFaces() {
		try (LabelStitcher stitcher = new LabelStitcher(Volume.of(PixelType.UINT8, new long[] { 6, 7 }, Axes.of("xy"), new int[] { 6, 7 }, (min, s, d) -> {}), LITTLE)) {
			stitcher.add(new long[4], new int[] { 3, 7, 1, 1 }, Pixels.plane("111", ".11", ".22", ".22", ".22", "...", "3.3"), new long[4], new int[] { 3, 7, 1, 1 });
			stitcher.add(new long[] { 3, 0, 0, 0 }, new int[] { 3, 7, 1, 1 }, Pixels.plane("44.", "4..", "...", "...", "55.", "55.", "5.."), new long[] { 3, 0, 0, 0 },
				new int[] { 3, 7, 1, 1 });
			try (LabelImage whole = stitcher.finish(Progress.none())) {
				assertArrayEquals(Pixels.plane("11111.", ".111..", ".22...", ".22...", ".2233.", "...33.", "3.33.."), Pixels.ints(whole));
				assertEquals("xy", whole.volume().axes().letters());
			}
		}
	}

	@Test
	void blocksThatLeaveGapsAreRefused() {
		try (LabelStitcher stitcher = new LabelStitcher(Volume.of(PixelType.UINT8, new long[] { 6, 7 }, Axes.of("xy"), new int[] { 6, 7 }, (min, s, d) -> {}), LITTLE)) {
			stitcher.add(new long[4], new int[] { 3, 7, 1, 1 }, new int[21], new long[4], new int[] { 3, 7, 1, 1 });
			assertEquals("The blocks added give 21 of the image's 42 voxels.", assertThrows(IllegalStateException.class, () -> stitcher.finish(Progress.none())).getMessage());
			assertThrows(IllegalArgumentException.class, () -> stitcher.add(new long[] { 4, 0, 0, 0 }, new int[] { 3, 7, 1, 1 }, new int[21], new long[4], new int[] { 1, 1, 1, 1 }));
		}
	}
}
