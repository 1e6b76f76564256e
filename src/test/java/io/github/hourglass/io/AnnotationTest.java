package io.github.hourglass.io;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.io.RoiEncoder;
import ij.process.ByteProcessor;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Regions against what ImageJ itself fills, and against pictures written by hand. */
class AnnotationTest {

	@TempDir
	Path folder;
	private final ImagePlus plane = new ImagePlus("cells.tif", new ByteProcessor(6, 4));

	@Test
	void eachRegionIsAnObjectInTheOrderGivenAndLaterOnesLieAbove() {
		Volume labels = labels(plane, options("instances", "", "auto"), rectangle("a", 0, 0, 3, 2), rectangle("b", 2, 1, 3, 2));
		assertEquals(PixelType.UINT8, labels.type());
		assertArrayEquals(new float[] {
			1, 1, 1, 0, 0, 0,
			1, 1, 2, 2, 2, 0,
			0, 0, 2, 2, 2, 0,
			0, 0, 0, 0, 0, 0 }, pixels(labels));
	}

	@Test
	void classesAreNamedByTheRegionsWithoutTheirNumbers() {
		Annotation annotation = Annotation.of(plane, List.of(rectangle("Nucleus-2", 0, 0, 2, 1), rectangle("nucleus 0001", 2, 0, 1, 1),
			rectangle("membrane", 3, 0, 1, 1), rectangle("ignore", 4, 0, 1, 1)), options("classes", "", "auto"));
		assertEquals("background=0, membrane=1, nucleus=2, ignore=255", annotation.meaning());
		assertArrayEquals(new float[] { 2, 2, 2, 1, 255, 0 }, first(annotation.labels()));
	}

	@Test
	void aSparseAnnotationIgnoresWhatNobodyPainted() {
		assertArrayEquals(new float[] { 1, 0, 255, 255, 255, 255 },
			first(labels(plane, options("classes", "", "auto"), rectangle("cell", 0, 0, 1, 1), rectangle("background", 1, 0, 1, 1))));
		assertArrayEquals(new float[] { 1, 255, 255, 255, 255, 255 },
			first(labels(plane, options("classes", "", "ignore"), rectangle("cell", 0, 0, 1, 1))));
	}

	@Test
	void theOrderOfClassesCanBeGiven() {
		assertArrayEquals(new float[] { 1, 2, 0, 0, 0, 0 },
			first(labels(plane, options("classes", "Z, a", "auto"), rectangle("z", 0, 0, 1, 1), rectangle("a", 1, 0, 1, 1))));
	}

	@Test
	void curvesPaintThePixelsThatImageJFills() {
		ImagePlus image = new ImagePlus("oval", new ByteProcessor(40, 30));
		Roi oval = new OvalRoi(3, 4, 25, 17);
		ImageProcessor filled = new ByteProcessor(40, 30);
		filled.setValue(1);
		filled.fill(oval);
		float[] expected = (float[]) filled.convertToFloatProcessor().getPixels();
		assertArrayEquals(expected, pixels(labels(image, options("instances", "", "auto"), oval)));
	}

	@Test
	void linesAndPointsPaintWhatTheyTouch() {
		Roi line = new Line(0, 0, 3, 0);
		Roi point = new PointRoi(5, 0);
		assertArrayEquals(new float[] { 1, 1, 1, 1, 0, 2 }, first(labels(plane, options("instances", "", "auto"), line, point)));
	}

	@Test
	void aRegionIsOnItsSliceAndOneNameIsOneObject() {
		ImagePlus stack = IJ.createHyperStack("stack", 6, 4, 2, 3, 1, 8);
		Roi first = rectangle("cell", 0, 0, 1, 1);
		first.setPosition(1, 1, 1);
		Roi second = rectangle("cell", 1, 0, 1, 1);
		second.setPosition(2, 3, 1);
		Roi third = rectangle("other", 2, 0, 1, 1);
		third.setPosition(3); // stack index 3 of 2 channels and 3 slices: slice 2
		Volume labels = labels(stack, options("instances", "", "auto"), first, second, third);
		assertEquals("xyz", labels.axes().letters());
		float[] pixels = pixels(labels);
		assertEquals(1, pixels[0]);
		assertEquals(1, pixels[2 * 24 + 1]);
		assertEquals(2, pixels[24 + 2]);
		assertEquals(0, pixels[24]);
		assertEquals(4, sum(pixels));
	}

	@Test
	void regionsComeFromAFileToo() throws Exception {
		Path zip = folder.resolve("RoiSet.zip");
		try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(zip.toFile()))) {
			for (String name : List.of("cell-1", "background")) {
				out.putNextEntry(new ZipEntry(name + ".roi"));
				out.write(RoiEncoder.saveAsByteArray(rectangle(name, name.length() % 3, 0, 1, 1)));
			}
		}
		assertEquals(List.of("cell-1", "background"), RoiFile.read(zip).stream().map(Roi::getName).toList());
		Path broken = Files.write(folder.resolve("broken.roi"), new byte[] { 'I', 'o', 'u', 't', 1 });
		assertTrue(assertThrows(RuntimeException.class, () -> RoiFile.read(broken)).getMessage().contains("broken.roi"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> RoiFile.read(folder.resolve("none.zip"))).getMessage().contains("There is no file"));
	}

	@Test
	void aLabelImageOfAnyTypeIsTakenAsItIsInTheSmallestPixels() {
		Volume given = ImagePlusVolume.of(new ImagePlus("mine", new FloatProcessor(6, 4, values(0, 300, 300, 7, 0, 1), null)));
		LabelAnnotation objects = new LabelAnnotation(ImagePlusVolume.of(plane), given, options("instances", "", "auto"), Progress.none());
		assertEquals("3 objects", objects.meaning());
		assertEquals(PixelType.UINT16, objects.labels().type());
		assertArrayEquals(new float[] { 0, 300, 300, 7, 0, 1 }, first(objects.labels()));
	}

	@Test
	void whatIsNotPaintedInALabelImageOfClassesCanBeIgnored() {
		Volume given = ImagePlusVolume.of(new ImagePlus("mine", new FloatProcessor(6, 4, values(0, 2, 1, 0, 1, 255), null)));
		LabelAnnotation sparse = new LabelAnnotation(ImagePlusVolume.of(plane), given, options("classes", "", "ignore"), Progress.none());
		assertEquals(PixelType.UINT8, sparse.labels().type());
		assertArrayEquals(new float[] { 255, 2, 1, 255, 1, 255 }, first(sparse.labels()));
		LabelAnnotation full = new LabelAnnotation(ImagePlusVolume.of(plane), given, options("classes", "", "auto"), Progress.none());
		assertEquals("classes 0, 1, 2", full.meaning());
		assertArrayEquals(new float[] { 0, 2, 1, 0, 1, 255 }, first(full.labels()));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		instances | auto   | 1.5  | labels has the value 1.5
		instances | auto   | -1   | labels has the value -1.0
		classes   | auto   | 256  | labels has the value 256.0
		instances | auto   | NaN  | labels has the value NaN
		instances | auto   | 0    | labels is 0 everywhere
		instances | ignore | 1    | unpainted cannot be 'ignore' for instances
		""")
	void whatIsNoLabelImageIsRefused(String kind, String unpainted, float value, String hint) {
		Volume given = ImagePlusVolume.of(new ImagePlus("mine", new FloatProcessor(6, 4, values(value), null)));
		String message = assertThrows(IllegalArgumentException.class,
			() -> new LabelAnnotation(ImagePlusVolume.of(plane), given, options(kind, "", unpainted), Progress.none())).getMessage();
		assertTrue(message.startsWith(hint), message);
	}

	@Test
	void aLabelImageOfAnotherSizeOrOfColorsIsRefused() {
		for (ImagePlus other : List.of(new ImagePlus("mine", new ByteProcessor(6, 5)), new ImagePlus("mine", new ColorProcessor(6, 4)))) {
			String message = assertThrows(IllegalArgumentException.class,
				() -> new LabelAnnotation(ImagePlusVolume.of(plane), ImagePlusVolume.of(other), options("instances", "", "auto"), Progress.none())).getMessage();
			assertTrue(message.contains(other.getType() == ImagePlus.COLOR_RGB ? "3 channels" : "5 pixels along y, the image has 4"), message);
		}
	}

	private static float[] values(float... first) {
		return Arrays.copyOf(first, 24);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
		instances |         | ignore | 0  | unpainted cannot be 'ignore'
		classes   | nucleus | auto   | 0  | not among classes=nucleus
		instances |         | auto   | 50 | lies outside the image
		""")
	void whatCannotBeIsRefused(String kind, String classes, String unpainted, int x, String hint) {
		String message = assertThrows(IllegalArgumentException.class,
			() -> labels(plane, options(kind, classes == null ? "" : classes, unpainted), rectangle("cell", x, 0, 1, 1))).getMessage();
		assertTrue(message.contains(hint), message);
		assertTrue(assertThrows(IllegalArgumentException.class, () -> labels(plane, options(kind, "", "auto"))).getMessage().contains("There is no region"));
	}

	private static Volume labels(ImagePlus image, AnnotationOptions options, Roi... rois) {
		return Annotation.of(image, List.of(rois), options).labels();
	}

	private static AnnotationOptions options(String kind, String classes, String unpainted) {
		return new AnnotationOptions(kind, "auto", "", "", classes, unpainted);
	}

	private static Roi rectangle(String name, int x, int y, int width, int height) {
		Roi roi = new Roi(x, y, width, height);
		roi.setName(name);
		return roi;
	}

	private static float[] first(Volume labels) {
		float[] row = new float[6];
		labels.copyFloats(new long[2], new int[] { 6, 1 }, row);
		return row;
	}

	private static float[] pixels(Volume labels) {
		float[] pixels = new float[(int) labels.voxels()];
		int[] size = new int[labels.axes().count()];
		for (int d = 0; d < size.length; d++)
			size[d] = (int) labels.dimensions()[d];
		labels.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	private static float sum(float[] values) {
		float sum = 0;
		for (float value : values)
			sum += value;
		return sum;
	}
}
