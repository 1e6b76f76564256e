package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class ProminenceTest {

	private static final LabelOptions OPTIONS = LabelOptions.of(1 << 20);

	private static int[] merged(float[] map, double least, String axes, long... size) {
		Volume heights = Volume.of(ArrayImgs.floats(map, size), Axes.of(axes));
		Volume upsideDown = heights.withPixels(PixelType.FLOAT32, (min, block, dest) -> {
			heights.copyFloats(min, block, (float[]) dest);
			for (int i = 0; i < Volume.pixels(block); i++)
				((float[]) dest)[i] *= -1;
		});
		try (LabelImage components = ConnectedComponents.of(heights, Connectivity.FACES, OPTIONS, Progress.none());
			LabelImage maxima = Seeds.maxima(heights, components, 0, 0, OPTIONS, Progress.none());
			LabelImage regions = Watershed.flood(upsideDown, maxima, components, Connectivity.FACES, OPTIONS, Progress.none());
			LabelImage merged = Prominence.merge(regions, heights, least, OPTIONS, Progress.none())) {
			int[] ids = new int[map.length];
			merged.volume().copy(new long[size.length], java.util.Arrays.stream(size).mapToInt(Math::toIntExact).toArray(), ids);
			return ids;
		}
	}

	/** Tops of 9, 6, 7 and 3 with passes of 4, 5 and 2.5 between them, and 5 by itself: prominences of 9, 1, 3, 0.5 and 5. */
	private static final float[] RIDGE = { 1, 9, 6, 4, 6, 5, 7, 2.5f, 3, 1, 0, 5, 5 };

	@ParameterizedTest
	@CsvSource({ "0, 5", "0.5, 5", "0.6, 4", "1, 4", "1.1, 3", "3, 3", "3.1, 2", "20, 2" })
	void whatRisesLessAboveThePassToAHigherTopBelongsToIt(double least, int left) {
		int largest = 0;
		for (int id : merged(RIDGE, least, "xy", RIDGE.length, 1))
			largest = Math.max(largest, id);
		assertEquals(left, largest);
	}

	@Test
	void aRegionGoesToTheOneAcrossItsHighestPass() {
		assertArrayEquals(new int[] { 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 0, 3, 3 }, merged(RIDGE, 2, "xy", RIDGE.length, 1));
	}

	@Test
	void passesBetweenBlocksAreFoundInVolumes() {
		int n = 150, deep = 3;
		float[] map = new float[n * 2 * deep];
		for (int i = 0; i < map.length; i++)
			map[i] = 10 - Math.abs(i % n % 50 - 25) / 10f;
		int[] apart = merged(map, 2, "xyz", n, 2, deep), together = merged(map, 3, "xyz", n, 2, deep);
		for (int i = 0; i < map.length; i++) {
			assertEquals(1, together[i]);
			if (i % n % 50 > 5 && i % n % 50 < 45)
				assertEquals(1 + i % n / 50, apart[i], "voxel " + i);
		}
	}
}
