package io.github.hourglass.architecture;

import static io.github.hourglass.engine.SavedModels.flag;
import static io.github.hourglass.engine.SavedModels.integer;
import static io.github.hourglass.engine.SavedModels.integers;
import static io.github.hourglass.engine.SavedModels.real;
import static io.github.hourglass.engine.SavedModels.text;
import static io.github.hourglass.engine.SavedModels.type;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

import io.github.hourglass.engine.SavedModels;

/** What Keras, TensorFlow 1 and their layers write for everyday things, as ONNX, beside TensorFlow itself. */
class SavedOperatorsTest extends SavedConversion {

	private static final AttrValue FLOAT = type(DataType.DT_FLOAT), INT = type(DataType.DT_INT32), BOOL = type(DataType.DT_BOOL);

	SavedOperatorsTest() {
		super(11, 3e-5f);
	}

	private static SavedModels image(long... shape) {
		return new SavedModels().placeholder("x", DataType.DT_FLOAT, shape.length == 0 ? new long[] { -1, -1, -1, 4 } : shape);
	}

	private static Map<String, AttrValue> first(String format, long stride, Object... more) {
		Map<String, AttrValue> attributes = attributes(more);
		boolean deep = format.length() > 4;
		attributes.put("strides", deep ? integers(1, 1, stride, stride, stride) : integers(1, 1, stride, stride));
		attributes.put("padding", text("SAME"));
		attributes.put("data_format", text(format));
		return attributes;
	}

	private static SavedModels scalar(SavedModels graph, String name, int value) {
		TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(TensorShapeProto.getDefaultInstance()).addIntVal(value).build();
		return graph.node("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	private static SavedModels pairs(SavedModels graph, String name, int... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32);
		for (long size : new long[] { values.length / 2, 2 })
			tensor.getTensorShapeBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
		for (int value : values)
			tensor.addIntVal(value);
		return graph.node("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	/** Parts of the shape of a value, as scalars NAME0, NAME1, … */
	private static SavedModels sizes(SavedModels graph, String name, String of, int... axes) {
		graph.node("Shape", name, attributes("out_type", INT), of).ints(name + "/one", 1);
		for (int axis : axes)
			graph.ints(name + "/from" + axis, axis).ints(name + "/to" + axis, axis + 1).node("StridedSlice", name + axis, Map.of("T", INT, "Index", INT, "shrink_axis_mask", integer(1)), name,
				name + "/from" + axis, name + "/to" + axis, name + "/one");
		return graph;
	}

	/** A network of channels first, as is trained on graphics cards: TensorFlow itself has none of these on a processor. */
	@Test
	void channelsFirstRunAndConvertWithoutTransposes() {
		SavedModels graph = weights(weights(weights(weights(weights(image(-1, 2, -1, -1), "w", 3, 3, 2, 6), "b", 6), "scale", 6), "shift", 6), "mean", 6);
		graph.floats("variance", new long[] { 6 }, 1, 2, 0.5f, 1, 3, 0.2f);
		graph.node("Conv2D", "conv", first("NCHW", 1, "dilations", integers(1, 1, 2, 1)), "x", "w").node("BiasAdd", "biased", attributes("data_format", text("NCHW")), "conv", "b");
		graph.node("FusedBatchNormV3", "normal", attributes("U", FLOAT, "is_training", flag(false), "epsilon", real(0.01), "data_format", text("NCHW")), "biased", "scale", "shift", "mean", "variance");
		graph.node("MaxPool", "pooled", first("NCHW", 2, "ksize", integers(1, 1, 2, 2)), "normal");
		weights(weights(graph, "d", 3, 3, 6, 1), "t", 2, 2, 2, 6).node("DepthwiseConv2dNative", "deep", first("NCHW", 1), "pooled", "d");
		sizes(graph, "shape", "deep", 0, 2, 3);
		scalar(scalar(graph, "two", 2), "channel", 1).node("Mul", "h", Map.of("T", INT), "shape2", "two").node("Mul", "w2", Map.of("T", INT), "shape3", "two");
		graph.node("Pack", "size", Map.of("T", INT, "N", integer(4), "axis", integer(0)), "shape0", "two", "h", "w2");
		graph.node("Conv2DBackpropInput", "large", first("NCHW", 2), "size", "t", "deep").node("ConcatV2", "out", attributes("N", integer(2), "Tidx", INT), "large", "x", "channel");
		Graph converted = assertSame(Set.of(), graph, "out", 2, 2, 12, 16);
		assertEquals(List.of("Conv", "BatchNormalization", "MaxPool", "Conv", "ConvTranspose", "Concat"), operators(converted));
	}

	@Test
	void stacksWithChannelsFirstToo() {
		SavedModels fixed = weights(weights(image(-1, 1, 8, 12, 16), "w", 3, 3, 3, 1, 4), "t", 2, 2, 2, 3, 4).ints("size", 1, 3, 8, 12, 16);
		fixed.node("Conv3D", "conv", first("NCDHW", 2), "x", "w").node("Conv3DBackpropInputV2", "out", first("NCDHW", 2), "size", "t", "conv");
		assertEquals(List.of("Conv", "ConvTranspose"), operators(assertSame(Set.of(), fixed, "out", 2, 1, 8, 12, 16)));
	}

	/** Activations with a gradient of their own, such as swish, are passed on by a node of several outputs. */
	@Test
	void swishIsItsArithmetic() {
		SavedModels graph = image().node("Sigmoid", "sigmoid", "x").node("Mul", "swish", "x", "sigmoid");
		AttrValue types = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT).addType(DataType.DT_FLOAT)).build();
		graph.node("IdentityN", "both", Map.of("T", types), "swish", "x").node("Sub", "out", "both", "both:1");
		assertEquals(List.of("Sigmoid", "Mul", "Sub"), operators(assertSame(graph, "out", 1, 5, 6, 4)));
	}

	/** A dense layer on an image: what tf.tensordot writes. */
	@Test
	void aMatrixForEachPixelIsAConvolution() {
		SavedModels graph = scalar(scalar(weights(weights(image(), "m", 4, 3), "b", 3), "rows", -1), "three", 3).ints("order", 0, 1, 2, 3);
		sizes(graph, "shape", "x", 0, 1, 2, 3).node("Mul", "plane", Map.of("T", INT), "shape1", "shape2").node("Mul", "all", Map.of("T", INT), "shape0", "plane");
		graph.node("Pack", "flat", Map.of("T", INT, "N", integer(2), "axis", integer(0)), "all", "shape3").node("Transpose", "same", attributes("Tperm", INT), "x", "order");
		graph.node("Reshape", "rowsOf", attributes("Tshape", INT), "same", "flat").node("MatMul", "product", "rowsOf", "m");
		graph.node("Pack", "back", Map.of("T", INT, "N", integer(4), "axis", integer(0)), "shape0", "shape1", "shape2", "three");
		graph.node("Reshape", "dense", attributes("Tshape", INT), "product", "back").node("BiasAdd", "out", "dense", "b");
		assertEquals(List.of("Conv"), operators(assertSame(graph, "out", 2, 6, 5, 4)));
	}

	/** As networks for segmentation did it: a row per pixel, the softmax, and back. */
	@Test
	void imagesAreFlattenedAndRestored() {
		SavedModels graph = scalar(scalar(image(), "free", -1), "four", 4);
		sizes(graph, "shape", "x", 0, 1, 2).node("Pack", "flat", Map.of("T", INT, "N", integer(3), "axis", integer(0)), "shape0", "free", "four");
		graph.node("Pack", "back", Map.of("T", INT, "N", integer(4), "axis", integer(0)), "shape0", "shape1", "shape2", "four");
		graph.node("Reshape", "rows", attributes("Tshape", INT), "x", "flat").node("Softmax", "soft", "rows").node("Reshape", "out", attributes("Tshape", INT), "soft", "back");
		assertSame(graph, "out", 2, 6, 5, 4);
	}

	/** Sub-pixels put in their places by hand. */
	@Test
	void channelsAreSpreadOverTheirNeighborhood() {
		SavedModels graph = scalar(scalar(image().ints("order", 0, 1, 3, 2, 4, 5), "two", 2), "one", 1);
		sizes(graph, "shape", "x", 0, 1, 2).node("Mul", "h", Map.of("T", INT), "shape1", "two").node("Mul", "w", Map.of("T", INT), "shape2", "two");
		graph.node("Pack", "apart", Map.of("T", INT, "N", integer(6), "axis", integer(0)), "shape0", "shape1", "shape2", "two", "two", "one").node("Reshape", "split", attributes("Tshape", INT), "x",
			"apart");
		graph.node("Transpose", "turned", attributes("Tperm", INT), "split", "order").node("Pack", "large", Map.of("T", INT, "N", integer(4), "axis", integer(0)), "shape0", "h", "w", "one");
		assertSame(graph.node("Reshape", "out", attributes("Tshape", INT), "turned", "large"), "out", 2, 6, 5, 4);
	}

	/** The mean written as a sum and the number of pixels. */
	@Test
	void sizesMayBeNumbersToComputeWith() {
		SavedModels graph = sizes(image().ints("space", 1, 2), "shape", "x", 1, 2).node("Mul", "count", Map.of("T", INT), "shape1", "shape2").node("Cast", "real", Map.of("SrcT", INT, "DstT", FLOAT),
			"count");
		graph.node("Sum", "sum", attributes("Tidx", INT, "keep_dims", flag(true)), "x", "space").node("RealDiv", "mean", "sum", "real").node("Sub", "out", "x", "mean");
		assertSame(graph, "out", 2, 6, 5, 4);
	}

	@Test
	void valuesAreFilledInAndSpread() {
		SavedModels graph = image().ints("space", 1, 2).floats("half", new long[0], 0.5f).node("Shape", "shape", attributes("out_type", INT), "x");
		graph.node("Fill", "same", attributes("index_type", INT), "shape", "half").node("Mean", "mean", attributes("Tidx", INT, "keep_dims", flag(true)), "x", "space");
		graph.node("BroadcastTo", "spread", attributes("Tidx", INT), "mean", "shape").node("Mul", "scaled", "same", "x").node("Add", "out", "scaled", "spread");
		assertSame(graph, "out", 2, 6, 5, 4);
	}

	@TestFactory
	Stream<DynamicTest> mirrorsThatRepeatTheBorder() {
		return Stream.of(1, 3).map(most -> DynamicTest.dynamicTest("up to " + most, () -> assertSame(pairs(image(), "around", 0, 0, 1, most, most, 0, 0, 0).node("MirrorPad", "out",
			attributes("Tpaddings", INT, "mode", text("SYMMETRIC")), "x", "around"), "out", 1, 6, 7, 4)));
	}

	@Test
	void axesComeAndGo() {
		SavedModels graph = image().ints("begin", 0, 0).ints("end", 0, 2).ints("steps", 1, 1).ints("b3", 0, 0, 0).ints("e3", 0, 0, 0).ints("s3", 1, 1, 1);
		graph.node("StridedSlice", "plane", attributes("Index", INT, "ellipsis_mask", integer(1), "shrink_axis_mask", integer(2)), "x", "end", "end", "steps");
		graph.node("StridedSlice", "image", attributes("Index", INT, "ellipsis_mask", integer(1), "new_axis_mask", integer(2)), "plane", "begin", "begin", "steps");
		graph.ints("back", 1, -1).node("StridedSlice", "turned", attributes("Index", INT, "ellipsis_mask", integer(1), "begin_mask", integer(2), "end_mask", integer(2)), "x", "begin", "begin", "back");
		assertSame(graph.node("Mul", "out", "image", "turned"), "out", 2, 6, 7, 4);
	}

	@Test
	void partsAreTakenApartTurnedAndJoined() {
		SavedModels graph = scalar(image().ints("sides", 1, 2).ints("pick", 3, 1), "last", 3);
		graph.node("Unpack", "parts", attributes("num", integer(4), "axis", integer(3)), "x").node("Pack", "some", attributes("N", integer(2), "axis", integer(-1)), "parts:3", "parts:1");
		graph.node("ReverseV2", "turned", attributes("Tidx", INT), "some", "sides").node("GatherV2", "picked", Map.of("Tparams", FLOAT, "Tindices", INT, "Taxis", INT), "x", "pick", "last");
		graph.node("Concat", "out", attributes("N", integer(2)), "last", "turned", "picked");
		assertSame(graph, "out", 2, 6, 7, 4);
	}

	@Test
	void divisionsAreTheSame() {
		SavedModels graph = weights(image(), "by", 4).floats("none", new long[] { 4 }, 2, 0, -1, 0);
		graph.node("FloorDiv", "whole", "x", "by").node("FloorMod", "rest", "x", "by").node("Add", "sum", "whole", "rest").node("DivNoNan", "out", "sum", "none");
		assertSame(graph, "out", 1, 6, 7, 4);
	}

	@Test
	void comparisonsChoose() {
		SavedModels graph = image().node("OnesLike", "ones", "x").node("Sign", "sign", "x").node("NotEqual", "below", "sign", "ones");
		graph.node("IsNan", "nan", "x").node("LogicalOr", "either", Map.of(), "below", "nan").node("SelectV2", "out", "either", "ones", "x");
		assertSame(graph, "out", 1, 6, 7, 4);
	}

	@Test
	void oldNormalizationsAreTheSame() {
		SavedModels graph = weights(weights(weights(image(), "scale", 4), "shift", 4), "mean", 4).floats("variance", new long[] { 4 }, 0.5f, 1, 2, 0.1f);
		graph.node("BatchNormWithGlobalNormalization", "normal", attributes("variance_epsilon", real(0.01), "scale_after_normalization", flag(true)), "x", "mean", "variance", "shift", "scale");
		graph.node("LRN", "local", attributes("depth_radius", integer(1), "bias", real(1.5), "alpha", real(0.3), "beta", real(0.75)), "normal").node("BiasAddV1", "out", "local", "shift");
		assertSame(graph, "out", 1, 6, 7, 4);
	}

	@TestFactory
	Stream<DynamicTest> bicubicEnlargementsAreTheSame() {
		return Stream.of(true, false).map(centers -> DynamicTest.dynamicTest("half pixel centers " + centers, () -> {
			SavedModels graph = image().node("Shape", "shape", attributes("out_type", INT), "x").ints("one", 1).ints("three", 3).ints("factors", 2, 2);
			graph.node("StridedSlice", "sizes", Map.of("T", INT, "Index", INT), "shape", "one", "three", "one").node("Mul", "size", Map.of("T", INT), "sizes", "factors");
			assertSame(graph.node("ResizeBicubic", "out", attributes("half_pixel_centers", flag(centers)), "x", "size"), "out", 1, 8, 11, 4);
		}));
	}

	/** As group normalization is written: groups of channels get an axis of their own. */
	@Test
	void groupsOfChannelsAreNormalized() {
		SavedModels graph = scalar(scalar(image(), "two", 2), "four", 4).ints("over", 1, 2, 4).floats("epsilon", new long[0], 0.001f);
		sizes(graph, "shape", "x", 0, 1, 2).node("Pack", "apart", Map.of("T", INT, "N", integer(5), "axis", integer(0)), "shape0", "shape1", "shape2", "two", "two");
		graph.node("Reshape", "groups", attributes("Tshape", INT), "x", "apart").node("Mean", "mean", attributes("Tidx", INT, "keep_dims", flag(true)), "groups", "over");
		graph.node("SquaredDifference", "squares", "groups", "mean").node("Mean", "variance", attributes("Tidx", INT, "keep_dims", flag(true)), "squares", "over");
		graph.node("AddV2", "more", "variance", "epsilon").node("Rsqrt", "factor", "more").node("Sub", "centered", "groups", "mean").node("Mul", "normal", "centered", "factor");
		assertSame(graph.node("Reshape", "out", attributes("Tshape", INT), "normal", "shape"), "out", 2, 6, 5, 4);
	}

	/** Squeeze and excitation: what is known of the whole image weighs its channels. */
	@Test
	void channelsAreWeighedByTheWholeImage() {
		SavedModels graph = weights(weights(image(), "m", 4, 4), "b", 4).ints("space", 1, 2);
		graph.node("Mean", "mean", attributes("Tidx", INT, "keep_dims", flag(false)), "x", "space").node("MatMul", "product", "mean", "m").node("BiasAdd", "biased", "product", "b");
		graph.node("Sigmoid", "weights", "biased").ints("last", 0, 0).ints("begin", 0, 0, 0, 0).ints("steps", 1, 1, 1, 1);
		graph.node("StridedSlice", "spread", attributes("Index", INT, "begin_mask", integer(9), "end_mask", integer(9), "new_axis_mask", integer(6)), "weights", "begin", "begin", "steps");
		assertSame(graph.node("Mul", "out", "x", "spread"), "out", 2, 6, 5, 4);
	}

	/** PReLU as Keras writes it, with a slope for each channel. */
	@Test
	void slopesOfTheirOwnAreTheirArithmetic() {
		SavedModels graph = weights(image(), "alpha", 1, 1, 4).node("Relu", "above", "x").node("Neg", "turned", "x").node("Relu", "below", "turned").node("Neg", "slope", "alpha");
		assertFalse(operators(assertSame(graph.node("Mul", "scaled", "slope", "below").node("AddV2", "out", "above", "scaled"), "out", 1, 6, 5, 4)).contains("Transpose"));
	}

	/** As TensorFlow 1 writes it, older and newer, the share that is kept being fed. */
	@TestFactory
	Stream<DynamicTest> dropoutThatIsFedKeepsAll() {
		return Stream.of(true, false).flatMap(older -> Stream.of("keep_prob", "dropout").map(name -> DynamicTest.dynamicTest(name + (older ? " floor" : " comparison"), () -> {
			SavedModels graph = image().placeholder(name, DataType.DT_FLOAT).node("Shape", "shape", attributes("out_type", INT), "x").floats("low", new long[0], 0).floats("high", new long[0], 1);
			graph.node("RandomUniform", "dice", Map.of("dtype", FLOAT, "T", INT), "shape").node("Sub", "range", "high", "low").node("Mul", "scaled", "dice", "range").node("Add", "uniform", "scaled", "low");
			if (older)
				graph.node("Add", "more", name, "uniform").node("Floor", "mask", "more").node("RealDiv", "kept", "x", name);
			else
				graph.node("Sub", "rate", "high", name).node("GreaterEqual", "stays", "uniform", "rate").node("Cast", "mask", Map.of("SrcT", BOOL, "DstT", FLOAT), "stays").node("RealDiv", "kept", "x", name);
			assertSame(graph.node("Mul", "dropped", "kept", "mask").node("Neg", "out", "dropped"), "out", 1, 6, 5, 4);
		})));
	}
}
