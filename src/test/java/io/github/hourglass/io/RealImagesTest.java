package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.ImagePlus;
import ij.io.Opener;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

/** Images made by others, against what is known of them and against ImageJ's own reader. */
class RealImagesTest {

	private static final Path IMAGES = Path.of("../shared/real/images");

	@BeforeEach
	void imagesAreThere() {
		assumeTrue(Files.isDirectory(IMAGES), "skipped: no real images in " + IMAGES);
	}

	@ParameterizedTest
	@CsvSource({ "nuclei3d_stardist/img3d.tif, xyz, 57 61 31, UINT16", "nuclei3d_stardist/mask3d.tif, xyz, 57 61 31, UINT16",
		"bbbc022_3channel/IXMtest_A02_s9.tif, xyc, 695 395 3, UINT16",
		"cancer_migration_timelapse/cancer_cell_migration_crop.tif, xyz, 130 130 48, UINT16",
		"drosophila_3d/drosophila_3d.tif, xyz, 50 50 50, UINT8", "drosophila_3d/drosophila_3d_labeling.tif, xyz, 50 50 50, INT32",
		"mri_t1/t1_crop.tif, xyz, 256 256 256, UINT8", "n2v_sem_noisy/validation.tif, xy, 1690 471, FLOAT32",
		"imagej_samples/t1-head-small.tif, xyz, 84 63 20, UINT8", "imagej_samples/head8bit.tif, xy, 256 228, UINT8",
		"imagej_samples/blobs.gif, xy, 256 254, UINT8", "imagej_samples/Cell_Colony.jpg, xy, 406 408, UINT8",
		"dsb2018_fluo/test_large/images/0b0d577159f0.tif, xy, 696 520, UINT8" })
	void hasItsDocumentedSize(String name, String axes, String sizes, PixelType type) {
		Volume volume = ImageFile.open(IMAGES.resolve(name));
		assertEquals(axes, volume.axes().letters());
		assertEquals("[" + sizes.replace(" ", ", ") + "]", java.util.Arrays.toString(volume.dimensions()));
		assertEquals(type, volume.type());
	}

	@Test
	void everyImageEqualsWhatImageJOpens() throws IOException {
		List<Path> files;
		try (var all = Files.walk(IMAGES)) {
			files = all.filter(file -> file.toString().matches(".*\\.(tif|gif|jpg)")).sorted().toList();
		}
		assertTrue(files.size() > 90, files.size() + " images");
		for (Path file : files) {
			Volume ours = ImageFile.open(file);
			ImagePlus imp = new Opener().openImage(file.toString());
			Volume theirs = ImagePlusVolume.of(imp);
			assertArrayEquals(theirs.dimensions(), ours.dimensions(), file.toString());
			assertEquals(theirs.axes().letters(), ours.axes().letters(), file.toString());
			assertArrayEquals(TestVolumes.values(theirs), TestVolumes.values(ours), file.toString());
			for (int d = 0; d < 2; d++) {
				assertEquals(theirs.axes().get(d).scale(), ours.axes().get(d).scale(), 1e-9, file.toString());
				assertEquals(theirs.axes().get(d).unit(), ours.axes().get(d).unit(), file.toString());
			}
			byte[] theirLut = theirs.metadata().channels().get(0).lut();
			byte[] ourLut = ours.metadata().channels().isEmpty() ? null : ours.metadata().channels().get(0).lut();
			assertArrayEquals(theirLut, ourLut, file.toString());
		}
	}

	@Test
	void aSmallStackKeepsItsCalibration() {
		Volume head = ImageFile.open(IMAGES.resolve("imagej_samples/t1-head-small.tif"));
		assertEquals("mm", head.axes().find('z').unit());
		assertEquals(1.5, head.axes().find('z').scale());
	}
}
