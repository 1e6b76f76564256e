package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class StarPolygonsTest {

	private static final Progress NONE = Progress.none();
	private static final LabelOptions OPTIONS = LabelOptions.of(64 << 20);

	private static Volume image(long... dimensions) {
		return Volume.of(PixelType.UINT8, dimensions, Axes.of("xyzt".substring(0, dimensions.length)), new int[dimensions.length], (min, size, dest) -> {});
	}

	private static int[] pixels(LabelImage labels) {
		long[] dimensions = labels.volume().dimensions();
		return LabelPixels.copy(labels.volume(), new long[dimensions.length], Arrays.stream(dimensions).mapToInt(size -> (int) size).toArray());
	}

	/** Probabilities with many ties and rays that have nothing to do with each other, so that who suppresses whom is a long story. */
	private static float[] random(Random random, int columns, int rows, int rays) {
		float[] values = new float[columns * rows * (rays + 1)];
		float longest = 3 + 14 * random.nextFloat();
		for (int i = 0; i < columns * rows; i++)
			values[i] = random.nextInt(6) == 0 ? random.nextInt(20) / 20f : 0;
		for (int i = columns * rows; i < values.length; i++)
			values[i] = 1 + longest * random.nextFloat();
		return values;
	}

	@Property(tries = 15)
	void tilesDoNotChangeTheResult(@ForAll Random random, @ForAll @IntRange(min = 1, max = 3) int core, @ForAll @IntRange(min = 7, max = 90) int block,
		@ForAll @IntRange(min = 0, max = 2) int power)
	{
		int grid = 1 << power;
		int columns = 40 + random.nextInt(75);
		int rows = 20 + random.nextInt(60);
		int rays = 5;
		int width = (columns - 1) * grid + 1 + random.nextInt(grid);
		int height = (rows - 1) * grid + 1 + random.nextInt(grid);
		float[] values = random(random, columns, rows, rays);
		StarPolygons rule = new StarPolygons(0.3, random.nextDouble() * 0.6, grid, random.nextInt(3));
		int[] expected = WholePlaneStars.labels(values, columns, rows, rays, rule, width, height);
		try (LabelImage labels = rule.of(StarTargets.volume(values, columns, rows, rays + 1), image(width, height), core, block, OPTIONS, NONE)) {
			assertArrayEquals(expected, pixels(labels));
			assertEquals(Arrays.stream(expected).max().orElse(0), labels.count());
		}
	}

	@Test
	void aChainOfSuppressionsIsFollowedThroughAllTiles() {
		int columns = 400;
		float[] values = new float[columns * 8 * 5];
		for (int x = 4, i = 0; x < columns - 4; x += 4, i++) {
			values[4 * columns + x] = 1 - i / 200f;
			for (int k = 1; k <= 4; k++)
				values[(k * 8 + 4) * columns + x] = 4;
		}
		StarPolygons rule = new StarPolygons(0.1, 0.2, 1, 0); // neighbors overlap by a quarter: every other one stays
		for (int core = 1; core < 20; core += 6)
			try (LabelImage labels = rule.of(StarTargets.volume(values, columns, 8, 5), image(columns, 8), core, 64, OPTIONS, NONE)) {
				assertEquals(49, labels.count());
			}
	}

	/** Candidates are taken up to the sides: StarDist's border of 2 positions loses, on a grid of 4, nuclei that are cut by them. */
	@ParameterizedTest
	@CsvSource({ "32,1", "32,2", "32,4", "96,1", "96,2", "96,4" })
	void realNucleiComeBack(int rays, int grid) throws Exception {
		Path folder = Path.of("../shared/real/images/dsb2018_fluo");
		assumeTrue(Files.isDirectory(folder), "no nuclei in ../shared/real: labels not sent through star-convex polygons");
		int matched = 0, all = 0;
		for (String part : List.of("test", "val", "test_large")) {
			List<Path> files;
			try (Stream<Path> list = Files.list(folder.resolve(part).resolve("labels"))) {
				files = list.sorted().toList();
			}
			for (Path file : files) {
				Volume truth = ImageFile.open(file);
				int width = (int) truth.size('x');
				int height = (int) truth.size('y');
				int[] labels = LabelPixels.copy(truth, new long[2], new int[] { width, height });
				Volume prediction = StarTargets.of(labels, width, height, rays, grid);
				StarPolygons rule = new StarPolygons(StarPolygons.versatileHe().probability(), StarPolygons.versatileHe().overlap(), grid, 0);
				try (LabelImage found = rule.of(prediction, truth, OPTIONS, NONE)) {
					int[] counts = matches(labels, pixels(found));
					matched += counts[0];
					all += counts[1];
				}
			}
		}
		assertTrue(matched >= 0.97 * all, rays + " rays, grid " + grid + ": " + matched + " of " + all);
	}

	/** TP and TP + FP + FN at an IoU of 0.7, where no object has more than one match. */
	static int[] matches(int[] truth, int[] result) {
		Map<Long, Integer> pairs = new HashMap<>();
		Map<Integer, Integer> truths = new HashMap<>();
		Map<Integer, Integer> results = new HashMap<>();
		for (int i = 0; i < truth.length; i++) {
			truths.merge(truth[i], 1, Integer::sum);
			results.merge(result[i], 1, Integer::sum);
			pairs.merge((long) truth[i] << 32 | result[i], 1, Integer::sum);
		}
		truths.remove(0);
		results.remove(0);
		int matched = (int) pairs.entrySet().stream().filter(pair -> {
			int t = (int) (pair.getKey() >> 32);
			int r = (int) (long) pair.getKey();
			return t > 0 && r > 0 && pair.getValue() >= 0.7 * (truths.get(t) + results.get(r) - pair.getValue());
		}).count();
		return new int[] { matched, truths.size() + results.size() - matched };
	}

	@Test
	void planesAndFramesAreWorkedOnByThemselvesAndNumberedOn() {
		int[] plane = new int[20 * 16];
		for (int y = 4; y < 11; y++)
			Arrays.fill(plane, y * 20 + 5, y * 20 + 12, 1);
		Volume one = StarTargets.of(plane, 20, 16, 16, 1);
		Volume all = Volume.of(PixelType.FLOAT32, new long[] { 20, 16, 17, 2, 3 }, Axes.of("xyczt"), new int[] { 20, 16, 17, 1, 1 }, (min, size, dest) -> {
			float[] values = (float[]) dest;
			int n = size[0] * size[1] * size[2];
			float[] copy = new float[n];
			one.copyFloats(new long[] { min[0], min[1], min[2] }, new int[] { size[0], size[1], size[2] }, copy);
			for (int i = 0; i < values.length / n; i++)
				System.arraycopy(copy, 0, values, i * n, n);
		});
		Volume like = image(20, 16, 2, 3).withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), Axis.of('y'), Axis.of('z'), Axis.of('t'))));
		try (LabelImage labels = StarPolygons.paperDsb2018().of(all, like, OPTIONS, NONE)) {
			assertEquals(6, labels.count());
			assertEquals("xyzt", labels.volume().axes().letters());
			assertEquals(0.5, labels.volume().axes().find('x').scale());
			int[] pixels = pixels(labels);
			for (int i = 0; i < pixels.length; i++)
				assertEquals(plane[i % 320] == 0 ? 0 : 1 + i / 320, pixels[i]);
		}
	}

	@Test
	void withoutCandidatesThereAreNoObjects() {
		try (LabelImage labels = StarPolygons.versatileHe().of(StarTargets.volume(new float[30 * 20 * 9], 30, 20, 9), image(60, 40), OPTIONS, NONE)) {
			assertEquals(0, labels.count());
		}
		float[] ones = new float[30 * 20 * 9];
		Arrays.fill(ones, 1);
		try (LabelImage labels = new StarPolygons(1, 0.3, 2, 2).of(StarTargets.volume(ones, 30, 20, 9), image(60, 40), OPTIONS, NONE)) {
			assertEquals(0, labels.count(), "nothing is above a threshold of 1");
		}
	}

	@Test
	void everythingForegroundIsOneObjectAndWhatIsNoNumberIsNone() {
		int[] full = new int[40 * 30];
		Arrays.fill(full, 1);
		float[] values = new float[40 * 30 * 33];
		StarTargets.of(full, 40, 30, 32, 1).copyFloats(new long[3], new int[] { 40, 30, 33 }, values);
		Arrays.fill(values, 0, 40 * 30, 0.9f);
		values[5] = Float.NaN;
		values[40 * 30 * 2 + 600] = Float.NaN;
		values[40 * 30 * 3 + 601] = Float.POSITIVE_INFINITY;
		try (LabelImage labels = new StarPolygons(0, 0.3, 1, 2).of(StarTargets.volume(values, 40, 30, 33), image(40, 30), OPTIONS, NONE)) {
			assertEquals(1, labels.count());
		}
	}

	@Test
	void probabilitiesThatAreNoneAreTold() {
		float[] values = new float[10 * 10 * 5];
		values[55] = 7;
		try (LabelImage labels = StarPolygons.of(0.5, 0.3, 1).of(StarTargets.volume(values, 10, 10, 5), image(10, 10), OPTIONS, NONE)) {
			assertTrue(labels.notes().toString().contains("from 0.00 to 7.00 instead of"), labels.notes().toString());
		}
	}

	@Test
	void whatDoesNotFitIsRefused() {
		Volume prediction = StarTargets.volume(new float[10 * 10 * 5], 10, 10, 5);
		refused("along x", () -> StarPolygons.of(0.5, 0.3, 1).of(prediction, image(11, 10), OPTIONS, NONE));
		refused("along y", () -> StarPolygons.of(0.5, 0.3, 2).of(prediction, image(20, 21), OPTIONS, NONE));
		refused("at least 3 distances", () -> StarPolygons.of(0.5, 0.3, 1).of(StarTargets.volume(new float[300], 10, 10, 3), image(10, 10), OPTIONS, NONE));
		refused("probability threshold", () -> StarPolygons.of(1.5, 0.3, 1));
		refused("probability threshold", () -> StarPolygons.of(Double.NaN, 0.3, 1));
		refused("overlap threshold", () -> StarPolygons.of(0.5, -1, 1));
		refused("grid", () -> StarPolygons.of(0.5, 0.3, 3));
	}

	private static void refused(String hint, Executable call) {
		String message = assertThrows(IllegalArgumentException.class, call).getMessage();
		assertTrue(message.contains(hint), message);
	}
}
