package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;

class DistanceMapTest {

	@Property(tries = 100)
	void blocksGiveWhatOneArrayGives(@ForAll long seed) {
		Random random = new Random(seed);
		int[] size = { 1 + random.nextInt(30), 1 + random.nextInt(30), random.nextBoolean() ? 1 : 1 + random.nextInt(8), 1 + random.nextInt(2) };
		double[] spacing = { 0.5 + random.nextDouble(), 0.5 + random.nextDouble(), 2 };
		byte[] mask = Pixels.mask(random, size);
		Volume volume = Pixels.cut(Pixels.volume(PixelType.UINT8, mask, "xyzt", new long[] { size[0], size[1], size[2], size[3] }, size), random);
		volume = volume.withAxes(Axes.of(List.of(new Axis('x', spacing[0], 0, "µm"), new Axis('y', -spacing[1], 0, "µm"), new Axis('z', spacing[2], 0, "µm"), Axis.of('t'))));
		int frame = size[0] * size[1] * size[2];
		boolean several = random.nextBoolean();
		float[] expected = new float[mask.length];
		for (int t = 0; t < size[3]; t++) {
			int[] labels = new int[frame];
			for (int i = 0; i < frame; i++)
				labels[i] = several ? mask[t * frame + i] : mask[t * frame + i] != 0 ? 1 : 0;
			System.arraycopy(DistanceTransform.of(labels, new int[] { size[0], size[1], size[2] }, spacing), 0, expected, t * frame, frame);
		}
		LabelOptions options = LabelOptions.of(random.nextBoolean() ? 100 : 1 << 20);
		int[] block = { 1 + random.nextInt(12), 1 + random.nextInt(12), 1 + random.nextInt(4), 1 };
		try (StoredVolume map = DistanceMap.of(volume, several ? LabelImage.of(volume).volume() : null, volume, block, options, Progress.none())) {
			float[] found = new float[mask.length];
			map.volume().copyFloats(new long[4], size, found);
			assertArrayEquals(expected, found);
		}
		try (StoredVolume map = several ? DistanceMap.of(LabelImage.of(volume), options, Progress.none()) : DistanceMap.of(volume, options, Progress.none())) {
			float[] found = new float[mask.length];
			map.volume().copyFloats(new long[4], size, found);
			assertArrayEquals(expected, found);
		}
	}

	/** Larger than blocks look around themselves: distances to one pixel in the corner, and to nothing. */
	@Test
	void thickObjectsAreTransformedAxisByAxis() {
		long[] size = { 310, 200 };
		for (int hole = 0; hole < 2; hole++) {
			byte[] mask = new byte[310 * 200];
			java.util.Arrays.fill(mask, (byte) 1);
			mask[0] = (byte) (1 - hole);
			Volume volume = Pixels.volume(PixelType.UINT8, mask, "xy", size, 50, 50);
			Volume ordered = volume.inOrder("xyzt");
			try (StoredVolume map = DistanceMap.of(ordered, null, volume, new int[] { 100, 60, 1, 1 }, LabelOptions.of(1000), Progress.none())) {
				float[] found = new float[mask.length];
				map.volume().copyFloats(new long[2], new int[] { 310, 200 }, found);
				for (int i = 0; i < found.length; i++)
					org.junit.jupiter.api.Assertions.assertEquals(hole == 0 ? Float.POSITIVE_INFINITY : Math.hypot(i % 310, i / 310), found[i], 1e-4);
			}
		}
	}

	/** The square of 5 × 5 around the middle of a plane: 1 2 3 2 1 along its middle row, diagonals do not matter. */
	@Test
	void aSquareIsAPyramid() {
		byte[] mask = new byte[49];
		for (int i = 0; i < 49; i++)
			mask[i] = (byte) (i % 7 % 6 != 0 && i / 7 % 6 != 0 ? 1 : 0);
		try (StoredVolume map = DistanceMap.of(Pixels.volume(PixelType.UINT8, mask, "xy", new long[] { 7, 7 }, 3, 2), LabelOptions.standard(), Progress.none())) {
			float[] found = new float[49];
			map.volume().copyFloats(new long[2], new int[] { 7, 7 }, found);
			for (int i = 0; i < 49; i++)
				org.junit.jupiter.api.Assertions.assertEquals(mask[i] == 0 ? 0 : Math.min(Math.min(i % 7, 6 - i % 7), Math.min(i / 7, 6 - i / 7)), found[i]);
		}
	}
}
