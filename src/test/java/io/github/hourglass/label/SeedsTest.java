package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class SeedsTest {

	private static final LabelOptions LITTLE = LabelOptions.of(3000);

	@Test
	void aSeedIsTheHighestWithinItsDistance() {
		float[] map = { 1, 4, 3, 5, 2, 2, 3, 1, 9 };
		byte[] mask = { 1, 1, 1, 1, 1, 1, 1, 0, 1 };
		assertArrayEquals(new int[] { 0, 1, 0, 2, 0, 0, 3, 0, 4 }, line(map, mask, 1));
		assertArrayEquals(new int[] { 0, 0, 0, 1, 0, 0, 2, 0, 3 }, line(map, mask, 2));
		assertArrayEquals(new int[] { 0, 0, 0, 1, 0, 0, 0, 0, 2 }, line(map, mask, 3), "9 belongs to another component");
	}

	@Test
	void ofAPlateauTheFirstPixelIsTaken() {
		assertArrayEquals(new int[] { 1, 0, 0, 0, 0, 2, 0 }, line(new float[] { 2, 2, 2, 2, 1, 2, 2 }, new byte[] { 1, 1, 1, 1, 1, 1, 1 }, 1));
	}

	private static int[] line(float[] map, byte[] mask, double distance) {
		long[] size = { map.length, 1 };
		try (LabelImage components = ConnectedComponents.of(Pixels.volume(PixelType.UINT8, mask, "xy", size, 2, 1), Connectivity.FULL, LITTLE, Progress.none());
			LabelImage seeds = Seeds.maxima(Pixels.volume(PixelType.FLOAT32, map, "xy", size, 5, 1), components, 0, distance, LITTLE, Progress.none())) {
			return Pixels.ints(seeds);
		}
	}

	@Property(tries = 100)
	void seedsAreTheMaximaOfTheWholeImage(@ForAll long seed) {
		Random random = new Random(seed);
		int[] size = { 1 + random.nextInt(16), 1 + random.nextInt(16), random.nextBoolean() ? 1 : 1 + random.nextInt(8), 1 + random.nextInt(2) };
		long[] whole = { size[0], size[1], size[2], size[3] };
		byte[] mask = Pixels.mask(random, size);
		float[] map = new float[mask.length];
		for (int i = 0; i < map.length; i++)
			map[i] = random.nextInt(50);
		double deep = 0.5 + random.nextInt(4);
		double distance = random.nextInt(5);
		Volume maps = Pixels.cut(Pixels.volume(PixelType.FLOAT32, map, "xyzt", whole, size), random);
		Volume masks = Pixels.cut(Pixels.volume(PixelType.UINT8, mask, "xyzt", whole, size), random)
			.withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), new Axis('y', 0.5, 0, "µm"), new Axis('z', 0.5 * deep, 0, "µm"), Axis.of('t'))));
		int[] components = WholeImage.components(mask, size, Connectivity.FULL, false);
		try (LabelImage parts = ConnectedComponents.of(masks, Connectivity.FULL, LITTLE, Progress.none());
			LabelImage seeds = Seeds.maxima(maps, parts, 0, distance, LITTLE, Progress.none())) {
			assertArrayEquals(expected(map, components, size, deep, distance), Pixels.ints(seeds));
		}
	}

	private static int[] expected(float[] map, int[] components, int[] size, double deep, double distance) {
		int[] seeds = new int[map.length];
		int count = 0;
		for (int i = 0; i < map.length; i++) {
			boolean largest = components[i] != 0;
			for (int j = 0; j < map.length && largest; j++) {
				double dx = i % size[0] - j % size[0];
				double dy = i / size[0] % size[1] - j / size[0] % size[1];
				double dz = i / size[0] / size[1] % size[2] - j / size[0] / size[1] % size[2];
				boolean near = Math.sqrt(dx * dx + dy * dy + dz * dz * deep * deep) <= distance || Math.max(Math.abs(dx), Math.max(Math.abs(dy), Math.abs(dz))) == 1;
				if (near && components[j] == components[i])
					largest = map[j] < map[i] || map[j] == map[i] && j >= i;
			}
			if (largest)
				seeds[i] = ++count;
		}
		return seeds;
	}

	/** SciPy 1.17.1: {@code gaussian_filter(m, (0.8, 1.7), mode='nearest', truncate=4)} of {@code (x*x + 7*y*y) % 13}, 12 × 9. */
	@Test
	void smoothingIsThatOfSciPy() {
		float[] pixels = new float[108];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (i % 12 * (i % 12) + 7 * (i / 12) * (i / 12)) % 13;
		new Gaussian(new double[] { 1.7, 0.8, 0 }).apply(pixels, new int[] { 12, 9, 1 });
		double[] expected = { 2.686315, 6.687194, 6.947663, 6.897230, 6.566813, 7.640986, 6.785807, 6.451885, 5.994880, 7.243727, 5.224205, 4.469019 };
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], pixels[9 * i + i % 7], 1e-5);
	}

	/** Two disks that overlap and some noise on their distance map: smoothed, each has one seed, and the watershed parts them. */
	@Test
	void touchingDisksAreParted() {
		byte[] mask = new byte[60 * 40];
		for (int i = 0; i < mask.length; i++)
			mask[i] = (byte) (Math.hypot(i % 60 - 18, i / 60 - 20) < 13 || Math.hypot(i % 60 - 40, i / 60 - 20) < 13 ? 1 : 0);
		Volume volume = Pixels.volume(PixelType.UINT8, mask, "xy", new long[] { 60, 40 }, 16, 16);
		try (LabelImage components = ConnectedComponents.of(volume, Connectivity.FULL, LITTLE, Progress.none());
			var distances = DistanceMap.of(volume, LITTLE, Progress.none());
			LabelImage seeds = Seeds.maxima(distances.volume(), components, 1, 5, LITTLE, Progress.none())) {
			Volume turned = distances.volume().withPixels(PixelType.FLOAT32, (min, size, dest) -> {
				distances.volume().copyFloats(min, size, (float[]) dest);
				for (int i = 0; i < Volume.pixels(size); i++)
					((float[]) dest)[i] *= -1;
			});
			assertEquals(2, seeds.count());
			try (LabelImage parts = Watershed.flood(turned, seeds, volume, Connectivity.FULL, LabelOptions.of(1 << 24), Progress.none())) {
				int[] found = Pixels.ints(parts);
				for (int i = 0; i < found.length; i++)
					if (i % 60 != 29)
						assertEquals(mask[i] == 0 ? 0 : i % 60 < 29 ? 1 : 2, found[i], "the neck is at x = 29");
			}
		}
	}

	@Test
	void unusableOptionsAreRefused() {
		try (LabelImage none = LabelImage.of(Pixels.volume(PixelType.UINT8, new byte[1], "xy", new long[] { 1, 1 }, 1, 1))) {
			assertThrows(IllegalArgumentException.class, () -> Seeds.maxima(none.volume(), none, Double.NaN, 1, LITTLE, Progress.none()));
			assertThrows(IllegalArgumentException.class, () -> Seeds.maxima(none.volume(), none, 1, 65, LITTLE, Progress.none()));
		}
	}
}
