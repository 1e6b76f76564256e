package io.github.hourglass.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;

import javax.imageio.ImageIO;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.train.RunRequest;
import io.github.hourglass.train.RunStatus;
import io.github.hourglass.train.TrainingOptions;
import io.github.hourglass.train.TrainingProcess;
import io.github.hourglass.ui.TrainingPictures;
import net.imglib2.img.array.ArrayImgs;

/**
 * Draws {@code docs/images/training.png}: the training window in the midst of a training in a process of its own. It learns from
 * a small corner of the bundled image only, under two different noises and never turned, and is validated on another part; so it
 * overfits. Needs no display.
 */
public final class TrainingWindowDemo {

	private static final int WIDTH = 1080, HEIGHT = 760;
	private static final double NOISE = 20;
	private static final long LOOK_EVERY_MILLIS = 200;

	private TrainingWindowDemo() {}

	/** A square of the clean image, with one noise in the folder {@code images} and with another one in {@code targets}. */
	private static void crop(Path folder, int x, int y, int side) throws IOException {
		Random random = new Random(x);
		for (String kind : new String[] { "images", "targets" }) {
			float[] pixels = new float[side * side];
			ImageFile.open(Path.of("test-images", "cells-2d-clean.tif")).copyFloats(new long[] { x, y }, new int[] { side, side }, pixels);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] += (float) (NOISE * random.nextGaussian());
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, side, side), Axes.of("xy")), Files.createDirectories(folder.resolve(kind)).resolve("cells.tif"), true, Progress.none());
		}
	}

	/** Takes the picture to draw, the epoch at which to draw it, and a new folder for the run. */
	public static void main(String[] args) throws IOException, InterruptedException {
		Path target = Path.of(args.length > 0 ? args[0] : "docs/images/training.png");
		int epoch = args.length > 1 ? Integer.parseInt(args[1]) : 60;
		Path run = args.length > 2 ? Path.of(args[2]) : Files.createTempDirectory("hourglass").resolve("cells");
		Path data = run.resolveSibling(run.getFileName() + "-data");
		crop(data, 300, 40, 96);
		crop(data.resolve("validation"), 256, 256, 192);
		TrainingOptions options = Settings.read(TrainingOptions.class, Map.of("task", "noise2noise", "images", data.resolve("images"), "targets", data.resolve("targets"), "validation",
			data.resolve("validation"), "augmentation", "none", "patch", "48", "batch", 1, "steps", 10, "epochs", 2 * epoch, "rate", 0.001));
		TrainingProcess training = TrainingProcess.start(run, options);
		try {
			RunStatus status = RunStatus.read(run);
			while (training.isAlive() && (status == null || status.epoch() < epoch || status.state() != RunStatus.State.TRAINING)) {
				Thread.sleep(LOOK_EVERY_MILLIS);
				status = RunStatus.read(run);
			}
			ImageIO.write(TrainingPictures.of(List.of(run), WIDTH, HEIGHT, 1), "png", target.toFile());
			RunRequest.CANCEL.ask(run);
			training.await(Progress.none());
		}
		catch (CancelledException asAsked) {
			return;
		}
	}
}
