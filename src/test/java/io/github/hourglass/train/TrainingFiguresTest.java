package io.github.hourglass.train;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.Figures;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.engine.Device;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/** What a training step costs beside what TensorFlow takes for it, measured. */
@Tag("figures")
class TrainingFiguresTest {

	private static final String ALL = "flips+turns+elastic+intensity+noise+blur";

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "flips", ALL })
	void dataLoadingIsHiddenInTwoDimensions(String augmentation) throws Exception {
		measure("2-D, 16 × 64²", augmentation, 20, Map.of("patch", "64", "filters", 32), 512, 512);
	}

	@ParameterizedTest
	@ValueSource(strings = { "flips", ALL })
	void dataLoadingIsHiddenInThreeDimensions(String augmentation) throws Exception {
		measure("3-D, 4 × 32 × 64²", augmentation, 8, Map.of("patch", "64,64,32", "filters", 16, "batch", 4), 256, 256, 64);
	}

	/** The whole loop over images on disk, and the same steps with one batch again and again, by turns of some steps each. */
	private void measure(String name, String augmentation, int turn, Map<String, ?> more, long... size) throws Exception {
		images(size);
		Map<String, Object> values = new java.util.HashMap<>(more);
		values.putAll(Map.of("images", folder.resolve("noisy").toString(), "targets", folder.resolve("clean").toString(), "augmentation", augmentation,
			"epochs", 1, "steps", turn * (ByTurns.ROUNDS + 1)));
		values.putIfAbsent("batch", 16);
		TrainingOptions options = TestPatches.options(values);
		ImageSet images = ImageSet.open(options, Progress.none());
		Graph graph = TrainedNetwork.of(options, images, note -> {}, Progress.none()).graph();
		TrainingSettings settings = new TrainingSettings(1, 0, weight -> false, TrainingSettings.Precision.AUTO, false, 0);
		try (TrainingRun run = TrainingRun.open(folder.resolve("run"), options, Progress.none());
			TrainingData data = TrainingData.open(options, images, Training.rule(graph, ReceptiveField.of(graph)), Progress.none());
			ByTurns network = new ByTurns(TensorFlowTraining.of(graph, Losses.of(options), Optimizer.adam(), settings, Device.CPU), turn))
		{
			new Trainer(network, data, run, List.of(), Progress.none()).train();
			Figures.record("Training step / TensorFlow alone, " + name + ", " + graph.weights().parameters() + " weights, " + (augmentation.equals(ALL) ? "every augmentation" : augmentation),
				network.figure(), "≤ 1.10", "1");
		}
	}

	/** Six pairs of 16-bit images. */
	private void images(long... size) throws Exception {
		for (String kind : List.of("noisy", "clean")) {
			Files.createDirectories(folder.resolve(kind));
			for (int image = 0; image < 6; image++) {
				int number = image;
				double noise = kind.equals("noisy") ? 300 : 0;
				Volume volume = TestImages.volume(PixelType.UINT16, "xyz".substring(0, size.length), position -> 1000 + 500 * Math.sin(position[0] * 0.1 + number)
					* Math.cos(position[1] * 0.13) + noise * TestPatches.uniform(number, position[0] + 4096 * position[1], position.length > 2 ? position[2] : 0), size);
				ImageFile.write(volume, folder.resolve(kind).resolve(image + ".tif"), false, Progress.none());
			}
		}
	}

	/** Lets the loop take some steps, then takes as many with the last batch, and so on; the first turn of each is to warm up. */
	private static final class ByTurns implements Trainable {

		static final int ROUNDS = 12;

		private final Trainable network;
		private final int turn;
		private final OperatingSystemMXBean process = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		private final List<Double> loop = new ArrayList<>(), constant = new ArrayList<>();
		private final List<Double> loopWork = new ArrayList<>(), constantWork = new ArrayList<>();
		private int steps;
		private long start = System.nanoTime();
		private long work = process.getProcessCpuTime();

		ByTurns(Trainable network, int turn) {
			this.network = network;
			this.turn = turn;
		}

		@Override
		public double step(List<Batch> batches, double learningRate, long step) {
			if (steps == turn) {
				note(loop, loopWork);
				for (int i = 0; i < turn; i++)
					network.step(batches, learningRate, step);
				note(constant, constantWork);
				steps = 0;
			}
			steps++;
			return network.step(batches, learningRate, step);
		}

		private void note(List<Double> seconds, List<Double> processorSeconds) {
			seconds.add((System.nanoTime() - start) / 1e9);
			processorSeconds.add((process.getProcessCpuTime() - work) / 1e9);
			start = System.nanoTime();
			work = process.getProcessCpuTime();
		}

		/** Medians of the ratios of neighboring turns, so that what else the machine does falls on both. */
		String figure() {
			double least = constant.stream().mapToDouble(Double::doubleValue).min().orElseThrow() / turn;
			return Figures.number(median(loop, constant)) + String.format(Locale.ROOT, " (processor time %.3f; %.0f ms a step alone; median of %d turns)",
				median(loopWork, constantWork), 1000 * least, loop.size() - 1);
		}

		private static double median(List<Double> above, List<Double> below) {
			double[] ratios = IntStream.range(1, above.size()).mapToDouble(i -> above.get(i) / below.get(i)).sorted().toArray();
			return (ratios[ratios.length / 2] + ratios[(ratios.length - 1) / 2]) / 2;
		}

		@Override
		public double evaluate(Batch batch) {
			double loss = network.evaluate(batch);
			start = System.nanoTime();
			work = process.getProcessCpuTime();
			return loss;
		}

		@Override
		public float[] predict(long[] shape, float[] input) {
			return network.predict(shape, input);
		}

		@Override
		public Graph graph() {
			return network.graph();
		}

		@Override
		public Map<String, Tensor> state() {
			return network.state();
		}

		@Override
		public void restore(Map<String, Tensor> state) {
			network.restore(state);
		}

		@Override
		public void close() {
			network.close();
		}
	}
}
