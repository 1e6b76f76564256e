package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.Reproduction;
import net.imglib2.img.array.ArrayImgs;

class ModelExportTest {

	private static final StepSpec NORMALIZATION = new StepSpec("zero_mean_unit_variance", Map.of("axes", List.of("y", "x"), "eps", 1e-6));

	@TempDir
	Path folder;

	private static Volume image(int width, int height) {
		float[] pixels = new float[width * height];
		for (int i = 0; i < pixels.length; i++)
			pixels[i] = (float) (100 + 50 * TestPatches.uniform(3, 1, i));
		return Volume.of(ArrayImgs.floats(pixels, width, height, 1), Axes.of("xyc"));
	}

	private Model export(LinearTraining network, Map<String, ?> options, boolean restores) {
		TrainingOptions all = TestPatches.options(options);
		try (TrainingRun run = TrainingRun.open(folder.resolve("run"), all, Progress.none())) {
			Trainer trainer = new Trainer(network, new TestPatches(all), run, List.of(), Progress.none());
			trainer.train();
			int best = trainer.useBest();
			return ModelExport.write(network, new Example(image(20, 12), null, List.of(NORMALIZATION), restores), run, best, Progress.none());
		}
	}

	@Test
	void thePackageReproducesWhatTheTrainingsOwnEngineGives() throws Exception {
		export(new LinearTraining(), Map.of(), true);
		Path written = folder.resolve("run/model");
		Model model = ModelReader.read(written);
		Reproduction reproduction = Reproduction.of(model, PredictionOptions.of(""), Progress.none());
		assertTrue(reproduction.holds());
		assertEquals("bcyx", model.inputs().get(0).letters());
		assertEquals(new SizeRule.Stepped(1, 1), model.inputs().get(0).axis('x').size());
		String card = Files.readString(written.resolve("README.md"));
		assertTrue(card.contains("validation loss") && card.contains("epochs: 4"), card);
		assertEquals(512, ImageIO.read(written.resolve("cover.png").toFile()).getWidth());
		assertTrue(ImageIO.read(written.resolve("curves.png").toFile()).getWidth() > 100);
		assertEquals(Files.readString(folder.resolve("run/curves.csv")), Files.readString(written.resolve("curves.csv")));
		try (var files = Files.list(folder.resolve("run"))) {
			assertTrue(files.noneMatch(file -> file.getFileName().toString().startsWith(".")));
		}
	}

	@Test
	void theResultHasTheBrightnessOfTheImageAgain() {
		LinearTraining network = new LinearTraining();
		Model model = export(network, Map.of("epochs", 20), true);
		Volume image = image(30, 25);
		double[] pixels = new double[30 * 25];
		double mean = 0, square = 0;
		float[] given = new float[pixels.length];
		image.copyFloats(new long[3], new int[] { 30, 25, 1 }, given);
		for (float value : given)
			mean += value / given.length;
		for (float value : given)
			square += (value - mean) * (value - mean) / given.length;
		float a = network.weights()[0], b = network.weights()[1];
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			float[] result = new float[given.length];
			predictor.apply(image, Progress.none()).inOrder("xyc").copyFloats(new long[3], new int[] { 30, 25, 1 }, result);
			for (int i = 0; i < result.length; i++)
				assertEquals(a * (given[i] - mean) + b * Math.sqrt(square) + mean, result[i], 0.01);
		}
	}

	@Test
	@SuppressWarnings("unchecked")
	void aPackageOfObjectsSaysWhatItsChannelsAre() {
		Model model = export(new LinearTraining(), Map.of("task", "instances"), false);
		Map<String, Object> config = (Map<String, Object>) ModelReader.read(model.folder()).facts().get("config");
		assertEquals("foreground 1, boundary 2, distance 3", ((Map<String, Object>) config.get("hourglass")).get("segmentation"));
	}

	@Test
	void aNewModelReplacesTheOldOne() {
		export(new LinearTraining(), Map.of(), false);
		export(new LinearTraining(), Map.of("epochs", 6), false);
		assertTrue(Curves.read(folder.resolve("run/model")).size() == 7);
	}

	@Test
	void aModelThatDoesNotReproduceIsNotKept() {
		LinearTraining wrong = new LinearTraining() {

			@Override
			public float[] predict(long[] shape, float[] input) {
				float[] output = super.predict(shape, input);
				output[0] += 0.1f;
				return output;
			}
		};
		ModelException refusal = assertThrows(ModelException.class, () -> export(wrong, Map.of(), false));
		assertTrue(refusal.getMessage().contains("does not reproduce"), refusal.getMessage());
		assertFalse(Files.exists(folder.resolve("run/model")));
	}

	@Test
	void ofANetworkWithUncertaintyTheMeansAreKept() {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(1).baseFilters(2).channels(1, 2), 1);
		Graph means = TrainedOutput.cut(graph, TrainedOutput.of(TestPatches.options(Map.of("loss", "laplace")), 2, List.of()));
		assertEquals(1, means.outputs().size());
		assertEquals(1, means.outputs().get(0).shape()[1]);
	}
}
