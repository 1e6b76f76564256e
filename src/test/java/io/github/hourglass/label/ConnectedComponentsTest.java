package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class ConnectedComponentsTest {

	private static final LabelOptions LITTLE = LabelOptions.of(600);

	@Property(tries = 400)
	void anyBlocksGiveWhatTheWholeImageGives(@ForAll long seed) {
		Random random = new Random(seed);
		boolean plane = random.nextInt(3) == 0;
		int[] size = { 1 + random.nextInt(plane ? 40 : 14), 1 + random.nextInt(plane ? 40 : 12), plane ? 1 : 1 + random.nextInt(10), 1 + random.nextInt(3) };
		byte[] mask = Pixels.mask(random, size);
		Connectivity connectivity = Connectivity.values()[random.nextInt(2)];
		boolean flat = random.nextInt(4) == 0;
		Volume volume = Pixels.cut(Pixels.volume(PixelType.INT8, mask, "xyzt", new long[] { size[0], size[1], size[2], size[3] }, size), random);
		LabelOptions options = random.nextBoolean() ? LITTLE : LabelOptions.of(1 << 20);
		int[] expected = WholeImage.components(mask, size, connectivity, flat);
		try (LabelImage labels = ConnectedComponents.of(volume, connectivity, flat, options, Progress.none())) {
			assertArrayEquals(expected, Pixels.ints(labels));
			assertEquals(Arrays.stream(expected).max().orElse(0), labels.count());
		}
	}

	@Test
	void partsOfAPlaneAreNumberedFromTheTop() {
		int[] mask = Pixels.plane(
			"1.1.1",
			"1.1..",
			"111.1",
			"...1.");
		assertArrayEquals(Pixels.plane(
			"1.1.2",
			"1.1..",
			"111.3",
			"...4."), label(mask, Connectivity.FACES));
		assertArrayEquals(Pixels.plane(
			"1.1.2",
			"1.1..",
			"111.1",
			"...1."), label(mask, Connectivity.FULL));
	}

	private static int[] label(int[] mask, Connectivity connectivity) {
		try (LabelImage labels = ConnectedComponents.of(Pixels.volume(PixelType.INT32, mask, "xy", new long[] { 5, 4 }, 2, 3), connectivity, LITTLE, Progress.none())) {
			return Pixels.ints(labels);
		}
	}

	/** scipy 1.17.1: {@code label(mask, generate_binary_structure(3, n))} of {@code (x*x + 3*y*y + 5*z*z + x*y*z) % 31 < 5}, 30 × 20 × 10, and {@code sum(labels * (arange(6000) % 1009))}. */
	@Test
	void agreesWithSciPy() {
		long[] size = { 30, 20, 10 };
		byte[] mask = new byte[6000];
		for (int i = 0; i < mask.length; i++) {
			int x = i % 30;
			int y = i / 30 % 20;
			int z = i / 600;
			mask[i] = (byte) ((x * x + 3 * y * y + 5 * z * z + x * y * z) % 31 < 5 ? 1 : 0);
		}
		Volume volume = Pixels.volume(PixelType.UINT8, mask, "xyz", size, 7, 6, 5);
		assertSum(ConnectedComponents.of(volume, Connectivity.FACES, LITTLE, Progress.none()), 559, 142583540L);
		assertSum(ConnectedComponents.of(volume, Connectivity.FULL, LITTLE, Progress.none()), 48, 2231845L);
	}

	private static void assertSum(LabelImage labels, long count, long sum) {
		int[] ids = Pixels.ints(labels);
		long found = 0;
		for (int i = 0; i < ids.length; i++)
			found += (long) ids[i] * (i % 1009);
		assertEquals(count, labels.count());
		assertEquals(sum, found);
		labels.close();
	}

	@Test
	void nanAndZeroAreBackgroundInEveryType() {
		float[] floats = { 0, Float.NaN, -0f, 2, Float.NEGATIVE_INFINITY, 0, Float.MIN_VALUE };
		assertArrayEquals(new int[] { 0, 0, 0, 1, 1, 0, 2 }, line(PixelType.FLOAT32, floats));
		assertArrayEquals(new int[] { 0, 1, 0 }, line(PixelType.FLOAT64, new double[] { Double.NaN, 1e-300, 0 }));
		assertArrayEquals(new int[] { 1, 0, 2 }, line(PixelType.INT64, new long[] { 1L << 40, 0, -1 }));
		assertArrayEquals(new int[] { 1, 0, 2 }, line(PixelType.UINT16, new short[] { -1, 0, 1 }));
	}

	private static int[] line(PixelType type, Object pixels) {
		long[] size = { java.lang.reflect.Array.getLength(pixels), 1 };
		try (LabelImage labels = ConnectedComponents.of(Pixels.volume(type, pixels, "xy", size, 2, 1), Connectivity.FULL, LITTLE, Progress.none())) {
			return Pixels.ints(labels);
		}
	}

	@Test
	void nothingAndEverythingAreImagesToo() {
		try (LabelImage none = ConnectedComponents.of(Pixels.volume(PixelType.UINT8, new byte[60], "xyz", new long[] { 5, 4, 3 }, 2, 2, 2), Connectivity.FULL, LITTLE,
			Progress.none())) {
			assertEquals(0, none.count());
			assertEquals(0, none.largest());
			assertArrayEquals(new int[60], Pixels.ints(none));
			assertEquals(PixelType.UINT16, none.asImage().type());
		}
		byte[] full = new byte[60];
		Arrays.fill(full, (byte) 1);
		try (LabelImage all = ConnectedComponents.of(Pixels.volume(PixelType.UINT8, full, "xyz", new long[] { 5, 4, 3 }, 2, 2, 2), Connectivity.FACES, LITTLE,
			Progress.none())) {
			assertEquals(1, all.count());
			assertEquals(60, Arrays.stream(Pixels.ints(all)).sum());
		}
	}

	/** 300 × 300 × 1 one-pixel objects on a chessboard of every second pixel: 90 000 in a plane of 600². */
	@Test
	void moreObjectsThanSixteenBitHold() {
		long[] size = { 600, 600 };
		Volume dots = Volume.of(PixelType.UINT8, size, Axes.of("xy"), new int[] { 100, 70 }, (min, count, dest) -> {
			for (int i = 0; i < count[0] * count[1]; i++)
				((byte[]) dest)[i] = (byte) ((min[0] + i % count[0]) % 2 == 0 && (min[1] + i / count[0]) % 2 == 0 ? 1 : 0);
		});
		try (LabelImage labels = ConnectedComponents.of(dots, Connectivity.FULL, LITTLE, Progress.none())) {
			assertEquals(90_000, labels.count());
			assertEquals(PixelType.FLOAT32, labels.asImage().type());
			int[] ids = Pixels.ints(labels.asImage());
			for (int i = 0; i < 90_000; i++)
				assertEquals(i + 1, ids[i / 300 * 1200 + i % 300 * 2]);
		}
	}

	@Test
	void theImageKeepsItsAxesAndFramesAreApart() {
		byte[] mask = { 1, 1, 0, 1, 1, 1, 0, 1 };
		Volume volume = Pixels.volume(PixelType.UINT8, mask, "xyct", new long[] { 2, 2, 1, 2 }, 2, 2, 1, 2);
		try (LabelImage labels = ConnectedComponents.of(volume, Connectivity.FULL, LITTLE, Progress.none())) {
			assertEquals("xyt", labels.volume().axes().letters());
			assertArrayEquals(new int[] { 1, 1, 0, 1, 2, 2, 0, 2 }, Pixels.ints(labels));
		}
		IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> ConnectedComponents.of(
			Pixels.volume(PixelType.UINT8, mask, "xyc", new long[] { 2, 2, 2 }, 2, 2, 1), Connectivity.FULL, LITTLE, Progress.none()));
		assertEquals("The mask has 2 channels; objects are found in one: choose it first.", refusal.getMessage());
	}

	@Test
	@Timeout(20)
	void cancelEndsSoonAndLeavesNoFile(@TempDir Path folder) throws Exception {
		HeardProgress progress = new HeardProgress();
		Volume endless = Volume.of(PixelType.UINT8, new long[] { 4096, 4096, 4096 }, Axes.of("xyz"), new int[] { 512, 512, 8 }, (min, size, dest) -> {
			for (int i = 0, n = Volume.pixels(size); i < n; i++)
				((byte[]) dest)[i] = (byte) (i * 7919 >> 9 & 1);
		});
		long[] end = new long[2];
		Thread user = new Thread(() -> {
			try {
				Thread.sleep(700);
			} catch (InterruptedException e) {
				return;
			}
			end[0] = System.nanoTime();
			progress.cancel();
		});
		user.start();
		assertThrows(CancelledException.class, () -> ConnectedComponents.of(endless, Connectivity.FULL, new LabelOptions(1 << 20, folder), progress));
		end[1] = System.nanoTime();
		user.join();
		assertTrue(end[1] - end[0] < 1_000_000_000L, "cancel took " + (end[1] - end[0]) / 1_000_000 + " ms");
		try (var files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
	}

	@Test
	void aClosedImageSaysSo() {
		LabelImage labels = ConnectedComponents.of(Pixels.volume(PixelType.UINT8, new byte[] { 1, 0, 1 }, "xy", new long[] { 3, 1 }, 3, 1), Connectivity.FULL, LITTLE, Progress.none());
		LabelImage same = labels.consecutive();
		labels.close();
		labels.close();
		assertArrayEquals(new int[] { 1, 0, 2 }, Pixels.ints(same));
		same.close();
		assertThrows(IllegalStateException.class, () -> Pixels.ints(same));
	}
}
