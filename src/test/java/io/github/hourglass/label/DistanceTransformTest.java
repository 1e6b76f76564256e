package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

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
}
