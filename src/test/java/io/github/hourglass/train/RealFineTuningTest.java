package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.github.hourglass.Figures;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.Reproduction;
import net.imglib2.img.array.ArrayImgs;

/** Models made by others, trained further. */
class RealFineTuningTest {

	private static final Path REAL = Path.of("..", "shared", "real"), NUCLEI = REAL.resolve("images/dsb2018_fluo"),
		BROAD = REAL.resolve("models/onnx/unet2d_nuclei_broad"), DNCNN = REAL.resolve("models/onnx/dncnn_sigma25/dncnn_25.onnx"),
		SAVED = REAL.resolve("models/tensorflow");

	@TempDir
	Path folder;

	private static void assumeReal() {
		assumeTrue(Files.isDirectory(REAL), "skipped: no real models and images at " + REAL);
	}

	private static List<Path> files(Path of) throws IOException {
		try (Stream<Path> files = Files.list(of)) {
			return files.filter(file -> file.toString().endsWith(".tif")).sorted().toList();
		}
	}

	private TrainingOptions options(Map<String, ?> more) {
		Map<String, Object> values = new HashMap<>(Map.of("images", folder.resolve("images").toString(), "targets", folder.resolve("targets").toString(), "previews", 0));
		values.putAll(more);
		return Settings.read(TrainingOptions.class, values);
	}

	private static Map<String, Tensor> weights(Path file) {
		Graph graph = Opset17.of(OnnxFile.read(file));
		Map<String, Tensor> weights = new HashMap<>();
		graph.weights().names().forEach(name -> weights.put(name, graph.weights().get(name)));
		return weights;
	}

	@Test
	void theEncoderOfAPublishedNetworkStaysWhileItsDecoderLearnsNuclei() throws Exception {
		assumeReal();
		Files.createDirectories(folder.resolve("images"));
		Files.createDirectories(folder.resolve("targets"));
		for (Path image : files(NUCLEI.resolve("val/images"))) {
			Files.copy(image, folder.resolve("images").resolve(image.getFileName()));
			Volume labels = ImageFile.open(NUCLEI.resolve("val/labels").resolve(image.getFileName().toString()));
			float[] pixels = pixels(labels);
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = pixels[i] > 0 ? 1 : 0;
			write(pixels, labels, folder.resolve("targets").resolve(image.getFileName()));
		}
		Path package05 = Files.createDirectory(folder.resolve("broad"));
		for (String file : List.of("weights.onnx", "test_input.npy", "test_output.npy"))
			Files.copy(BROAD.resolve(file), package05.resolve(file));
		Files.copy(BROAD.resolve("bioimageio.yaml"), package05.resolve("bioimageio.yaml"));
		Model trained = Training.run(folder.resolve("run"), options(Map.of("task", "classes", "from", package05.toString(), "freeze", "encoder", "epochs", 1, "steps", 8,
			"batch", 2, "patch", "128", "rate", 3e-4)), Progress.none());
		Model before = ModelReader.read(package05);
		assertEquals(steps(before.inputs().get(0)), steps(trained.inputs().get(0)));
		assertEquals(List.of("sigmoid"), steps(trained.outputs().get(0)).stream().map(StepSpec::name).toList());
		Map<String, Tensor> old = weights(BROAD.resolve("weights.onnx")), now = weights(trained.weights("onnx").path());
		List<String> changed = new ArrayList<>(), kept = new ArrayList<>();
		now.forEach((name, tensor) -> {
			if (name.endsWith(".weight") && old.containsKey(name))
				(Arrays.equals(old.get(name).toFloats(), tensor.toFloats()) ? kept : changed).add(name);
		});
		assertTrue(kept.stream().allMatch(name -> name.startsWith("encoder") || name.startsWith("base")), () -> "kept " + kept);
		assertTrue(changed.stream().allMatch(name -> !name.startsWith("encoders") && !name.startsWith("base")), () -> "changed " + changed);
		assertFalse(kept.isEmpty() || changed.isEmpty());
		List<Curves.Row> rows = Curves.read(folder.resolve("run"));
		assertTrue(rows.get(1).validation() < rows.get(0).validation(), rows.toString());
	}

	private static List<StepSpec> steps(TensorSpec tensor) {
		return tensor.steps().stream().filter(step -> !step.name().equals("ensure_dtype")).toList();
	}

	@Test
	void aNetworkWithoutAnEncoderSaysSoAndIsFrozenByName() {
		assumeReal();
		Graph graph = Opset17.of(OnnxFile.read(DNCNN));
		IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> Freezing.of("encoder", graph));
		assertTrue(refusal.getMessage().contains("no encoder"), refusal.getMessage());
		String first = graph.weights().names().iterator().next();
		for (String name : graph.weights().names())
			assertEquals(name.startsWith(first), Freezing.of(first, graph).test(name), name);
	}

	private static float[] pixels(Volume volume) {
		float[] pixels = new float[(int) volume.voxels()];
		int[] size = Arrays.stream(volume.dimensions()).mapToInt(n -> (int) n).toArray();
		volume.copyFloats(new long[size.length], size, pixels);
		return pixels;
	}

	private static void write(float[] pixels, Volume like, Path file) {
		ImageFile.write(Volume.of(ArrayImgs.floats(pixels, like.size('x'), like.size('y')), Axes.of("xy")), file, true, Progress.none());
	}

	/** Gaussian noise of that standard deviation, in grey levels of 8 bits. */
	private static float[] noisy(float[] clean, double deviation, long seed) {
		Random random = new Random(seed);
		float[] noisy = new float[clean.length];
		for (int i = 0; i < clean.length; i++)
			noisy[i] = (float) (clean[i] + deviation * random.nextGaussian());
		return noisy;
	}

	/** The network with the rules it was made for: 0..255 to 0..1 and back. */
	private Path packaged() throws IOException {
		Model bare = ModelReader.read(DNCNN);
		Path input = folder.resolve("input.npy"), output = folder.resolve("output.npy");
		for (Path file : List.of(input, output))
			Npy.write(file, Tensor.of(new float[64], 1, 1, 8, 8));
		TensorSpec in = bare.inputs().get(0), out = bare.outputs().get(0);
		Model model = new Model("DnCNN", "", "", folder, folder,
			List.of(new TensorSpec(in.id(), "", in.axes(), in.type(), List.of(new StepSpec("scale_linear", Map.of("gain", 1 / 255.0))), false, input, null)),
			List.of(new TensorSpec(out.id(), "", out.axes(), out.type(), List.of(new StepSpec("scale_linear", Map.of("gain", 255.0))), false, output, null)), bare.weights(), Map.of());
		ModelWriter.write(model, Map.of(), folder.resolve("dncnn"), false);
		return folder.resolve("dncnn");
	}

	/** In dB, the mean over the held-back images, 8 bits being the range. */
	private static double psnr(Model model, double deviation) throws IOException {
		return psnr(model, deviation, 1);
	}

	/** @param unit what a grey level is in the values that the model is made for */
	private static double psnr(Model model, double deviation, double unit) throws IOException {
		double sum = 0;
		List<Path> held = files(NUCLEI.resolve("test/images"));
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			for (int i = 0; i < held.size(); i++) {
				Volume image = ImageFile.open(held.get(i));
				float[] clean = pixels(image), noisy = noisy(clean, deviation, 1000 + i);
				for (int p = 0; p < noisy.length; p++)
					noisy[p] *= (float) unit;
				float[] result = pixels(predictor.apply(Volume.of(ArrayImgs.floats(noisy, image.size('x'), image.size('y')), Axes.of("xy")), Progress.none()));
				double square = 0;
				for (int p = 0; p < clean.length; p++)
					square += Math.pow(result[p] / unit - clean[p], 2) / clean.length;
				sum += 10 * Math.log10(255 * 255 / square) / held.size();
			}
		}
		return sum;
	}

	@Test
	@Tag("figures")
	void aDenoiserLearnsAnotherNoise() throws Exception {
		assumeReal();
		double deviation = 50;
		Files.createDirectories(folder.resolve("images"));
		Files.createDirectories(folder.resolve("targets"));
		List<Path> images = files(NUCLEI.resolve("train/images"));
		for (int i = 0; i < images.size(); i++) {
			Volume image = ImageFile.open(images.get(i));
			write(pixels(image), image, folder.resolve("targets/" + i + ".tif"));
			write(noisy(pixels(image), deviation, i), image, folder.resolve("images/" + i + ".tif"));
		}
		Path model = packaged();
		double before = psnr(ModelReader.read(model), deviation);
		long start = System.nanoTime();
		Model trained = Training.run(folder.resolve("run"), options(Map.of("from", model.toString(), "epochs", 2, "steps", 40, "batch", 4, "patch", "64", "rate", 1e-4)),
			Progress.none());
		double seconds = (System.nanoTime() - start) / 1e9, after = psnr(trained, deviation);
		Figures.record("Fine-tuning DnCNN from noise of 25 to 50 grey levels, held-back nuclei",
			String.format(Locale.ROOT, "%.2f dB as it came, %.2f dB after 120 steps of 4 × 64² (%.0f s)", before, after, seconds), "≥ 0.5 dB better", "1");
		assertTrue(after >= before + 0.5, before + " dB before, " + after + " dB after");
	}

	/** Nuclei in grey levels of that unit, and the same with noise. */
	private void writePairs(double deviation, double unit) throws IOException {
		Files.createDirectories(folder.resolve("images"));
		Files.createDirectories(folder.resolve("targets"));
		List<Path> images = files(NUCLEI.resolve("train/images"));
		for (int i = 0; i < images.size(); i++) {
			Volume image = ImageFile.open(images.get(i));
			for (String kind : List.of("images", "targets")) {
				float[] values = kind.equals("images") ? noisy(pixels(image), deviation, i) : pixels(image);
				for (int p = 0; p < values.length; p++)
					values[p] *= (float) unit;
				write(values, image, folder.resolve(kind + "/" + i + ".tif"));
			}
		}
	}

	/** SavedModels learn a noise that they were not made for, and are packages for both engines afterwards. */
	@ParameterizedTest
	@Tag("figures")
	@CsvSource({ "n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip, Noise2Void of Fiji (n2v_fiji_2d), 3e-3", "dncnn_sigma25, DnCNN (dncnn_sigma25), 1e-4" })
	void aSavedModelLearnsAnotherNoise(String path, String name, double rate) throws Exception {
		assumeReal();
		double deviation = 50, unit = 1 / 255.0;
		writePairs(deviation, unit);
		Path model = SAVED.resolve(path);
		double before = psnr(ModelReader.read(model), deviation, unit);
		long start = System.nanoTime();
		Model trained = Training.run(folder.resolve("run"), options(Map.of("from", model.toString(), "epochs", 2, "steps", 40, "batch", 4, "patch", "64", "rate", rate)),
			Progress.none());
		double seconds = (System.nanoTime() - start) / 1e9, after = psnr(trained, deviation, unit);
		assertReopens(trained);
		Figures.record("Fine-tuning the SavedModel " + name + " on noise of 50 grey levels, held-back nuclei",
			String.format(Locale.ROOT, "%.2f dB as it came, %.2f dB after 80 steps of 4 × 64² (%.0f s)", before, after, seconds), "≥ 0.5 dB better", "1");
		assertTrue(after >= before + 0.5, before + " dB before, " + after + " dB after");
	}

	private void assertReopens(Model model) throws IOException {
		for (String format : List.of("onnx", "tensorflow_saved_model_bundle")) {
			WeightsFile weights = model.weights(format).openedIn(Files.createDirectories(folder.resolve("opened-" + format)), Progress.none());
			assertTrue(Reproduction.of(model.withWeights(List.of(weights)), format, PredictionOptions.of(""), Progress.none()).holds(), format);
		}
	}

	@ParameterizedTest
	@CsvSource({ "n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip, restore, 32", "fsrcnn_x2/savedmodel, upscale, 16" })
	void savedModelsAreTrainedAsTheyAre(String path, String task, String patch) throws Exception {
		assumeReal();
		assertTrains(path, task, patch);
	}

	@ParameterizedTest
	@Tag("figures")
	@CsvSource({ "dncnn_sigma25, noise2noise, 32", "pancreatic_unet, classes, 32", "unmicst_nuclei, classes, 32", "meshnet3d, classes, '16,16,16'" })
	void otherSavedModelsAreTrainedAsTheyAre(String path, String task, String patch) throws Exception {
		assumeReal();
		assertTrains(path, task, patch);
	}

	private void assertTrains(String path, String task, String patch) throws Exception {
		boolean stack = patch.contains(",");
		for (int i = 0; i < 3; i++) {
			long[] size = stack ? new long[] { 24, 24, 24 } : new long[] { 64, 64 };
			float[] image = new float[(int) Tensor.elements(size)];
			Random random = new Random(i);
			for (int p = 0; p < image.length; p++)
				image[p] = random.nextFloat();
			writeImage("images/" + i + ".tif", image, size);
			float[] target = new float[image.length * (task.equals("upscale") ? 4 : 1)];
			int classes = path.startsWith("pancreatic") ? 2 : 3;
			for (int p = 0; p < target.length; p++)
				target[p] = task.equals("classes") ? p / 5 % classes : random.nextFloat();
			writeImage("targets/" + i + ".tif", target, task.equals("upscale") ? new long[] { 128, 128 } : size);
		}
		Map<String, Object> more = new HashMap<>(Map.of("task", task, "from", SAVED.resolve(path).toString(), "epochs", 1, "steps", 2, "batch", 2, "patch", patch));
		Model trained = Training.run(folder.resolve("run"), options(more), Progress.none());
		assertReopens(trained);
		assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("TensorFlow SavedModel and is converted"));
	}

	private void writeImage(String name, float[] pixels, long[] size) throws IOException {
		Files.createDirectories(folder.resolve(name).getParent());
		ImageFile.write(Volume.of(ArrayImgs.floats(pixels, size), Axes.of(size.length == 3 ? "xyz" : "xy")), folder.resolve(name), true, Progress.none());
	}
}
