package io.github.hourglass.label;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import ij.ImagePlus;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.Wand;
import ij.measure.Calibration;
import ij.measure.Measurements;
import ij.plugin.filter.ThresholdToSelection;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.FloodFiller;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.io.Table;

/** Against values counted by hand, published constants, and ImageJ itself where it has the same definition. */
class MeasureTest {

	private static final Progress NONE = Progress.none();
	private static final double DIAGONAL = 2 - Math.sqrt(2);

	private interface Value {
		double at(long[] position);
	}

	private static Volume volume(PixelType type, String axes, int block, Value value, long... dimensions) {
		int[] blocks = new int[dimensions.length];
		java.util.Arrays.fill(blocks, block);
		return Volume.of(type, dimensions, Axes.of(axes), blocks, (min, size, dest) -> {
			long[] at = min.clone();
			for (int i = 0, n = Volume.pixels(size); i < n; i++) {
				type.set(dest, i, value.at(at));
				for (int d = 0; d < size.length; d++) {
					if (++at[d] < min[d] + size[d])
						break;
					at[d] = min[d];
				}
			}
		});
	}

	/** A plane drawn in digits, one row a line. */
	private static Volume drawn(int block, String... rows) {
		return volume(PixelType.UINT8, "xy", block, at -> Character.digit(rows[(int) at[1]].charAt((int) at[0]), 10), rows[0].length(), rows.length);
	}

	private static Table measured(Volume labels) {
		return Measure.of(LabelImage.of(labels), NONE);
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 3, 100 })
	void aDrawingMeasuresAsCountedByHand(int block) {
		Volume labels = drawn(block,
			"1100000",
			"1100300",
			"0000030",
			"0222000",
			"0202000",
			"0222000");
		Volume image = volume(PixelType.UINT16, "xy", 4, at -> 10 * at[1] + at[0], 7, 6);
		Table table = Measure.of(LabelImage.of(labels), image, NONE);
		assertEquals(List.of("Object", "Area", "Mean", "Min", "Max", "X", "Y", "Perim.", "BX", "BY", "Width", "Height", "Circ.", "IntDen", "RawIntDen", "Border"),
			table.columns());
		double square = 8 - 2 * DIAGONAL - 2 * DIAGONAL;
		check(table, 0, 1, 4, 5.5, 0, 11, 1, 1, square, 0, 0, 2, 2, Math.min(1, 16 * Math.PI / (square * square)), 22, 22, 1);
		double ring = 12 - 4 * DIAGONAL; // the hole does not count
		check(table, 1, 2, 8, 42, 31, 53, 2.5, 4.5, ring, 1, 3, 3, 3, Math.min(1, 32 * Math.PI / (ring * ring)), 336, 336, 1);
		double two = 8 - 4 * DIAGONAL; // eight sides of 1 and so eight corners, of which every other counts
		check(table, 2, 3, 2, 19.5, 14, 25, 5, 2, two, 4, 1, 2, 2, Math.min(1, 8 * Math.PI / (two * two)), 39, 39, 0);
	}

	private static void check(Table table, int row, double... expected) {
		for (int i = 0; i < expected.length; i++)
			assertEquals(expected[i], ((Number) table.rows().get(row).get(i)).doubleValue(), 1e-12, table.columns().get(i) + " of row " + row);
	}

	@Test
	void lengthsAreInTheUnitsOfTheAxesAndPositionsFromTheirOrigin() {
		Volume labels = drawn(10, "000", "011", "000").withAxes(Axes.of(List.of(new Axis('x', 0.5, 10, "µm"), new Axis('y', 2, -1, "µm"))));
		Table table = Measure.of(LabelImage.of(labels), volume(PixelType.UINT8, "xy", 3, at -> 7, 3, 3), NONE);
		assertEquals(2, table.number(0, "Area"));
		assertEquals(14, table.number(0, "IntDen"), "Mean times Area");
		assertEquals(14, table.number(0, "RawIntDen"));
		assertEquals(10 + 2 * 0.5, table.number(0, "X"));
		assertEquals(-1 + 1.5 * 2, table.number(0, "Y"));
		assertEquals(10.5, table.number(0, "BX"));
		assertEquals(1, table.number(0, "Width"));
		assertEquals(2, table.number(0, "Height"));
		assertEquals(6 - 3 * (2.5 - Math.hypot(0.5, 2)), table.number(0, "Perim."), 1e-12, "a corner, one after a side of 1 that does not count, two");
	}

	@Test
	void channelsHaveColumnsOfTheirOwnAndFramesRows() {
		Volume labels = volume(PixelType.UINT8, "xyt", 2, at -> at[0] < 2 ? 1 : 0, 4, 2, 2);
		Volume image = volume(PixelType.FLOAT32, "xyct", 3, at -> at[0] + 100 * at[2] + 1000 * at[3], 4, 2, 2, 2);
		Table table = Measure.of(LabelImage.of(labels), image, NONE);
		assertEquals(2, table.size());
		assertEquals(2, table.number(1, "Frame"));
		assertEquals(1100.5, table.number(1, "Mean C2"));
		assertEquals(4 * 1000.5, table.number(1, "RawIntDen C1"));
		assertEquals(1, table.number(1, "Object"));
	}

	@ParameterizedTest
	@ValueSource(ints = { 2, 5, 64 })
	void solidsMeasureAsTheFormulasSay(int block) {
		Volume labels = volume(PixelType.UINT8, "xyz", block, at -> at[0] == 1 && at[1] == 1 && at[2] == 1 ? 1
			: at[0] >= 4 && at[0] < 8 && at[1] >= 2 && at[1] < 5 && at[2] >= 3 && at[2] < 5 ? 2 : 0, 10, 7, 6);
		Table table = Measure.of(LabelImage.of(labels), volume(PixelType.UINT8, "xyz", 4, at -> at[2], 10, 7, 6), NONE);
		assertEquals(1, table.number(0, "Volume"));
		// Lehmann and Legland's weights (imMinkowski): faces, edges and corners of the neighborhood
		double c1 = 2 * 0.04577789120476, c2 = 2 * 0.03698062787608, c3 = 2 * 0.03519563978232;
		assertEquals(4 * (3 * c1 + 6 * c2 / Math.sqrt(2) + 4 * c3 / Math.sqrt(3)), table.number(0, "Surface"), 1e-10);
		assertEquals(24, table.number(1, "Volume"));
		double faces = 12 + 8 + 6;
		double edges = 2 * (24 - 3 * 2 * 2) + 2 * (24 - 3 * 3 * 1) + 2 * (24 - 4 * 2 * 1);
		double corners = 4 * (24 - 3 * 2 * 1);
		assertEquals(4 * (faces * c1 + edges * c2 / Math.sqrt(2) + corners * c3 / Math.sqrt(3)), table.number(1, "Surface"), 1e-10);
		assertEquals(3.5, table.number(1, "Mean"));
		for (String[] pair : new String[][] { { "X", "6" }, { "Y", "3.5" }, { "Z", "4" }, { "BX", "4" }, { "BY", "2" }, { "BZ", "3" }, { "Width", "4" },
			{ "Height", "3" }, { "Depth", "2" }, { "IntDen", "84" }, { "Border", "0" } })
			assertEquals(Double.parseDouble(pair[1]), table.number(1, pair[0]), pair[0]);
	}

	@ParameterizedTest
	@ValueSource(doubles = { 1, 3 })
	void aBallHasTheSurfaceOfABall(double depth) {
		double radius = 15;
		Volume labels = volume(PixelType.UINT8, "xyz", 16, at -> Math.hypot(Math.hypot(at[0] - 17.2, at[1] - 16.9), (at[2] - Math.round(17 / depth)) * depth) <= radius ? 9 : 0,
			35, 35, Math.round(35 / depth)).withAxes(Axes.of(List.of(Axis.of('x'), Axis.of('y'), new Axis('z', depth, 0, ""))));
		Table table = measured(labels);
		double sphere = 4 * Math.PI * radius * radius;
		assertEquals(sphere, table.number(0, "Surface"), 0.03 * sphere);
		assertEquals(1, table.number(0, "Spher."), 0.03);
		assertEquals(sphere * radius / 3, table.number(0, "Volume"), 0.02 * sphere * radius / 3);
	}

	@Test
	void outlinesAreAsLongAsThoseOfImageJ() {
		Random random = new Random(4);
		for (int trial = 0; trial < 300; trial++) {
			int width = 1 + random.nextInt(14);
			int height = 1 + random.nextInt(11);
			double share = random.nextDouble();
			ByteProcessor mask = new ByteProcessor(width, height);
			for (int i = 0; i < width * height; i++)
				mask.set(i, random.nextDouble() < share ? 255 : 0);
			Calibration calibration = new Calibration();
			calibration.pixelWidth = 0.5;
			calibration.pixelHeight = trial % 2 == 0 ? 0.5 : 0.75;
			Volume labels = volume(PixelType.UINT8, "xy", 5, at -> mask.get((int) at[0], (int) at[1]) > 0 ? 1 : 0, width, height)
				.withAxes(Axes.of(List.of(new Axis('x', 0.5, 0, ""), new Axis('y', calibration.pixelHeight, 0, ""))));
			Table table = measured(labels);
			double expected = outerOutlines(mask, calibration);
			assertEquals(expected, table.size() == 0 ? 0 : table.number(0, "Perim."), 1e-9, "trial " + trial);
		}
	}

	private static double outerOutlines(ByteProcessor mask, Calibration calibration) {
		ByteProcessor left = (ByteProcessor) mask.duplicate();
		double length = 0;
		for (int y = 0; y < mask.getHeight(); y++)
			for (int x = 0; x < mask.getWidth(); x++)
				if (left.get(x, y) > 0) {
					Wand wand = new Wand(mask);
					wand.autoOutline(x, y, 255.0, 255.0, Wand.EIGHT_CONNECTED);
					Roi roi = new PolygonRoi(wand.xpoints, wand.ypoints, wand.npoints, Roi.TRACED_ROI);
					ImagePlus image = new ImagePlus("mask", mask);
					image.setCalibration(calibration);
					roi.setImage(image);
					length += roi.getLength();
					left.setColor(0);
					new FloodFiller(left).fill8(x, y);
				}
		return length;
	}

	@Test
	void nucleiMeasureAsInImageJ() throws Exception {
		Path folder = Path.of("../shared/real/images/dsb2018_fluo/test");
		assumeTrue(Files.isDirectory(folder), "no nuclei in ../shared/real: not compared with ImageJ's measurements");
		Path file;
		try (Stream<Path> files = Files.list(folder.resolve("images"))) {
			file = files.sorted().toList().get(1);
		}
		Volume image = ImageFile.open(file);
		Volume labels = ImageFile.open(folder.resolve("labels").resolve(file.getFileName()));
		Table table = Measure.of(LabelImage.of(labels), image, NONE);
		int width = (int) labels.size('x');
		int height = (int) labels.size('y');
		int[] ids = LabelPixels.copy(labels, new long[labels.axes().count()], IntStream.range(0, labels.axes().count()).map(d -> (int) labels.dimensions()[d]).toArray());
		float[] values = new float[ids.length];
		image.copyFloats(new long[image.axes().count()], IntStream.range(0, image.axes().count()).map(d -> (int) image.dimensions()[d]).toArray(), values);
		FloatProcessor pixels = new FloatProcessor(width, height, values);
		assertTrue(table.size() > 5);
		for (int row = 0; row < table.size(); row++) {
			ByteProcessor mask = new ByteProcessor(width, height);
			for (int i = 0; i < ids.length; i++)
				mask.set(i, ids[i] == table.number(row, "Object") ? 255 : 0);
			mask.setThreshold(255, 255, ImageProcessor.NO_LUT_UPDATE);
			Roi roi = new ThresholdToSelection().convert(mask);
			pixels.setRoi(roi);
			ImageStatistics statistics = ImageStatistics.getStatistics(pixels, Measurements.AREA + Measurements.MEAN + Measurements.MIN_MAX + Measurements.CENTROID, null);
			assertEquals(statistics.area, table.number(row, "Area"));
			assertEquals(statistics.mean, table.number(row, "Mean"), 1e-9);
			assertEquals(statistics.min, table.number(row, "Min"));
			assertEquals(statistics.max, table.number(row, "Max"));
			assertEquals(statistics.xCentroid, table.number(row, "X"), 1e-9);
			assertEquals(statistics.yCentroid, table.number(row, "Y"), 1e-9);
			assertEquals(roi.getBounds().x, table.number(row, "BX"));
			assertEquals(roi.getBounds().y, table.number(row, "BY"));
			assertEquals(roi.getBounds().width, table.number(row, "Width"));
			assertEquals(roi.getBounds().height, table.number(row, "Height"));
			assertEquals(outerOutlines(mask, new Calibration()), table.number(row, "Perim."), 1e-9);
		}
	}

	@Test
	void tilesDoNotChangeTheResult() {
		Value random = at -> new Random(at[0] / 3 + 100 * (at[1] / 2) + 10000 * (at[2] / 2)).nextInt(1 + (int) (at[0] + at[1]) % 5) + (at[2] > 5 ? 50 : 0);
		Value image = at -> Math.sin(at[0] * 3 + at[1] * 5 + at[2]);
		for (String axes : List.of("xyz", "xyt")) {
			List<String> tables = new ArrayList<>();
			for (int block : new int[] { 100, 7, 4 })
				tables.add(rounded(Measure.of(LabelImage.of(volume(PixelType.INT32, axes, block, random, 25, 19, 9)),
					volume(PixelType.FLOAT32, axes, 6, image, 25, 19, 9), NONE)));
			assertEquals(tables.get(0), tables.get(1));
			assertEquals(tables.get(0), tables.get(2));
		}
	}

	private static String rounded(Table table) {
		StringBuilder text = new StringBuilder(table.columns().toString());
		table.rows().forEach(row -> row.forEach(value -> text.append(String.format(" %.9g", ((Number) value).doubleValue()))));
		return text.toString();
	}

	@Test
	void withoutObjectsThereAreNoRows() {
		assertEquals(0, measured(drawn(3, "000", "000")).size());
	}

	@Test
	void anImageOfAnotherSizeIsRefused() {
		LabelImage labels = LabelImage.of(drawn(3, "010", "000"));
		String message = assertThrows(IllegalArgumentException.class,
			() -> Measure.of(labels, volume(PixelType.UINT8, "xy", 3, at -> 1, 4, 2), NONE)).getMessage();
		assertTrue(message.contains("along x"), message);
	}
}
