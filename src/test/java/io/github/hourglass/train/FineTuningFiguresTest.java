package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import io.github.hourglass.Figures;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.simulate.SimulationOptions;
import io.github.hourglass.simulate.Simulations;

/**
 * How soon fine-tuning is as good as it gets: a U-Net trained on a mixture of specimens at 30 photons goes on with ten images of
 * filaments at 5. Time is counted in steps, as many as two cores make in it by the processor time of some on a processor, so that
 * {@code figures.device} (cpu) may be a GPU, called {@code figures.device.name}, and other programs may run beside it. {@code figures.folder} keeps images and runs.
 */
@Tag("figures")
class FineTuningFiguresTest {

	private static final Path FOLDER = Path.of(System.getProperty("figures.folder", "target/figures-tuning"));
	private static final String DEVICE = System.getProperty("figures.device", "cpu");
	private static final int CORES = 2, STEPS = 200, FEW = 60, MINUTES = 60, SOON = 10;
	private static final double BEHIND = 0.2;

	@Test
	void tenMinutesAreNearlyAsGoodAsAnHour() throws IOException {
		Path mixture = simulated("mixed", 120, 30, 256, 1), few = simulated("filaments", 10, 5, 512, 2), others = simulated("filaments", 6, 5, 512, 3);
		validation(others);
		Path model = trained("first", options(mixture, Map.of("epochs", 20, "device", DEVICE, "schedule", "cosine", "rate", 0.001)));
		double perStep = secondsPerStep(few, model);
		long soon = Math.round(SOON * 60 / perStep);
		int epochs = (int) Math.round(MINUTES * 60 / perStep / STEPS);
		Map<String, Object> values = Map.of("epochs", epochs, "device", DEVICE, "from", model.toString(), "validation", FOLDER.resolve("validation").toString());
		trained("tuned", options(few, values));
		List<Curves.Row> rows = Curves.read(FOLDER.resolve("tuned"));
		double start = rows.get(0).validation(), early = best(rows, soon), late = best(rows, Long.MAX_VALUE);
		double gain = decibel(start, early), missing = decibel(early, late);
		Curves.Row last = rows.get(rows.size() - 1);
		Figures.record("Fine-tuning a U-Net of 333k weights on ten 512² images, " + SOON + " minutes of two cores beside " + MINUTES,
			String.format(Locale.ROOT, "validation PSNR %.2f dB above the start after %d steps (%d minutes at %.0f ms), %.2f dB more after %d; on %s, %.0f s",
				gain, soon, SOON, 1000 * perStep, missing, last.step(), System.getProperty("figures.device.name", DEVICE), last.seconds()), "≤ 0.2 dB more", "1, 2, 3");
		assertTrue(gain > 0 && missing <= BEHIND, gain + " dB, then " + missing + " dB");
	}

	private static double decibel(double before, double after) {
		return 10 * Math.log10(before / after);
	}

	private static double best(List<Curves.Row> rows, long step) {
		return rows.stream().filter(row -> row.step() <= step).map(Curves.Row::validation).min(Comparator.naturalOrder()).orElseThrow();
	}

	private static Path simulated(String kind, int count, int peak, int side, long seed) throws IOException {
		Path folder = FOLDER.resolve(kind + "-" + seed);
		if (!Files.exists(folder)) {
			Path part = folder.resolveSibling(folder.getFileName() + ".part");
			Map<String, Object> values = Map.of("kind", kind, "count", count, "peak", peak, "noise", 2, "size", side + "," + side, "seed", seed);
			Simulations.write(Settings.read(SimulationOptions.class, new HashMap<>(values)), part, true, Progress.none());
			Files.move(part, folder);
		}
		return folder;
	}

	private static void validation(Path images) throws IOException {
		if (Files.exists(FOLDER.resolve("validation/images")))
			return;
		Files.createDirectories(FOLDER.resolve("validation"));
		Files.move(images.resolve("clean"), FOLDER.resolve("validation/targets"));
		Files.move(images.resolve("noisy"), FOLDER.resolve("validation/images"));
	}

	private static TrainingOptions options(Path images, Map<String, ?> more) {
		Map<String, Object> values = new HashMap<>(Map.of("images", images.resolve("noisy").toString(), "targets", images.resolve("clean").toString(), "loss", "l2",
			"patch", "64", "batch", 16, "steps", STEPS, "previews", 0, "augmentation", "flips+turns"));
		values.putAll(more);
		return Settings.read(TrainingOptions.class, values);
	}

	/** @return the model */
	private static Path trained(String name, TrainingOptions options) {
		Path run = FOLDER.resolve(name);
		if (!Files.exists(run.resolve(TrainingRun.MODEL)))
			Training.run(run, options, Progress.none());
		return run.resolve(TrainingRun.MODEL);
	}

	/** Of two quiet cores, on the processor: what a longer run takes more than a shorter one, without its beginning and end. */
	private static double secondsPerStep(Path images, Path model) {
		double[] seconds = new double[2];
		for (int i = 0; i < 2; i++) {
			double start = cpuSeconds();
			trained("timed-" + i, options(images, Map.of("epochs", 1, "steps", i == 0 ? FEW : 2 * FEW, "from", model.toString())));
			seconds[i] = cpuSeconds() - start;
		}
		return (seconds[1] - seconds[0]) / FEW / CORES;
	}

	private static double cpuSeconds() {
		return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime() / 1e9;
	}
}
