package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class HolesTest {

	private static final LabelOptions LITTLE = LabelOptions.of(3000);

	@Test
	void aRingKeepsTheObjectInside() {
		int[] labels = Pixels.plane(
			".........",
			".1111111.",
			".1.....1.",
			".1.222.1.",
			".1.2.2.1.",
			".1.222.1.",
			".1.....1.",
			".1111111.",
			".........");
		assertArrayEquals(Pixels.plane(
			".........",
			".1111111.",
			".1111111.",
			".1122211.",
			".1122211.",
			".1122211.",
			".1111111.",
			".1111111.",
			"........."), fill(labels, 9));
	}

	@Test
	void whatOnlyTwoObjectsEncloseTogetherStays() {
		int[] labels = Pixels.plane(
			"......",
			".1122.",
			".1..2.",
			".1122.",
			"......");
		assertArrayEquals(labels, fill(labels, 6));
	}

	@Test
	void aDiagonalWallIsTightAndTheBorderOfTheImageIsNot() {
		assertArrayEquals(Pixels.plane(
			"..1...1",
			".111..1",
			"..1..11",
			".....1."), fill(Pixels.plane(
				"..1...1",
				".1.1..1",
				"..1..11",
				".....1."), 7));
	}

	@Test
	void aCupInThreeDimensionsIsARingInItsPlanes() {
		int[] ring = Pixels.plane(
			".....",
			".111.",
			".1.1.",
			".111.",
			".....");
		int[] labels = Arrays.copyOf(ring, 75);
		System.arraycopy(ring, 0, labels, 25, 25);
		labels[12] = 1;
		Volume volume = Pixels.volume(PixelType.INT32, labels, "xyz", new long[] { 5, 5, 3 }, 5, 5, 3);
		try (LabelImage planes = Holes.fill(LabelImage.of(volume), true, LITTLE, Progress.none());
			LabelImage whole = Holes.fill(LabelImage.of(volume), false, LITTLE, Progress.none())) {
			assertArrayEquals(labels, Pixels.ints(whole), "open towards the third plane");
			labels[25 + 12] = 1;
			assertArrayEquals(labels, Pixels.ints(planes));
		}
	}

	private static int[] fill(int[] labels, int width) {
		Volume volume = Pixels.volume(PixelType.INT32, labels, "xy", new long[] { width, labels.length / width }, 3, 2);
		try (LabelImage filled = Holes.fill(LabelImage.of(volume), false, LITTLE, Progress.none())) {
			return Pixels.ints(filled);
		}
	}

	@Property(tries = 300)
	void anyBlocksGiveWhatTheWholeImageGives(@ForAll long seed) {
		Random random = new Random(seed);
		boolean plane = random.nextBoolean();
		int[] size = { 1 + random.nextInt(plane ? 16 : 8), 1 + random.nextInt(plane ? 16 : 8), plane ? 1 : 1 + random.nextInt(6), 1 + random.nextInt(2) };
		byte[] mask = Pixels.mask(random, size);
		int[] labels = WholeImage.components(mask, size, Connectivity.FULL, false);
		int merged = 1 + random.nextInt(6);
		if (random.nextBoolean())
			for (int i = 0; i < labels.length; i++)
				labels[i] = labels[i] == 0 ? 0 : 1 + (i % size[0] / 3 + labels[i]) % merged + 10 * (i / (size[0] * size[1] * size[2]));
		boolean planes = random.nextInt(3) == 0;
		Volume volume = Pixels.cut(Pixels.volume(PixelType.INT32, labels, "xyzt", new long[] { size[0], size[1], size[2], size[3] }, size), random);
		try (LabelImage image = LabelImage.of(volume); LabelImage same = image.consecutive(); LabelImage filled = Holes.fill(image, planes, LITTLE, Progress.none())) {
			assertEquals(image.count(), filled.count());
			assertArrayEquals(expected(Pixels.ints(same), size, planes || size[2] == 1), Pixels.ints(filled));
		}
	}

	/** For each region of background, whether the border can be reached around each object that it touches. */
	private static int[] expected(int[] labels, int[] size, boolean planes) {
		byte[] background = new byte[labels.length];
		for (int i = 0; i < labels.length; i++)
			background[i] = (byte) (labels[i] == 0 ? 1 : 0);
		int[] regions = WholeImage.components(background, size, Connectivity.FACES, planes);
		int[] filled = labels.clone();
		for (int region = 1, count = Arrays.stream(regions).max().orElse(0); region <= count; region++)
			for (int object : touching(region, regions, labels, size, planes))
				if (!reachesBorder(region, object, regions, labels, size, planes))
					for (int i = 0; i < labels.length; i++)
						if (regions[i] == region)
							filled[i] = object;
		return filled;
	}

	private static int[] touching(int region, int[] regions, int[] labels, int[] size, boolean planes) {
		return java.util.stream.IntStream.range(0, labels.length).filter(i -> regions[i] == region)
			.flatMap(i -> WholeImage.around(i, size, Connectivity.FACES, planes).stream().mapToInt(j -> labels[j])).filter(id -> id != 0).distinct().toArray();
	}

	private static boolean reachesBorder(int region, int object, int[] regions, int[] labels, int[] size, boolean planes) {
		boolean[] seen = new boolean[labels.length];
		ArrayDeque<Integer> queue = new ArrayDeque<>();
		int part = planes ? size[0] * size[1] : size[0] * size[1] * size[2];
		for (int i = 0; i < labels.length; i++)
			if (regions[i] == region) {
				seen[i] = true;
				queue.add(i);
			}
		while (!queue.isEmpty()) {
			int i = queue.remove();
			int x = i % size[0];
			int y = i / size[0] % size[1];
			int z = i / size[0] / size[1] % size[2];
			if (x == 0 || y == 0 || x == size[0] - 1 || y == size[1] - 1 || !planes && (z == 0 || z == size[2] - 1))
				return true;
			for (int next : WholeImage.around(i, size, Connectivity.FACES, planes))
				reach(next, object, labels, seen, queue);
			if (labels[i] != 0)
				for (int j = i / part * part; j < (i / part + 1) * part; j++)
					if (labels[j] == labels[i])
						reach(j, object, labels, seen, queue);
		}
		return false;
	}

	private static void reach(int i, int object, int[] labels, boolean[] seen, ArrayDeque<Integer> queue) {
		if (!seen[i] && labels[i] != object) {
			seen[i] = true;
			queue.add(i);
		}
	}
}
