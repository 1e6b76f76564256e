package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.score.LabelScores;
import net.imglib2.img.array.ArrayImgs;

/** From a network's output, here drawn by formula, to objects. */
class SegmentationTest {

	private static final int SIZE = 96;
	/** Middles and radii; the first two touch. */
	private static final double[][] DISKS = { { 24, 30, 12 }, { 45, 30, 12 }, { 70, 70, 9 }, { 20, 75, 7 } };

	@TempDir
	Path folder;

	@Test
	void componentsOfAProbabilityAreTheDisksThatDoNotTouch() {
		Result result = segment(probability(), Map.of());
		assertEquals(3, result.count);
		assertEquals(PixelType.UINT16, result.type);
		assertEquals("", result.notes);
	}

	@Test
	void aWatershedOfTheShapeSplitsTheTwoThatTouch() {
		same(truth(), segment(probability(), Map.of("objects", "watershed")), 0.9);
	}

	@Test
	void aBoundarySplitsThemToo() {
		Result result = segment(stack(foreground(), boundary()), Map.of());
		same(truth(), result, 0.95);
		assertTrue(result.made.contains("watershed of boundaries"), result.made);
	}

	@Test
	void classesThatExcludeEachOtherGiveTheSame() {
		float[] edge = boundary(), whole = foreground();
		float[] inside = new float[edge.length], background = new float[edge.length];
		for (int i = 0; i < edge.length; i++) {
			inside[i] = whole[i] * (1 - edge[i]);
			background[i] = 1 - whole[i];
		}
		same(truth(), segment(stack(background, edge, inside), Map.of("meaning", "background 1, boundary 2, foreground 3")), 0.95);
	}

	@Test
	void distancesSplitThemAndFillTheirObjects() {
		Result result = segment(stack(foreground(), boundary(), distance()), Map.of("meaning", "foreground 1, boundary 2, distance 3"));
		same(truth(), result, 0.95);
		assertTrue(result.made.contains("watershed of distances"), result.made);
		float[] pixels = distance();
		for (int i = 0; i < pixels.length; i++)
			pixels[i] *= 12;
		same(truth(), segment(stack(foreground(), pixels), Map.of("meaning", "foreground 1, distance 2")), 0.9);
		same(truth(), segment(stack(distance()), Map.of("meaning", "distance 1", "threshold", "0.01")), 0.9);
	}

	@Test
	void starConvexRaysGiveTheDisks() {
		Result result = segment(stars(1), Map.of("meaning", "foreground 1, rays 2"));
		same(truth(), result, 0.85);
		assertTrue(result.made.contains("star-convex"), result.made);
		Result coarse = segment(stars(2), Map.of("meaning", "foreground 1, rays 2, grid 2"));
		same(truth(), coarse, 0.85);
		assertEquals(0, segment(stars(1), Map.of("meaning", "foreground 1, rays 2", "threshold", "1")).count);
	}

	/** Probability and 32 distances along rays to the edge of the disk a position lies in, at every {@code grid}-th pixel. */
	private static Volume stars(int grid) {
		int side = SIZE / grid, rays = 32;
		int[] truth = truth();
		float[] all = new float[(rays + 1) * side * side];
		for (int i = 0; i < side * side; i++) {
			int x = i % side * grid, y = i / side * grid, label = truth[y * SIZE + x];
			if (label == 0)
				continue;
			double[] disk = DISKS[label - 1];
			double dx = x - disk[0], dy = y - disk[1];
			all[i] = (float) Math.max(0.01, 1 - Math.hypot(dx, dy) / disk[2]);
			for (int k = 0; k < rays; k++) {
				double cos = Math.cos(2 * Math.PI * k / rays), sin = Math.sin(2 * Math.PI * k / rays), along = dx * cos + dy * sin;
				all[(k + 1) * side * side + i] = (float) (-along + Math.sqrt(along * along + disk[2] * disk[2] - dx * dx - dy * dy));
			}
		}
		return Volume.of(ArrayImgs.floats(all, side, side, rays + 1), Axes.of("xyc"));
	}

	@Test
	void classesBecomeAMap() {
		float[] a = new float[SIZE * SIZE], b = new float[SIZE * SIZE], c = new float[SIZE * SIZE];
		Arrays.fill(a, 0.4f);
		Arrays.fill(a, 0, 2 * SIZE, 0.05f);
		Arrays.fill(b, 0, SIZE, 0.9f);
		Arrays.fill(c, SIZE, 2 * SIZE, 0.9f);
		Volume image = stack(a, b, c);
		try (NetworkOutput output = open(image, Map.of("meaning", "classes, background 1"));
			Segmentation map = Segmentation.of(output, options(Map.of("meaning", "classes, background 1")), Progress.none()))
		{
			byte[] classes = new byte[3 * SIZE];
			map.result().copy(new long[2], new int[] { SIZE, 3 }, classes);
			byte[] expected = new byte[3 * SIZE];
			Arrays.fill(expected, 0, SIZE, (byte) 1);
			Arrays.fill(expected, SIZE, 2 * SIZE, (byte) 2);
			assertArrayEquals(expected, classes);
			assertTrue(map.objects().isEmpty());
			assertTrue(map.notes().get(0).contains("3 classes"), map.notes().toString());
		}
		assertEquals(1, segment(image, Map.of("meaning", "classes, background 1", "objects", "components", "threshold", "0.7")).count);
	}

	@Test
	void logitsOfClassesThatAreIndependentAreSeen() {
		float[] low = new float[SIZE * SIZE], high = new float[SIZE * SIZE];
		Arrays.fill(low, -4);
		Arrays.fill(high, 0.2f);
		Map<String, String> given = Map.of("meaning", "foreground 1, boundary 2", "objects", "classes");
		try (NetworkOutput output = open(stack(low, high), given); Segmentation map = Segmentation.of(output, options(given), Progress.none())) {
			byte[] one = new byte[1];
			map.result().copy(new long[2], new int[] { 1, 1 }, one);
			assertEquals(2, one[0], "the sigmoid of 0.2 is above 0.5");
			assertTrue(map.notes().toString().contains("logits"), map.notes().toString());
		}
	}

	@Test
	void thresholdsChangeWithoutTheNetwork() {
		SegmentOptions options = SegmentOptions.of("starter-2d");
		try (NetworkOutput output = NetworkOutput.of(stack(probability()), options, Progress.none())) {
			HeardProgress heard = new HeardProgress();
			output.keep(heard);
			assertTrue(heard.stages().contains("Predicting"), heard.stages().toString());
			HeardProgress again = new HeardProgress();
			for (String threshold : List.of("0.3", "0.5", "0.9"))
				try (Segmentation found = Segmentation.of(output, options.withObjects("components").withThreshold(threshold), again)) {
					assertEquals(3, found.objects().orElseThrow().count());
				}
			assertFalse(again.stages().contains("Predicting"), again.stages().toString());
		}
	}

	@Test
	void aKeptOutputGivesTheSameObjectsAsTheImage() {
		Volume image = stack(probability()).withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			float[] pixels = (float[]) dest;
			stack(probability()).copyFloats(min, size, pixels);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] *= 1000;
		});
		Path kept = folder.resolve("kept.tif");
		SegmentOptions none = options(Map.of("objects", "none", "probabilities", "false", "model", "models/starter-2d"));
		try (NetworkOutput output = NetworkOutput.of(image, none, Progress.none()); Segmentation raw = Segmentation.of(output, none, Progress.none())) {
			ImageFile.write(raw.result(), kept, false, Progress.none());
		}
		SegmentOptions direct = SegmentOptions.of("models/starter-2d");
		Result expected;
		try (NetworkOutput output = NetworkOutput.of(image, direct, Progress.none())) {
			expected = segment(output, direct);
		}
		Result result = segment(ImageFile.open(kept), Map.of());
		assertArrayEquals(expected.labels, result.labels);
		assertEquals(4, result.count);
		assertTrue(expected.notes.contains("Otsu"), expected.notes);
	}

	/** A network that was never told the range goes beyond it in a few pixels. */
	@Test
	void aFewProbabilitiesBeyondTheRangeMakeNoLogitsOfAll() {
		float[] beyond = probability();
		int brightest = 0;
		for (int i = 0; i < beyond.length; i++)
			if (beyond[i] > beyond[brightest])
				brightest = i;
		beyond[brightest] = 1.6f;
		beyond[0] = -0.15f;
		Result result = segment(stack(beyond), Map.of());
		assertArrayEquals(segment(stack(probability()), Map.of()).labels, result.labels);
		assertTrue(!result.notes.contains("logits"), result.notes);
	}

	@Test
	void logitsAreMadeProbabilities() {
		float[] logits = probability();
		for (int i = 0; i < logits.length; i++)
			logits[i] = (float) Math.log(Math.max(1e-6, logits[i]) / Math.max(1e-6, 1 - logits[i]));
		Result result = segment(stack(logits), Map.of());
		assertArrayEquals(segment(stack(probability()), Map.of()).labels, result.labels);
		assertTrue(result.notes.contains("logits"), result.notes);
	}

	@Test
	void eightBitProbabilitiesGoTo255() {
		Volume floats = stack(probability());
		Volume bytes = floats.withPixels(PixelType.UINT8, (min, size, dest) -> {
			float[] pixels = new float[Volume.pixels(size)];
			floats.copyFloats(min, size, pixels);
			for (int i = 0; i < pixels.length; i++)
				((byte[]) dest)[i] = (byte) Math.round(255 * pixels[i]);
		});
		assertEquals(3, segment(bytes, Map.of()).count);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		0   | 0.5 | 0 | No pixel is above the threshold 0.5 (the largest value is 0), so there are no objects.
		1   | 0.5 | 1 | Every pixel is above the threshold 0.5 (the least value is 1), so there is no background.
		0.7 | 0   | 1 | Every pixel is above the threshold 0 (the least value is 0.7), so there is no background.
		0.7 | 1   | 0 | No pixel is above the threshold 1 (the largest value is 0.7), so there are no objects.
		NaN | 0.5 | 0 | The network's output is no number (NaN or infinite) in 9216 pixels, which belong to no object.
		""")
	void whatIsAllAlikeIsToldInOneSentence(float value, String threshold, int count, String sentence) {
		float[] all = new float[SIZE * SIZE];
		Arrays.fill(all, value);
		for (String way : List.of("components", "watershed")) {
			Result result = segment(stack(all), Map.of("threshold", threshold, "objects", way));
			assertEquals(count, result.count, way);
			assertTrue(result.notes.contains(sentence), result.notes);
		}
	}

	@Test
	void aFewNumbersThatAreNoneBelongToNothing() {
		float[] holed = probability();
		holed[30 * SIZE + 24] = Float.NaN;
		holed[0] = Float.POSITIVE_INFINITY;
		Result result = segment(stack(holed), Map.of("fill", "false"));
		assertTrue(result.notes.contains("in 2 pixels"), result.notes);
		assertEquals(0, result.labels[30 * SIZE + 24]);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		threshold | 1.5  | threshold is 1.5, but the network gives probabilities
		threshold | many | threshold is 'many'; use auto or a number.
		seeds     | 2    | seeds is '2'; use auto or a number from 0 to 1.
		spacing   | 0    | spacing is 0
		meaning   | blue | 'blue' does not say
		meaning   | foreground 7 | names channel 7
		objects   | star | no star-convex rays
		largest   | 1    | less than smallest
		channel   | 5    | channel is 5, but the image has 1 channel.
		""")
	void aWrongOptionIsRefusedByName(String option, String value, String sentence) {
		Map<String, String> given = option.equals("largest") ? Map.of(option, value, "smallest", "9") : option.equals("channel") ? Map.of(option, value, "probabilities", "false")
			: Map.of(option, value);
		String message = assertThrows(IllegalArgumentException.class, () -> segment(stack(probability()), given)).getMessage();
		assertTrue(message.contains(sentence) && message.endsWith("."), message);
	}

	@Test
	void valuesThatCanBeNoProbabilitiesAreRefused() {
		float[] large = probability();
		for (int i = 0; i < large.length; i++)
			large[i] *= 255;
		String message = assertThrows(IllegalArgumentException.class, () -> segment(stack(large), Map.of())).getMessage();
		assertTrue(message.contains("from 0 to 255 instead of from 0 to 1"), message);
		message = assertThrows(IllegalArgumentException.class, () -> segment(stack(large, large, large), Map.of())).getMessage();
		assertTrue(message.contains("3 channels") && message.contains("meaning="), message);
	}

	@Test
	void severalChannelsForANetworkOfOneAreAsked() {
		Volume image = stack(probability(), probability());
		SegmentOptions options = SegmentOptions.of("starter-2d");
		String message = assertThrows(IllegalArgumentException.class, () -> NetworkOutput.of(image, options, Progress.none())).getMessage();
		assertTrue(message.contains("The image has 2 channels") && message.contains("channel="), message);
	}

	@Test
	void anRgbImageIsSegmentedInItsGrayWhichIsSaid() {
		int side = 64, pixels = side * side;
		byte[] gray = new byte[pixels], rgb = new byte[3 * pixels];
		for (int i = 0; i < pixels; i++) {
			int value = Math.hypot(i % side - 20, i / side - 20) < 10 || Math.hypot(i % side - 44, i / side - 40) < 9 ? 180 : 30;
			int[] parts = { value + 20, value - 30, value + 10 + i % 2 };
			gray[i] = (byte) value;
			for (int c = 0; c < 3; c++)
				rgb[c * pixels + i] = (byte) parts[c];
		}
		Volume color = Volume.of(ArrayImgs.unsignedBytes(rgb, side, side, 3), Axes.of("xyc")).withMetadata(Metadata.titled("color").withRgb(true));
		HeardProgress heard = new HeardProgress();
		SegmentOptions options = SegmentOptions.of("nuclei-2d");
		try (NetworkOutput given = NetworkOutput.of(color, options, heard); Segmentation found = Segmentation.of(given, options, heard);
			NetworkOutput givenGray = NetworkOutput.of(Volume.of(ArrayImgs.unsignedBytes(gray, side, side), Axes.of("xy")), options, Progress.none());
			Segmentation foundGray = Segmentation.of(givenGray, options, Progress.none()))
		{
			assertEquals(2, found.objects().orElseThrow().count());
			assertArrayEquals(new long[] { side, side }, found.result().dimensions());
			float[] objects = new float[pixels], objectsOfGray = new float[pixels];
			found.result().copyFloats(new long[2], new int[] { side, side }, objects);
			foundGray.result().copyFloats(new long[2], new int[] { side, side }, objectsOfGray);
			assertArrayEquals(objectsOfGray, objects);
			assertTrue(heard.notes().stream().anyMatch(note -> note.contains("mean of red, green and blue")), heard.notes().toString());
		}
	}

	@Test
	void objectsOfOnePixelAndMoreThanSixteenBitHold() {
		int width = 520;
		float[] dots = new float[width * width];
		for (int y = 0; y < width; y += 2)
			for (int x = 0; x < width; x += 2)
				dots[y * width + x] = 1;
		Result result = segment(Volume.of(ArrayImgs.floats(dots, width, width), Axes.of("xy")), Map.of());
		assertEquals(260 * 260, result.count);
		assertEquals(PixelType.FLOAT32, result.type);
		assertTrue(result.notes.contains("67600 objects") && result.notes.contains("32 bits"), result.notes);
		assertEquals(0, segment(Volume.of(ArrayImgs.floats(dots, width, width), Axes.of("xy")), Map.of("smallest", "2")).count);
	}

	@Test
	void aPackageMaySayHowObjectsAreFoundAndTheUserOtherwise() {
		String meaning = "foreground 1, distance 2";
		Volume image = stack(foreground(), distance());
		assertEquals(segment(image, Map.of("meaning", meaning, "seeds", "0.9")).made, segment(image, Map.of("meaning", meaning + ", seeds 0.9")).made);
		assertEquals(segment(image, Map.of("meaning", meaning, "seeds", "0.9")).made, segment(image, Map.of("meaning", meaning + ", seeds 0.1", "seeds", "0.9")).made);
		assertEquals(segment(image, Map.of("meaning", meaning, "seeds", "0.9")).made, segment(image, Map.of("meaning", meaning + ", prominence 0.1", "seeds", "0.9")).made);
		assertEquals(2, segment(probability(), Map.of("meaning", "foreground 1, smallest 200")).count);
		assertEquals(3, segment(probability(), Map.of("meaning", "foreground 1, smallest 200", "smallest", "0")).count);
	}

	@Test
	void smallLargeAndCutObjectsAreLeftOut() {
		assertEquals(2, segment(probability(), Map.of("smallest", "200")).count);
		assertEquals(1, segment(probability(), Map.of("smallest", "200", "largest", "300")).count);
		float[] cut = probability();
		Arrays.fill(cut, 0, 5, 1);
		assertEquals(4, segment(stack(cut), Map.of()).count);
		assertEquals(3, segment(stack(cut), Map.of("inside", "true")).count);
	}

	@Test
	void holesAreFilledUnlessTheyAreToStay() {
		float[] holed = probability();
		holed[70 * SIZE + 70] = 0;
		assertTrue(segment(stack(holed), Map.of()).labels[70 * SIZE + 70] > 0);
		assertEquals(0, segment(stack(holed), Map.of("fill", "false")).labels[70 * SIZE + 70]);
	}

	@Test
	void framesGoOnOrBeginAnew() {
		Volume frames = Volume.of(ArrayImgs.floats(twice(probability()), SIZE, SIZE, 2), Axes.of("xyt"));
		Result all = segment(frames, Map.of());
		assertEquals(6, all.count);
		assertEquals(6, Arrays.stream(all.labels).max().orElseThrow());
		Result anew = segment(frames, Map.of("numbering", "frame"));
		assertEquals(3, Arrays.stream(anew.labels).max().orElseThrow());
		assertArrayEquals(Arrays.copyOf(anew.labels, SIZE * SIZE), Arrays.copyOfRange(anew.labels, SIZE * SIZE, 2 * SIZE * SIZE));
	}

	@Test
	void slicesAreOneVolumeUnlessTheyAreTakenApart() {
		Volume volume = Volume.of(ArrayImgs.floats(twice(probability()), SIZE, SIZE, 2), Axes.of("xyz"));
		assertEquals(3, segment(volume, Map.of()).count);
		Result apart = segment(volume, Map.of("slices", "true"));
		assertEquals(6, apart.count);
		assertEquals("xyz", apart.axes);
		Result split = segment(volume, Map.of("slices", "true", "objects", "watershed"));
		assertEquals(8, split.count);
		Result frames = segment(volume, Map.of("axes", "xyt"));
		assertEquals(6, frames.count);
		assertEquals("xyz", frames.axes, "the names of the image itself");
	}

	@Test
	void slicesComeBackInTheirPlace() {
		float[] pixels = new float[3 * 4 * 5 * 2];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = i;
		Volume volume = Volume.of(ArrayImgs.floats(pixels, 3, 4, 5, 2), Axes.of("xyzt"));
		Volume back = SliceFrames.unfold(SliceFrames.fold(volume), volume);
		float[] read = new float[pixels.length];
		back.copyFloats(new long[4], new int[] { 3, 4, 5, 2 }, read);
		assertArrayEquals(pixels, read);
		assertEquals(10, SliceFrames.fold(volume).size('t'));
	}

	/** What was found, read out before it is closed. */
	private record Result(long count, int[] labels, PixelType type, String axes, String notes, String made) {}

	private static Result segment(float[] probability, Map<String, String> given) {
		return segment(stack(probability), given);
	}

	private static Result segment(Volume image, Map<String, String> given) {
		try (NetworkOutput output = open(image, given)) {
			return segment(output, options(given));
		}
	}

	private static Result segment(NetworkOutput output, SegmentOptions options) {
		try (Segmentation found = Segmentation.of(output, options, Progress.none())) {
			Volume labels = found.objects().orElseThrow().volume();
			int[] size = Arrays.stream(labels.dimensions()).mapToInt(Math::toIntExact).toArray();
			int[] pixels = new int[Volume.pixels(size)];
			labels.copy(new long[size.length], size, pixels);
			Volume shown = found.result();
			float[] written = new float[pixels.length];
			shown.copyFloats(new long[size.length], size, written);
			for (int i = 0; i < pixels.length; i++)
				assertEquals(pixels[i], written[i]);
			return new Result(found.objects().get().count(), pixels, shown.type(), shown.axes().letters(), String.join(" ", found.notes()),
				shown.metadata().provenance().get("objects"));
		}
	}

	private static NetworkOutput open(Volume image, Map<String, String> given) {
		return NetworkOutput.of(image, options(given), Progress.none());
	}

	/** The image is the output itself, unless something else is said. */
	private static SegmentOptions options(Map<String, String> given) {
		Map<String, String> all = new java.util.HashMap<>(Map.of("probabilities", "true"));
		all.putAll(given);
		return Settings.read(SegmentOptions.class, all);
	}

	private static void same(int[] truth, Result result, double iou) {
		assertEquals(DISKS.length, result.count, result.made);
		LabelScores scores = LabelScores.of(labels(truth), labels(result.labels), Progress.none());
		assertEquals(1, scores.at(iou).averagePrecision(), result.made);
	}

	private static Volume labels(int[] pixels) {
		return Volume.of(ArrayImgs.ints(pixels, SIZE, SIZE), Axes.of("xy"));
	}

	private static Volume stack(float[]... channels) {
		float[] all = new float[channels.length * SIZE * SIZE];
		for (int c = 0; c < channels.length; c++)
			System.arraycopy(channels[c], 0, all, c * SIZE * SIZE, SIZE * SIZE);
		return channels.length == 1 ? Volume.of(ArrayImgs.floats(all, SIZE, SIZE), Axes.of("xy"))
			: Volume.of(ArrayImgs.floats(all, SIZE, SIZE, channels.length), Axes.of("xyc"));
	}

	private static float[] twice(float[] pixels) {
		float[] both = Arrays.copyOf(pixels, 2 * pixels.length);
		System.arraycopy(pixels, 0, both, pixels.length, pixels.length);
		return both;
	}

	/** A smooth probability that is 0.5 at the edge of a disk. */
	private static float[] probability() {
		float[] pixels = new float[SIZE * SIZE];
		for (int i = 0; i < pixels.length; i++)
			for (double[] disk : DISKS)
				pixels[i] = Math.max(pixels[i], (float) (1 / (1 + Math.exp(2 * (radius(i, disk) - disk[2])))));
		return pixels;
	}

	private static int[] truth() {
		int[] labels = new int[SIZE * SIZE];
		for (int i = 0; i < labels.length; i++) {
			double best = Double.POSITIVE_INFINITY;
			for (int k = 0; k < DISKS.length; k++)
				if (radius(i, DISKS[k]) < DISKS[k][2] && radius(i, DISKS[k]) < best) {
					best = radius(i, DISKS[k]);
					labels[i] = k + 1;
				}
		}
		return labels;
	}

	private static double radius(int i, double[] disk) {
		return Math.hypot(i % SIZE - disk[0], i / SIZE - disk[1]);
	}

	private static float[] foreground() {
		float[] pixels = new float[SIZE * SIZE];
		int[] truth = truth();
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = truth[i] > 0 ? 1 : 0;
		return pixels;
	}

	/** 1 in pixels of an object that touch another label. */
	private static float[] boundary() {
		float[] pixels = new float[SIZE * SIZE];
		int[] truth = truth();
		for (int i = SIZE; i < pixels.length - SIZE; i++)
			if (truth[i] > 0 && (truth[i - 1] != truth[i] || truth[i + 1] != truth[i] || truth[i - SIZE] != truth[i] || truth[i + SIZE] != truth[i]))
				pixels[i] = 1;
		return pixels;
	}

	/** From 0 at the edge to 1 in the middle. */
	private static float[] distance() {
		float[] pixels = new float[SIZE * SIZE];
		int[] truth = truth();
		for (int i = 0; i < pixels.length; i++)
			if (truth[i] > 0) {
				double[] disk = DISKS[truth[i] - 1];
				pixels[i] = (float) Math.max(0.02, 1 - radius(i, disk) / disk[2]);
			}
		return pixels;
	}
}
