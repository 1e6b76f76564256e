package io.github.hourglass.predict;

import static io.github.hourglass.engine.SavedModels.integers;
import static io.github.hourglass.engine.SavedModels.text;
import static io.github.hourglass.engine.SavedModels.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowEngine;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.StepSpec;
import net.imglib2.img.array.ArrayImgs;

class ConversionTest {

	private static final Path MODELS = Path.of("../shared/real/models/tensorflow"), N2V = MODELS.resolve("n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip");

	@TempDir
	Path folder;

	/** A convolution with the kernel 1, 2, 3 along x, then its result for two channels. */
	private Path saved() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).floats("w", new long[] { 1, 3, 1, 2 }, 1, -1, 2, 0, 3, 0.5f);
		graph.node("Conv2D", "y", Map.of("T", type(DataType.DT_FLOAT), "strides", integers(1, 1, 1, 1), "padding", text("SAME")), "x", "w");
		return graph.signature("x:0", "y:0").save(folder.resolve("saved"));
	}

	@Test
	void aPackageWithOnnxWeightsIsMadeOfASavedModel() {
		Conversion.Result result = Conversion.convert(saved().toString(), folder.resolve("out.zip"), false, Progress.none());
		Model model = ModelReader.read(folder.resolve("out.zip"));
		assertEquals(List.of("onnx"), model.weights().stream().map(weights -> weights.format()).toList());
		assertEquals("bcyx", model.inputs().get(0).letters());
		assertEquals("bcyx", model.outputs().get(0).letters());
		assertTrue(Reproduction.of(model, PredictionOptions.of(""), Progress.none()).holds());
		assertTrue(result.text().contains("3 images of different sizes"), result.text());
		Graph graph = OnnxFile.read(model.weights().get(0).path());
		assertEquals(List.of("Conv"), graph.nodes().stream().map(node -> node.operator()).toList());
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			assertTrue(predictor.isExact());
			Volume given = predictor.apply(Volume.of(ArrayImgs.floats(new float[] { 1, 0, 0, 2 }, 4, 1), Axes.of("xy")), Progress.none());
			float[] pixels = new float[8];
			given.inOrder("xyc").copyFloats(new long[3], new int[] { 4, 1, 2 }, pixels);
			assertArrayEquals(new float[] { 2, 1, 6, 4, 0, -1, 1, 0 }, pixels, 1e-6f);
		}
	}

	/** A network that pools, and enlarges to the size of what it pooled, takes any size; as ONNX it takes even ones only, and says so. */
	@Test
	void sizesThatOnlyTheSavedModelTakesAreLeftOut() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).floats("w", new long[] { 2, 2, 1, 1 }, 1, 2, 3, 4);
		Map<String, org.tensorflow.proto.AttrValue> window = Map.of("T", type(DataType.DT_FLOAT), "strides", integers(1, 2, 2, 1), "padding", text("SAME"));
		Map<String, org.tensorflow.proto.AttrValue> pool = new LinkedHashMap<>(window);
		pool.put("ksize", integers(1, 2, 2, 1));
		graph.node("MaxPool", "small", pool, "x").node("Shape", "size", Map.of("T", type(DataType.DT_FLOAT), "out_type", type(DataType.DT_INT32)), "x");
		graph.node("Conv2DBackpropInput", "large", window, "size", "w", "small").node("Add", "y", "large", "x");
		Path saved = graph.signature("x:0", "y:0").save(folder.resolve("saved"));
		Conversion.Result result = Conversion.convert(saved.toString(), folder.resolve("out"), false, Progress.none());
		assertEquals(new SizeRule.Stepped(2, 2), result.model().inputs().get(0).axis('x').size());
		assertTrue(result.text().contains("Along x the sizes are 2 and 2 more at a time"), result.text());
	}

	@Test
	void nothingIsReplacedUnasked() throws Exception {
		Files.createDirectory(folder.resolve("out"));
		String message = assertThrows(ModelException.class, () -> Conversion.convert(saved().toString(), folder.resolve("out"), false, Progress.none())).getMessage();
		assertTrue(message.contains("already"), message);
	}

	/** As in Fiji, where TensorFlow must not be loaded. */
	@Test
	void aProcessOfItsOwnConvertsAndComplainsAlike() {
		String text = ConversionProcess.convert(saved().toString(), folder.resolve("out.zip"), false, Progress.none());
		assertTrue(text.contains("3 images of different sizes"), text);
		assertEquals("onnx", ModelReader.read(folder.resolve("out.zip")).weights().get(0).format());
		String message = assertThrows(ModelException.class, () -> ConversionProcess.convert(saved().toString(), folder.resolve("out.zip"), false, Progress.none())).getMessage();
		assertTrue(message.contains("already something at"), message);
	}

	@Test
	void aModelWithoutASavedModelSaysWhatItHas() {
		String message = assertThrows(ModelException.class, () -> Conversion.convert("models/starter-2d", folder.resolve("out"), false, Progress.none())).getMessage();
		assertTrue(message.contains("no weights as a TensorFlow SavedModel") && message.contains("onnx"), message);
	}

	/** A conversion that is wrong in one weight is found out and refused. */
	@Test
	void whatGivesSomethingElseIsNotKept() {
		Path saved = saved(), file = folder.resolve("wrong.onnx");
		ConvertedGraph right = ConvertedGraph.of(SavedGraph.read(saved), Set.of("x", "y"));
		Map<String, Tensor> weights = new LinkedHashMap<>();
		for (String name : right.graph().weights().names()) {
			float[] values = right.graph().weights().get(name).toFloats();
			values[0] += 1e-2f;
			weights.put(name, Tensor.of(values, right.graph().weights().get(name).shape()));
		}
		OnnxFile.write(right.graph().withWeights(Weights.of(weights)), file);
		ConversionCheck check = new ConversionCheck(ModelReader.read(saved), right, file, Progress.none());
		try (Network before = new TensorFlowEngine().open(saved, EngineOptions.cpu())) {
			String message = assertThrows(ModelException.class, () -> check.sentence(before)).getMessage();
			assertTrue(message.contains("is not converted") && message.contains("differs"), message);
		}
	}

	@Test
	void aNetworkThatCannotBeConvertedIsNamedAndNothingIsWritten() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).node("Digamma", "strange", "x").node("Neg", "y", "strange");
		Path saved = graph.signature("x:0", "y:0").save(folder.resolve("saved"));
		String message = assertThrows(ModelException.class, () -> Conversion.convert(saved.toString(), folder.resolve("out"), false, Progress.none())).getMessage();
		assertTrue(message.contains("Digamma 'strange'"), message);
		assertFalse(Files.exists(folder.resolve("out")));
	}

	/** Its mean and deviation stay, and its raw images give what TensorFlow gave for them in Python. */
	@Test
	void theNoise2VoidArchiveOfFijiKeepsItsNormalization() {
		assumeTrue(Files.exists(N2V), "skipped: the real model " + N2V + " is not here");
		Model model = Conversion.convert(N2V.toString(), folder.resolve("n2v"), false, Progress.none()).model();
		assertEquals(List.of("fixed_zero_mean_unit_variance"), model.inputs().get(0).steps().stream().map(StepSpec::name).filter(name -> !name.equals("ensure_dtype")).toList());
		float[] input = Npy.read(MODELS.resolve("n2v_fiji_2d/ref_input.npy")).toFloats(), output = Npy.read(MODELS.resolve("n2v_fiji_2d/ref_output.npy")).toFloats();
		for (float[] values : List.of(input, output))
			for (int i = 0; i < values.length; i++)
				values[i] = values[i] * 0.28493392f + 0.49408814f;
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), Progress.none())) {
			assertTrue(predictor.isExact());
			Volume given = predictor.apply(Volume.of(ArrayImgs.floats(input, 32, 32), Axes.of("xy")), Progress.none());
			float[] pixels = new float[32 * 32];
			given.copyFloats(new long[2], new int[] { 32, 32 }, pixels);
			assertArrayEquals(output, pixels, 1e-3f);
		}
	}

	@ParameterizedTest
	@CsvSource({ "dncnn_sigma25, 100 91, 17", "fsrcnn_x2/savedmodel, 60 71, 6", "pancreatic_unet, 240 256, 48", "unmicst_nuclei, 192 200, 40", "n2v_fiji_2d/format-0.2.0-csbdeep.bioimage.io.zip, 160 176, 24" })
	void tilesOfAConvertedModelFitTogetherExactly(String path, String size, String halo) {
		assumeTrue(Files.isDirectory(MODELS), "skipped: the real SavedModels in " + MODELS + " are not here");
		Model model = Conversion.of(ModelReader.read(MODELS.resolve(path)), Progress.none()).model();
		int width = Integer.parseInt(size.split(" ")[0]), height = Integer.parseInt(size.split(" ")[1]);
		float[] values = new float[width * height];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (0.5 + 0.4 * Math.sin(0.3 * (i % width)) * Math.cos(0.2 * (i / width)) + 0.05 * ((i * 7919) % 13) / 13);
		Volume image = Volume.of(ArrayImgs.floats(values, width, height), Axes.of("xy"));
		Seams seams = Seams.of(model, image, PredictionOptions.of("").withHalo(halo), Progress.none());
		assertTrue(seams.holds(), seams::toString);
	}
}
