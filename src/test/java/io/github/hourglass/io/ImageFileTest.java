package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.*;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

class ImageFileTest {

	@TempDir
	Path folder;

	@Test
	void opensWhatJavaWritesAsPngJpegGifAndBmp() throws IOException {
		Random random = new Random(1);
		for (int kind : new int[] { BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_INDEXED })
			for (String format : List.of("png", "jpg", "gif", "bmp")) {
				BufferedImage image = new BufferedImage(33, 21, kind);
				for (int y = 0; y < 21; y++)
					for (int x = 0; x < 33; x++)
						image.setRGB(x, y, kind == BufferedImage.TYPE_BYTE_INDEXED ? 0xff000000 | random.nextInt(6) * 51 : random.nextInt());
				File file = folder.resolve(kind + "." + format).toFile();
				if (!ImageIO.write(image, format, file))
					continue;
				Volume ours = ImageFile.open(file.toPath());
				Volume theirs = ImagePlusVolume.of(IJ.openImage(file.toString()));
				assertEquals(theirs.axes().letters(), ours.axes().letters(), file.getName());
				assertEquals(theirs.type(), ours.type(), file.getName());
				assertArrayEquals(TestVolumes.values(theirs), TestVolumes.values(ours), file.getName());
				assertEquals(file.getName(), ours.metadata().title());
			}
	}

	@Test
	void writesPngAndJpegOfWhatTheyCanHold() {
		Volume gray = TestVolumes.random(PixelType.UINT8, "xy", 1, 30, 20);
		Volume deep = TestVolumes.random(PixelType.UINT16, "xy", 2, 30, 20);
		Volume colors = TestVolumes.random(PixelType.UINT8, "xyc", 3, 30, 20, 3);
		colors = colors.withMetadata(colors.metadata().withRgb(true));
		Volume table = gray.withMetadata(gray.metadata().withChannels(List.of(new Metadata.Channel("", Luts.ofColor(0x80ff10), 0, 255))));
		int i = 0;
		for (Volume volume : List.of(gray, deep, colors, table)) {
			Path file = folder.resolve(i++ + ".png");
			ImageFile.write(volume, file, false, Progress.none());
			Volume back = ImageFile.open(file);
			assertEquals(volume.axes().letters(), back.axes().letters());
			assertArrayEquals(TestVolumes.values(volume), TestVolumes.values(back));
			assertEquals(volume.metadata().rgb(), back.metadata().rgb());
		}
		assertArrayEquals(Luts.ofColor(0x80ff10), ImageFile.open(folder.resolve("3.png")).metadata().channels().get(0).lut());
		ImageFile.write(colors, folder.resolve("c.jpg"), false, Progress.none());
		assertArrayEquals(new long[] { 30, 20, 3 }, ImageFile.open(folder.resolve("c.jpg")).dimensions());
	}

	@Test
	void refusesWhatPngAndJpegCannotHold() throws IOException {
		Volume stack = TestVolumes.random(PixelType.UINT8, "xyz", 1, 3, 2, 2);
		Volume floats = TestVolumes.random(PixelType.FLOAT32, "xy", 1, 3, 2);
		Volume deep = TestVolumes.random(PixelType.UINT16, "xy", 1, 3, 2);
		assertRefused(stack, "a.png", "PNG holds one");
		assertRefused(floats, "a.png", "use .tif");
		assertRefused(deep, "a.jpg", "JPEG holds one");
		assertRefused(deep, "a.xyz", "use .tif");
		assertRefused(deep, "nothing", "use .tif");
		assertFolderHolds();
	}

	@Test
	void anExistingFileIsReplacedOnlyWhenAllowed() throws IOException {
		Volume volume = TestVolumes.random(PixelType.UINT8, "xy", 1, 3, 2);
		Path file = folder.resolve("a.tif");
		Files.writeString(file, "mine");
		assertRefused(volume, "a.tif", "exists already");
		assertEquals("mine", Files.readString(file));
		ImageFile.write(volume, file, true, Progress.none());
		assertArrayEquals(TestVolumes.values(volume), TestVolumes.values(ImageFile.open(file)));
		assertFolderHolds("a.tif");
	}

	@Test
	void theInputItselfAndAMissingFolderAreRefused() throws IOException {
		Path input = Files.writeString(folder.resolve("in.tif"), "x");
		Path again = folder.resolve("sub/../in.tif");
		Files.createDirectory(folder.resolve("sub"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> ImageFile.check(again, true, List.of(input))).getMessage().contains("input itself"));
		assertRefused(TestVolumes.random(PixelType.UINT8, "xy", 1, 3, 2), "missing/a.tif", "does not exist");
		assertRefused(TestVolumes.random(PixelType.UINT8, "xy", 1, 3, 2), "sub", "use .tif");
		ImageFile.check(folder.resolve("out.tif"), false, List.of(input));
	}

	@Test
	void aFolderThatMayNotBeWrittenIsRefused() throws IOException {
		Path closed = Files.createDirectory(folder.resolve("closed"));
		assumeFalse(!closed.toFile().setWritable(false) || Files.isWritable(closed), "skipped: this user may write everywhere");
		assertRefused(TestVolumes.random(PixelType.UINT8, "xy", 1, 3, 2), "closed/a.tif", "may not be written");
	}

	@Test
	void missingEmptyAndForeignFilesAreRefusedInASentence() throws IOException {
		Files.writeString(folder.resolve("text.tif"), "this is no image at all");
		Files.write(folder.resolve("empty.tif"), new byte[0]);
		Files.write(folder.resolve("half.png"), new byte[] { (byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0 });
		Files.write(folder.resolve("half.jpg"), new byte[] { (byte) 0xff, (byte) 0xd8, (byte) 0xff, (byte) 0xe0, 0, 16, 'J', 'F', 'I', 'F', 0 });
		for (String name : List.of("text.tif", "empty.tif", "half.png", "half.jpg", "none.tif")) {
			RuntimeException e = assertThrows(RuntimeException.class, () -> ImageFile.open(folder.resolve(name)));
			TiffReaderTest.assertSentence(e, name);
		}
		RuntimeException e = assertThrows(UncheckedIOException.class, () -> ImageFile.open(folder));
		assertTrue(e.getMessage().contains("folder"), e.getMessage());
	}

	@Test
	void aPngThatClaimsToBeHugeIsRefusedBeforeDecoding() throws IOException {
		BufferedImage image = new BufferedImage(2, 2, BufferedImage.TYPE_BYTE_GRAY);
		Path file = folder.resolve("huge.png");
		ImageIO.write(image, "png", file.toFile());
		byte[] bytes = Files.readAllBytes(file);
		ByteBuffer header = ByteBuffer.wrap(bytes);
		header.putInt(16, 100000).putInt(20, 100000);
		java.util.zip.CRC32 crc = new java.util.zip.CRC32();
		crc.update(bytes, 12, 17);
		header.putInt(29, (int) crc.getValue());
		Files.write(file, bytes);
		RuntimeException e = assertThrows(IllegalArgumentException.class, () -> ImageFile.open(file));
		assertTrue(e.getMessage().contains("100000 x 100000"), e.getMessage());
	}

	@Test
	void whatOnlyImageJOpensIsOpenedByImageJ() throws IOException {
		ByteBuffer pgm = ByteBuffer.allocate(100);
		pgm.put("P5\n4 3\n65535\n".getBytes(StandardCharsets.US_ASCII));
		for (int i = 1; i <= 12; i++)
			pgm.putShort((short) (1000 * i));
		Files.write(folder.resolve("image.pgm"), Arrays.copyOf(pgm.array(), pgm.position()));
		Volume volume = ImageFile.open(folder.resolve("image.pgm"));
		assertArrayEquals(new long[] { 4, 3 }, volume.dimensions());
		assertEquals(12000, TestVolumes.values(volume)[11]);
		assertEquals("image.pgm", volume.metadata().title());

		TiffBytes bitmap = new TiffBytes(false, ByteOrder.BIG_ENDIAN);
		bitmap.page(8, 2, 1, 1, bitmap.data(new byte[] { 0x55, 0x0f }), 2);
		Volume bits = ImageFile.open(bitmap.write(folder.resolve("bits.tif")));
		assertArrayEquals(new double[] { 0, 255, 0, 255, 0, 255, 0, 255, 0, 0, 0, 0, 255, 255, 255, 255 }, TestVolumes.values(bits));
	}

	@Test
	void aFullDiskLeavesNothingAndSaysSo() throws IOException {
		Volume volume = TiffWriter.arranged(TestVolumes.random(PixelType.UINT16, "xyz", 1, 30, 20, 10));
		UncheckedIOException e = assertThrows(UncheckedIOException.class, () -> {
			try (TiffWriter writer = TiffWriter.create(folder.resolve("a.tif"), volume, false, path -> new FullDisk(NewFile.OPENER.open(path), 4000))) {
				Blocks.forEach(volume, 2, Progress.none(), "Writing", writer::write);
				writer.finish(Progress.none());
			}
		});
		assertTrue(e.getMessage().contains("a.tif") && e.getMessage().contains("disk is full"), e.getMessage());
		assertFolderHolds();
	}

	@Test
	void tooLittleSpaceIsSeenBeforehand() throws IOException {
		Volume enormous = Volume.of(PixelType.FLOAT32, new long[] { 1 << 20, 1 << 20, 1 << 20 }, Axes.of("xyz"), new int[] { 1 << 20, 1, 1 },
			(min, size, dest) -> fail("nothing must be computed"));
		assertRefused(enormous, "a.tif", "not enough space");
		assertFolderHolds();
	}

	private void assertRefused(Volume volume, String name, String words) {
		RuntimeException e = assertThrows(IllegalArgumentException.class, () -> ImageFile.write(volume, folder.resolve(name), false, Progress.none()));
		assertTrue(e.getMessage().contains(words), e.getMessage());
	}

	private void assertFolderHolds(String... names) throws IOException {
		try (var files = Files.list(folder)) {
			assertEquals(Arrays.asList(names), files.map(file -> file.getFileName().toString()).sorted().toList());
		}
	}
}
