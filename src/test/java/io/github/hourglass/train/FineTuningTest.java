package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
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
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Predictor;
import io.github.hourglass.step.Sample;
import net.imglib2.img.array.ArrayImgs;

/** Training that starts from a model: a convolution that gives the image back, with different rules around it. */
class FineTuningTest {

	private static final int SIDE = 48;

	@TempDir
	Path folder;

	/** A convolution of kernel 1 that gives each channel back, or with a hidden layer before it. */
	private static Graph identity(int channels) {
		Map<String, Tensor> weights = new LinkedHashMap<>();
		float[] kernel = new float[channels * channels];
		for (int c = 0; c < channels; c++)
			kernel[c * channels + c] = 1;
		for (String name : List.of("first", "second")) {
			weights.put(name + ".weight", Tensor.of(kernel, channels, channels, 1, 1));
			weights.put(name + ".bias", Tensor.of(new float[channels], channels));
		}
		Node first = new Node("Conv", "", "first", List.of("image", "first.weight", "first.bias"), List.of("hidden"), Map.of("kernel_shape", new long[] { 1, 1 }));
		Node second = new Node("Conv", "", "second", List.of("hidden", "second.weight", "second.bias"), List.of("result"), Map.of("kernel_shape", new long[] { 1, 1 }));
		return new Graph("identity", 17, List.of(TensorInfo.of("image", TensorType.FLOAT32, -1, channels, -1, -1)),
			List.of(TensorInfo.of("result", TensorType.FLOAT32, -1, channels, -1, -1)), List.of(first, second), Weights.of(weights));
	}

	private Path onnx(Graph graph) {
		Path file = folder.resolve("identity.onnx");
		OnnxFile.write(graph, file);
		return file;
	}

	private Path packaged(Graph graph, List<StepSpec> before, List<StepSpec> after) throws IOException {
		Model bare = ModelReader.read(onnx(graph));
		int channels = (int) graph.inputs().get(0).shape()[1];
		Tensor test = Tensor.of(new float[channels * 16], 1, channels, 4, 4);
		Path tensor = folder.resolve("test.npy");
		Npy.write(tensor, test);
		Model model = new Model("identity", "", "", folder, folder, List.of(with(bare.inputs().get(0), before, tensor)), List.of(with(bare.outputs().get(0), after, tensor)),
			bare.weights(), Map.of());
		Path target = folder.resolve("package");
		ModelWriter.write(model, Map.of(), target, true);
		return target;
	}

	private static TensorSpec with(TensorSpec tensor, List<StepSpec> steps, Path test) {
		return new TensorSpec(tensor.id(), "", tensor.axes(), tensor.type(), steps, false, test, null);
	}

	/** Images with values around 500, channel c brighter by 100 c. */
	private void images(String name, int channels, double factor) throws IOException {
		Files.createDirectories(folder.resolve(name));
		for (int i = 0; i < 4; i++) {
			float[] pixels = new float[SIDE * SIDE * channels];
			for (int p = 0; p < pixels.length; p++)
				pixels[p] = (float) (factor * (400 + 100 * (p / (SIDE * SIDE)) + 200 * TestPatches.uniform(5, i, p)));
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE, channels), Axes.of("xyc")), folder.resolve(name + "/" + i + ".tif"), true, Progress.none());
		}
	}

	private TrainingOptions options(Path from, String targets, Map<String, ?> more) {
		Map<String, Object> values = new HashMap<>(Map.of("images", folder.resolve("images").toString(), "targets", folder.resolve(targets).toString(), "from",
			from.toString(), "epochs", 1, "steps", 1, "batch", 2, "patch", "16", "rate", 1e-7, "previews", 0));
		values.putAll(more);
		return Settings.read(TrainingOptions.class, values);
	}

	private Model train(TrainingOptions options) {
		return Training.run(folder.resolve("run"), options, Progress.none());
	}

	private double lossAtTheStart() {
		return Curves.read(folder.resolve("run")).get(0).validation();
	}

	private static List<StepSpec> withoutTypes(TensorSpec tensor) {
		return tensor.steps().stream().filter(step -> !step.name().equals("ensure_dtype")).toList();
	}

	private static StepSpec step(String name, Object... arguments) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < arguments.length; i += 2)
			map.put((String) arguments[i], arguments[i + 1]);
		return new StepSpec(name, map);
	}

	/** As converters from Keras write it, in half precision. */
	private static Graph last(Graph graph) {
		Map<String, Tensor> halves = new LinkedHashMap<>();
		graph.weights().names().forEach(name -> {
			Tensor half = Tensor.allocate(TensorType.FLOAT16, graph.weights().get(name).shape());
			for (int i = 0; i < half.elements(); i++)
				half.bytes().putShort(2 * i, (short) (graph.weights().get(name).toFloats()[i] == 1 ? 0x3c00 : 0));
			halves.put(name, half);
		});
		List<Node> nodes = new java.util.ArrayList<>();
		nodes.add(new Node("Transpose", "", "in", List.of("photo"), List.of("image"), Map.of("perm", new long[] { 0, 3, 1, 2 })));
		nodes.addAll(graph.nodes());
		nodes.add(new Node("Transpose", "", "out", List.of("result"), List.of("restored"), Map.of("perm", new long[] { 0, 2, 3, 1 })));
		return new Graph("keras", 17, List.of(TensorInfo.of("photo", TensorType.FLOAT16, -1, -1, -1, 2)), List.of(TensorInfo.of("restored", TensorType.FLOAT16, -1, -1, -1, 2)), nodes,
			Weights.of(halves));
	}

	@Test
	void channelsLastAndHalfPrecisionAreTrainedWithChannelsFirstInFull() throws Exception {
		images("images", 2, 1);
		images("targets", 2, 1);
		Model trained = train(options(onnx(last(identity(2))), "targets", Map.of("normalization", "none")));
		assertEquals(0, lossAtTheStart(), 1e-5);
		assertEquals("bcyx", trained.inputs().get(0).letters());
		assertEquals(TensorType.FLOAT32, trained.inputs().get(0).type());
	}

	@Test
	void fixedNumbersOfAPackageAreKeptAndUndoneOnTheTargets() throws Exception {
		images("images", 1, 1);
		images("targets", 1, 3);
		List<StepSpec> before = List.of(step("clip", "min", 0.0, "max", 10000.0), step("scale_linear", "gain", 0.01, "offset", -2.0));
		List<StepSpec> after = List.of(step("scale_linear", "gain", 300.0, "offset", 600.0));
		Model trained = train(options(packaged(identity(1), before, after), "targets", Map.of()));
		assertEquals(0, lossAtTheStart(), 1e-5, "the package already gives three times the image");
		assertEquals(before, withoutTypes(trained.inputs().get(0)));
		assertEquals(after, withoutTypes(trained.outputs().get(0)));
		try (Predictor predictor = Predictor.open(trained, PredictionOptions.of(""), Progress.none())) {
			Volume image = ImageFile.open(folder.resolve("images/0.tif")), result = predictor.apply(image, Progress.none());
			float[] given = new float[SIDE * SIDE], got = new float[SIDE * SIDE];
			image.copyFloats(new long[2], new int[] { SIDE, SIDE }, given);
			result.copyFloats(new long[2], new int[] { SIDE, SIDE }, got);
			for (int i = 0; i < given.length; i++)
				assertEquals(3 * given[i], got[i], 0.05);
		}
		String card = Files.readString(folder.resolve("run/model/README.md"));
		assertTrue(card.contains("Images are normalized by the rules of the model 'identity': clip, scale_linear."), card);
	}

	@Test
	void measuredNumbersOfAPackageAreKeptAndUndoneInTheResult() throws Exception {
		images("images", 1, 1);
		StepSpec measured = step("zero_mean_unit_variance", "axes", List.of("y", "x"), "eps", 1e-4);
		Model trained = train(options(packaged(identity(1), List.of(measured), List.of()), "images", Map.of()));
		assertEquals(0, lossAtTheStart(), 1e-5);
		assertEquals(List.of(measured), withoutTypes(trained.inputs().get(0)));
		try (Predictor predictor = Predictor.open(trained, PredictionOptions.of(""), Progress.none())) {
			float[] got = new float[1];
			predictor.apply(ImageFile.open(folder.resolve("images/0.tif")), Progress.none()).copyFloats(new long[2], new int[] { 1, 1 }, got);
			assertEquals(400 + 200 * TestPatches.uniform(5, 0, 0), got[0], 0.05, "as bright as the image");
		}
	}

	@Test
	void aModelForPlanesIsTrainedOnStacksWithNumbersMeasuredOverAllOfThem() throws Exception {
		Files.createDirectories(folder.resolve("stacks"));
		int slices = 12;
		for (int i = 0; i < 4; i++) {
			float[] pixels = new float[SIDE * SIDE * slices];
			for (int p = 0; p < pixels.length; p++)
				pixels[p] = (float) (100 * (p / (SIDE * SIDE)) + 200 * TestPatches.uniform(5, i, p));
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE, slices), Axes.of("xyz")), folder.resolve("stacks/" + i + ".tif"), true, Progress.none());
		}
		Path planes = packaged(identity(1), List.of(step("scale_range", "axes", List.of("y", "x"), "min_percentile", 1.0, "max_percentile", 99.0)), List.of());
		Model trained = train(options(planes, "stacks", Map.of("images", folder.resolve("stacks").toString(), "patch", "16,16,8")));
		assertEquals(0, lossAtTheStart(), 1e-9, "each slice is given back");
		assertEquals("bczyx", trained.inputs().get(0).letters());
		assertEquals(List.of("z", "y", "x"), withoutTypes(trained.inputs().get(0)).get(0).arguments().get("axes"));
		assertTrue(Files.readString(folder.resolve("run/log.txt")).contains("slices above and below"));
	}

	@Test
	void targetsOfAnotherBrightnessAreMeasuredByThemselves() throws Exception {
		images("images", 1, 1);
		images("targets", 1, 3);
		StepSpec measured = step("zero_mean_unit_variance", "axes", List.of("y", "x"), "eps", 1e-6);
		train(options(packaged(identity(1), List.of(measured), List.of()), "targets", Map.of()));
		assertEquals(0, lossAtTheStart(), 1e-5, "three times an image has the same zero mean and unit variance");
	}

	@Test
	void numbersForEachChannelAreFittedToTheImages() throws Exception {
		images("images", 3, 1);
		StepSpec fixed = step("fixed_zero_mean_unit_variance", "axis", "channel", "mean", List.of(400.0, 500.0), "std", List.of(10.0, 20.0));
		Model trained = train(options(packaged(identity(2), List.of(fixed), List.of()), "images", Map.of()));
		assertEquals(List.of(400.0, 500.0, 450.0), withoutTypes(trained.inputs().get(0)).get(0).arguments().get("mean"));
		assertEquals(3, trained.inputs().get(0).axis('c').channelNames().size());
		String card = Files.readString(folder.resolve("run/model/README.md")), log = Files.readString(folder.resolve("run/log.txt"));
		for (String change : List.of("its first convolution, Conv 'first', takes them now", "its last convolution, Conv 'second', was made anew")) {
			assertTrue(card.contains(change), card);
			assertTrue(log.contains(change), log);
		}
	}

	@Test
	void aBareFileIsTrainedWithPercentiles() throws Exception {
		images("images", 1, 1);
		Model trained = train(options(onnx(identity(1)), "images", Map.of()));
		assertEquals(List.of("scale_range"), withoutTypes(trained.inputs().get(0)).stream().map(StepSpec::name).toList());
		assertEquals(0, lossAtTheStart(), 1e-5);
	}

	@Test
	void anUncertaintyIsAddedToAModelThatGaveNone() throws Exception {
		images("images", 1, 1);
		List<StepSpec> before = List.of(step("scale_linear", "gain", 0.01, "offset", -2.0)), after = List.of(step("scale_linear", "gain", 100.0, "offset", 200.0));
		Model trained = train(options(packaged(identity(1), before, after), "images", Map.of("loss", "laplace")));
		assertEquals(Math.log(2), lossAtTheStart(), 1e-5, "the means are right and every scale is 1");
		assertEquals(after, withoutTypes(trained.outputs().get(0)));
		PredictionOptions usual = PredictionOptions.of("");
		try (Predictor predictor = Predictor.open(trained, usual, Progress.none())) {
			Volume image = ImageFile.open(folder.resolve("images/0.tif"));
			float[] got = new float[1];
			predictor.applyAll(Sample.of(trained.inputs().get(0).id(), image), Progress.none()).get("uncertainty").copyFloats(new long[2], new int[] { 1, 1 }, got);
			assertEquals(100, got[0], 0.01, "a scale of 1 before the last rule");
		}
		Files.move(folder.resolve("run"), folder.resolve("first"));
		train(options(folder.resolve("first/model"), "images", Map.of("loss", "laplace")));
		assertEquals(Math.log(2), lossAtTheStart(), 1e-4, "what was learned of the uncertainty is trained further");
	}

	@Test
	void aRuleThatTargetsCannotGoThroughIsNamed() throws Exception {
		images("images", 1, 1);
		Path model = packaged(identity(1), List.of(), List.of(step("sigmoid")));
		IllegalArgumentException refusal = assertThrows(IllegalArgumentException.class, () -> train(options(model, "images", Map.of())));
		assertTrue(refusal.getMessage().contains("sigmoid") && refusal.getMessage().contains("choose the task classes"), refusal.getMessage());
	}

	private void classes(String name, int count) throws IOException {
		Files.createDirectories(folder.resolve(name));
		for (int i = 0; i < 4; i++) {
			float[] pixels = new float[SIDE * SIDE];
			for (int p = 0; p < pixels.length; p++)
				pixels[p] = (float) Math.floor(count * TestPatches.uniform(5, i, p));
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy")), folder.resolve(name + "/" + i + ".tif"), true, Progress.none());
		}
	}

	@Test
	void aModelOfOneForegroundKeepsItsSigmoidForTwoClassesAndTakesASoftmaxForMore() throws Exception {
		images("images", 1, 1);
		classes("two", 2);
		classes("three", 3);
		Path model = packaged(identity(1), List.of(step("scale_linear", "gain", 0.005, "offset", -2.5)), List.of(step("sigmoid")));
		Model two = train(options(model, "two", Map.of("task", "classes")));
		assertEquals(List.of(step("sigmoid")), withoutTypes(two.outputs().get(0)));
		assertEquals(1, two.outputs().get(0).axis('c').channelNames().size());
		Files.move(folder.resolve("run"), folder.resolve("first"));
		Model three = train(options(model, "three", Map.of("task", "classes")));
		assertEquals(List.of("softmax"), withoutTypes(three.outputs().get(0)).stream().map(StepSpec::name).toList());
		assertEquals(3, three.outputs().get(0).axis('c').channelNames().size());
	}

	@Test
	void anOperatorThatCannotBeTrainedIsNamedWithItsNode() throws Exception {
		images("images", 1, 1);
		Graph graph = identity(1);
		List<Node> nodes = List.of(graph.nodes().get(0), new Node("GridSample", "", "warp", List.of("hidden", "grid"), List.of("warped"), Map.of()),
			new Node("Conv", "", "second", List.of("warped", "second.weight", "second.bias"), List.of("result"), Map.of("kernel_shape", new long[] { 1, 1 })));
		Graph warped = new Graph("warped", 17, graph.inputs(), graph.outputs(), nodes, graph.weights().with(Map.of("grid", Tensor.of(new float[32], 1, 4, 4, 2))));
		GraphException refusal = assertThrows(GraphException.class, () -> train(options(onnx(warped), "images", Map.of())));
		assertTrue(refusal.getMessage().contains("GridSample 'warp'"), refusal.getMessage());
		assertTrue(Arrays.asList(RunStatus.State.FAILED).contains(RunStatus.read(folder.resolve("run")).state()));
	}
}
