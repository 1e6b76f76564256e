package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Axis;
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

	private int runs;

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
		Path run = folder.resolve("run" + runs++);
		if (Files.exists(folder.resolve("targets")))
			all.put("targets", folder.resolve("targets").toString());
		for (int i = 0; i < more.length; i += 2)
			all.put((String) more[i], more[i + 1]);
		Model model = Training.run(run, io.github.hourglass.image.Settings.read(TrainingOptions.class, all), Progress.none());
		List<Curves.Row> rows = Curves.read(run);
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

	/** Of all constant answers "everything is foreground" overlaps most. */
	private static void assertOverlaps(float[] wanted, boolean[] given) {
		double both = 0, either = 0, all = 0;
		for (int i = 0; i < wanted.length; i++) {
			both += wanted[i] > 0 && given[i] ? 1 : 0;
			either += wanted[i] > 0 || given[i] ? 1 : 0;
			all += wanted[i] > 0 ? 1 : 0;
		}
		assertTrue(both / either >= all / wanted.length + 0.1, "IoU " + both / either + ", everything foreground " + all / wanted.length);
	}

	/** A mean-square loss of noise from noise cannot fall below the noise, so that these images have less of it. */
	private static float[] faint(float[] clean, int seed) {
		Random random = new Random(seed);
		float[] noisy = clean.clone();
		for (int i = 0; i < noisy.length; i++)
			noisy[i] += (float) (NOISE / 2 * random.nextGaussian());
		return noisy;
	}

	@Test
	void restoreRestores() throws Exception {
		for (int i = 0; i < 8; i++) {
			write("images", i, plane(Scene.of(i).noisy(i)));
			write("targets", i, plane(Scene.of(i).clean));
		}
		Volume noisy = plane(UNSEEN.noisy(1000));
		assertBetter(plane(UNSEEN.clean), noisy, predict(train("restore"), noisy).get("output"));
	}

	@Test
	void noise2noiseDenoises() throws Exception {
		for (int i = 0; i < 8; i++) {
			write("images", i, plane(faint(Scene.of(i).clean, i)));
			write("targets", i, plane(faint(Scene.of(i).clean, 100 + i)));
		}
		Volume noisy = plane(faint(UNSEEN.clean, 1000));
		assertBetter(plane(UNSEEN.clean), noisy, predict(train("noise2noise"), noisy).get("output"));
	}

	/** Spots whose edges are soft enough to be guessed from their surroundings. */
	private static float[] soft(int seed) {
		Random random = new Random(seed);
		float[] clean = new float[SIDE * SIDE];
		for (int spot = 0; spot < 12; spot++) {
			double x = random.nextDouble() * SIDE, y = random.nextDouble() * SIDE, width = 3 + 3 * random.nextDouble(), height = 200 + 400 * random.nextDouble();
			for (int i = 0; i < clean.length; i++)
				clean[i] += (float) (height * Math.exp(-(Math.pow(i % SIDE - x, 2) + Math.pow(i / SIDE - y, 2)) / (2 * width * width)));
		}
		return clean;
	}

	@Test
	void noise2voidDenoises() throws Exception {
		for (int i = 0; i < 8; i++)
			write("images", i, plane(faint(soft(i), i)));
		float[] truth = soft(1000);
		Volume noisy = plane(faint(truth, 1000));
		assertBetter(plane(truth), noisy, predict(train("noise2void", "residual", false), noisy).get("output"));
	}

	@Test
	void classesFindTheForeground() throws Exception {
		for (int i = 0; i < 8; i++) {
			write("images", i, plane(Scene.of(i).noisy(i)));
			write("targets", i, plane(Scene.of(i).foreground()));
		}
		float[] classes = pixels(predict(train("classes"), plane(UNSEEN.noisy(1000))).get("output").inOrder("xyc"));
		boolean[] object = new boolean[SIDE * SIDE];
		for (int i = 0; i < object.length; i++)
			object[i] = classes[object.length + i] > 0.5;
		assertOverlaps(UNSEEN.labels, object);
	}

	@Test
	void instancesFindTheForeground() throws Exception {
		for (int i = 0; i < 8; i++) {
			write("images", i, plane(Scene.of(i).noisy(i)));
			write("targets", i, plane(Scene.of(i).labels));
		}
		float[] channels = pixels(predict(train("instances"), plane(UNSEEN.noisy(1000))).get("output").inOrder("xyc"));
		boolean[] object = new boolean[SIDE * SIDE];
		for (int i = 0; i < object.length; i++)
			object[i] = channels[i] > 0.5;
		assertOverlaps(UNSEEN.labels, object);
	}

	@Test
	void denoisegDenoisesAndSegmentsWithAFewLabels() throws Exception {
		for (int i = 0; i < 8; i++) {
			Scene scene = Scene.of(i);
			write("images", i, plane(scene.noisy(i)));
			if (i < 4)
				write("targets", i, plane(scene.labels));
		}
		Model model = train("denoiseg", "epochs", 4);
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

	/** Cells as a camera with pixels twice as large sees them, with noise. */
	private static float[] small(float[] clean, int seed) {
		Random random = new Random(seed);
		int side = SIDE / 2;
		float[] small = new float[side * side];
		for (int i = 0; i < clean.length; i++)
			small[i / SIDE / 2 * side + i % SIDE / 2] += clean[i] / 4;
		for (int i = 0; i < small.length; i++)
			small[i] += (float) (NOISE / 2 * random.nextGaussian());
		return small;
	}

	private static Volume half(float[] pixels) {
		return Volume.of(ArrayImgs.floats(pixels, SIDE / 2, SIDE / 2), Axes.of(List.of(new Axis('x', 0.5, 0, "µm"), new Axis('y', 0.5, 0, "µm"))));
	}

	@ParameterizedTest
	@ValueSource(strings = { "first", "last" })
	void upscaleEnlargesAndSharpens(String enlarge) throws Exception {
		for (int i = 0; i < 8; i++) {
			write("images", i, half(small(Scene.of(i).clean, i)));
			write("targets", i, plane(Scene.of(i).clean));
		}
		Model model = train("upscale", "patch", "16", "depth", 1, "enlarge", enlarge);
		Volume unseen = half(small(UNSEEN.clean, 1000)), result = predict(model, unseen).get("output");
		assertArrayEquals(new long[] { SIDE, SIDE }, result.dimensions());
		assertEquals(0.25, result.axes().find('x').scale(), 1e-9);
		assertEquals(unseen.axes().find('x').origin() - 0.125, result.axes().find('x').origin(), 1e-9, "two pixels around each");
		assertEquals("µm", result.axes().find('y').unit());
		assertBetter(plane(UNSEEN.clean), PlainResult.of(unseen.inOrder("xyc"), plane(UNSEEN.clean).inOrder("xyc")).inOrder("xy"), result);
		assertTiled(model, plane(UNSEEN.noisy(1)), "32");
		assertTrue(Files.readString(folder.resolve("run0/model/README.md")).contains("PSNR"));
	}

	/** In tiles as in one piece. */
	private static void assertTiled(Model model, Volume image, String tile) {
		Volume whole = predict(model, image).get("output");
		PredictionOptions tiled = io.github.hourglass.image.Settings.read(PredictionOptions.class, Map.of("tile", tile));
		try (Predictor predictor = Predictor.open(model, tiled, Progress.none())) {
			Volume result = predictor.apply(image, Progress.none());
			assertTrue(result.metadata().provenance().get("tiles").matches("[0-9]+ tiles of .*exact"), result.metadata().provenance().get("tiles"));
			float[] expected = pixels(whole), given = pixels(result);
			double range = 0;
			for (float value : expected)
				range = Math.max(range, Math.abs(value));
			for (int i = 0; i < expected.length; i++)
				assertEquals(expected[i], given[i], 1e-5 * range);
		}
	}

	@Test
	void upscaleNeedsOnlyTheLargeImages() throws Exception {
		for (int i = 0; i < 8; i++)
			write("targets", i, plane(Scene.of(i).clean));
		Model model = train("upscale", "images", "", "patch", "16", "depth", 1);
		Volume unseen = Binning.of(plane(UNSEEN.clean), new int[] { 2, 2 });
		assertBetter(plane(UNSEEN.clean), PlainResult.of(unseen.inOrder("xyc"), plane(UNSEEN.clean).inOrder("xyc")).inOrder("xy"), predict(model, unseen).get("output"));
	}

	/** Balls in a stack whose slices are averages over four. */
	private static float[] balls(int seed, int deep) {
		Random random = new Random(seed);
		float[] stack = new float[SIDE * SIDE * deep];
		Arrays.fill(stack, 100);
		for (int ball = 0; ball < 25; ball++) {
			double x = random.nextDouble() * SIDE, y = random.nextDouble() * SIDE, z = random.nextDouble() * deep, radius = 4 + 4 * random.nextDouble();
			float value = (float) (400 + 300 * random.nextDouble());
			for (int i = 0; i < stack.length; i++)
				if (Math.pow(i % SIDE - x, 2) + Math.pow(i / SIDE % SIDE - y, 2) + Math.pow(i / SIDE / SIDE - z, 2) < radius * radius)
					stack[i] = value;
		}
		return stack;
	}

	private static Volume stack(float[] pixels, int deep) {
		return Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE, deep), Axes.of(List.of(new Axis('x', 1, 0, "µm"), new Axis('y', 1, 0, "µm"), new Axis('z', 1, 0, "µm"))));
	}

	@Test
	void slicesBecomeFinerWithoutTargets() throws Exception {
		int[] coarse = { 1, 1, 4 };
		write("images", 0, Binning.of(stack(balls(1, 48), 48), coarse));
		write("images", 1, Binning.of(stack(balls(2, 48), 48), coarse));
		Model model = train("upscale", "scale", "1,1,4", "patch", "32,8", "batch", 8);
		assertEquals("bczx", model.inputs().get(0).letters());
		Volume truth = stack(balls(3, 48), 48), unseen = Binning.of(truth, coarse);
		Volume result = predict(model, unseen).get("output");
		assertArrayEquals(new long[] { SIDE, SIDE, 48 }, result.dimensions());
		assertEquals(1, result.axes().find('z').scale(), 1e-9);
		assertEquals(truth.axes().find('z').origin(), result.axes().find('z').origin(), 1e-9);
		assertBetter(truth, PlainResult.of(unseen.inOrder("xyzc"), truth.inOrder("xyzc")).inOrder("xyz"), result);
	}

	/** Spots with soft edges. */
	private static float[] spots(int seed, int deep) {
		Random random = new Random(seed);
		float[] stack = new float[SIDE * SIDE * deep];
		for (int spot = 0; spot < 40; spot++) {
			double x = random.nextDouble() * SIDE, y = random.nextDouble() * SIDE, z = random.nextDouble() * deep, width = 1.5 + random.nextDouble();
			for (int i = 0; i < stack.length; i++)
				stack[i] += (float) (500 * Math.exp(-(Math.pow(i % SIDE - x, 2) + Math.pow(i / SIDE % SIDE - y, 2) + Math.pow(i / SIDE / SIDE - z, 2)) / (2 * width * width)));
		}
		return stack;
	}

	@Test
	void volumesAreEnlargedToo() throws Exception {
		for (int i = 0; i < 4; i++) {
			Volume large = stack(spots(i, 16), 16);
			write("images", i, Binning.of(large, new int[] { 2, 2, 2 }));
			write("targets", i, large);
		}
		Model model = train("upscale", "scale", "2,2,2", "patch", "8", "depth", 1, "filters", 4, "batch", 2, "epochs", 3);
		Volume truth = stack(spots(9, 16), 16), unseen = Binning.of(truth, new int[] { 2, 2, 2 });
		assertBetter(truth, PlainResult.of(unseen.inOrder("xyzc"), truth.inOrder("xyzc")).inOrder("xyz"), predict(model, unseen).get("output"));
	}

	/** A plane of cells that wanders through a stack of noise. */
	private static Volume wandering(Scene scene, int seed, int deep) {
		Random random = new Random(seed);
		float[] stack = new float[SIDE * SIDE * deep];
		double tilt = random.nextDouble() - 0.5;
		for (int i = 0; i < stack.length; i++) {
			double surface = deep / 2.0 + tilt * deep / 2 * (i % SIDE - SIDE / 2) / (SIDE / 2.0), away = i / SIDE / SIDE - surface;
			stack[i] = (float) (100 + (scene.clean[i % (SIDE * SIDE)] - 100) * Math.exp(-away * away / 2) + NOISE * random.nextGaussian());
		}
		return stack(stack, deep);
	}

	@Test
	void projectMakesAPlaneOfAStackOfAnyDepth() throws Exception {
		for (int i = 0; i < 6; i++) {
			write("images", i, wandering(Scene.of(i), i, 6));
			write("targets", i, plane(Scene.of(i).clean));
		}
		Model model = train("project", "depth", 1, "filters", 4, "batch", 2, "epochs", 4);
		assertEquals("bczyx", model.inputs().get(0).letters());
		assertEquals("bcyx", model.outputs().get(0).letters());
		Volume unseen = wandering(UNSEEN, 1000, 8), truth = plane(UNSEEN.clean);
		Volume result = predict(model, unseen).get("output");
		assertArrayEquals(new long[] { SIDE, SIDE }, result.dimensions());
		double brightest = ImageScores.of(truth, PlainResult.of(unseen.inOrder("xyzc"), truth.inOrder("xyc")).inOrder("xy"), 2, true, Progress.none()).psnr();
		double better = ImageScores.of(truth, result, 2, true, Progress.none()).psnr();
		assertTrue(better >= brightest + 1, brightest + " dB → " + better + " dB");
		assertTiled(model, unseen, "44");
	}

	@Test
	void whatDoesNotFitTheScaleIsRefused() throws Exception {
		for (int i = 0; i < 3; i++) {
			write("images", i, plane(Scene.of(i).clean));
			write("targets", i, plane(Scene.of(i).clean));
		}
		assertTrue(refusal("upscale").contains("3 targets are not as many times as large"));
		assertTrue(refusal("upscale", "scale", "1").contains("enlarges nothing"));
		assertTrue(refusal("upscale", "scale", "2.5").contains("scale is '2.5'"));
		assertTrue(refusal("upscale", "targets", "").contains("upscale needs the large images"));
		assertTrue(refusal("upscale", "scale", "2,2", "augmentation", "elastic").contains("3 targets are not"));
		for (int i = 0; i < 3; i++) {
			Files.delete(folder.resolve("images/" + i + ".tif"));
			write("images", i, wandering(Scene.of(i), i, i == 0 ? 5 : 6));
		}
		assertTrue(refusal("project").contains("from 5 to 6 slices"));
	}

	private String refusal(String task, Object... more) {
		return assertThrows(IllegalArgumentException.class, () -> train(task, more)).getMessage();
	}
}
