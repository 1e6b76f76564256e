package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.score.ImageScores;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

/**
 * Every task from files to a package and back to an image: the loss falls to half and an unseen image gets better by 1 dB, or the
 * intersection over union by 0.1 above that of a constant answer.
 */
class TasksLearnTest {

	private static final int SIDE = 64;
	private static final double NOISE = 80;

	@TempDir
	Path folder;

	/** Round cells of different brightness on a dark level. */
	private record Scene(float[] clean, float[] labels) {

		static Scene of(int seed) {
			Random random = new Random(seed);
			float[] clean = new float[SIDE * SIDE], labels = new float[SIDE * SIDE];
			Arrays.fill(clean, 100);
			for (int cell = 1; cell <= 10; cell++) {
				double x = random.nextDouble() * SIDE, y = random.nextDouble() * SIDE, radius = 4 + 4 * random.nextDouble(), height = 300 + 300 * random.nextDouble();
				for (int i = 0; i < clean.length; i++)
					if (Math.hypot(i % SIDE - x, i / SIDE - y) < radius) {
						clean[i] = (float) (100 + height);
						labels[i] = cell;
					}
			}
			return new Scene(clean, labels);
		}

		float[] noisy(int seed) {
			Random random = new Random(seed);
			float[] noisy = clean.clone();
			for (int i = 0; i < noisy.length; i++)
				noisy[i] += (float) (NOISE * random.nextGaussian());
			return noisy;
		}

		float[] foreground() {
			float[] foreground = labels.clone();
			for (int i = 0; i < foreground.length; i++)
				foreground[i] = Math.min(1, foreground[i]);
			return foreground;
		}
	}

	private static final Scene UNSEEN = Scene.of(1000);

	private static Volume plane(float[] pixels) {
		return Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy"));
	}

	private void write(String kind, int i, Volume image) throws Exception {
		Files.createDirectories(folder.resolve(kind));
		ImageFile.write(image, folder.resolve(kind).resolve(i + ".tif"), false, Progress.none());
	}

	private Model train(String task, Object... more) {
		Map<String, Object> all = new java.util.HashMap<>(Map.of("task", task, "images", folder.resolve("images").toString(), "depth", 2, "filters", 8, "batch", 4,
			"steps", 30, "epochs", 5, "rate", 0.004, "patch", "32", "previews", 0));
		if (Files.exists(folder.resolve("targets")))
			all.put("targets", folder.resolve("targets").toString());
		for (int i = 0; i < more.length; i += 2)
			all.put((String) more[i], more[i + 1]);
		Model model = Training.run(folder.resolve("run"), io.github.hourglass.image.Settings.read(TrainingOptions.class, all), Progress.none());
		List<Curves.Row> rows = Curves.read(folder.resolve("run"));
		double best = rows.stream().mapToDouble(Curves.Row::validation).min().orElseThrow();
		assertTrue(best <= rows.get(0).validation() / 2, "validation loss " + rows.get(0).validation() + " → " + best);
		return model;
	}

	/** All outputs for an image. */
	private static Sample predict(Model model, Volume image) {
		List<Volume> computed = new ArrayList<>();
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			Sample given = predictor.applyAll(Sample.of(model.inputs().get(0).id(), image), Progress.none());
			model.outputs().forEach(output -> computed.add(held(given.get(output.id()))));
		}
		Sample sample = Sample.of(model.outputs().get(0).id(), computed.get(0));
		for (int i = 1; i < computed.size(); i++)
			sample = sample.with(model.outputs().get(i).id(), computed.get(i));
		return sample;
	}

	private static Volume held(Volume image) {
		return Volume.of(ArrayImgs.floats(pixels(image), image.dimensions()), image.axes());
	}

	private static float[] pixels(Volume image) {
		int[] size = Arrays.stream(image.dimensions()).mapToInt(Math::toIntExact).toArray();
		float[] pixels = new float[Volume.pixels(size)];
		image.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	private static void assertBetter(Volume truth, Volume before, Volume after) {
		double noisy = ImageScores.of(truth, before, 2, false, Progress.none()).psnr(), better = ImageScores.of(truth, after, 2, false, Progress.none()).psnr();
		assertTrue(better >= noisy + 1, noisy + " dB → " + better + " dB");
	}

	/** @param other what a constant answer gives at most */
	private static void assertOverlaps(float[] wanted, boolean[] given) {
		double both = 0, either = 0, all = 0;
		for (int i = 0; i < wanted.length; i++) {
			both += wanted[i] > 0 && given[i] ? 1 : 0;
			either += wanted[i] > 0 || given[i] ? 1 : 0;
			all += wanted[i] > 0 ? 1 : 0;
		}
		assertTrue(both / either >= all / wanted.length + 0.1, "IoU " + both / either + ", everything foreground " + all / wanted.length);
	}

	@Test
	void denoisegDenoisesAndSegmentsWithAFewLabels() throws Exception {
		for (int i = 0; i < 8; i++) {
			Scene scene = Scene.of(i);
			write("images", i, plane(scene.noisy(i)));
			if (i < 4)
				write("targets", i, plane(scene.labels));
		}
		Model model = train("denoiseg");
		assertEquals(List.of("denoised", "classes"), model.outputs().stream().map(output -> output.id()).toList());
		Volume noisy = plane(UNSEEN.noisy(1000));
		Sample result = predict(model, noisy);
		assertBetter(plane(UNSEEN.clean), noisy, result.get("denoised"));
		float[] classes = pixels(result.get("classes").inOrder("xyc"));
		boolean[] object = new boolean[SIDE * SIDE];
		for (int i = 0; i < object.length; i++) {
			assertEquals(1, classes[i] + classes[object.length + i] + classes[2 * object.length + i], 1e-4);
			object[i] = classes[object.length + i] > 0.5;
		}
		assertOverlaps(UNSEEN.labels, object);
	}
}
