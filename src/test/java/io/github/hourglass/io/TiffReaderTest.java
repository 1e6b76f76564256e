package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.*;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.zip.DeflaterOutputStream;

import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import ij.CompositeImage;
import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.Prefs;
import ij.io.FileSaver;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.LUT;
import ij.process.ShortProcessor;
import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Volume;

class TiffReaderTest {

	@TempDir
	Path folder;

	/** Java's own TIFF writer as an independent source of compressed strips and tiles. */
	@ParameterizedTest
	@CsvSource({ "LZW,false", "LZW,true", "ZLib,false", "ZLib,true", "Deflate,false", "Deflate,true", "PackBits,false", "PackBits,true", ",false", ",true" })
	void readsWhatJavaWrites(String compression, boolean tiled) throws IOException {
		for (int kind : new int[] { BufferedImage.TYPE_BYTE_GRAY, BufferedImage.TYPE_USHORT_GRAY, BufferedImage.TYPE_3BYTE_BGR }) {
			BufferedImage image = smoothNoise(kind, 157, 83);
			Path file = folder.resolve("java.tif");
			writeWithJava(image, compression, tiled, file);
			Volume volume = TiffReader.open(file);
			boolean rgb = kind == BufferedImage.TYPE_3BYTE_BGR;
			assertEquals(rgb ? "xyc" : "xy", volume.axes().letters());
			assertEquals(rgb, volume.metadata().rgb());
			assertEquals(kind == BufferedImage.TYPE_USHORT_GRAY ? PixelType.UINT16 : PixelType.UINT8, volume.type());
			assertArrayEquals(samples(image.getRaster(), 0, 0, 157, 83), TestVolumes.values(volume));
			long[] min = rgb ? new long[] { 11, 13, 1 } : new long[] { 11, 13 };
			int[] size = rgb ? new int[] { 90, 60, 1 } : new int[] { 90, 60 };
			double[] part = samples(image.getRaster(), 11, 13, 90, 60);
			int plane = 90 * 60;
			assertArrayEquals(rgb ? java.util.Arrays.copyOfRange(part, plane, 2 * plane) : part, TestVolumes.values(volume, min, size));
		}
	}

	private static BufferedImage smoothNoise(int kind, int width, int height) {
		BufferedImage image = new BufferedImage(width, height, kind);
		Random random = new Random(kind);
		for (int b = 0; b < image.getRaster().getNumBands(); b++)
			for (int y = 0; y < height; y++)
				for (int x = 0; x < width; x++)
					image.getRaster().setSample(x, y, b, y < 20 ? 7 * b : (x + 3 * y + random.nextInt(9)) * (kind == BufferedImage.TYPE_USHORT_GRAY ? 150 : 1) & 0xffff);
		return image;
	}

	private static double[] samples(Raster raster, int x, int y, int width, int height) {
		double[] samples = new double[width * height * raster.getNumBands()];
		for (int b = 0; b < raster.getNumBands(); b++)
			System.arraycopy(raster.getSamples(x, y, width, height, b, (double[]) null), 0, samples, b * width * height, width * height);
		return samples;
	}

	private static void writeWithJava(BufferedImage image, String compression, boolean tiled, Path file) throws IOException {
		Files.deleteIfExists(file);
		ImageWriter writer = ImageIO.getImageWritersByFormatName("tiff").next();
		try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
			writer.setOutput(out);
			ImageWriteParam param = writer.getDefaultWriteParam();
			param.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
			if (compression != null)
				param.setCompressionType(compression);
			else
				param.setCompressionMode(ImageWriteParam.MODE_DISABLED);
			if (tiled) {
				param.setTilingMode(ImageWriteParam.MODE_EXPLICIT);
				param.setTiling(64, 32, 0, 0);
			}
			writer.write(null, new IIOImage(image, null, null), param);
		}
		writer.dispose();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void readsWhatImageJWrites(boolean little) {
		Prefs.intelByteOrder = little;
		try {
			for (int bits : new int[] { 8, 16, 24, 32 })
				for (int[] sizes : new int[][] { { 1, 1, 1 }, { 1, 5, 1 }, { 1, 1, 4 }, { 3, 1, 1 }, { 2, 3, 2 } })
					if (bits != 24 || sizes[0] == 1)
						compareWithImageJ(hyperstack(bits, sizes));
		}
		finally {
			Prefs.intelByteOrder = false;
		}
	}

	private void compareWithImageJ(ImagePlus imp) {
		Path file = folder.resolve("imagej.tif");
		if (imp.getStackSize() > 1)
			assertTrue(new FileSaver(imp).saveAsTiffStack(file.toString()));
		else
			assertTrue(new FileSaver(imp).saveAsTiff(file.toString()));
		Volume volume = TiffReader.open(file);
		Volume expected = ImagePlusVolume.of(imp);
		assertEquals(expected.type(), volume.type());
		assertArrayEquals(expected.dimensions(), volume.dimensions());
		assertArrayEquals(TestVolumes.values(expected), TestVolumes.values(volume));
		assertEquals(expected.axes().letters(), volume.axes().letters());
		for (int d = 0; d < volume.axes().count(); d++) {
			assertEquals(expected.axes().get(d).scale(), volume.axes().get(d).scale(), 1e-6);
			assertEquals(expected.axes().get(d).origin(), volume.axes().get(d).origin(), 1e-5);
			assertEquals(expected.axes().get(d).unit(), volume.axes().get(d).unit());
		}
		assertEquals(expected.metadata().sliceLabels(), volume.metadata().sliceLabels());
		assertEquals(expected.metadata().provenance(), volume.metadata().provenance());
		for (int c = 0; c < volume.metadata().channels().size(); c++) {
			assertArrayEquals(expected.metadata().channels().get(c).lut(), volume.metadata().channels().get(c).lut());
			if (volume.type() != PixelType.UINT8)
				assertEquals(expected.metadata().channels().get(c).displayMax(), volume.metadata().channels().get(c).displayMax(), 1e-3);
		}
	}

	static ImagePlus hyperstack(int bits, int[] sizes) {
		ImageStack stack = new ImageStack(7, 5);
		Random random = new Random(bits);
		for (int i = 0; i < sizes[0] * sizes[1] * sizes[2]; i++) {
			ImageProcessor processor = switch (bits) {
				case 8 -> new ByteProcessor(7, 5);
				case 16 -> new ShortProcessor(7, 5);
				case 24 -> new ColorProcessor(7, 5);
				default -> new FloatProcessor(7, 5);
			};
			for (int p = 0; p < 35; p++)
				if (bits == 32)
					processor.setf(p, (float) random.nextGaussian());
				else
					processor.set(p, random.nextInt(1 << bits));
			stack.addSlice("label " + i, processor);
		}
		ImagePlus imp = new ImagePlus("title", stack);
		imp.setDimensions(sizes[0], sizes[1], sizes[2]);
		Calibration calibration = imp.getCalibration();
		calibration.pixelWidth = 0.25;
		calibration.pixelHeight = 0.5;
		calibration.pixelDepth = sizes[1] > 1 ? 2 : 1;
		calibration.setUnit("µm");
		calibration.xOrigin = 3;
		calibration.frameInterval = sizes[2] > 1 ? 12.5 : 0;
		imp.setProperty("Info", "Microscope: ours\nNote: none");
		if (stack.getSize() == 1)
			imp.setProp("Slice_Label", "label 0");
		if (sizes[0] == 1)
			return imp;
		CompositeImage composite = new CompositeImage(imp, IJ.COMPOSITE);
		for (int c = 1; c <= sizes[0]; c++) {
			LUT lut = LUT.createLutFromColor(new java.awt.Color(50 * c, 255 - 40 * c, 90));
			lut.min = c;
			lut.max = 100 + c;
			composite.setChannelLut(lut, c);
		}
		return composite;
	}

	@Test
	void readsEveryPixelTypeInBothByteOrdersClassicAndBig() throws IOException {
		for (PixelType type : PixelType.values())
			for (ByteOrder order : List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN))
				for (boolean big : new boolean[] { false, true }) {
					Volume expected = TestVolumes.random(type, "xyz", 5, 6, 5, 3);
					TiffBytes tiff = new TiffBytes(big, order);
					int format = !type.isInteger() ? 3 : type.min() < 0 ? 2 : 1;
					for (int z = 0; z < 3; z++) {
						Object plane = type.newArray(30);
						expected.copy(new long[] { 0, 0, z }, new int[] { 6, 5, 1 }, plane);
						ByteBuffer bytes = ByteBuffer.allocate(30 * type.bytes()).order(order);
						PixelBytes.encode(type, plane, 0, 30, bytes);
						tiff.page(6, 5, 8 * type.bytes(), format, tiff.data(bytes.array()), 30 * type.bytes());
					}
					Volume volume = TiffReader.open(tiff.write(folder.resolve("types.tif")));
					assertEquals(type, volume.type());
					assertArrayEquals(TestVolumes.values(expected), TestVolumes.values(volume));
				}
	}

	@Test
	void undoesThePredictorsOfSixteenBitsAndOfFloats() throws IOException {
		short[] values = { 100, 105, 90, -3, 4, 4, 1000, 31000 };
		ByteBuffer differences = ByteBuffer.allocate(16).order(ByteOrder.BIG_ENDIAN);
		for (int i = 0; i < 8; i++)
			differences.putShort((short) (values[i] - (i % 4 == 0 ? 0 : values[i - 1])));
		TiffBytes tiff = new TiffBytes(false, ByteOrder.BIG_ENDIAN);
		byte[] stored = zip(differences.array());
		tiff.page(4, 2, 16, 1, tiff.data(stored), stored.length).tag(259, 3, 8).tag(317, 3, 2);
		double[] expected = new double[8];
		for (int i = 0; i < 8; i++)
			expected[i] = values[i] & 0xffff;
		assertArrayEquals(expected, TestVolumes.values(TiffReader.open(tiff.write(folder.resolve("p2.tif")))));

		float[] floats = { 1.5f, -2.25f, 1e9f };
		byte[] sorted = new byte[12];
		for (int i = 0; i < 3; i++)
			for (int b = 0; b < 4; b++)
				sorted[b * 3 + i] = (byte) (Float.floatToIntBits(floats[i]) >> 24 - 8 * b);
		for (int i = 11; i > 0; i--)
			sorted[i] -= sorted[i - 1];
		TiffBytes second = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		stored = zip(sorted);
		second.page(3, 1, 32, 3, second.data(stored), stored.length).tag(259, 3, 8).tag(317, 3, 3);
		assertArrayEquals(new double[] { 1.5, -2.25, 1e9 }, TestVolumes.values(TiffReader.open(second.write(folder.resolve("p3.tif")))));
	}

	private static byte[] zip(byte[] bytes) throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream();
		try (DeflaterOutputStream zip = new DeflaterOutputStream(out)) {
			zip.write(bytes);
		}
		return out.toByteArray();
	}

	@Test
	void readsPlanarColorsPalettesAndWhiteIsZero() throws IOException {
		TiffBytes planar = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		long[] offsets = new long[3];
		for (int c = 0; c < 3; c++)
			offsets[c] = planar.data(new byte[] { (byte) (10 * c), (byte) (10 * c + 1) });
		planar.page(2, 1, 8, 1, 0, 2).tag(258, 3, 8, 8, 8).tag(262, 3, 2).tag(277, 3, 3).tag(284, 3, 2).tag(273, 4, offsets).tag(279, 4, 2, 2, 2);
		Volume volume = TiffReader.open(planar.write(folder.resolve("planar.tif")));
		assertTrue(volume.metadata().rgb());
		assertArrayEquals(new double[] { 0, 1, 10, 11, 20, 21 }, TestVolumes.values(volume));

		TiffBytes palette = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		long[] map = new long[768];
		for (int i = 0; i < 768; i++)
			map[i] = (i * 7 & 255) * 257;
		palette.page(2, 1, 8, 1, palette.data(new byte[] { 1, 2 }), 2).tag(262, 3, 3).tag(320, 3, map);
		byte[] lut = TiffReader.open(palette.write(folder.resolve("palette.tif"))).metadata().channels().get(0).lut();
		for (int i = 0; i < 768; i++)
			assertEquals((byte) (i * 7), lut[i]);

		TiffBytes white = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		white.page(2, 1, 8, 1, white.data(new byte[] { 1, 2 }), 2).tag(262, 3, 0);
		Volume inverted = TiffReader.open(white.write(folder.resolve("white.tif")));
		assertArrayEquals(new double[] { 1, 2 }, TestVolumes.values(inverted));
		assertArrayEquals(Luts.inverted(), inverted.metadata().channels().get(0).lut());
	}

	@Test
	void readsSizesOrderAndCalibrationOfOmeTiff() throws IOException {
		TiffBytes tiff = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		for (int i = 0; i < 12; i++)
			tiff.page(1, 1, 8, 1, tiff.data(new byte[] { (byte) i, 0 }), 1);
		TiffBytes ome = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		String xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\"><Image ID=\"Image:0\">"
			+ "<Pixels ID=\"Pixels:0\" DimensionOrder=\"XYZCT\" Type=\"uint8\" SizeX=\"1\" SizeY=\"1\" SizeZ=\"3\" SizeC=\"2\" SizeT=\"2\" "
			+ "PhysicalSizeX=\"0.5\" PhysicalSizeZ=\"2\" TimeIncrement=\"4\"/></Image></OME>";
		for (int i = 0; i < 12; i++) {
			ome.page(1, 1, 8, 1, ome.data(new byte[] { (byte) i, 0 }), 1);
			if (i == 0)
				ome.text(270, xml);
		}
		Volume volume = TiffReader.open(ome.write(folder.resolve("x.ome.tif")));
		assertEquals("xyczt", volume.axes().letters());
		assertArrayEquals(new double[] { 0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11 }, TestVolumes.values(volume));
		assertEquals(0.5, volume.axes().find('x').scale());
		assertEquals("µm", volume.axes().find('z').unit());
		assertEquals(4, volume.axes().find('t').scale());
		assertEquals("xyz", TiffReader.open(tiff.write(folder.resolve("plain.tif"))).axes().letters());
	}

	@Test
	void externalEntitiesOfOmeXmlAreNotRead() throws IOException {
		Path secret = Files.writeString(folder.resolve("secret.txt"), "XYZCT");
		String xml = "<?xml version=\"1.0\"?><!DOCTYPE OME [<!ENTITY e SYSTEM \"" + secret.toUri() + "\"><!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]>"
			+ "<OME><Pixels DimensionOrder=\"&e;\" SizeZ=\"2\"/>&b;&e;</OME>";
		TiffBytes ome = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		ome.page(1, 1, 8, 1, ome.data(new byte[2]), 1).text(270, xml).page(1, 1, 8, 1, ome.data(new byte[2]), 1);
		assertEquals("xyz", TiffReader.open(ome.write(folder.resolve("x.ome.tif"))).axes().letters());
	}

	@Test
	void aTruncatedFileIsRefusedWherevertItEnds() throws IOException {
		Path whole = folder.resolve("whole.tif");
		ImageFile.write(TestVolumes.random(PixelType.UINT16, "xyz", 1, 20, 10, 4), whole, false, io.github.hourglass.image.Progress.none());
		byte[] bytes = Files.readAllBytes(whole);
		Path cut = folder.resolve("cut.tif");
		for (int length = 0; length < bytes.length; length += length < 300 ? 1 : 37) {
			Files.write(cut, java.util.Arrays.copyOf(bytes, length));
			try {
				Volume volume = ImageFile.open(cut);
				assertTrue(length > bytes.length - 600, "a file cut at " + length + " of " + bytes.length + " was opened");
				TestVolumes.values(volume);
			}
			catch (UncheckedIOException | IllegalArgumentException e) {
				assertSentence(e, "cut.tif");
			}
		}
	}

	@Test
	void directoriesInACircleAreRefused() throws IOException {
		TiffBytes tiff = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		tiff.page(2, 2, 8, 1, tiff.data(new byte[4]), 4);
		Path file = tiff.write(folder.resolve("circle.tif"));
		byte[] bytes = Files.readAllBytes(file);
		ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
		int directory = buffer.getInt(4);
		buffer.putInt(directory + 2 + 12 * buffer.getShort(directory), directory);
		Files.write(file, bytes);
		assertRefused(file, "circle");
	}

	@Test
	void hugeCountsAndSizesAreRefusedBeforeTheyAreAllocated() throws IOException {
		for (boolean big : new boolean[] { false, true }) {
			TiffBytes counts = new TiffBytes(big, ByteOrder.LITTLE_ENDIAN);
			counts.page(2_000_000_000, 2_000_000_000, 8, 1, 8, 4).tag(278, 4, 1);
			assertRefused(counts.write(folder.resolve("counts.tif")), "strips");
			TiffBytes sizes = new TiffBytes(big, ByteOrder.LITTLE_ENDIAN);
			sizes.page(60000, 60000, 32, 3, 8, 4);
			assertRefused(sizes.write(folder.resolve("sizes.tif")), "truncated");
			TiffBytes zero = new TiffBytes(big, ByteOrder.LITTLE_ENDIAN);
			zero.page(0, 5, 8, 1, 8, 4);
			assertRefused(zero.write(folder.resolve("zero.tif")), "0 x 5");
			TiffBytes frames = new TiffBytes(big, ByteOrder.LITTLE_ENDIAN);
			frames.page(2, 2, 8, 1, frames.data(new byte[4]), 4).text(270, "ImageJ=1.54p\nimages=2000000000\n");
			assertRefused(frames.write(folder.resolve("frames.tif")), "truncated");
			TiffBytes tile = new TiffBytes(big, ByteOrder.LITTLE_ENDIAN);
			tile.page(2, 2, 8, 1, 8, 4).tag(322, 4, 0xffffffffL).tag(323, 4, 0xffffffffL).tag(324, 4, 8).tag(325, 4, 4);
			assertRefused(tile.write(folder.resolve("tile.tif")), "tile");
		}
	}

	@Test
	void aStripThatClaimsMoreThanItCanHoldIsRefused() throws IOException {
		byte[] bomb = zip(new byte[1 << 20]);
		TiffBytes claims = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		claims.page(30000, 30000, 8, 1, claims.data(bomb), bomb.length).tag(259, 3, 8);
		assertRefused(claims.write(folder.resolve("claims.tif")), "cannot hold");
		TiffBytes more = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		more.page(8, 8, 8, 1, more.data(bomb), bomb.length).tag(259, 3, 8);
		assertEquals(64, TestVolumes.values(TiffReader.open(more.write(folder.resolve("more.tif")))).length, "only what was claimed is decoded");
		TiffBytes less = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
		less.page(800, 8, 8, 1, less.data(zip(new byte[99])), 99).tag(259, 3, 8);
		Volume volume = TiffReader.open(less.write(folder.resolve("less.tif")));
		assertSentence(assertThrows(UncheckedIOException.class, () -> TestVolumes.values(volume)), "less.tif");
	}

	@Test
	void damagedCompressedStripsAreRefusedNotReadAsGarbage() throws IOException {
		Random random = new Random(4);
		for (int compression : new int[] { TiffPage.LZW, TiffPage.DEFLATE, TiffPage.PACKBITS })
			for (int i = 0; i < 200; i++) {
				byte[] noise = new byte[20 + random.nextInt(80)];
				random.nextBytes(noise);
				TiffBytes tiff = new TiffBytes(false, ByteOrder.LITTLE_ENDIAN);
				tiff.page(50, 40, 8, 1, tiff.data(noise), noise.length).tag(259, 3, compression);
				Path file = tiff.write(folder.resolve("noise.tif"));
				try {
					TestVolumes.values(TiffReader.open(file));
				}
				catch (UncheckedIOException e) {
					assertSentence(e, "noise.tif");
				}
			}
	}

	@Test
	void randomDamageNeverEndsInAnythingButASentence() throws IOException {
		Path whole = folder.resolve("whole.tif");
		Volume volume = TestVolumes.random(PixelType.UINT8, "xycz", 1, 9, 8, 2, 3);
		ImageFile.write(volume.withMetadata(volume.metadata().withSliceLabels(List.of("a", "b", "c", "d", "e", "f")).withProvenance("Model", "m")),
			whole, false, io.github.hourglass.image.Progress.none());
		byte[] bytes = Files.readAllBytes(whole);
		Random random = new Random(8);
		Path file = folder.resolve("damaged.tif");
		for (int i = 0; i < 800; i++) {
			byte[] damaged = bytes.clone();
			for (int k = 0; k < 1 + i % 4; k++)
				damaged[random.nextInt(Math.min(damaged.length, i % 2 == 0 ? 200 : damaged.length))] = (byte) random.nextInt();
			Files.write(file, damaged);
			try {
				Volume opened = TiffReader.open(file);
				if (opened.voxels() < 1 << 20)
					TestVolumes.values(opened);
			}
			catch (UncheckedIOException | IllegalArgumentException e) {
				assertSentence(e, "damaged.tif");
			}
		}
	}

	@Test
	void theFarCornerOfAStackBeyondFourGigabytesIsReadAndWritten() throws IOException {
		long[] dimensions = { 8192, 8192, 70 };
		Volume sparse = Volume.of(PixelType.UINT8, dimensions, io.github.hourglass.image.Axes.of("xyz"), new int[] { 8192, 8192, 1 }, (min, size, dest) -> {});
		Path file = folder.resolve("large.tif");
		Path part;
		try (TiffWriter writer = TiffWriter.create(file, TiffWriter.arranged(sparse), false)) {
			writer.write(new long[] { 8189, 8190, 0, 69, 0 }, new int[] { 3, 2, 1, 1, 1 }, new byte[] { 1, 2, 3, 4, 5, 6 });
			part = Files.list(folder).filter(p -> p.toString().endsWith(".part")).findFirst().orElseThrow();
			writer.finish(io.github.hourglass.image.Progress.none());
		}
		assertFalse(Files.exists(part));
		try (RandomAccessFile length = new RandomAccessFile(file.toFile(), "r")) {
			assertTrue(length.length() > 1L << 32);
		}
		Volume volume = TiffReader.open(file);
		assertArrayEquals(dimensions, volume.dimensions());
		assertArrayEquals(new double[] { 0, 1, 2, 3, 0, 4, 5, 6 }, TestVolumes.values(volume, new long[] { 8188, 8190, 69 }, new int[] { 4, 2, 1 }));
		ij.io.FileInfo[] info = new ij.io.TiffDecoder(folder.toString(), "large.tif").getTiffInfo();
		assertEquals(70, info[0].nImages);
		assertEquals(6, new ij.plugin.FileInfoVirtualStack(info[0], false).getProcessor(70).get(8191, 8191));
	}

	@Test
	void aPlaneBeyondFourGigabytesIsBigTiff() throws IOException {
		long[] dimensions = { 60000, 50000, 2 };
		Volume sparse = Volume.of(PixelType.UINT16, dimensions, io.github.hourglass.image.Axes.of("xyz"), new int[] { 60000, 100, 1 }, (min, size, dest) -> {});
		Path file = folder.resolve("plane.tif");
		try (TiffWriter writer = TiffWriter.create(file, TiffWriter.arranged(sparse), false)) {
			writer.write(new long[] { 59998, 49999, 0, 1, 0 }, new int[] { 2, 1, 1, 1, 1 }, new short[] { 7, -1 });
			writer.finish(io.github.hourglass.image.Progress.none());
		}
		Volume volume = TiffReader.open(file);
		assertArrayEquals(dimensions, volume.dimensions());
		assertArrayEquals(new double[] { 0, 7, 65535 }, TestVolumes.values(volume, new long[] { 59997, 49999, 1 }, new int[] { 3, 1, 1 }));
	}

	private void assertRefused(Path file, String word) {
		RuntimeException e = assertThrows(RuntimeException.class, () -> TiffReader.open(file));
		assertSentence(e, file.getFileName().toString());
		assertTrue(e.getMessage().contains(word), e.getMessage());
	}

	static void assertSentence(RuntimeException e, String name) {
		assertTrue(e instanceof UncheckedIOException || e instanceof IllegalArgumentException, e.toString());
		assertTrue(e.getMessage().contains(name) && e.getMessage().endsWith("."), e.getMessage());
		assertFalse(e.getMessage().contains("\n") || e.getMessage().contains("Exception"), e.getMessage());
	}
}
