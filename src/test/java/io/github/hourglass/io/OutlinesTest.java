package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class OutlinesTest {

	@TempDir
	Path folder;

	@Test
	void anOutlineFollowsTheEdgesOfThePixels() {
		int[] labels = new int[8 * 6];
		for (int y = 1; y < 4; y++)
			for (int x = 2; x < 6; x++)
				labels[y * 8 + x] = 7;
		List<Roi> rois = outlines(TestVolumes.of(PixelType.INT32, "xy", labels, 8, 6));
		assertEquals(1, rois.size());
		assertEquals(new Rectangle(2, 1, 4, 3), rois.get(0).getBounds());
		assertEquals(12, rois.get(0).getContainedPoints().length);
		assertEquals("0007", rois.get(0).getName());
		assertEquals(0, rois.get(0).getPosition());
	}

	@Property(tries = 40)
	void eachOutlineHoldsThePixelsOfItsObjectAndNoOthers(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int width,
		@ForAll @IntRange(min = 1, max = 9) int blockX, @ForAll @IntRange(min = 1, max = 9) int blockY)
	{
		Random random = new Random(seed);
		int height = 17;
		int[] pixels = new int[width * height];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = random.nextInt(4);
		Volume labels = TestVolumes.of(PixelType.INT32, "xy", pixels, width, height).withBlockSize(new int[] { blockX, blockY });
		int[] drawn = new int[pixels.length];
		for (Roi roi : outlines(labels))
			for (java.awt.Point point : roi.getContainedPoints())
				drawn[point.y * width + point.x] += Integer.parseInt(roi.getName());
		org.junit.jupiter.api.Assertions.assertArrayEquals(pixels, drawn);
	}

	@Test
	void anObjectHasOneSelectionInEachPlaneItIsIn() {
		int[] pixels = new int[4 * 4 * 3 * 2];
		pixels[5] = 1;
		pixels[16 + 5] = 1;
		pixels[3 * 16 + 2 * 16] = 12345;
		Volume labels = TestVolumes.of(PixelType.INT32, "xyzt", pixels, 4, 4, 3, 2);
		List<Roi> rois = outlines(labels);
		assertEquals(List.of("00001_z1_t1", "00001_z2_t1", "12345_z3_t2"), rois.stream().map(Roi::getName).toList());
		assertEquals(3, rois.get(2).getZPosition());
		assertEquals(2, rois.get(2).getTPosition());
		assertEquals(0, rois.get(2).getCPosition(), "on all channels");
		Volume stack = TestVolumes.of(PixelType.INT32, "xyz", pixels, 4, 4, 6);
		assertEquals(List.of(1, 2, 6), outlines(stack).stream().map(Roi::getPosition).toList());
	}

	@Test
	void aFileHoldsThemUnderSafeNames() throws IOException {
		Volume labels = TestVolumes.of(PixelType.UINT16, "xyt", new short[] { 1, 0, 0, 2, 1, 1, 2, 2 }, 2, 2, 2);
		Path file = folder.resolve("rois.zip");
		assertEquals(4, RoiFile.write(labels, labels, file, false, Progress.none()));
		TreeSet<String> names = new TreeSet<>();
		try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
			for (ZipEntry entry; (entry = zip.getNextEntry()) != null;) {
				Roi roi = RoiDecoder.openFromByteArray(zip.readAllBytes());
				assertEquals(entry.getName(), roi.getName() + ".roi");
				assertTrue(entry.getName().matches("[0-9a-z_]+\\.roi"));
				names.add(roi.getName() + "@" + roi.getPosition());
			}
		}
		assertEquals(new TreeSet<>(List.of("0001_t1@1", "0002_t1@1", "0001_t2@2", "0002_t2@2")), names);
		assertThrows(IllegalArgumentException.class, () -> RoiFile.write(labels, labels, file, false, Progress.none()));
		assertThrows(IllegalArgumentException.class, () -> RoiFile.check(folder.resolve("rois.roi"), true));
	}

	@Test
	void nothingIsLeftOfACancelledFile() throws IOException {
		Volume labels = TestVolumes.random(PixelType.UINT16, "xy", 1, 32, 32);
		Progress cancelled = new Progress() {

			private boolean tracing;

			@Override
			public void report(String stage, long done, long total) {
				tracing |= stage.equals("Tracing outlines") && done > 0;
			}

			@Override
			public void note(String sentence) {}

			@Override
			public boolean cancelled() {
				return tracing;
			}
		};
		assertThrows(CancelledException.class, () -> RoiFile.write(labels, labels, folder.resolve("rois.zip"), false, cancelled));
		try (var files = Files.list(folder)) {
			assertEquals(0, files.count());
		}
	}

	@Test
	void anImageWithoutObjectsGivesAnEmptyFile() {
		Volume labels = TestVolumes.of(PixelType.UINT16, "xy", new short[4], 2, 2);
		assertEquals(0, RoiFile.write(labels, labels, folder.resolve("rois.zip"), false, Progress.none()));
		assertTrue(Files.exists(folder.resolve("rois.zip")));
		assertFalse(outlines(labels).iterator().hasNext());
	}

	@Test
	void probabilitiesAreNoLabels() {
		Volume volume = TestVolumes.of(PixelType.FLOAT32, "xy", new float[] { 0, 0.5f }, 2, 1);
		String sentence = assertThrows(IllegalArgumentException.class, () -> outlines(volume)).getMessage();
		assertTrue(sentence.contains("0.5"), sentence);
	}

	private static List<Roi> outlines(Volume labels) {
		List<Roi> rois = new ArrayList<>();
		Outlines.of(labels, labels).forEach(Progress.none(), rois::add);
		return rois;
	}
}
