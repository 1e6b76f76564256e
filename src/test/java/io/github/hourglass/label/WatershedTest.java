package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import org.junit.jupiter.api.Test;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class WatershedTest {

	private static final LabelOptions ENOUGH = LabelOptions.of(1 << 26);

	/** One random case: image, seeds and blocks. */
	private static final class Case {

		final int[] size;
		final byte[] mask;
		final int[] seeds;
		final float[] landscape;
		final Connectivity connectivity;
		final Volume maskVolume;
		final Volume landscapeVolume;
		final LabelImage seedImage;
		final Blocks blocks;

		Case(Random random) {
			boolean plane = random.nextInt(3) == 0;
			size = new int[] { 1 + random.nextInt(plane ? 60 : 20), 1 + random.nextInt(plane ? 60 : 20), plane ? 1 : 1 + random.nextInt(14), 1 + random.nextInt(2) };
			mask = Pixels.mask(random, size);
			seeds = new int[mask.length];
			landscape = new float[mask.length];
			int levels = 1 + random.nextInt(9);
			int rare = 2 + random.nextInt(60);
			int id = 0;
			for (int i = 0; i < mask.length; i++) {
				landscape[i] = random.nextInt(40) == 0 ? Float.NaN : (random.nextInt(levels) - 1) * 0.7f;
				seeds[i] = random.nextInt(rare) == 0 ? ++id : 0;
			}
			connectivity = Connectivity.values()[random.nextInt(2)];
			long[] whole = { size[0], size[1], size[2], size[3] };
			maskVolume = Pixels.cut(Pixels.volume(PixelType.UINT8, mask, "xyzt", whole, size), random);
			landscapeVolume = Pixels.cut(Pixels.volume(PixelType.FLOAT32, landscape, "xyzt", whole, size), random);
			seedImage = LabelImage.of(Pixels.cut(Pixels.volume(PixelType.INT32, seeds, "xyzt", whole, size), random));
			blocks = Blocks.equal(whole, new int[] { 1 + random.nextInt(size[0]), 1 + random.nextInt(size[1]), 1 + random.nextInt(size[2]), 1 });
		}

		LabelImage flood(LabelOptions options, Progress progress) {
			try (LabelImage components = ConnectedComponents.of(maskVolume, connectivity, options, progress)) {
				return Watershed.flood(landscapeVolume, seedImage, components, connectivity, options, blocks, progress);
			}
		}

		int[] expected() {
			return consecutive(WholeImage.flood(landscape, seeds, mask, size, connectivity));
		}
	}

	private static int[] consecutive(int[] labels) {
		int[] ids = Arrays.stream(labels).filter(id -> id > 0).sorted().distinct().toArray();
		return Arrays.stream(labels).map(id -> id == 0 ? 0 : Arrays.binarySearch(ids, id) + 1).toArray();
	}

	@Property(tries = 400)
	void anyBlocksGiveWhatTheWholeImageGives(@ForAll long seed) {
		Random random = new Random(seed);
		Case example = new Case(random);
		LabelOptions options = random.nextBoolean() ? ENOUGH : LabelOptions.of(600_000);
		HeardProgress progress = new HeardProgress();
		try (LabelImage labels = example.flood(options, progress)) {
			int[] expected = example.expected();
			assertArrayEquals(expected, Pixels.ints(labels));
			assertEquals(Arrays.stream(expected).max().orElse(0), labels.count());
			assertEquals(0, labels.notes().size() + progress.notes().size());
		}
	}

	/** The same by the voxel-wise flood, which is used where the box around a component does not fit. */
	@Property(tries = 200)
	void componentsFloodedVoxelByVoxelAreTheSame(@ForAll long seed) {
		Case example = new Case(new Random(seed));
		long[] whole = { example.size[0], example.size[1], example.size[2], example.size[3] };
		Pieces pieces = new Pieces(example.blocks, ENOUGH, 1000);
		try (LabelImage components = ConnectedComponents.of(example.maskVolume, example.connectivity, ENOUGH, Progress.none());
			LabelStore store = new LabelStore(example.blocks, ENOUGH, 1000)) {
			Extents extents = Extents.of(components, Progress.none());
			for (int i = 0; i < components.count(); i++) {
				assertTrue(extents.voxels(i) <= extents.boxVoxels(i));
				SparseFlood flood = new SparseFlood(components.volume(), i + 1, extents.box(i), Progress.none());
				flood.run(example.landscapeVolume, example.seedImage.volume(), example.blocks, example.connectivity);
				flood.write(example.blocks, pieces);
			}
			pieces.assemble(store, Progress.none());
			assertArrayEquals(WholeImage.flood(example.landscape, example.seeds, example.mask, example.size, example.connectivity),
				Pixels.ints(store.volume(Pixels.volume(PixelType.UINT8, example.mask, "xyzt", whole, example.size))));
		}
		pieces.close();
	}

	/** What does not fit is flooded in windows: the same voxels, each by a seed of its component, and the result says so. */
	@Property(tries = 200)
	void withTooLittleMemoryWindowsAreFloodedAndToldOf(@ForAll long seed) {
		Case example = new Case(new Random(seed));
		HeardProgress progress = new HeardProgress();
		try (LabelImage labels = example.flood(LabelOptions.of(600), progress)) {
			int[] reference = WholeImage.flood(example.landscape, example.seeds, example.mask, example.size, example.connectivity);
			int[] components = WholeImage.components(example.mask, example.size, example.connectivity, false);
			int[] found = Pixels.ints(labels);
			Map<Integer, Integer> componentOf = new HashMap<>();
			for (int i = 0; i < found.length; i++) {
				assertEquals(reference[i] > 0, found[i] > 0);
				if (found[i] > 0)
					assertEquals(componentOf.computeIfAbsent(found[i], id -> components[indexOf(found, id)]), components[i], "an object reaches into another component");
			}
			assertEquals(Arrays.stream(reference).filter(id -> id > 0).distinct().count(), labels.count());
			if (!Arrays.equals(consecutive(reference), found))
				assertTrue(labels.notes().get(0).contains("was flooded in overlapping windows"), labels.notes().toString());
			assertEquals(labels.notes(), progress.notes());
		}
	}

	private static int indexOf(int[] labels, int id) {
		int i = 0;
		while (labels[i] != id)
			i++;
		return i;
	}

	/** Two basins with a ridge of 9 between them; the ridge goes to the left one, whose floor is as low and comes first. */
	@Test
	void aLineIsPartedAtItsRidge() {
		assertArrayEquals(new int[] { 1, 1, 1, 1, 2, 2, 2 }, line(new float[] { 5, 1, 3, 9, 3, 1, 5 }, new int[] { 0, 4, 0, 0, 0, 7, 0 }, 1));
	}

	@Test
	void aPlateauIsParted() {
		assertArrayEquals(new int[] { 1, 1, 1, 1, 1, 2 }, line(new float[6], new int[] { 1, 0, 0, 0, 0, 2 }, 1));
	}

	@Test
	void seedsOutsideTheMaskAndPartsWithoutASeedAreNothing() {
		assertArrayEquals(new int[] { 1, 1, 0, 0, 0, 2 }, line(new float[6], new int[] { 5, 0, 6, 0, 0, 9 }, 0b100011));
		assertArrayEquals(new int[] { 1, 1, 0, 0, 1, 0 }, line(new float[6], new int[] { 5, 0, 6, 0, 5, 0 }, 0b010011));
		assertArrayEquals(new int[6], line(new float[6], new int[6], 0b111111));
	}

	/** @param mask the first pixel is the lowest bit; 1 for all */
	private static int[] line(float[] landscape, int[] seeds, int mask) {
		long[] size = { landscape.length, 1 };
		byte[] pixels = new byte[landscape.length];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (byte) (mask == 1 ? 1 : mask >> i & 1);
		try (LabelImage labels = Watershed.flood(Pixels.volume(PixelType.FLOAT32, landscape, "xy", size, 3, 1), LabelImage.of(Pixels.volume(PixelType.INT32, seeds, "xy", size, 2, 1)),
			Pixels.volume(PixelType.UINT8, pixels, "xy", size, 4, 1), Connectivity.FACES, ENOUGH, Progress.none())) {
			return Pixels.ints(labels);
		}
	}
}
