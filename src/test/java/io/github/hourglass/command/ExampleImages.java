package io.github.hourglass.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

import ij.IJ;
import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;

/** Round cells of known number and size, calibrated, with noise and without, as the example macros take them. */
final class ExampleImages {

	static final int SIDE = 96;
	static final double PIXEL = 0.5;
	static final double SLICE = 1;
	static final double RADIUS = 7;
	static final double INTERVAL = 30;
	static final int FRAMES = 4;
	static final int SLICES = 20;
	static final int BALLS = 3;
	private static final int CELL = 24;
	private static final double BACKGROUND = 100, LIGHT = 600, NOISE = 80;

	private ExampleImages() {}

	/** Number of cells in the image {@code i.tif}. */
	static int cells(int i) {
		return 4 + i;
	}

	/** The folders {@code noisy}, {@code clean} and {@code labels} with {@code count} planes, {@code 0.tif} to the last. */
	static void writePlanes(Path folder, int count) throws IOException {
		for (String name : new String[] { "noisy", "clean", "labels" })
			Files.createDirectories(folder.resolve(name));
		for (int i = 0; i < count; i++) {
			float[] clean = plane(cells(i), 1);
			save(new ImagePlus("", new FloatProcessor(SIDE, SIDE, clean)), folder.resolve("clean/" + i + ".tif"));
			save(new ImagePlus("", new FloatProcessor(SIDE, SIDE, noisy(clean, i))), folder.resolve("noisy/" + i + ".tif"));
			save(new ImagePlus("", labels(cells(i))), folder.resolve("labels/" + i + ".tif"));
		}
	}

	/** A movie that bleaches and whose frame t, from 0, has {@link #cells} of t; saved, as many are, as a stack of slices. */
	static void writeMovie(Path file) {
		ImageStack stack = new ImageStack(SIDE, SIDE);
		for (int t = 0; t < FRAMES; t++)
			stack.addSlice("", noisy(plane(cells(t), 1 - 0.15 * t), 100 + t));
		ImagePlus movie = new ImagePlus("", stack);
		movie.getCalibration().frameInterval = INTERVAL;
		save(movie, file);
	}

	/** A stack with {@link #BALLS} balls of {@link #RADIUS} pixels in the plane; slices are {@link #SLICE} apart. */
	static void writeStack(Path file) {
		ImageStack stack = new ImageStack(SIDE, SIDE);
		for (int z = 0; z < SLICES; z++) {
			float[] plane = new float[SIDE * SIDE];
			for (int i = 0; i < plane.length; i++) {
				double rise = (z - SLICES / 2) * SLICE / PIXEL;
				double light = 0;
				for (int ball = 0; ball < BALLS; ball++)
					light += edge(Math.hypot(Math.hypot(i % SIDE - middle(ball), i / SIDE - middle(ball)), rise));
				plane[i] = (float) (BACKGROUND + LIGHT * light);
			}
			stack.addSlice("", noisy(plane, 200 + z));
		}
		ImagePlus image = new ImagePlus("", stack);
		image.getCalibration().pixelDepth = SLICE;
		save(image, file);
	}

	private static int middle(int ball) {
		return CELL / 2 + ball * (SIDE - CELL) / (BALLS - 1);
	}

	/** Cells in a grid, row by row. */
	private static float[] plane(int cells, double light) {
		float[] pixels = new float[SIDE * SIDE];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (BACKGROUND + (cell(i) <= cells ? light * LIGHT * edge(distance(i)) : 0));
		return pixels;
	}

	private static ImageProcessor labels(int cells) {
		ImageProcessor labels = new ShortProcessor(SIDE, SIDE);
		for (int i = 0; i < SIDE * SIDE; i++)
			labels.set(i, cell(i) <= cells && distance(i) < RADIUS ? cell(i) : 0);
		return labels;
	}

	/** In which cell's square a pixel lies, from 1. */
	private static int cell(int i) {
		return i % SIDE / CELL + i / SIDE / CELL * (SIDE / CELL) + 1;
	}

	private static double distance(int i) {
		return Math.hypot(i % SIDE % CELL - CELL / 2.0, i / SIDE % CELL - CELL / 2.0);
	}

	/** One half at the radius. */
	private static double edge(double distance) {
		return 1 / (1 + Math.exp(2 * (distance - RADIUS)));
	}

	private static float[] noisy(float[] clean, long seed) {
		Random random = new Random(seed);
		float[] noisy = clean.clone();
		for (int i = 0; i < noisy.length; i++)
			noisy[i] += (float) (NOISE * random.nextGaussian());
		return noisy;
	}

	private static void save(ImagePlus image, Path file) {
		Calibration calibration = image.getCalibration();
		calibration.pixelWidth = calibration.pixelHeight = PIXEL;
		calibration.setUnit("micron");
		if (!IJ.saveAsTiff(image, file.toString()))
			throw new AssertionError(file);
	}
}
