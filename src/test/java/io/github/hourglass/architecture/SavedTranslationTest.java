package io.github.hourglass.architecture;

import static io.github.hourglass.engine.SavedModels.flag;
import static io.github.hourglass.engine.SavedModels.integer;
import static io.github.hourglass.engine.SavedModels.integers;
import static io.github.hourglass.engine.SavedModels.real;
import static io.github.hourglass.engine.SavedModels.text;
import static io.github.hourglass.engine.SavedModels.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.SavedModels;

/** Small graphs of TensorFlow's, as ONNX, beside TensorFlow itself. The image 'x' has the channels last, the output 'y' too. */
class SavedTranslationTest extends SavedConversion {

	private static final AttrValue FLOAT = type(DataType.DT_FLOAT), INT = type(DataType.DT_INT32);

	SavedTranslationTest() {
		super(7, 2e-5f);
	}

	private SavedModels image(long... shape) {
		return new SavedModels().placeholder("x", DataType.DT_FLOAT, shape);
	}

	private SavedModels image() {
		return image(-1, -1, -1, 4);
	}

	private static Map<String, AttrValue> window(long stride, String padding, Object... more) {
		Map<String, AttrValue> attributes = attributes(more);
		attributes.put("strides", integers(1, stride, stride, 1));
		attributes.put("padding", text(padding));
		return attributes;
	}

	private ConvertedGraph converted(SavedModels graph, String output) {
		return ConvertedGraph.of(SavedGraph.read(graph.signature("x:0", output + ":0").save(folder)), Set.of("x", "y"));
	}

	@TestFactory
	Stream<DynamicTest> convolutionsAndPoolingsMoveAlike() {
		return Stream.of("SAME", "VALID").flatMap(padding -> Stream.of(1L, 2L).flatMap(stride -> Stream.of("Conv2D", "DepthwiseConv2dNative", "MaxPool", "AvgPool").map(
			operator -> DynamicTest.dynamicTest(operator + " " + padding + " " + stride, () -> {
				SavedModels graph = image();
				if (operator.endsWith("Pool"))
					graph.node(operator, "out", window(stride, padding, "ksize", integers(1, 3, 2, 1)), "x");
				else
					weights(graph, "w", 3, 2, 4, operator.equals("Conv2D") ? 5 : 2).node(operator, "out", window(stride, padding), "x", "w");
				assertSame(graph, "out", 2, 17, 14, 4);
			}))));
	}

	@Test
	void groupsAndDilationsStay() {
		SavedModels graph = weights(weights(image(), "w", 3, 3, 2, 6), "v", 3, 3, 6, 2);
		graph.node("Conv2D", "grouped", window(1, "SAME"), "x", "w").node("Conv2D", "out", window(1, "SAME", "dilations", integers(1, 2, 3, 1)), "grouped", "v");
		assertSame(graph, "out", 1, 16, 19, 4);
	}

	@Test
	void paddingSaidInNumbersStays() {
		SavedModels graph = weights(image(), "w", 3, 3, 4, 2);
		assertSame(graph.node("Conv2D", "out", window(2, "EXPLICIT", "explicit_paddings", integers(0, 0, 2, 1, 0, 2, 0, 0)), "x", "w"), "out", 1, 15, 18, 4);
	}

	/** A transposed convolution whose size is worked out from that of its input. */
	@TestFactory
	Stream<DynamicTest> transposedConvolutionsGrowAlike() {
		return Stream.of(2, 3, 4).map(kernel -> DynamicTest.dynamicTest("kernel " + kernel, () -> {
			SavedModels graph = weights(image(), "w", kernel, kernel, 3, 4).node("Shape", "shape", attributes("out_type", INT), "x").ints("factor", 1, 2, 2, 1).ints("channels", 3).ints("zero", 0)
				.ints("three", 3).ints("one", 1);
			graph.node("StridedSlice", "sizes", Map.of("T", INT, "Index", INT), "shape", "zero", "three", "one");
			scalar(graph, "axis", 0).node("ConcatV2", "given", Map.of("N", integer(2), "T", INT, "Tidx", INT), "sizes", "channels", "axis").node("Mul", "size", Map.of("T", INT), "given", "factor");
			assertSame(graph.node("Conv2DBackpropInput", "out", window(2, "SAME"), "size", "w", "x"), "out", 2, 9, 12, 4);
		}));
	}

	private static SavedModels scalar(SavedModels graph, String name, int value) {
		org.tensorflow.proto.TensorProto tensor = org.tensorflow.proto.TensorProto.newBuilder().setDtype(DataType.DT_INT32)
			.setTensorShape(org.tensorflow.proto.TensorShapeProto.getDefaultInstance()).addIntVal(value).build();
		return graph.node("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	@Test
	void stacksAreConvolvedAndGrow() {
		SavedModels graph = weights(weights(image(-1, 12, 16, 20, 2), "w", 3, 3, 3, 2, 4), "v", 2, 2, 2, 3, 4).ints("size", 1, 12, 16, 20, 3);
		graph.node("Conv3D", "small", attributes("strides", integers(1, 2, 2, 2, 1), "padding", text("SAME")), "x", "w");
		graph.node("MaxPool3D", "pooled", attributes("ksize", integers(1, 2, 2, 2, 1), "strides", integers(1, 1, 1, 1, 1), "padding", text("SAME")), "small");
		graph.node("Conv3DBackpropInputV2", "out", attributes("strides", integers(1, 2, 2, 2, 1), "padding", text("SAME")), "size", "v", "pooled");
		assertSame(graph, "out", 2, 12, 16, 20, 2);
	}

	@TestFactory
	Stream<DynamicTest> activationsAreTheSame() {
		return Stream.of("Relu", "Elu", "Sigmoid", "Tanh", "Selu", "Softplus", "Softsign", "Relu6", "LeakyRelu", "Softmax", "Square", "Abs", "Exp", "Neg", "Log1p", "Expm1", "LogSoftmax")
			.map(operator -> DynamicTest.dynamicTest(operator, () -> {
				SavedModels graph = weights(image(), "w", 1, 1, 4, 4).node("Conv2D", "conv", window(1, "SAME"), "x", "w").node("Abs", "positive", "conv");
				assertSame(graph.node(operator, "out", operator.equals("Log1p") ? "positive" : "conv"), "out", 1, 5, 6, 4);
			}));
	}

	@TestFactory
	Stream<DynamicTest> resizingIsTheSame() {
		return Stream.of("ResizeNearestNeighbor", "ResizeBilinear").flatMap(operator -> Stream.of("", "half_pixel_centers", "align_corners").map(
			mode -> DynamicTest.dynamicTest(operator + " " + mode, () -> {
				SavedModels graph = image().node("Shape", "shape", attributes("out_type", INT), "x").ints("one", 1).ints("three", 3).ints("factors", 2, 3);
				graph.node("StridedSlice", "sizes", Map.of("T", INT, "Index", INT), "shape", "one", "three", "one").node("Mul", "size", Map.of("T", INT), "sizes", "factors");
				assertSame(graph.node(operator, "out", mode.isEmpty() ? attributes() : attributes(mode, flag(true)), "x", "size"), "out", 2, 8, 11, 4);
			})));
	}

	/** As Keras says UpSampling3D where sizes are free. */
	@Test
	void repeatedElementsAreAnEnlargement() {
		SavedModels graph = image(-1, -1, -1, -1, 2);
		String last = "x";
		graph.ints("factor0", 1, 2, 1, 1, 1).ints("factor1", 1, 1, 2, 1, 1).ints("factor2", 1, 1, 1, 2, 1);
		graph.ints("tile0", 1, 1, 2, 1, 1, 1).ints("tile1", 1, 1, 1, 2, 1, 1).ints("tile2", 1, 1, 1, 1, 2, 1);
		for (int axis = 0; axis < 3; axis++) {
			scalar(graph, "axis" + axis, axis + 2);
			graph.node("ExpandDims", "more" + axis, attributes("Tdim", INT), last, "axis" + axis).node("Tile", "tiled" + axis, attributes("Tmultiples", INT), "more" + axis, "tile" + axis);
			graph.node("Shape", "shape" + axis, attributes("out_type", INT), last).node("Mul", "size" + axis, Map.of("T", INT), "shape" + axis, "factor" + axis);
			graph.node("Reshape", "big" + axis, attributes("Tshape", INT), "tiled" + axis, "size" + axis);
			last = "big" + axis;
		}
		Graph converted = assertSame(graph, last, 1, 4, 5, 6, 2);
		assertEquals(List.of("Resize"), operators(converted));
	}

	/** Batch normalization as Keras says it in arithmetic: x * (scale / deviation) + (shift - mean * scale / deviation). */
	@Test
	void normalizationsInArithmeticGoIntoTheConvolution() {
		SavedModels graph = weights(weights(weights(weights(image(), "w", 3, 3, 4, 6), "scale", 6), "shift", 6), "mean", 6);
		graph.floats("variance", new long[] { 6 }, 0.5f, 1, 2, 0.1f, 3, 1).floats("epsilon", new long[0], 1e-3f);
		graph.node("Conv2D", "conv", window(1, "SAME"), "x", "w").node("Add", "plus", "variance", "epsilon").node("Rsqrt", "rsqrt", "plus").node("Mul", "factor", "rsqrt", "scale");
		graph.node("Mul", "scaled", "conv", "factor").node("Mul", "away", "mean", "factor").node("Sub", "rest", "shift", "away").node("AddV2", "normal", "scaled", "rest").node("Relu", "out", "normal");
		assertEquals(List.of("Conv", "Relu"), operators(assertSame(graph, "out", 1, 9, 8, 4)));
	}

	@Test
	void fusedNormalizationsStayOnesThatCanBeTrained() {
		SavedModels graph = weights(weights(weights(image(), "scale", 4), "shift", 4), "mean", 4).floats("variance", new long[] { 4 }, 0.5f, 1, 2, 0.1f);
		graph.node("FusedBatchNorm", "out", attributes("is_training", flag(false), "epsilon", real(0.01)), "x", "scale", "shift", "mean", "variance");
		assertEquals(List.of("BatchNormalization"), operators(assertSame(graph, "out", 1, 6, 7, 4)));
		graph = weights(weights(image(), "scale", 4), "shift", 4).floats("none", new long[] { 0 });
		graph.node("FusedBatchNorm", "out", attributes("is_training", flag(true), "epsilon", real(0.01)), "x", "scale", "shift", "none", "none");
		assertRefused(graph, "out", "FusedBatchNorm 'out'", "statistics of its own");
	}

	@Test
	void piecesAndBordersAreTheSame() {
		SavedModels graph = image().ints("begin", 0, 1, 2, 0).ints("end", 0, -2, 9, 3).ints("steps", 1, 1, 2, 1);
		graph.node("StridedSlice", "cut", attributes("Index", INT, "begin_mask", integer(1), "end_mask", integer(1)), "x", "begin", "end", "steps");
		pairs(graph, "around", 0, 0, 2, 1, 1, 3, 0, 0);
		assertSame(graph.node("MirrorPad", "out", attributes("Tpaddings", INT, "mode", text("REFLECT")), "cut", "around"), "out", 1, 12, 13, 4);
		graph = weights(image(), "w", 3, 3, 4, 2);
		pairs(graph, "around", 0, 0, 1, 1, 1, 1, 0, 0);
		graph.node("Pad", "padded", attributes("Tpaddings", INT), "x", "around").node("Conv2D", "out", window(1, "VALID"), "padded", "w");
		assertEquals(List.of("Conv"), operators(assertSame(graph, "out", 1, 12, 13, 4)));
	}

	private static void pairs(SavedModels graph, String name, int... values) {
		org.tensorflow.proto.TensorProto.Builder tensor = org.tensorflow.proto.TensorProto.newBuilder().setDtype(DataType.DT_INT32);
		for (long size : new long[] { values.length / 2, 2 })
			tensor.getTensorShapeBuilder().addDim(org.tensorflow.proto.TensorShapeProto.Dim.newBuilder().setSize(size));
		for (int value : values)
			tensor.addIntVal(value);
		graph.node("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	@Test
	void channelsAreJoinedSplitMovedAndSummedUp() {
		SavedModels graph = scalar(scalar(image(), "last", 3), "second", 2).ints("space", 1, 2);
		graph.node("Split", "parts", attributes("num_split", integer(2)), "last", "x").node("Mean", "mean", attributes("Tidx", INT, "keep_dims", flag(true)), "x", "space");
		graph.node("ConcatV2", "joined", attributes("N", integer(3), "Tidx", INT), "parts:1", "x", "parts", "last").node("Max", "largest", attributes("Tidx", INT, "keep_dims", flag(true)), "joined",
			"space");
		graph.node("SpaceToDepth", "deep", attributes("block_size", integer(2)), "joined").node("DepthToSpace", "flat", attributes("block_size", integer(2)), "deep");
		graph.node("Mul", "weighted", "flat", "largest").node("ConcatV2", "half", attributes("N", integer(2), "Tidx", INT), "weighted", "weighted", "second");
		assertSame(graph, "half", 2, 6, 8, 4);
	}

	@Test
	void transposesThereAndBackCostNothing() {
		SavedModels graph = weights(image().ints("first", 0, 3, 1, 2).ints("last", 0, 2, 3, 1), "w", 1, 1, 4, 4);
		graph.node("Transpose", "turned", attributes("Tperm", INT), "x", "first").node("Relu", "relu", "turned").node("Transpose", "back", attributes("Tperm", INT), "relu", "last");
		graph.node("Conv2D", "out", window(1, "SAME"), "back", "w");
		Graph converted = assertSame(graph, "out", 1, 6, 8, 4);
		assertEquals(List.of("Relu", "Conv"), operators(converted));
	}

	@Test
	void smallerOperandsAreBroadcastAlongTheChannels() {
		SavedModels graph = weights(weights(weights(image(), "a", 4), "b", 1, 1, 4), "c", 1).node("Mul", "first", "a", "x").node("Sub", "second", "b", "first").node("Maximum", "third", "second", "c");
		graph.node("SquaredDifference", "out", "third", "x");
		assertSame(graph, "out", 2, 5, 7, 4);
	}

	/** The answer of a condition that is written in the graph decides which branch is kept. */
	@Test
	void switchesBetweenTrainingAndUseAreSetToUse() {
		org.tensorflow.proto.TensorProto no = org.tensorflow.proto.TensorProto.newBuilder().setDtype(DataType.DT_BOOL)
			.setTensorShape(org.tensorflow.proto.TensorShapeProto.getDefaultInstance()).addBoolVal(false).build();
		SavedModels graph = image().node("Const", "default", Map.of("dtype", type(DataType.DT_BOOL), "value", AttrValue.newBuilder().setTensor(no).build()));
		graph.node("PlaceholderWithDefault", "learning", Map.of("dtype", type(DataType.DT_BOOL), "shape", AttrValue.newBuilder().setShape(no.getTensorShape()).build()), "default");
		graph.node("Switch", "ways", attributes(), "x", "learning").node("Exp", "trained", "ways:1").node("Sigmoid", "used", "ways").node("Merge", "one", attributes("N", integer(2)), "trained", "used");
		assertEquals(List.of("Sigmoid", "Neg"), operators(assertSame(graph.node("Neg", "out", "one"), "out", 1, 5, 6, 4)));
	}

	private void assertRefused(SavedModels graph, String output, String... words) {
		RuntimeException refusal = assertThrows(RuntimeException.class, () -> converted(graph, output));
		assertTrue(refusal instanceof GraphException || refusal instanceof EngineException, refusal::toString);
		for (String word : words)
			assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
		assertEquals(1, refusal.getMessage().lines().count(), refusal.getMessage());
	}

	@Test
	void whatHasNoCounterpartIsNamed() {
		assertRefused(image().node("Digamma", "strange", "x").node("Neg", "out", "strange"), "out", "Digamma 'strange'");
		assertRefused(image().node("NoSuchOperator", "odd", "x").node("Neg", "out", "odd"), "out", "NoSuchOperator", "odd");
	}

	@Test
	void nodesThatWaitForEachOtherAreRefused() {
		assertRefused(image().node("Add", "a", "x", "b").node("Neg", "b", "a").node("Neg", "out", "b"), "out", "waits for its own result");
	}

	@Test
	void giganticTensorsAreRefusedBeforeTheyAreMade() {
		SavedModels graph = image().ints("sizes", 1, 100_000, 100_000, 4).floats("zero", new long[0], 0);
		graph.node("Fill", "huge", attributes("index_type", INT), "sizes", "zero").node("Add", "out", "x", "huge");
		assertRefused(graph, "out", "huge", "too large");
	}

	@Test
	void chanceIsRefused() {
		SavedModels graph = image().node("Shape", "shape", attributes("out_type", INT), "x");
		graph.node("RandomUniform", "dice", Map.of("dtype", FLOAT, "T", INT), "shape").node("Add", "out", "x", "dice");
		assertRefused(graph, "out", "dice", "each time");
	}

	@Test
	void switchesThatDependOnTheImageAreRefused() {
		SavedModels graph = image().floats("zero", new long[0], 0).ints("all", 0, 1, 2, 3);
		graph.node("Sum", "sum", attributes("Tidx", INT), "x", "all").node("Greater", "bright", "sum", "zero").node("Switch", "ways", attributes(), "x", "bright");
		graph.node("Exp", "a", "ways:1").node("Neg", "b", "ways").node("Merge", "one", attributes("N", integer(2)), "a", "b");
		assertRefused(graph.node("Neg", "out", "one"), "out", "known only when the network runs");
	}
}
