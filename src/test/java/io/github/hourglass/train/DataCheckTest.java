package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

class DataCheckTest {

	private static final PatchRule PLANES = PatchRule.of(2, 4, 6);

	@TempDir
	Path folder;

	private static List<String> warnings(TrainingOptions options, ImageSet images) {
		try (TrainingData data = TrainingData.open(options, images, PLANES, Progress.none())) {
			return data.findings().stream().map(Finding::text).toList();
		}
	}

	private static String refusal(TrainingOptions options, ImageSet images) {
		return assertThrows(IllegalArgumentException.class, () -> TrainingData.open(options, images, PLANES, Progress.none())).getMessage();
	}

	private static TrainingOptions options(Object... more) {
		List<Object> all = new ArrayList<>(List.of("patch", "16", "batch", "2"));
		all.addAll(List.of(more));
		return TestImages.options(all.toArray());
	}

	/** Three good pairs and these. */
	private static ImageSet with(ImagePair... more) {
		List<ImagePair> pairs = new ArrayList<>(TestImages.pairs(3, "xy", 40, 40));
		pairs.addAll(List.of(more));
		return ImageSet.of(pairs);
	}

	private static ImagePair pair(String name, Volume input, Volume target) {
		return new ImagePair(name, input, target);
	}

	private TrainingOptions folders(Object... more) {
		List<Object> all = new ArrayList<>(List.of("images", folder.resolve("images"), "targets", folder.resolve("targets"), "patch", "16", "batch", "2"));
		all.addAll(List.of(more));
		return TestImages.options(all.toArray());
	}

	private void write(int count) throws IOException {
		Files.createDirectories(folder.resolve("images"));
		Files.createDirectories(folder.resolve("targets"));
		int number = 0;
		for (ImagePair pair : TestImages.pairs(count, "xy", 32, 32)) {
			String name = "cell%03d.tif".formatted(number++);
			ImageFile.write(pair.input(), folder.resolve("images").resolve(name), false, Progress.none());
			ImageFile.write(pair.target(), folder.resolve("targets").resolve(name), false, Progress.none());
		}
	}

	@Test
	void anUnreadableImageAmongAHundredIsNamedSkippedAndCounted() throws IOException {
		write(100);
		Files.write(folder.resolve("images/cell042.tif"), new byte[] { 'I', 'I', 42, 0, 1, 2, 3 });
		byte[] whole = Files.readAllBytes(folder.resolve("images/cell007.tif"));
		Files.write(folder.resolve("images/cell007.tif"), java.util.Arrays.copyOf(whole, whole.length - 2000));
		ImageSet images = ImageSet.open(folders(), Progress.none());
		List<String> found = warnings(folders(), images);
		assertTrue(found.stream().anyMatch(text -> text.startsWith("2 of 100 images cannot be read and are skipped: ")
			&& text.contains("cell007.tif") && text.contains("cell042.tif")), found.toString());
		try (TrainingData data = TrainingData.open(folders(), PLANES, Progress.none())) {
			assertEquals(98, data.trainingImages().size() + data.validationImages().size());
		}
	}

	@Test
	void anImageThatIsDamagedInTheMiddleIsSkipped() {
		Volume damaged = TestImages.volume(PixelType.FLOAT32, "xy", p -> {
			if (p[1] == 30)
				throw new UncheckedIOException("The disk has a bad sector.", new IOException());
			return p[0];
		}, 40, 40);
		assertEquals(List.of("1 image cannot be read to its end and is skipped: bad (The disk has a bad sector.)."),
			warnings(options(), with(pair("bad", damaged, TestImages.noise(7, "xy", 40, 40)))));
	}

	@Test
	void imagesAndTargetsWithoutPartnersAreNamed() throws IOException {
		write(4);
		Files.delete(folder.resolve("targets/cell001.tif"));
		Files.move(folder.resolve("targets/cell002.tif"), folder.resolve("targets/other.tif"));
		List<String> found = ImageSet.open(folders(), Progress.none()).findings().stream().map(Finding::text).toList();
		assertEquals(2, found.size());
		assertTrue(found.get(0).contains("2 of 4 images") && found.get(0).contains("cell001.tif, cell002.tif"), found.get(0));
		assertTrue(found.get(1).contains("other.tif"), found.get(1));
	}

	@Test
	void foldersThatShareNoNameAreRefused() throws IOException {
		write(1);
		Files.move(folder.resolve("targets/cell000.tif"), folder.resolve("targets/other.tif"));
		assertTrue(refusal(folders(), ImageSet.open(folders(), Progress.none())).contains("need the same file names"));
	}

	@Test
	void namesMayDifferInTheirExtension() throws IOException {
		write(2);
		Files.move(folder.resolve("targets/cell000.tif"), folder.resolve("targets/cell000.tiff"));
		assertEquals(2, ImageSet.open(folders(), Progress.none()).pairs().size());
	}

	@Test
	void optionsThatNameNothingAreRefused() throws IOException {
		write(2);
		Files.createDirectories(folder.resolve("empty"));
		assertTrue(opening(TestImages.options()).contains("images is empty"));
		assertTrue(opening(TestImages.options("images", folder.resolve("images"))).contains("targets is empty"));
		assertTrue(opening(folders("images", folder.resolve("nowhere"))).contains("does not exist"));
		assertTrue(opening(folders("images", folder.resolve("empty"))).contains("no files"));
		assertTrue(opening(folders("targets", folder.resolve("targets/cell000.tif"))).contains("both be folders"));
		assertTrue(opening(folders("validation", "often")).contains("auto, a share"));
		assertTrue(refusal(folders("validation", "1.5"), ImageSet.open(folders(), Progress.none())).contains("between 0 and 1"));
	}

	private static String opening(TrainingOptions options) {
		return assertThrows(IllegalArgumentException.class, () -> ImageSet.open(options, Progress.none())).getMessage();
	}

	@Test
	void allFindingsAreListedAtOnce() {
		Volume image = TestImages.noise(7, "xy", 40, 40);
		Volume broken = TestImages.volume(PixelType.FLOAT32, "xy", p -> p[0] == 3 && p[1] == 4 ? Double.NaN : p[0], 40, 40);
		Volume infinite = TestImages.volume(PixelType.FLOAT32, "xy", p -> p[0] == 3 ? Double.POSITIVE_INFINITY : p[0], 40, 40);
		Volume colors = TestImages.noise(8, "xyc", 40, 40, 3);
		String text = refusal(options(), with(pair("sized", image, TestImages.noise(1, "xy", 40, 41)), pair("nan", broken, image),
			pair("inf", image, infinite), pair("rgb", colors, colors), pair("flat", TestImages.volume(PixelType.UINT8, "xy", p -> 3, 40, 40), image),
			pair("tiny", TestImages.noise(2, "xy", 8, 40), TestImages.noise(3, "xy", 8, 40))));
		assertTrue(text.contains("\n- 1 target has another size than its image: sized (40 × 40 and 40 × 41)."), text);
		assertTrue(text.contains("\n- 2 images contain NaN or infinite values, which no network can learn from; replace them or leave them out: "
			+ "nan (1 pixels), inf (40 pixels)."), text);
		assertTrue(text.contains("differ in their number of channels") && text.contains("3 to 3: rgb"), text);
		assertTrue(text.contains("\n- warning: 1 image has the same value everywhere and is skipped: flat."), text);
		assertTrue(text.contains("1 of 5 images is smaller than a patch of 16 × 16, skipped: tiny."), text);
	}

	@Test
	void labelsThatAreNotIntegersAreRefused() {
		Volume image = TestImages.noise(7, "xy", 40, 40);
		Volume halves = TestImages.volume(PixelType.FLOAT32, "xy", p -> p[0] / 2.0, 40, 40);
		for (String task : List.of("classes", "instances"))
			assertTrue(refusal(options("task", task), ImageSet.of(List.of(pair("a", image, halves), pair("b", image, halves))))
				.contains("2 label images have values that are not whole numbers: a, b."));
	}

	@Test
	void objectNumbersAreNotClasses() {
		Volume image = TestImages.noise(7, "xy", 40, 40);
		Volume many = TestImages.volume(PixelType.UINT16, "xy", p -> p[0] * 40 + p[1], 40, 40);
		assertTrue(refusal(options("task", "classes"), ImageSet.of(List.of(pair("a", image, many)))).contains("choose the task instances"));
	}

	@Test
	void saturatedImagesAreNamed() {
		Volume bright = TestImages.volume(PixelType.UINT16, "xy", p -> Math.min(4095, 200 * p[0]), 40, 40);
		List<String> found = warnings(options(), with(pair("bright", bright, TestImages.noise(7, "xy", 40, 40))));
		assertEquals(List.of("1 image is saturated; what is bright in it cannot be learned: bright (47.5 % of the pixels are 4095)."), found);
	}

	@Test
	void imagesInBothSetsAreNoticedByTheirContent() {
		List<ImagePair> pairs = TestImages.pairs(3, "xy", 40, 40);
		ImagePair copy = new ImagePair("copy", pairs.get(1).input().inOrder("xyz"), pairs.get(1).target().inOrder("xyz"));
		ImagePair own = new ImagePair("own", TestImages.noise(9, "xy", 40, 40), TestImages.negative(TestImages.noise(9, "xy", 40, 40)));
		List<String> found = warnings(options("validation", "folder"), ImageSet.of(pairs, List.of(copy, own)));
		assertTrue(found.size() == 1 && found.get(0).contains("both trained on and validated with") && found.get(0).contains("copy"), found.toString());
		assertTrue(refusal(options("validation", "folder"), ImageSet.of(pairs, List.of(copy))).contains("copy"));
		assertTrue(refusal(options(), ImageSet.of(List.of(pairs.get(0), pairs.get(0)))).contains("both trained on"));
	}

	@Test
	void imagesSmallerThanFourPatchesAreNamed() {
		List<String> found = warnings(options("patch", "24"), with());
		assertTrue(found.size() == 1 && found.get(0).startsWith("3 of 3 images are smaller than four patches of 24 × 24"), found.toString());
	}

	@Test
	void oneImageTooSmallToSplitIsRefused() {
		assertTrue(refusal(options("patch", "24"), ImageSet.of(TestImages.pairs(1, "xy", 60, 60))).contains("too small to keep a part of it"));
		assertTrue(refusal(options("patch", "64"), with()).contains("choose a smaller patch"));
	}

	@Test
	void patchesTheNetworkCannotTakeAreRefused() {
		assertTrue(refusal(options("patch", "18"), with()).contains("multiple of 4"));
		assertTrue(refusal(options("patch", "16,16,16"), with()).contains("x,y in pixels"));
		assertTrue(refusal(options("patch", "big"), with()).contains("auto, one number"));
	}

	@Test
	void fingerprintsAreThoseOfTheContent() {
		Volume image = TestImages.noise(1, "xyz", 33, 20, 5);
		Volume other = TestImages.volume(PixelType.FLOAT32, "xyz", p -> p[0] + p[1], 33, 20, 5);
		assertEquals(print(image), print(image.withBlockSize(new int[] { 7, 20, 2 })));
		assertEquals(print(other), print(TestImages.volume(PixelType.UINT8, "xyz", p -> p[0] + p[1], 33, 20, 5)));
		assertTrue(!print(image).equals(print(image.crop(new long[3], new long[] { 33, 20, 4 }))) && !print(image).equals(print(other)));
		assertTrue(!print(other).equals(print(TestImages.volume(PixelType.UINT8, "xyz", p -> 32 - p[0] + p[1], 33, 20, 5))));
	}

	private static String print(Volume volume) {
		return Survey.of(volume, Progress.none()).fingerprint();
	}

	@Test
	void aSurveyCountsWhatIsThere() {
		Survey survey = Survey.of(TestImages.volume(PixelType.INT16, "xyz", p -> p[0] - 2 * p[1] + p[2], 33, 20, 5), Progress.none());
		assertEquals(-38, survey.min());
		assertEquals(36, survey.max());
		assertEquals(16 - 19 + 2, survey.mean(), 1e-9);
		assertTrue(survey.isWhole());
		assertEquals(0, survey.saturated());
	}
}
