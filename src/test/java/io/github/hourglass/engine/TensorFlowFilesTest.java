package io.github.hourglass.engine;

import static io.github.hourglass.engine.EngineContract.wanting;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.OpDef;

/** What TensorFlow's files say, leave out and say wrongly. */
class TensorFlowFilesTest {

	private static final AttrValue FLOAT = TensorFlowNodes.type(DataType.DT_FLOAT);

	@TempDir
	Path folder;

	private static SavedModels negation() {
		return new SavedModels().placeholder("in", DataType.DT_FLOAT, -1, -1).node("Neg", "out", "in");
	}

	private static Network open(Path weights) {
		return new TensorFlowEngine().open(weights, EngineOptions.cpu());
	}

	private static float[] run(Network network, float[] values, long... shape) {
		String output = network.outputs().get(0).name();
		return network.run(Map.of(network.inputs().get(0).name(), Tensor.of(values, shape)), wanting(output)).get(output).toFloats();
	}

	@Test
	void aSavedModelMayLieOneFolderDeeper() {
		negation().signature("in:0", "out:0").save(folder.resolve("outer/inner"));
		assertTrue(new TensorFlowEngine().opens(folder.resolve("outer")));
		try (Network network = open(folder.resolve("outer"))) {
			assertArrayEquals(new float[] { -1, 2 }, run(network, new float[] { 1, -2 }, 1, 2));
			assertEquals(List.of(), network.findings());
		}
	}

	@Test
	void aFrozenGraphGivesWhatNothingElseTakes() {
		try (Network network = open(negation().freeze(folder.resolve("graph.pb")))) {
			assertEquals("in", network.inputs().get(0).name());
			assertEquals("out", network.outputs().get(0).name());
			assertArrayEquals(new float[] { -3 }, run(network, new float[] { 3 }, 1, 1));
			assertTrue(network.findings().get(0).contains("out"), network.findings()::toString);
		}
	}

	@Test
	void withoutASignatureTheOutputIsFoundAndToldToo() {
		try (Network network = open(negation().tagged("train").save(folder))) {
			assertArrayEquals(new float[] { -3 }, run(network, new float[] { 3 }, 1, 1));
			assertTrue(network.findings().toString().contains("serve") && network.findings().toString().contains("names no outputs"), network.findings()::toString);
		}
	}

	@Test
	void ofSeveralSignaturesTheUsualOneIsUsed() {
		SavedModels model = negation().node("Abs", "other", "in").signature("in:0", "out:0").signature("alternative", Map.of("x", "in:0"), Map.of("z", "other:0"));
		try (Network network = open(model.save(folder))) {
			assertEquals(List.of("y"), network.outputs().stream().map(TensorInfo::name).toList());
		}
	}

	@Test
	void ofSeveralUnusualSignaturesTheOneUsedIsTold() {
		SavedModels model = negation().node("Abs", "other", "in").signature("b", Map.of("x", "in:0"), Map.of("y", "out:0")).signature("a", Map.of("x", "in:0"), Map.of("z", "other:0"));
		try (Network network = open(model.save(folder))) {
			assertEquals("z", network.outputs().get(0).name());
			assertEquals(List.of("Of its signatures a, b, 'a' is used."), network.findings());
		}
	}

	@Test
	void theSwitchBetweenTrainingAndUseIsOff() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1).placeholder("keras_learning_phase", DataType.DT_BOOL).node("Neg", "use", "in")
			.node("Abs", "training", "in").node("Select", "out", Map.of("T", FLOAT), "keras_learning_phase", "training", "use")
			.signature("serving_default", Map.of("x", "in:0", "phase", "keras_learning_phase:0"), Map.of("y", "out:0"));
		try (Network network = open(model.save(folder))) {
			assertEquals(List.of("x"), network.inputs().stream().map(TensorInfo::name).toList());
			assertArrayEquals(new float[] { -3 }, run(network, new float[] { 3 }, 1));
			assertTrue(network.findings().get(0).contains("keras_learning_phase"), network.findings()::toString);
		}
	}

	@Test
	void inputsThatASignatureLeavesOutAreInputs() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, 2).placeholder("gain", DataType.DT_FLOAT).node("Mul", "out", "in", "gain").signature("in:0", "out:0");
		try (Network network = open(model.save(folder))) {
			assertEquals(List.of("x", "gain"), network.inputs().stream().map(TensorInfo::name).toList());
			Tensor y = network.run(Map.of("x", Tensor.of(new float[] { 1, 2 }, 2), "gain", Tensor.of(new float[] { 3 })), wanting("y")).get("y");
			assertArrayEquals(new float[] { 3, 6 }, y.toFloats());
			assertTrue(network.findings().get(0).contains("gain"), network.findings()::toString);
		}
	}

	@Test
	void anyNodeMayBeTheInput() {
		SavedModels model = new SavedModels().node("IteratorFromNowhere", "IteratorGetNext", Map.of("dtype", FLOAT)).node("Neg", "out", "IteratorGetNext").signature("IteratorGetNext:0", "out:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new float[] { -3 }, run(network, new float[] { 3 }, 1));
		}
	}

	@Test
	void functionsAreInlinedHoweverDeep() {
		OpDef.ArgDef x = OpDef.ArgDef.newBuilder().setName("x").setTypeAttr("T").build(), y = OpDef.ArgDef.newBuilder().setName("y").setTypeAttr("T").build();
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1);
		model.graph().getLibraryBuilder().addFunction(FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("inner").addInputArg(x).addOutputArg(y))
			.addNodeDef(TensorFlowNodes.of("Neg", "n", Map.of("T", AttrValue.newBuilder().setPlaceholder("T").build()), "x")).putRet("y", "n:y:0"));
		AttrValue inner = AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("inner").putAttr("T", FLOAT)).build();
		AttrValue types = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT)).build();
		model.graph().getLibraryBuilder().addFunction(FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("outer").addInputArg(x).addOutputArg(y))
			.addNodeDef(TensorFlowNodes.of("PartitionedCall", "call", Map.of("f", inner, "Tin", types, "Tout", types), "x"))
			.addNodeDef(TensorFlowNodes.of("Exp", "e", Map.of("T", FLOAT), "call:output:0")).putRet("y", "e:y:0"));
		AttrValue outer = AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("outer")).build();
		model.node("StatefulPartitionedCall", "whole", Map.of("f", outer, "Tin", types, "Tout", types), "in").signature("in:0", "whole:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new float[] { (float) Math.exp(-1), 1 }, run(network, new float[] { 1, 0 }, 2), 1e-6f);
		}
	}

	@Test
	void aFunctionThatCallsItselfIsRefused() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1);
		OpDef.ArgDef x = OpDef.ArgDef.newBuilder().setName("x").setType(DataType.DT_FLOAT).build();
		AttrValue itself = AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName("loop")).build();
		model.graph().getLibraryBuilder().addFunction(FunctionDef.newBuilder().setSignature(OpDef.newBuilder().setName("loop").addInputArg(x).addOutputArg(x.toBuilder().setName("y")))
			.addNodeDef(TensorFlowNodes.of("PartitionedCall", "call", Map.of("f", itself), "x")).putRet("y", "call:output:0"));
		model.node("PartitionedCall", "call", Map.of("f", itself), "in").signature("in:0", "call:0");
		assertRefused(model.save(folder), "nested");
	}

	@Test
	void whatTheOutputsDoNotNeedIsLeftOut() {
		SavedModels model = negation().node("OperatorOfTheFuture", "training", "out").signature("in:0", "out:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new float[] { -3 }, run(network, new float[] { 3 }, 1, 1));
		}
	}

	@Test
	void theNumberOfImagesThatATransposedConvolutionFixesIsLeftOpen() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1, 2, 2, 1).ints("sizes", 16, 2, 2, 1).floats("filter", new long[] { 1, 1, 1, 1 }, 3)
			.node("Conv2DBackpropInput", "out", Map.of("T", FLOAT, "strides", integers(1, 1, 1, 1), "padding", AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFromUtf8("VALID"))
				.build()), "sizes", "filter", "in")
			.signature("in:0", "out:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new float[] { 3, 6, 9, 12 }, run(network, new float[] { 1, 2, 3, 4 }, 1, 2, 2, 1));
			assertTrue(network.findings().get(0).contains("16"), network.findings()::toString);
		}
	}

	@Test
	void fewerImagesThanTheNetworkTakesAreFilledUp() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1, 2, 1).ints("shape", 4, 2, 1)
			.node("Reshape", "out", Map.of("T", FLOAT, "Tshape", TensorFlowNodes.type(DataType.DT_INT32)), "in", "shape").signature("in:0", "out:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new float[] { 1, 2 }, run(network, new float[] { 1, 2 }, 1, 2, 1));
			Tensor given = Tensor.allocate(TensorType.FLOAT32, 2, 2, 1);
			network.run(Map.of("x", Tensor.of(new float[] { 1, 2, 3, 4 }, 2, 2, 1)), Map.of("y", given));
			assertArrayEquals(new float[] { 1, 2, 3, 4 }, given.toFloats());
			assertTrue(network.findings().get(0).contains("is 4"), network.findings()::toString);
			String message = assertThrows(EngineException.class, () -> run(network, new float[10], 5, 2, 1)).getMessage();
			assertTrue(message.contains("at most 4"), message);
		}
	}

	@Test
	void anUnknownNumberOfAxesIsToldByTheOperators() {
		SavedModels model = new SavedModels().placeholder("in", DataType.DT_FLOAT, null).floats("filter", new long[] { 1, 1, 3, 2 }, 1, 2, 3, 4, 5, 6)
			.node("Relu", "relu", "in").node("Conv2D", "convolved", Map.of("T", FLOAT, "strides", integers(1, 1, 1, 1), "padding", AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFromUtf8("SAME"))
				.build()), "relu", "filter")
			.signature("in:0", "convolved:0");
		try (Network network = open(model.save(folder))) {
			assertArrayEquals(new long[] { -1, -1, -1, 3 }, network.inputs().get(0).shape());
			assertTrue(network.findings().get(0).contains("-1 x -1 x -1 x 3"), network.findings()::toString);
		}
	}

	@Test
	void whatCannotBeUsedIsRefusedByName() throws IOException {
		assertRefused(negation().node("MyOwnOperator", "custom", "out").signature("in:0", "custom:0").save(folder.resolve("custom")), "MyOwnOperator", "custom");
		assertRefused(new SavedModels().placeholder("in", DataType.DT_STRING, -1).node("ReadFile", "out", Map.of(), "in").signature("in:0", "out:0").save(folder.resolve("file")), "ReadFile",
			"beyond the network");
		assertRefused(new SavedModels().placeholder("in", DataType.DT_STRING, -1).node("Identity", "out", Map.of("T", TensorFlowNodes.type(DataType.DT_STRING)), "in")
			.signature("in:0", "out:0").save(folder.resolve("text")), "'x'", "DT_STRING");
		assertRefused(negation().signature("gone:0", "out:0").save(folder.resolve("input")), "gone");
		assertRefused(negation().signature("in:0", "gone:0").save(folder.resolve("output")), "gone");
		assertRefused(new SavedModels().node("NoOp", "nothing", Map.of()).save(folder.resolve("empty")), "no signature");
		assertRefused(new SavedModels().placeholder("in", DataType.DT_FLOAT, -1).node("VarHandleOp", "w", Map.of("dtype", FLOAT, "shape", TensorFlowNodes.shape(
			org.tensorflow.proto.TensorShapeProto.getDefaultInstance()))).node("ReadVariableOp", "read", Map.of("dtype", FLOAT), "w").node("Mul", "out", "in", "read")
			.signature("in:0", "out:0").save(folder.resolve("variables")), "variables");
		SavedModels circle = new SavedModels().placeholder("in", DataType.DT_FLOAT, -1).node("Add", "a", "in", "b").node("Neg", "b", "a").signature("in:0", "b:0");
		assertRefused(circle.save(folder.resolve("circle")), "cannot be opened");
		assertRefused(Files.createDirectory(folder.resolve("nothing")), "saved_model.pb");
		assertRefused(Files.write(folder.resolve("zero.pb"), new byte[0]), "empty");
		assertRefused(Files.write(folder.resolve("noise.pb"), new byte[] { 8, 1, 18, 127, 3, 3, 3 }), "damaged");
		byte[] whole = Files.readAllBytes(negation().signature("in:0", "out:0").save(folder.resolve("whole")).resolve("saved_model.pb"));
		for (int length : new int[] { 3, whole.length / 2, whole.length - 1 })
			assertRefused(Files.write(folder.resolve("short.pb"), Arrays.copyOf(whole, length)), "short.pb");
	}

	private void assertRefused(Path weights, String... parts) {
		String message = assertThrows(EngineException.class, () -> open(weights).close()).getMessage();
		for (String part : parts)
			assertTrue(message.contains(part), () -> part + " is not in: " + message);
		assertFalse(message.contains("\n"), message);
	}

	@Test
	void withoutItsLibraryTheEngineLoadsAndRefusesInOneSentence() throws Exception {
		Path model = negation().signature("in:0", "out:0").save(folder);
		URL[] classes = { Engine.class.getProtectionDomain().getCodeSource().getLocation() };
		try (URLClassLoader loader = new URLClassLoader(classes, ClassLoader.getPlatformClassLoader())) {
			Object engine = loader.loadClass(TensorFlowEngine.class.getName()).getConstructor().newInstance();
			assertEquals(true, engine.getClass().getMethod("opens", Path.class).invoke(engine, model));
			Object options = loader.loadClass(EngineOptions.class.getName()).getMethod("cpu").invoke(null);
			Throwable thrown = assertThrows(ReflectiveOperationException.class,
				() -> engine.getClass().getMethod("open", Path.class, options.getClass()).invoke(engine, model, options)).getCause();
			assertEquals(EngineException.class.getName(), thrown.getClass().getName());
			assertTrue(thrown.getMessage().startsWith("TensorFlow 1.1.0 for Java, which SavedModels need, is not installed here"), thrown.getMessage());
		}
	}

	private static AttrValue integers(long... values) {
		AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
		for (long value : values)
			list.addI(value);
		return AttrValue.newBuilder().setList(list).build();
	}
}
