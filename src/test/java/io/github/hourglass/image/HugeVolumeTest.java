package io.github.hourglass.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An image of more than 2^31 voxels is an ordinary image. */
@Timeout(120)
class HugeVolumeTest {

	private static final long[] DIMENSIONS = { 2048, 1100, 1000 };

	/** 2.25 gigavoxels of 8 bit: 1000 slices, slice z is {@code z / 4} everywhere but for one pixel of 255 at its end. */
	private final Volume volume = Volume.of(PixelType.UINT8, DIMENSIONS, Axes.of("xyz"), new int[] { 2048, 1100, 1 }, (min, size, dest) -> {
		byte[] pixels = (byte[]) dest;
		int plane = size[0] * size[1];
		for (int z = 0; z < size[2]; z++)
			Arrays.fill(pixels, z * plane, (z + 1) * plane, (byte) ((min[2] + z) / 4));
		if (min[0] + size[0] == DIMENSIONS[0] && min[1] + size[1] == DIMENSIONS[1])
			for (int z = 0; z < size[2]; z++)
				pixels[(z + 1) * plane - 1] = (byte) 255;
	});

	@Test
	void everyVoxelIsCounted() {
		assertEquals(2_252_800_000L, volume.voxels());
		Percentiles percentiles = Percentiles.of(volume, "", Progress.none(), 0, 10, 50, 99.9999999, 100);
		assertEquals(volume.voxels(), percentiles.count());
		assertEquals(0, percentiles.get(0));
		assertEquals(25, percentiles.get(1), "10 % of the voxels lie below slice 100, the second one of value 25");
		assertEquals(125, percentiles.get(2), 0.5);
		assertEquals(255, percentiles.get(3), "the 1000 brightest voxels are 0.00004 % of all");
		assertEquals(255, percentiles.get(4));
	}

	@Test
	void theFarCornerIsMeasuredAndStored() {
		Volume corner = volume.crop(new long[] { 2000, 1050, 990 }, new long[] { 48, 50, 10 });
		Moments moments = Moments.of(corner, "z", Progress.none());
		for (int z = 0; z < 10; z++) {
			int slice = (990 + z) / 4;
			assertEquals((slice * 2399.0 + 255) / 2400, moments.get(z).mean(), 1e-10);
			assertEquals(255, moments.get(z).max());
		}
		assertEquals(255, Percentiles.of(corner, "", Progress.none(), 100).get(0));
		byte[] last = new byte[2];
		LazyVolume.cached(volume).copy(new long[] { 2046, 1099, 999 }, new int[] { 2, 1, 1 }, last);
		assertEquals((byte) 249, last[0]);
		assertEquals((byte) 255, last[1]);
	}
}
