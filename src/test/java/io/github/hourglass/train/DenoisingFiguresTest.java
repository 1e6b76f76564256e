package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hourglass.Figures;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.model.Model;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.score.ImageScores;
import io.github.hourglass.simulate.SimulationOptions;
import io.github.hourglass.simulate.Simulations;
import net.imglib2.img.array.ArrayImgs;

/**
 * Networks trained for a limited time on simulated fluorescence, beside classic filters with their best parameters for each
 * image. Properties: {@code figures.minutes} of two quiet cores per training (15), {@code figures.peaks} (3,10,30,100),
 * {@code figures.device} (cpu) that makes the steps which two cores make in that time, by the processor time of some of them, and
 * {@code figures.device.name}; {@code figures.folder} where images and runs are kept (in {@code target}); a run that is there is used again.
 */
@Tag("figures")
class DenoisingFiguresTest {

	private static final double READ_NOISE = 2, GAIN = 4, OFFSET = 100;
	private static final int TRAINING = 200, TEST = 20, CORES = 2;
	private static final long TRAINING_SEED = 1, TEST_SEED = 2;
	private static final double AHEAD = 1, BEHIND = 1.5;
	private static final int WARM_UP = 40;
	private static final String DEVICE = System.getProperty("figures.device", "cpu");
	private static final Path FOLDER = Path.of(System.getProperty("figures.folder", "target/figures-denoising"));

	/** Mean over the test images. */
	private record Score(double psnr, double ssim) {

		@Override
		public String toString() {
			return String.format(Locale.ROOT, "%.2f dB, %.3f", psnr, ssim);
		}
	}

	@Test
	void trainedNetworksBeatTheBestFilters() throws Exception {
		List<String> missed = new ArrayList<>();
		for (String peak : System.getProperty("figures.peaks", "3,10,30,100").split(","))
			missed.addAll(measure(Integer.parseInt(peak.strip())));
		assertTrue(missed.isEmpty(), String.join("; ", missed));
	}

	/** @return what was not reached */
	private List<String> measure(int peak) throws Exception {
		Path training = simulated(FOLDER.resolve("training-" + peak), peak, TRAINING, TRAINING_SEED);
		Path test = simulated(FOLDER.resolve("test-" + peak), peak, TEST, TEST_SEED);
		Map<String, Score> scores = classic(test, peak);
		double best = scores.values().stream().mapToDouble(Score::psnr).max().orElseThrow();
		double[] minutes = new double[2];
		Score supervised = trained(training, test, "restore", peak, minutes);
		String text = text(scores) + "supervised " + supervised + time(minutes);
		Score blind = trained(training, test, "noise2void", peak, minutes);
		text += "; noise2void " + blind + time(minutes);
		Figures.record("Denoising, peak " + String.format("%3d", peak) + " photons, 2 e⁻ read noise, PSNR and SSIM over " + TEST + " simulated images of 256²", text,
			"supervised ≥ best filter + 1 dB, noise2void ≥ supervised − 1.5 dB, 30 CPU minutes each", TRAINING_SEED + ", " + TEST_SEED);
		List<String> missed = new ArrayList<>();
		if (supervised.psnr < best + AHEAD)
			missed.add("peak " + peak + ": supervised " + supervised + ", best filter " + best);
		if (blind.psnr < supervised.psnr - BEHIND)
			missed.add("peak " + peak + ": noise2void " + blind + ", supervised " + supervised);
		return missed;
	}

	private static String text(Map<String, Score> scores) {
		StringBuilder text = new StringBuilder();
		scores.forEach((name, score) -> text.append(name).append(' ').append(score).append("; "));
		return text.toString();
	}

	private static String time(double[] minutes) {
		return DEVICE.equals("cpu") ? String.format(Locale.ROOT, " (%.1f CPU minutes in %.1f)", minutes[0], minutes[1])
			: String.format(Locale.ROOT, " (steps of %.1f CPU minutes, on %s in %.1f)", minutes[0], System.getProperty("figures.device.name", DEVICE), minutes[1]);
	}

	private static Path simulated(Path folder, int peak, int count, long seed) throws IOException {
		if (Files.exists(folder))
			return folder;
		Path part = folder.resolveSibling(folder.getFileName() + ".part");
		Map<String, Object> values = new HashMap<>(Map.of("kind", "mixed", "count", count, "peak", peak, "noise", READ_NOISE, "hot", 0, "rows", 0, "smear", 0,
			"gain", GAIN, "offset", OFFSET, "seed", seed));
		Simulations.write(Settings.read(SimulationOptions.class, values), part, true, Progress.none());
		Files.move(part, folder);
		return folder;
	}

	/** The noisy images themselves and each filter with the parameters that give the best PSNR for the image. */
	private static Map<String, Score> classic(Path test, int peak) throws Exception {
		Anscombe anscombe = new Anscombe(READ_NOISE, 3.0 * peak + 60);
		List<Future<Map<String, Score>>> futures = new ArrayList<>();
		ExecutorService threads = Executors.newFixedThreadPool(CORES);
		try {
			for (Path file : files(test.resolve("noisy")))
				futures.add(threads.submit(() -> classic(anscombe, ImageFile.open(file), ImageFile.open(test.resolve("clean").resolve(file.getFileName())))));
			Map<String, List<Score>> all = new LinkedHashMap<>();
			for (Future<Map<String, Score>> future : futures)
				future.get().forEach((name, score) -> all.computeIfAbsent(name, n -> new ArrayList<>()).add(score));
			Map<String, Score> means = new LinkedHashMap<>();
			all.forEach((name, scores) -> means.put(name, mean(scores)));
			return means;
		}
		finally {
			threads.shutdownNow();
		}
	}

	private static Map<String, Score> classic(Anscombe anscombe, Volume noisy, Volume clean) {
		int width = (int) noisy.size('x');
		float[] counts = pixels(noisy);
		float[] truth = pixels(clean);
		float[] stable = new float[counts.length];
		for (int i = 0; i < stable.length; i++)
			stable[i] = (float) anscombe.of((counts[i] - OFFSET) / GAIN);
		Map<String, Score> scores = new LinkedHashMap<>();
		scores.put("input", score(clean, noisy));
		new ClassicDenoisers(stable, width, counts.length / width).methods().forEach((name, results) -> {
			float[][] best = new float[1][];
			double[] least = { Double.POSITIVE_INFINITY };
			results.accept(result -> {
				float[] restored = new float[result.length];
				double error = 0;
				for (int i = 0; i < restored.length; i++) {
					restored[i] = (float) (OFFSET + GAIN * anscombe.inverse(result[i]));
					error += (restored[i] - truth[i]) * (restored[i] - truth[i]);
				}
				if (error < least[0]) {
					least[0] = error;
					best[0] = restored;
				}
			});
			scores.put(name, score(clean, Volume.of(ArrayImgs.floats(best[0], clean.dimensions()), clean.axes())));
		});
		return scores;
	}

	private static float[] pixels(Volume volume) {
		float[] pixels = new float[Math.toIntExact(volume.voxels())];
		volume.copyFloats(new long[2], Arrays.stream(volume.dimensions()).mapToInt(Math::toIntExact).toArray(), pixels);
		return pixels;
	}

	private static Score score(Volume clean, Volume image) {
		ImageScores scores = ImageScores.of(clean, image, 2, false, Progress.none());
		return new Score(scores.psnr(), scores.ssim());
	}

	private static Score mean(List<Score> scores) {
		return new Score(scores.stream().mapToDouble(Score::psnr).average().orElseThrow(), scores.stream().mapToDouble(Score::ssim).average().orElseThrow());
	}

	private static List<Path> files(Path folder) throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.sorted().toList();
		}
	}

	/** @param minutes becomes processor time and time that passed */
	private static Score trained(Path training, Path test, String task, int peak, double[] minutes) throws IOException {
		Path run = FOLDER.resolve(task + "-" + peak);
		Path time = run.resolve("minutes.txt");
		if (!Files.exists(time)) {
			double perStep = secondsPerStep(training, task, FOLDER.resolve(task + "-warm-up-" + peak));
			double wanted = Double.parseDouble(System.getProperty("figures.minutes", "15")) * 60 * CORES;
			int steps = options(training, task, 1, DEVICE).steps(), epochs = (int) Math.max(2, wanted / perStep / steps);
			double cpu = cpuSeconds();
			long start = System.nanoTime();
			Training.run(run, options(training, task, epochs, DEVICE), Progress.none());
			double used = DEVICE.equals("cpu") ? cpuSeconds() - cpu : perStep * steps * epochs;
			Files.writeString(time, used / 60 + " " + (System.nanoTime() - start) / 60e9);
		}
		String[] texts = Files.readString(time).split(" ");
		minutes[0] = Double.parseDouble(texts[0]);
		minutes[1] = Double.parseDouble(texts[1]);
		return predicted(run.resolve("model"), test);
	}

	/** Processor seconds of a step on the processor: what a longer run takes more than a shorter one, after one that warms up. */
	private static double secondsPerStep(Path training, String task, Path run) {
		int[] steps = { WARM_UP, WARM_UP, 4 * WARM_UP };
		double[] seconds = new double[steps.length];
		for (int i = 0; i < steps.length; i++) {
			Map<String, Object> values = new HashMap<>(Settings.values(options(training, task, 1, "cpu")));
			values.put("steps", steps[i]);
			double start = cpuSeconds();
			Training.run(run.resolveSibling(run.getFileName() + "-" + i), Settings.read(TrainingOptions.class, values), Progress.none());
			seconds[i] = cpuSeconds() - start;
		}
		return (seconds[2] - seconds[1]) / (steps[2] - steps[1]);
	}

	private static TrainingOptions options(Path training, String task, int epochs, String device) {
		Map<String, Object> values = new HashMap<>(Map.of("task", task, "images", training.resolve("noisy").toString(), "epochs", epochs, "steps", 200,
			"schedule", "cosine", "previews", 0, "residual", false, "filters", 16, "depth", 3, "batch", 4));
		values.put("device", device);
		values.put("rate", task.equals("restore") ? 0.002 : 0.001);
		if (task.equals("restore"))
			values.put("targets", training.resolve("clean").toString());
		for (String extra : System.getProperty("figures.options", "").split(";"))
			if (extra.contains("="))
				values.put(extra.substring(0, extra.indexOf('=')).strip(), extra.substring(extra.indexOf('=') + 1).strip());
		return Settings.read(TrainingOptions.class, values);
	}

	private static Score predicted(Path model, Path test) throws IOException {
		List<Score> scores = new ArrayList<>();
		try (Predictor predictor = Predictor.open(Volume.of(ArrayImgs.floats(64, 64), io.github.hourglass.image.Axes.of("xy")), PredictionOptions.of(model.toString()), Progress.none())) {
			for (Path file : files(test.resolve("noisy")))
				scores.add(score(ImageFile.open(test.resolve("clean").resolve(file.getFileName())), predictor.apply(ImageFile.open(file), Progress.none())));
		}
		return mean(scores);
	}

	private static double cpuSeconds() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
	}
}
