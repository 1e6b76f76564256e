package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class DistanceTransformTest {

	private static float[] bruteForce(int[] labels, int[] size, double[] spacing) {
		float[] distances = new float[labels.length];
		for (int i = 0; i < labels.length; i++) {
			double least = labels[i] == 0 ? 0 : Double.POSITIVE_INFINITY;
			for (int j = 0; j < labels.length; j++)
				if (labels[j] != labels[i] && labels[i] != 0) {
					double x = (i % size[0] - j % size[0]) * spacing[0];
					double y = (i / size[0] % size[1] - j / size[0] % size[1]) * spacing[1];
					double z = (i / size[0] / size[1] - j / size[0] / size[1]) * spacing[2];
					least = Math.min(least, x * x + y * y + z * z);
				}
			distances[i] = (float) Math.sqrt(least);
		}
		return distances;
	}

	@Test
	void distancesEqualThoseFoundByTryingAllPixels() {
		SplittableRandom random = new SplittableRandom(1);
		for (int round = 0; round < 60; round++) {
			int[] size = { 1 + random.nextInt(14), 1 + random.nextInt(14), round % 2 == 0 ? 1 : 1 + random.nextInt(7) };
			double[] spacing = round % 3 == 0 ? new double[] { 1, 1, 1 } : new double[] { 0.3 + random.nextDouble(), 0.3 + random.nextDouble(), 3 };
			int[] labels = new int[size[0] * size[1] * size[2]];
			int coarse = 1 + random.nextInt(5);
			int objects = 1 + random.nextInt(4);
			int[] seeds = new int[512];
			for (int i = 0; i < seeds.length; i++)
				seeds[i] = random.nextInt(objects + 1);
			for (int i = 0; i < labels.length; i++)
				labels[i] = seeds[i % size[0] / coarse + 15 * (i / size[0] % size[1] / coarse) + 225 * (i / size[0] / size[1] / coarse % 2)];
			assertArrayEquals(bruteForce(labels, size, spacing), DistanceTransform.of(labels, size, spacing), 1e-4f);
		}
	}

	@Test
	void withoutAnotherLabelThereIsNoDistance() {
		assertArrayEquals(new float[] { Float.POSITIVE_INFINITY, Float.POSITIVE_INFINITY }, DistanceTransform.of(new int[] { 3, 3 }, new int[] { 2, 1, 1 }, new double[] { 1, 1, 1 }));
	}

	@Test
	void touchingObjectsEndWhereTheyTouch() {
		assertArrayEquals(new float[] { 0, 1, 2, 2, 1, 1, 2, 2, 1, 0 },
			DistanceTransform.of(new int[] { 0, 1, 1, 1, 1, 2, 2, 2, 2, 0 }, new int[] { 10, 1, 1 }, new double[] { 1, 1, 1 }));
	}

	@Test
	void targetsOfADiskAreItsInsideItsRimAndACone() {
		int[] labels = new int[21 * 21];
		for (int i = 0; i < labels.length; i++)
			labels[i] = Math.hypot(i % 21 - 10, i / 21 - 10) <= 8 ? 7 : 0;
		float[] channels = InstanceTargets.channels(labels, new int[] { 21, 21, 1 }, new double[] { 1, 1, 1 });
		int middle = 10 * 21 + 10;
		assertEquals(1, channels[2 * 441 + middle], "every object has its middle at 1");
		for (int i = 0; i < 441; i++) {
			assertEquals(labels[i] > 0 ? 1 : 0, channels[i]);
			boolean rim = labels[i] > 0 && (labels[i - 1] == 0 || labels[i + 1] == 0 || labels[i - 21] == 0 || labels[i + 21] == 0);
			assertEquals(rim ? 1 : 0, channels[441 + i]);
			assertEquals(labels[i] > 0, channels[882 + i] > 0);
			if (rim)
				assertEquals(1 / Math.sqrt(65), channels[882 + i], 1e-6, "the nearest pixel outside lies (8, 1) from the middle, 1 from the rim");
		}
	}
}
