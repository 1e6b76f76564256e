package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.predict.Reproduction;
import io.github.hourglass.step.Sample;
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
			return ModelExport.write(network, new Example(image(20, 12), null, List.of(NORMALIZATION), restores), List.of(), run, best, Progress.none());
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

	/** As a GPU gives it: the values of a network are off by a part of themselves. */
	private static LinearTraining off(double part) {
		return new LinearTraining() {

			@Override
			public float[] predict(long[] shape, float[] input) {
				float[] values = super.predict(shape, input);
				for (int i = 0; i < values.length; i++)
					values[i] *= 1 + part;
				return values;
			}
		};
	}

	@Test
	void theRoundingOfAGpuDoesNotStopTheExport() throws Exception {
		Model model = export(off(1e-3), Map.of("device", "gpu:0"), true);
		assertTrue(Reproduction.of(model, PredictionOptions.of(""), Progress.none()).outputs().get(0).largest() < 1e-5);
		String log = Files.readString(folder.resolve("run/log.txt"));
		assertTrue(log.contains("on gpu:0 the network gives the same as on the processor"), log);
	}

	@Test
	void aGpuThatGivesSomethingElseIsNotExportedFrom() {
		String refusal = assertThrows(ModelException.class, () -> export(off(0.5), Map.of("device", "gpu:0"), true)).getMessage();
		assertTrue(refusal.contains("gpu:0") && refusal.contains("device cpu"), refusal);
		assertFalse(Files.exists(folder.resolve("run/model")));
	}

	@Test
	void bothWeightsOfThePackageReproduceItsTestOutput() throws Exception {
		export(new LinearTraining(), Map.of(), true);
		Model model = ModelReader.read(folder.resolve("run/model"));
		assertEquals(List.of("onnx", "tensorflow_saved_model_bundle"), model.weights().stream().map(WeightsFile::format).toList());
		assertEquals("onnx", model.weights().get(1).details().get("parent"));
		assertTrue(model.weights().get(1).path().toString().endsWith(".zip"));
		List<WeightsFile> opened = List.of(model.weights().get(0), model.weights().get(1).openedIn(Files.createDirectory(folder.resolve("opened")), Progress.none()));
		for (WeightsFile weights : opened)
			for (List<WeightsFile> held : List.of(opened, List.of(weights)))
				assertTrue(Reproduction.of(model.withWeights(held), weights.format(), PredictionOptions.of(""), Progress.none()).outputs().get(0).largest() < 1e-5);
		String log = Files.readString(folder.resolve("run/log.txt"));
		assertTrue(log.contains("with its onnx weights") && log.contains("with its tensorflow_saved_model_bundle weights"), log);
	}

	@Test
	void onnxIsUsedWherePackagesHoldBothWeights() {
		export(new LinearTraining(), Map.of(), true);
		Model model = ModelReader.read(folder.resolve("run/model"));
		Model turned = model.withWeights(List.of(model.weights().get(1), model.weights().get(0)));
		try (Predictor predictor = Predictor.open(turned, PredictionOptions.of(""), Progress.none())) {
			assertEquals("onnx", predictor.weightsFormat());
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

	/** The same network, after a kernel of 5 × 3 (y, x) that changes nothing. */
	private static LinearTraining seeing() {
		return new LinearTraining() {

			@Override
			public Graph graph() {
				Graph point = super.graph();
				float[] kernel = new float[15];
				kernel[7] = 1;
				Node wide = new Node("Conv", "", "wide", List.of("input", "wide.kernel"), List.of("wide"), Map.of("kernel_shape", new long[] { 5, 3 }, "pads",
					new long[] { 2, 1, 2, 1 }));
				Node last = point.nodes().get(0);
				Node narrow = new Node("Conv", "", last.name(), List.of("wide", "a", "b"), last.outputs(), last.attributes());
				return new Graph("seeing", 17, point.inputs(), point.outputs(), List.of(wide, narrow), point.weights().with(Map.of("wide.kernel", Tensor.of(kernel, 1, 1, 5, 3))));
			}
		};
	}

	@Test
	void theHaloAndTheSizesItAsksForAreStated() {
		Model model = export(seeing(), Map.of(), false);
		assertEquals(1, model.outputs().get(0).axis('x').halo());
		assertEquals(2, model.outputs().get(0).axis('y').halo());
		assertEquals(new SizeRule.Stepped(3, 1), model.inputs().get(0).axis('x').size());
		assertEquals(new SizeRule.Stepped(5, 1), model.inputs().get(0).axis('y').size());
		assertEquals(new SizeRule.Reference("input", "x", 0), model.outputs().get(0).axis('x').size());
	}

	@Test
	void aPackageIsReadBackIdentically() throws Exception {
		Model model = export(seeing(), Map.of(), true);
		ModelWriter.write(ModelReader.read(folder.resolve("run/model")), Map.of(), folder.resolve("again"), false);
		assertEquals(Files.readString(folder.resolve("run/model/rdf.yaml")), Files.readString(folder.resolve("again/rdf.yaml")));
		Model again = ModelReader.read(folder.resolve("again"));
		assertEquals(model.facts(), again.facts());
		assertEquals(model.inputs().get(0).axes(), again.inputs().get(0).axes());
		assertEquals(model.outputs().get(0).axes(), again.outputs().get(0).axes());
		assertEquals(model.inputs().get(0).steps(), again.inputs().get(0).steps());
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

	/** The same network, which also gives -2 + 0.5 x as the logarithm of the scale. */
	private static LinearTraining uncertain() {
		return new LinearTraining() {

			@Override
			public float[] predict(long[] shape, float[] input) {
				float[] means = super.predict(shape, input), both = Arrays.copyOf(means, 2 * means.length);
				for (int i = 0; i < means.length; i++)
					both[means.length + i] = -2 + 0.5f * input[i];
				return both;
			}

			@Override
			public Graph graph() {
				Graph point = super.graph();
				float a = point.weights().get("a").toFloats()[0], b = point.weights().get("b").toFloats()[0];
				Map<String, Tensor> weights = Map.of("a", Tensor.of(new float[] { a, 0.5f }, 2, 1, 1, 1), "b", Tensor.of(new float[] { b, -2 }, 2));
				return new Graph("uncertain", 17, point.inputs(), List.of(TensorInfo.of("output", TensorType.FLOAT32, -1, 2, -1, -1)), point.nodes(), Weights.of(weights));
			}
		};
	}

	private static float[] pixels(Volume volume) {
		float[] pixels = new float[30 * 25];
		volume.inOrder("xyc").copyFloats(new long[3], new int[] { 30, 25, 1 }, pixels);
		return pixels;
	}

	@Test
	void anUncertaintyComesInTheUnitsOfTheImage() {
		Model model = export(uncertain(), Map.of("loss", "laplace"), true);
		assertEquals(List.of("output", "uncertainty"), model.outputs().stream().map(TensorSpec::id).toList());
		Volume image = image(30, 25);
		float[] given = pixels(image);
		double mean = 0, square = 0;
		for (float value : given)
			mean += value / given.length;
		for (float value : given)
			square += (value - mean) * (value - mean) / given.length;
		double deviation = Math.sqrt(square);
		PredictionOptions usual = PredictionOptions.of(""), asked = with(usual, false, true, "auto"), flipped = with(usual, true, true, "first");
		for (PredictionOptions options : List.of(asked, flipped))
			try (Predictor predictor = Predictor.open(model, options, Progress.none())) {
				assertEquals(List.of("output", "uncertainty"), predictor.outputs());
				float[] scale = pixels(predictor.applyAll(Sample.of("input", image), Progress.none()).get("uncertainty"));
				for (int i = 0; i < scale.length; i++)
					assertEquals(deviation * Math.exp(-2 + 0.5 * (given[i] - mean) / deviation), scale[i], 1e-3);
			}
		try (Predictor predictor = Predictor.open(model, usual, Progress.none())) {
			assertEquals(List.of("output"), predictor.outputs(), "an uncertainty only where it is asked for");
		}
		try (Predictor predictor = Predictor.open(model, with(usual, false, false, "uncertainty, output"), Progress.none())) {
			assertEquals(List.of("uncertainty", "output"), predictor.outputs());
		}
		String refusal = assertThrows(IllegalArgumentException.class, () -> Predictor.open(model, with(usual, false, false, "classes"), Progress.none())).getMessage();
		assertTrue(refusal.contains("'classes'") && refusal.contains("output, uncertainty"), refusal);
	}

	private static PredictionOptions with(PredictionOptions o, boolean flips, boolean uncertainty, String outputs) {
		return new PredictionOptions(o.model(), o.axes(), o.tile(), o.halo(), o.border(), o.statistics(), o.normalization(), o.resample(), flips, uncertainty, outputs, o.type(), o.device(), o.threads(),
			o.memory(), o.tensors());
	}

	@Test
	void aNetworkThatWasCutIsMadeWholeAgain() {
		Graph graph = UNet.of(NetworkOptions.of(2).depth(1).baseFilters(2).channels(1, 2), 1);
		Graph cut = TrainedOutput.cut(graph, TrainedOutput.of(TestPatches.options(Map.of("loss", "laplace")), 2, List.of()));
		assertEquals(2, cut.outputs().size());
		assertEquals(1, cut.outputs().get(0).shape()[1]);
		assertEquals(graph.outputs().get(0).name(), TrainedOutput.whole(cut).outputs().get(0).name());
	}
}
