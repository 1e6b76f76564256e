package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.*;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.CompositeImage;
import ij.ImagePlus;
import ij.io.Opener;
import ij.measure.Calibration;
import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class TiffWriterTest {

	@TempDir
	Path folder;

	@Property(tries = 120)
	void everyTypeAndEveryCombinationOfAxesComesBack(@ForAll PixelType type, @ForAll @IntRange(min = 1, max = 9) int x,
		@ForAll @IntRange(min = 1, max = 7) int y, @ForAll @IntRange(min = 1, max = 3) int c, @ForAll @IntRange(min = 1, max = 4) int z,
		@ForAll @IntRange(min = 1, max = 3) int t, @ForAll boolean reversed, @ForAll boolean rgb) throws IOException
	{
		Path file = Files.createTempDirectory("hourglass-tiff").resolve("image.tif");
		Volume volume = TestVolumes.random(type, "xyczt", x + 10 * y, x, y, c, z, t);
		volume = volume.withMetadata(volume.metadata().withRgb(rgb));
		Volume given = reversed ? volume.inOrder("tzcyx") : volume;
		boolean exact = Arrays.stream(TestVolumes.values(volume)).allMatch(v -> type.bytes() < 4 || !type.isInteger() || Math.abs(v) <= 1 << 24);
		if (!exact) {
			assertThrows(IllegalArgumentException.class, () -> ImageFile.write(given, file, false, Progress.none()));
			assertFalse(Files.exists(file));
			return;
		}
		ImageFile.write(given, file, false, Progress.none());
		Volume back = ImageFile.open(file);
		double[] expected = TestVolumes.values(volume);
		if (type == PixelType.FLOAT64)
			expected = Arrays.stream(expected).map(v -> (float) v).toArray();
		assertArrayEquals(expected, TestVolumes.values(back.inOrder("xyczt")));
		assertEquals("xy" + (c > 1 ? "c" : "") + (z > 1 ? "z" : "") + (t > 1 ? "t" : ""), back.axes().letters());
		assertEquals(rgb && c == 3 && type == PixelType.UINT8, back.metadata().rgb());
		assertEquals("image.tif", back.metadata().title());
		Files.delete(file);
		Files.delete(file.getParent());
	}

	@Property(tries = 60)
	void imageJOpensWhatIsWritten(@ForAll PixelType type, @ForAll @IntRange(min = 2, max = 9) int x, @ForAll @IntRange(min = 2, max = 7) int y,
		@ForAll @IntRange(min = 1, max = 3) int c, @ForAll @IntRange(min = 1, max = 4) int z, @ForAll @IntRange(min = 1, max = 3) int t)
		throws IOException
	{
		Path file = Files.createTempDirectory("hourglass-tiff").resolve("image.tif");
		int n = x * y * c * z * t;
		Object pixels = type.newArray(n);
		for (int i = 0; i < n; i++)
			type.set(pixels, i, i * 37 % 100 - (type.min() < 0 ? 50 : 0));
		Volume volume = TestVolumes.of(type, "xyczt", pixels, x, y, c, z, t);
		ImageFile.write(volume, file, false, Progress.none());
		ImagePlus imp = new Opener().openImage(file.toString());
		assertArrayEquals(new int[] { x, y, c, z, t }, imp.getDimensions());
		double[] expected = TestVolumes.values(volume);
		for (int i = 0; i < n; i++) {
			imp.setPositionWithoutUpdate(i / (x * y) % c + 1, i / (x * y * c) % z + 1, i / (x * y * c * z) + 1);
			int slice = i / (x * y) + 1;
			double raw = imp.getStack().getProcessor(slice).getf(i % x, i / x % y);
			assertEquals(expected[i], imp.getCalibration().calibrated() ? imp.getCalibration().getCValue(raw) : raw);
		}
		Files.delete(file);
		Files.delete(file.getParent());
	}

	@Test
	void imageJReadsCalibrationLutsRangesLabelsAndProvenance() {
		Volume volume = TestVolumes.random(PixelType.UINT16, "xyczt", 1, 5, 4, 2, 3, 2);
		volume = volume.withAxes(Axes.of(List.of(new Axis('x', 0.323, -3.23, "µm"), new Axis('y', 0.25, 0, "µm"), Axis.of('c'),
			new Axis('z', 1.7, 0, "µm"), new Axis('t', 2.5, 0, "s"))));
		List<String> labels = java.util.stream.IntStream.range(0, 12).mapToObj(i -> "plane " + i + " µ").toList();
		byte[] orange = Luts.ofColor(0xff8000);
		volume = volume.withMetadata(new Metadata("title", List.of(new Metadata.Channel("a", orange, 100, 2000),
			new Metadata.Channel("b", null, 5, 60000)), labels, false, java.util.Map.of("Model", "unet")));
		Path file = folder.resolve("all.tif");
		ImageFile.write(volume, file, false, Progress.none());

		ImagePlus imp = new Opener().openImage(file.toString());
		assertArrayEquals(new int[] { 5, 4, 2, 3, 2 }, imp.getDimensions());
		Calibration calibration = imp.getCalibration();
		assertEquals(0.323, calibration.pixelWidth, 1e-12);
		assertEquals(0.25, calibration.pixelHeight, 1e-12);
		assertEquals(1.7, calibration.pixelDepth);
		assertEquals(2.5, calibration.frameInterval);
		assertEquals("s", calibration.getTimeUnit());
		assertEquals("µm", calibration.getUnit());
		assertEquals("µm", calibration.getZUnit());
		assertEquals(10, calibration.xOrigin, 1e-12);
		CompositeImage composite = assertInstanceOf(CompositeImage.class, imp);
		assertEquals(CompositeImage.COMPOSITE, composite.getMode());
		assertArrayEquals(orange, composite.getChannelLut(1).getBytes());
		assertEquals(100, composite.getChannelLut(1).min);
		assertEquals(60000, composite.getChannelLut(2).max);
		assertEquals("plane 7 µ", imp.getStack().getSliceLabel(8));
		assertTrue(imp.getInfoProperty().contains("Model: unet"));

		Volume back = ImageFile.open(file);
		for (char letter : "xyzt".toCharArray()) {
			assertEquals(volume.axes().find(letter).scale(), back.axes().find(letter).scale(), 1e-12);
			assertEquals(volume.axes().find(letter).origin(), back.axes().find(letter).origin(), 1e-12);
			assertEquals(volume.axes().find(letter).unit(), back.axes().find(letter).unit());
		}
		assertEquals(labels, back.metadata().sliceLabels());
		assertEquals("unet", back.metadata().provenance().get("Model"));
		assertArrayEquals(orange, back.metadata().channels().get(0).lut());
		assertEquals(2000, back.metadata().channels().get(0).displayMax());
	}

	@Test
	void aColorTableOfOneChannelComesBackInImageJ() {
		for (PixelType type : List.of(PixelType.UINT8, PixelType.UINT16, PixelType.FLOAT32))
			for (byte[] lut : List.of(Luts.inverted(), Luts.ofColor(0x20ff70))) {
				Path file = folder.resolve(type + "-" + lut[1] + ".tif");
				Volume volume = TestVolumes.random(type, "xyz", 2, 6, 5, 3);
				volume = volume.withMetadata(volume.metadata().withChannels(List.of(new Metadata.Channel("", lut, 10, 90))));
				ImageFile.write(volume, file, false, Progress.none());
				ImagePlus imp = new Opener().openImage(file.toString());
				assertArrayEquals(lut, imp.getProcessor().getLut().getBytes(), file.toString());
				assertEquals(10, imp.getDisplayRangeMin(), 1e-6);
				assertEquals(90, imp.getDisplayRangeMax(), 1e-6);
				Metadata.Channel back = ImageFile.open(file).metadata().channels().get(0);
				assertArrayEquals(lut, back.lut());
				assertEquals(90, back.displayMax());
			}
	}

	@Test
	void labelsBecomeSixteenBitsWhereTheyFit() {
		int[] labels = { 0, 1, 65535, 7, 8, 9 };
		Path file = folder.resolve("labels.tif");
		ImageFile.write(TestVolumes.of(PixelType.INT32, "xyz", labels, 1, 2, 3), file, false, Progress.none());
		Volume back = ImageFile.open(file);
		assertEquals(PixelType.UINT16, back.type());
		assertArrayEquals(new double[] { 0, 1, 65535, 7, 8, 9 }, TestVolumes.values(back));
		assertEquals(16, new Opener().openImage(file.toString()).getBitDepth());
	}

	@Test
	void theDisplayRangeOfFloatsIsThatOfTheData() {
		float[] values = { Float.NaN, -2.5f, 7, Float.POSITIVE_INFINITY };
		Path file = folder.resolve("floats.tif");
		ImageFile.write(TestVolumes.of(PixelType.FLOAT32, "xy", values, 2, 2), file, false, Progress.none());
		ImagePlus imp = new Opener().openImage(file.toString());
		assertEquals(-2.5, imp.getDisplayRangeMin());
		assertEquals(7, imp.getDisplayRangeMax());
		assertTrue(Double.isNaN(TestVolumes.values(ImageFile.open(file))[0]));
	}

	@Test
	void aFailureWhileComputingLeavesNothing() throws IOException {
		Volume failing = Volume.of(PixelType.UINT8, new long[] { 10, 10 }, Axes.of("xy"), new int[] { 10, 1 }, (min, size, dest) -> {
			if (min[1] == 5)
				throw new IllegalArgumentException("line five is missing");
		});
		Exception failure = assertThrows(IllegalArgumentException.class,
			() -> ImageFile.write(failing, folder.resolve("x.tif"), false, Progress.none()));
		assertEquals("line five is missing", failure.getMessage());
		assertFolderIsEmpty();
	}

	@Test
	void cancellingLeavesNothing() throws IOException {
		HeardProgress progress = new HeardProgress();
		Volume slow = Volume.of(PixelType.UINT8, new long[] { 64, 64 }, Axes.of("xy"), new int[] { 64, 1 }, (min, size, dest) -> {
			if (min[1] > 3)
				progress.cancel();
			LockSupport.parkNanos(10_000_000);
		});
		assertThrows(CancelledException.class, () -> ImageFile.write(slow, folder.resolve("x.tif"), false, progress));
		assertFolderIsEmpty();
	}

	@Test
	void theChannelsOfColorsMayComeOneByOne() {
		Volume volume = TestVolumes.random(PixelType.UINT8, "xycz", 4, 20, 10, 3, 2);
		volume = volume.withMetadata(volume.metadata().withRgb(true)).withBlockSize(new int[] { 7, 4, 1, 1 });
		Path file = folder.resolve("colors.tif");
		ImageFile.write(volume, file, false, Progress.none());
		Volume back = ImageFile.open(file);
		assertTrue(back.metadata().rgb());
		assertArrayEquals(TestVolumes.values(volume), TestVolumes.values(back));
	}

	private void assertFolderIsEmpty() throws IOException {
		try (var files = Files.list(folder)) {
			assertEquals(List.of(), files.toList());
		}
	}
}
