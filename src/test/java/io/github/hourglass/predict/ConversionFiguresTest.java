package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import javax.tools.ToolProvider;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import ij.IJ;
import io.github.hourglass.Figures;
import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowEngine;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

/**
 * What a converted model costs beside its SavedModel: the engines alone, by turns in one process; and whole predictions beside
 * TensorFlow 1.15 for Java, which ImageJ plugins use, each in a process of its own. That TensorFlow is looked for in the local Maven
 * repository ({@code mvn dependency:get -Dartifact=org.tensorflow:libtensorflow_jni:1.15.0}, the same for {@code libtensorflow}).
 */
@Tag("figures")
class ConversionFiguresTest {

	private static final Path MODELS = Path.of("../shared/real/models/tensorflow");
	private static final String N2V = "n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip";
	private static final int ROUNDS = 5, PROCESSES = 2;

	@TempDir
	Path folder;

	@BeforeEach
	void modelsAreThere() {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real SavedModels in " + MODELS + " are not here");
	}

	private Path saved(String path) throws IOException {
		if (!path.endsWith(".zip"))
			return MODELS.resolve(path).toAbsolutePath();
		Path unpacked = folder.resolve("unpacked");
		try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(MODELS.resolve(path)))) {
			for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry())
				if (!entry.isDirectory()) {
					Files.createDirectories(unpacked.resolve(entry.getName()).getParent());
					Files.copy(zip, unpacked.resolve(entry.getName()));
				}
		}
		return unpacked;
	}

	private static float[] noise(int count, double mean, double deviation) {
		float[] values = new float[count];
		Random random = new Random(1);
		for (int i = 0; i < count; i++)
			values[i] = (float) (mean + deviation * random.nextGaussian());
		return values;
	}

	private static double seconds(Network network, Tensor input) {
		Map<String, Tensor> outputs = new HashMap<>();
		outputs.put(network.outputs().get(0).name(), null);
		long start = System.nanoTime();
		network.run(Map.of(network.inputs().get(0).name(), input), outputs);
		return (System.nanoTime() - start) / 1e9;
	}

	private static double median(double[] values) {
		Arrays.sort(values);
		return values[values.length / 2];
	}

	@ParameterizedTest
	@CsvSource({ N2V + ", 1 1024 1024 1", "dncnn_sigma25/savedmodel, 1 384 384 1", "pancreatic_unet/savedmodel, 1 512 512 1", "unmicst_nuclei/savedmodel, 16 128 128 1",
		"fsrcnn_x2/savedmodel, 1 512 512 1", "meshnet3d/savedmodel, 1 48 64 64 1" })
	void theEngineTakesNoLongerThanTensorFlow(String path, String size) throws IOException {
		long[] shape = Arrays.stream(size.split(" ")).mapToLong(Long::parseLong).toArray();
		Path package05 = folder.resolve("converted");
		Conversion.convert(MODELS.resolve(path).toString(), package05, false, Progress.none());
		Tensor input = Tensor.of(noise((int) Tensor.elements(shape), 0, 1), shape);
		int[] first = new int[shape.length];
		Arrays.setAll(first, i -> i < 1 ? 0 : i == 1 ? shape.length - 1 : i - 1);
		Tensor turned = input.permuted(first);
		Engine onnx = new OnnxEngine(), tensorFlow = new TensorFlowEngine();
		double[] converting = new double[ROUNDS], saving = new double[ROUNDS];
		try (Network converted = onnx.open(package05.resolve("weights.onnx"), EngineOptions.cpu()); Network saved = tensorFlow.open(saved(path), EngineOptions.cpu())) {
			for (int round = -1; round < ROUNDS; round++) {
				double a = seconds(converted, turned), b = seconds(saved, input);
				if (round >= 0) {
					converting[round] = a;
					saving[round] = b;
				}
			}
		}
		double after = median(converting), before = median(saving);
		Figures.record("Engine time of a converted model / its SavedModel in TensorFlow 2.18, " + path.substring(0, path.indexOf('/')) + ", " + size.replace(" ", " × "),
			Figures.number(after / before) + String.format(Locale.ROOT, " (%.0f ms / %.0f ms, median of %d by turns)", 1000 * after, 1000 * before, ROUNDS), "≤ 1", "1");
		assertTrue(after <= before, after + " s, " + before + " s");
	}

	/** The other real SavedModels are newer than TensorFlow 1.15, which refuses them, or take tiles of one size only. */
	@ParameterizedTest
	@CsvSource({ N2V + ", input, activation_11/Identity, 0.49408814, 0.28493392, 2048" })
	void aWholePredictionTakesHalfOfTensorFlow1(String path, String input, String output, String mean, String deviation, int side) throws Exception {
		List<Path> old = List.of(jar("libtensorflow"), jar("libtensorflow_jni"));
		assumeTrue(old.stream().allMatch(Files::exists), "skipped: TensorFlow 1.15 for Java is not in the local Maven repository");
		Path image = folder.resolve("image.tif"), package05 = folder.resolve("converted.zip");
		ImageFile.write(Volume.of(ArrayImgs.floats(noise(side * side, 0.5, 0.2), side, side), Axes.of("xy")), image, true, Progress.none());
		Conversion.convert(MODELS.resolve(path).toString(), package05, false, Progress.none());
		String ij = Path.of(IJ.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
		String classPath = String.join(File.pathSeparator, old.get(0).toString(), old.get(1).toString(), ij, folder.toString());
		Path source = Path.of("src/test/resources/benchmark/TensorFlow115.java");
		assertEquals(0, ToolProvider.getSystemJavaCompiler().run(null, null, null, "-proc:none", "-cp", classPath, "-d", folder.toString(), source.toString()));
		List<String> theirs = List.of("-cp", classPath, "TensorFlow115", saved(path).toString(), input, output, image.toString(), folder.resolve("theirs.tif").toString(), mean, deviation);
		List<String> ours = List.of("-cp", System.getProperty("java.class.path"), "io.github.hourglass.command.Main", "predict", image.toString(), folder.resolve("ours.tif").toString(),
			"--model", package05.toString(), "--overwrite");
		double after = Double.POSITIVE_INFINITY, before = Double.POSITIVE_INFINITY;
		for (int round = 0; round < PROCESSES; round++) {
			after = Math.min(after, seconds(ours));
			before = Math.min(before, seconds(theirs));
		}
		assertSame(folder.resolve("theirs.tif"), folder.resolve("ours.tif"), side);
		Figures.record("Whole prediction with a converted model / TensorFlow 1.15 for Java, each in a process of its own, " + path.substring(0, path.indexOf('/')) + ", " + side + "²",
			Figures.number(after / before) + String.format(Locale.ROOT, " (%.1f s / %.1f s, best of %d)", after, before, PROCESSES), "≤ 0.5", "1");
		assertTrue(after <= 0.5 * before, after + " s, " + before + " s");
	}

	private static Path jar(String artifact) {
		Path repository = Path.of(System.getProperty("maven.repo.local", System.getProperty("user.home") + "/.m2/repository"));
		return repository.resolve("org/tensorflow/" + artifact + "/1.15.0/" + artifact + "-1.15.0.jar");
	}

	private double seconds(List<String> arguments) throws Exception {
		List<String> command = new java.util.ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx3g", "-Djava.awt.headless=true"));
		command.addAll(arguments);
		ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("said.txt").toFile());
		builder.environment().put("TF_CPP_MIN_LOG_LEVEL", "2");
		long start = System.nanoTime();
		int code = builder.start().waitFor();
		double seconds = (System.nanoTime() - start) / 1e9;
		assertEquals(0, code, () -> {
			try {
				return Files.readString(folder.resolve("said.txt"));
			}
			catch (IOException e) {
				return e.toString();
			}
		});
		return seconds;
	}

	private static void assertSame(Path expected, Path given, int side) {
		float[] a = pixels(expected, side), b = pixels(given, side);
		float scale = 0, largest = 0;
		for (int i = 0; i < a.length; i++) {
			scale = Math.max(scale, Math.abs(a[i]));
			largest = Math.max(largest, Math.abs(a[i] - b[i]));
		}
		assertTrue(largest <= 1e-4 * scale, largest + " of " + scale);
	}

	private static float[] pixels(Path file, int side) {
		float[] pixels = new float[side * side];
		Volume volume = ImageFile.open(file);
		volume.copyFloats(new long[2], new int[] { side, side }, pixels);
		return pixels;
	}
}
