package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

class ClassicDenoisersTest {

	private static final int WIDTH = 9, HEIGHT = 8, DEPTH = 4;

	private static float[] noise(int n) {
		SplittableRandom random = new SplittableRandom(3);
		float[] values = new float[n];
		for (int i = 0; i < n; i++)
			values[i] = (float) random.nextGaussian();
		return values;
	}

	private static int mirrored(int i, int n) {
		while (n > 1 && (i < 0 || i >= n))
			i = i < 0 ? -i : 2 * n - 2 - i;
		return n == 1 ? 0 : i;
	}

	private static double at(float[] image, int depth, int x, int y, int z) {
		return image[(mirrored(z, depth) * HEIGHT + mirrored(y, HEIGHT)) * WIDTH + mirrored(x, WIDTH)];
	}

	/** By its definition, voxel by voxel. */
	private static double nonLocalMean(float[] image, int depth, int x, int y, int z, int patch, double strength) {
		int search = depth == 1 ? 10 : 5, searchZ = depth == 1 ? 0 : 2, patchZ = depth == 1 ? 0 : 1;
		double sum = 0, weights = 0, best = 1e-6;
		for (int dz = -searchZ; dz <= searchZ; dz++)
			for (int dy = -search; dy <= search; dy++)
				for (int dx = -search; dx <= search; dx++) {
					if (dx == 0 && dy == 0 && dz == 0)
						continue;
					double square = 0;
					int n = 0;
					for (int k = -patchZ; k <= patchZ; k++)
						for (int j = -patch; j <= patch; j++)
							for (int i = -patch; i <= patch; i++, n++)
								square += Math.pow(at(image, depth, x + i, y + j, z + k) - at(image, depth, x + dx + i, y + dy + j, z + dz + k), 2);
					double far = Math.max(0, square / n - 2) / (strength * strength), weight = far < 12 ? Math.exp(-far) : 0;
					sum += weight * at(image, depth, x + dx, y + dy, z + dz);
					weights += weight;
					best = Math.max(best, weight);
				}
		return (sum + best * at(image, depth, x, y, z)) / (weights + best);
	}

	@Test
	void nonLocalMeansFollowTheirDefinitionInPlanesAndVolumes() {
		for (int depth : new int[] { 1, DEPTH }) {
			float[] image = noise(WIDTH * HEIGHT * depth);
			float[] result = new ClassicDenoisers(image, WIDTH, HEIGHT, depth).nonLocalMeans(1)[4];
			for (int z = 0; z < depth; z++)
				for (int y = 0; y < HEIGHT; y += 3)
					for (int x = 0; x < WIDTH; x += 4)
						assertEquals(nonLocalMean(image, depth, x, y, z, 1, 0.65), result[(z * HEIGHT + y) * WIDTH + x], 0.01);
		}
	}

	@Test
	void everyFilterKeepsAnEvenVolumeAndQuietensNoise() {
		float[] even = new float[WIDTH * HEIGHT * DEPTH], noisy = noise(even.length);
		Arrays.fill(even, 7);
		new ClassicDenoisers(even, WIDTH, HEIGHT, DEPTH).methods().forEach((name, results) -> results.accept(result -> assertArrayEquals(even, result, 1e-4f, name)));
		new ClassicDenoisers(noisy, WIDTH, HEIGHT, DEPTH).methods().forEach((name, results) -> {
			double[] least = { Double.POSITIVE_INFINITY };
			results.accept(result -> least[0] = Math.min(least[0], power(result)));
			assertEquals(0, least[0], 0.1 * power(noisy), name);
		});
	}

	private static double power(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value * value;
		return sum;
	}
}
