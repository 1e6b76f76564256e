package io.github.hourglass.predict;

import static io.github.hourglass.engine.SavedModels.flag;
import static io.github.hourglass.engine.SavedModels.integer;
import static io.github.hourglass.engine.SavedModels.integers;
import static io.github.hourglass.engine.SavedModels.text;
import static io.github.hourglass.engine.SavedModels.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import net.imglib2.img.array.ArrayImgs;

/** SavedModels without a description as people export them, as they are and converted: both give the same image. */
class SavedModelsOfOthersTest {

	private static final int WIDTH = 24, HEIGHT = 16;
	private static final AttrValue FLOAT = type(DataType.DT_FLOAT), INT = type(DataType.DT_INT32);

	@TempDir
	Path folder;

	private final HeardProgress heard = new HeardProgress();

	private static Map<String, AttrValue> attributes(Object... pairs) {
		Map<String, AttrValue> attributes = new LinkedHashMap<>(Map.of("T", FLOAT));
		for (int i = 0; i < pairs.length; i += 2)
			attributes.put((String) pairs[i], (AttrValue) pairs[i + 1]);
		return attributes;
	}

	private static float[] counted(int channels) {
		float[] values = new float[WIDTH * HEIGHT * channels];
		for (int i = 0; i < values.length; i++)
			values[i] = i * 31 % 97;
		return values;
	}

	private float[] applied(Model model, int channels) {
		Volume image = channels == 1 ? Volume.of(ArrayImgs.floats(counted(1), WIDTH, HEIGHT), Axes.of("xy")) : Volume.of(ArrayImgs.floats(counted(channels), WIDTH, HEIGHT, channels), Axes.of("xyc"));
		try (Predictor predictor = Predictor.open(model, PredictionOptions.of(""), heard)) {
			Volume given = predictor.applyAll(io.github.hourglass.step.Sample.of(predictor.model().inputs().get(0).id(), image), heard).get(predictor.outputs().get(0));
			int[] size = new int[given.axes().count()];
			for (int d = 0; d < size.length; d++)
				size[d] = (int) given.dimensions()[d];
			float[] values = new float[Volume.pixels(size)];
			given.copyFloats(new long[size.length], size, values);
			return values;
		}
	}

	/** @return the converted model's description */
	private Model assertGives(SavedModels graph, int channels, float[] expected) {
		Path saved = graph.save(folder.resolve("saved"));
		assertArrayEquals(expected, applied(ModelReader.read(saved), channels), 1e-4f);
		Model converted = Conversion.convert(saved.toString(), folder.resolve("converted"), false, Progress.none()).model();
		assertArrayEquals(expected, applied(converted, channels), 1e-4f);
		return converted;
	}

	private static float[] image(int from, double gain, double offset) {
		float[] all = counted(from + 1), values = new float[WIDTH * HEIGHT];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) (gain * all[from * values.length + i] + offset);
		return values;
	}

	@Test
	void channelsFirst() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, 2, -1, -1).floats("w", new long[] { 1, 1, 2, 1 }, 0, 3).floats("b", new long[] { 1 }, 5);
		graph.node("Conv2D", "conv", attributes("strides", integers(1, 1, 1, 1), "padding", text("SAME"), "data_format", text("NCHW")), "x", "w");
		graph.node("BiasAdd", "y", attributes("data_format", text("NCHW")), "conv", "b").signature("x:0", "y:0");
		assertEquals("bcyx", assertGives(graph, 2, image(1, 3, 5)).inputs().get(0).letters());
	}

	@Test
	void aFixedNumberOfImages() {
		assertGives(new SavedModels().placeholder("x", DataType.DT_FLOAT, 4, -1, -1, 1).floats("w", new long[] { 1 }, 2).node("Mul", "y", "x", "w").signature("x:0", "y:0"), 1, image(0, 2, 0));
	}

	/** As layers for rescaling begin a network. */
	@Test
	void bytesThatAreScaledInside() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_UINT8, -1, -1, -1, 1).floats("scale", new long[0], 1 / 255f);
		graph.node("Cast", "real", Map.of("SrcT", type(DataType.DT_UINT8), "DstT", FLOAT), "x").node("Mul", "y", "real", "scale").signature("x:0", "y:0");
		assertGives(graph, 1, image(0, 1 / 255.0, 0));
	}

	@Test
	void anImageBesideAClass() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).ints("space", 1, 2).floats("w", new long[0], 2).node("Mul", "image", "x", "w");
		graph.node("Mean", "class", attributes("Tidx", INT, "keep_dims", flag(false)), "x", "space").signature("serving_default", Map.of("x", "x:0"), Map.of("class", "class:0", "image", "image:0"));
		Path saved = graph.save(folder.resolve("saved"));
		assertArrayEquals(image(0, 2, 0), applied(ModelReader.read(saved), 1), 1e-4f);
		assertTrue(heard.notes().stream().anyMatch(note -> note.contains("The model also gives 'class'")), () -> heard.notes().toString());
	}

	@Test
	void classesByTheirNumber() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 2).ints("last", -1).ints("only", 3);
		org.tensorflow.proto.TensorProto axis = org.tensorflow.proto.TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(org.tensorflow.proto.TensorShapeProto.getDefaultInstance())
			.addIntVal(3).build();
		graph.node("Const", "axis", Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(axis).build()));
		graph.node("ArgMax", "class", attributes("Tidx", INT, "output_type", type(DataType.DT_INT64)), "x", "axis");
		graph.node("ExpandDims", "y", Map.of("T", type(DataType.DT_INT64), "Tdim", INT), "class", "axis").signature("x:0", "y:0");
		float[] expected = new float[WIDTH * HEIGHT], values = counted(2);
		for (int i = 0; i < expected.length; i++)
			expected[i] = values[i + expected.length] > values[i] ? 1 : 0;
		assertGives(graph, 2, expected);
	}

	/** Adam's counters and a loss beside the network, fed and asked for by nobody. */
	@Test
	void whatIsLeftOfTheTraining() {
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).placeholder("target", DataType.DT_FLOAT, -1, -1, -1, 1).floats("w", new long[0], 2)
			.node("Mul", "y", "x", "w").node("Sub", "away", "y", "target").node("Square", "square", "away").ints("all", 0, 1, 2, 3);
		graph.node("Mean", "loss", attributes("Tidx", INT, "keep_dims", flag(false)), "square", "all").node("NoOp", "train", Map.of("unknown", integer(1)), "^loss");
		assertGives(graph.signature("x:0", "y:0"), 1, image(0, 2, 0));
	}

	/** Nothing says how far such a network sees; it is found out from its graph. */
	@Test
	void tilesOfASavedModelFitTogetherExactly() {
		float[] kernel = new float[81];
		for (int i = 0; i < kernel.length; i++)
			kernel[i] = (float) Math.sin(i);
		SavedModels graph = new SavedModels().placeholder("x", DataType.DT_FLOAT, -1, -1, -1, 1).floats("w", new long[] { 9, 9, 1, 1 }, kernel);
		graph.node("Conv2D", "y", attributes("strides", integers(1, 1, 1, 1), "padding", text("SAME")), "x", "w").signature("x:0", "y:0");
		Model model = ModelReader.read(graph.save(folder.resolve("saved")));
		float[] noise = new float[64 * 48];
		for (int i = 0; i < noise.length; i++)
			noise[i] = i * 7919 % 101 / 101f;
		Seams seams = Seams.of(model, Volume.of(ArrayImgs.floats(noise, 64, 48), Axes.of("xy")), PredictionOptions.of(""), Progress.none());
		assertTrue(seams.exact() && seams.holds(), seams::toString);
	}
}
