package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;
import ij.ImagePlus;
import ij.measure.Calibration;
import io.github.hourglass.train.Curves;

/**
 * What every host must make of the macros in {@code macros/} that work on folders: the files they leave, by value. Each test
 * class runs them all once, on folders whose names have blanks and umlauts.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class ExampleMacros {

	private static final int IMAGES = 6;
	private static final String TINY = "depth=1 filters=8 patch=32 batch=4 steps=15 epochs=4 rate=0.004 seed=3";
	private static final String MINE = "this is mine";

	private Path folder;
	private String said;

	/**
	 * Runs macros one after the other.
	 *
	 * @param calls the name of a macro in {@code macros/}, and its argument
	 * @return all that was said
	 */
	abstract String run(List<List<String>> calls) throws Exception;

	@BeforeAll
	void runThemAll(@TempDir Path temporary) throws Exception {
		folder = Files.createDirectories(temporary.resolve("Größe b"));
		ExampleImages.writePlanes(folder, IMAGES);
		ExampleImages.writeMovie(folder.resolve("movie.tif"));
		ExampleImages.writeStack(folder.resolve("stack.tif"));
		Files.writeString(folder.resolve("noisy/notes.txt"), "no image");
		Files.createDirectories(folder.resolve("denoised"));
		Files.writeString(folder.resolve("denoised/5.tif"), MINE);
		Files.createDirectories(folder.resolve("scores"));
		Files.writeString(folder.resolve("scores/summary.csv"), MINE);
		Files.createDirectories(folder.resolve("kept"));
		Files.writeString(folder.resolve("kept/movie-counts.csv"), MINE);
		said = run(List.of(
			call("denoise-folder", "", "noisy", "denoised"),
			call("segment-folder", "model=starter-2d smallest=20", "noisy", "objects"),
			call("compare-folders", "", "noisy", "clean", "scores"),
			call("compare-folders", "threshold=0.7", "objects", "labels", "matches"),
			call("train-folders", TINY, "noisy", "clean", "run"),
			call("fine-tune", "epochs=1 patch=32 batch=4 steps=5 rate=0.001", "run/model", "noisy", "clean", "second run", "noisy", "tuned"),
			call("time-lapse", "model=starter-2d smallest=20", "movie.tif", "lapse"),
			call("time-lapse", "model=starter-2d smallest=20", "movie.tif", "kept"),
			call("stack", "", "stack.tif", "volume")));
	}

	private List<String> call(String macro, String options, String... files) {
		List<String> parts = new ArrayList<>(Stream.of(files).map(file -> folder.resolve(file).toString()).toList());
		if (!options.isEmpty())
			parts.add(options);
		return List.of(macro, String.join(" | ", parts));
	}

	@Test
	void aFolderIsDenoisedAndWhatWasThereStays() throws IOException {
		assertEquals(List.of("0.tif", "1.tif", "2.tif", "3.tif", "4.tif", "5.tif"), names("denoised"));
		assertEquals(MINE, Files.readString(folder.resolve("denoised/5.tif")), said);
		for (int i = 0; i < 5; i++) {
			ImagePlus denoised = open("denoised/" + i + ".tif");
			calibrated(denoised);
			double before = meanSquare(open("noisy/" + i + ".tif"), open("clean/" + i + ".tif"));
			double after = meanSquare(denoised, open("clean/" + i + ".tif"));
			assertTrue(after < before / 5, i + ": from " + before + " to " + after);
		}
		assertTrue(said.contains("5 images denoised"), said);
	}

	@Test
	void objectsAreCountedMeasuredAndOutlined() throws IOException {
		List<String> summary = Files.readAllLines(folder.resolve("objects/summary.csv"));
		assertEquals(IMAGES + 1, summary.size(), said);
		assertEquals("Image,Objects,Mean Size,Mean Intensity", summary.get(0));
		double area = Math.PI * Math.pow(ExampleImages.RADIUS * ExampleImages.PIXEL, 2);
		for (int i = 0; i < IMAGES; i++) {
			int cells = ExampleImages.cells(i);
			String[] row = summary.get(i + 1).split(",");
			assertEquals("\"" + i + ".tif\"", row[0]);
			assertEquals(cells, Integer.parseInt(row[1]));
			assertEquals(area, Double.parseDouble(row[2]), 0.15 * area);
			ImagePlus objects = open("objects/" + i + ".tif");
			calibrated(objects);
			assertEquals(cells, objects.getStatistics().max);
			assertEquals(cells + 1, Files.readAllLines(folder.resolve("objects/" + i + ".csv")).size());
			try (ZipFile outlines = new ZipFile(folder.resolve("objects/" + i + "-rois.zip").toFile())) {
				assertEquals(cells, outlines.size());
			}
		}
	}

	@Test
	void imagesAreComparedWithTheTruth() throws IOException {
		assertEquals(MINE, Files.readString(folder.resolve("scores/summary.csv")));
		List<String> summary = Files.readAllLines(folder.resolve("scores/summary-1.csv"));
		assertEquals(IMAGES + 1, summary.size(), said);
		assertTrue(summary.get(0).startsWith("File,Label,MSE,PSNR"), summary.get(0));
		for (int i = 0; i < IMAGES; i++) {
			ImagePlus truth = open("clean/" + i + ".tif");
			double error = meanSquare(open("noisy/" + i + ".tif"), truth);
			double range = truth.getStatistics().max - truth.getStatistics().min;
			String[] row = summary.get(i + 1).split(",");
			assertEquals(error, Double.parseDouble(row[2]), 1e-3 * error);
			assertEquals(10 * Math.log10(range * range / error), Double.parseDouble(row[3]), 0.01);
		}
	}

	@Test
	void objectsAreComparedWithTheTruth() throws IOException {
		List<String> summary = Files.readAllLines(folder.resolve("matches/summary.csv"));
		assertEquals(IMAGES + 1, summary.size(), said);
		int matched = List.of(summary.get(0).split(",")).indexOf("Matched");
		for (int i = 0; i < IMAGES; i++)
			assertEquals(ExampleImages.cells(i), Integer.parseInt(summary.get(i + 1).split(",")[matched]), summary.toString());
	}

	@Test
	void aNetworkIsTrainedAndAnotherFromItAndApplied() {
		List<Curves.Row> first = Curves.read(folder.resolve("run"));
		assertEquals(5, first.size(), said);
		assertTrue(first.get(4).validation() < first.get(0).validation() / 2, first.toString());
		List<Curves.Row> second = Curves.read(folder.resolve("second run"));
		assertTrue(second.get(0).validation() < first.get(0).validation() / 2, "it starts where the first ended: " + second);
		for (int i = 0; i < IMAGES; i++) {
			ImagePlus tuned = open("tuned/" + i + ".tif");
			calibrated(tuned);
			double before = meanSquare(open("noisy/" + i + ".tif"), open("clean/" + i + ".tif"));
			double after = meanSquare(tuned, open("clean/" + i + ".tif"));
			assertTrue(after < before / 2, i + ": from " + before + " to " + after);
		}
	}

	@Test
	void slicesOfATimeLapseAreFramesAndTheirObjectsAreCounted() throws IOException {
		List<String> expected = new ArrayList<>(List.of("Frame,Time,Objects"));
		for (int t = 0; t < ExampleImages.FRAMES; t++)
			expected.add(t + 1 + "," + Math.round(t * ExampleImages.INTERVAL) + "," + ExampleImages.cells(t));
		assertEquals(expected, Files.readAllLines(folder.resolve("lapse/movie-counts.csv")), said);
		for (String name : List.of("movie-denoised.tif", "movie-objects.tif")) {
			ImagePlus movie = open("lapse/" + name);
			assertEquals(ExampleImages.FRAMES, movie.getNFrames(), name);
			assertEquals(ExampleImages.INTERVAL, movie.getCalibration().frameInterval, name);
			calibrated(movie);
		}
		assertTrue(open("lapse/movie-counts.png").getWidth() > 300);
		assertEquals(List.of("movie-counts.csv"), names("kept"));
		assertEquals(MINE, Files.readString(folder.resolve("kept/movie-counts.csv")));
	}

	@Test
	void aStackIsDenoisedProjectedAndMeasured() throws IOException {
		ImagePlus denoised = open("volume/stack-denoised.tif");
		calibrated(denoised);
		assertEquals(ExampleImages.SLICES, denoised.getNSlices(), said);
		assertEquals(ExampleImages.SLICE, denoised.getCalibration().pixelDepth);
		ImagePlus projection = open("volume/stack-projection.tif");
		for (int i = 0; i < ExampleImages.SIDE; i++) {
			float most = Float.NEGATIVE_INFINITY;
			for (int z = 1; z <= ExampleImages.SLICES; z++)
				most = Math.max(most, denoised.getStack().getProcessor(z).getf(i, i));
			assertEquals(most, projection.getProcessor().getf(i, i));
		}
		List<String> rows = Files.readAllLines(folder.resolve("volume/stack-objects.csv"));
		assertEquals(ExampleImages.BALLS + 1, rows.size(), rows.toString());
		double ball = 4 / 3.0 * Math.PI * Math.pow(ExampleImages.RADIUS * ExampleImages.PIXEL, 3);
		int column = List.of(rows.get(0).split(",")).indexOf("Volume");
		for (String row : rows.subList(1, rows.size()))
			assertEquals(ball, Double.parseDouble(row.split(",")[column]), 0.2 * ball);
	}

	private List<String> names(String name) throws IOException {
		try (Stream<Path> files = Files.list(folder.resolve(name))) {
			return files.map(file -> file.getFileName().toString()).sorted().toList();
		}
	}

	private ImagePlus open(String name) {
		ImagePlus image = IJ.openImage(folder.resolve(name).toString());
		if (image == null)
			throw new AssertionError("There is no " + name + ".\n" + said);
		return image;
	}

	private static void calibrated(ImagePlus image) {
		Calibration calibration = image.getCalibration();
		assertEquals(ExampleImages.SIDE, image.getWidth());
		assertEquals(ExampleImages.SIDE, image.getHeight());
		assertEquals(ExampleImages.PIXEL, calibration.pixelWidth);
		assertEquals(ExampleImages.PIXEL, calibration.pixelHeight);
		assertTrue(List.of("micron", "µm").contains(calibration.getUnit()), calibration.getUnit());
	}

	private static double meanSquare(ImagePlus image, ImagePlus truth) {
		double sum = 0;
		int pixels = ExampleImages.SIDE * ExampleImages.SIDE;
		for (int i = 0; i < pixels; i++)
			sum += Math.pow(image.getProcessor().getf(i) - truth.getProcessor().getf(i), 2);
		return sum / pixels;
	}
}
