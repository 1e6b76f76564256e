package io.github.hourglass.engine;

import static io.github.hourglass.engine.TensorType.FLOAT32;
import static io.github.hourglass.engine.TensorType.INT8;
import static io.github.hourglass.engine.TensorType.UINT16;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.CancelledException;

class OnnxEngineTest extends EngineContract {

	private final OnnxEngine engine = new OnnxEngine();

	@Override
	Engine engine() {
		return engine;
	}

	@Override
	Path write(Tiny network, Path folder) {
		TinyModels model = switch (network) {
			case AFFINE -> new TinyModels().input("x", FLOAT32, "n").weights("two", Tensor.of(new float[] { 2 })).weights("one", Tensor.of(new float[] { 1 }))
				.node("Mul", "x,two", "twice").node("Add", "twice,one", "y").output("y", FLOAT32, "n");
			case TWO_INPUTS -> new TinyModels().input("a", FLOAT32, 2, 3).input("b", FLOAT32, 2, 3).node("Add", "a,b", "sum").output("sum", FLOAT32, 2, 3);
			case TWO_OUTPUTS -> new TinyModels().input("x", FLOAT32, "n").node("Neg", "x", "negative").node("Add", "x,x", "twice")
				.output("negative", FLOAT32, "n").output("twice", FLOAT32, "n");
			case INT64 -> new TinyModels().input("x", TensorType.INT64, "n").node("Add", "x,x", "y").output("y", TensorType.INT64, "n");
			case BOX -> box();
			case SLOW -> slow();
		};
		return model.write(folder.resolve(network + ".onnx"));
	}

	private static TinyModels box() {
		float[] ones = new float[9];
		Arrays.fill(ones, 1);
		return new TinyModels().input("x", FLOAT32, 1, 1, "h", "w").weights("ones", Tensor.of(ones, 1, 1, 3, 3))
			.node("Conv", "x,ones", "y", Map.of("pads", new long[] { 1, 1, 1, 1 })).output("y", FLOAT32, 1, 1, "h", "w");
	}

	private static TinyModels slow() {
		TinyModels model = new TinyModels().input("x", FLOAT32, "n", "n").node("MatMul", "x,x", "y1");
		for (int i = 1; i < 999; i++)
			model.node("MatMul", "x,y" + i, "y" + (i + 1));
		return model.node("MatMul", "x,y999", "y").output("y", FLOAT32, "n", "n");
	}

	@Test
	void isFoundByTheServiceLoader() {
		assertInstanceOf(OnnxEngine.class, Engines.forWeights(Path.of("some", "Net.ONNX")));
		assertEquals("ONNX Runtime 1.28.0", engine.version());
	}

	@ParameterizedTest
	@EnumSource(value = TensorType.class, mode = EnumSource.Mode.EXCLUDE, names = { "UINT16", "UINT32", "UINT64" })
	void tensorsOfEveryTypeThatJavaCanFeedPassThroughUnchanged(TensorType type) {
		Path file = new TinyModels().input("x", type, "n").node("Identity", "x", "y").output("y", type, "n").write(folder.resolve("identity.onnx"));
		Tensor x = Tensor.allocate(type, 5);
		for (int i = 0; i < x.bytes().remaining(); i++)
			x.bytes().put(i, (byte) (type == TensorType.BOOL ? i % 2 : 37 * i));
		Tensor given = Tensor.allocate(type, 5);
		try (Network network = engine.open(file, EngineOptions.cpu())) {
			assertEquals(type, network.inputs().get(0).type());
			assertEquals(x.bytes(), network.run(Map.of("x", x), wanting("y")).get("y").bytes());
			network.run(Map.of("x", x), Map.of("y", given));
			assertEquals(x.bytes(), given.bytes());
		}
	}

	@ParameterizedTest
	@EnumSource(value = TensorType.class, names = { "UINT16", "UINT32", "UINT64" })
	void unsignedTypesComeOutButCannotBeFed(TensorType type) {
		Path out = new TinyModels().input("x", FLOAT32, "n").node("Cast", "x", "y", Map.of("to", type.onnxCode())).output("y", type, "n").write(folder.resolve("out.onnx"));
		Tensor given = Tensor.allocate(type, 2);
		try (Network network = engine.open(out, EngineOptions.cpu())) {
			Tensor y = run(network, "x", Tensor.of(new float[] { 7, 65535 }, 2), "y");
			network.run(Map.of("x", Tensor.of(new float[] { 7, 65535 }, 2)), Map.of("y", given));
			assertEquals(type, y.type());
			assertEquals(y.bytes(), given.bytes());
			assertEquals((char) 65535, y.bytes().getChar(type.bytes()));
		}
		Path in = new TinyModels().input("x", type, "n").node("Identity", "x", "y").output("y", type, "n").write(folder.resolve("in.onnx"));
		assertRefused(in, "'x'", type.name());
	}

	@Test
	void scalarsAndEmptyTensorsAreTensors() {
		Path scalar = new TinyModels().input("x", FLOAT32).node("Neg", "x", "y").output("y", FLOAT32).write(folder.resolve("scalar.onnx"));
		try (Network network = engine.open(scalar, EngineOptions.cpu())) {
			Tensor y = run(network, "x", Tensor.of(new float[] { 4 }), "y");
			assertArrayEquals(new float[] { -4 }, y.toFloats());
			assertEquals(0, y.shape().length);
		}
		assertArrayEquals(new long[] { 0 }, run(open(Tiny.AFFINE), "x", Tensor.allocate(FLOAT32, 0), "y").shape());
	}

	@Test
	void freeSizesKeepTheirNames() {
		assertEquals(List.of("", "", "h", "w"), open(Tiny.BOX).inputs().get(0).sizeNames());
	}

	@Test
	void inputsAndWeightsMayBeOutputs() {
		Path file = new TinyModels().input("x", FLOAT32, 2).weights("w", Tensor.of(new float[] { 3, 4 }, 2)).node("Neg", "w", "constant").node("Mul", "x,w", "y").output("x", FLOAT32, 2)
			.output("w", FLOAT32, 2).output("constant", FLOAT32, 2).output("y", FLOAT32, 2).write(folder.resolve("x.onnx"));
		Map<String, float[]> expected = Map.of("x", new float[] { 1, 2 }, "w", new float[] { 3, 4 }, "constant", new float[] { -3, -4 }, "y", new float[] { 3, 8 });
		Map<String, Tensor> x = Map.of("x", Tensor.of(new float[] { 1, 2 }, 2));
		try (Network network = engine.open(file, EngineOptions.cpu())) {
			expected.forEach((name, values) -> {
				assertArrayEquals(values, network.run(x, wanting(name)).get(name).toFloats(), name);
				assertArrayEquals(values, network.run(x, Map.of(name, Tensor.allocate(FLOAT32, 2))).get(name).toFloats(), name);
			});
		}
	}

	@Test
	void weightsListedAsInputsNeedNotBeFed() {
		Path file = new TinyModels().irVersion(3).opset(8).input("x", FLOAT32, 2).input("w", FLOAT32, 2).weights("w", Tensor.of(new float[] { 3, 4 }, 2)).node("Mul", "x,w", "y")
			.output("y", FLOAT32, 2).write(folder.resolve("old.onnx"));
		try (Network network = engine.open(file, EngineOptions.cpu())) {
			assertEquals(1, network.inputs().size());
			assertArrayEquals(new float[] { 3, 8 }, run(network, "x", Tensor.of(new float[] { 1, 2 }, 2), "y").toFloats());
		}
	}

	@Test
	void weightsMayLieInAFileBesideIt() throws IOException {
		Path file = new TinyModels().input("x", FLOAT32, 2).externalWeights("w", FLOAT32, "weights.bin", 2).node("Mul", "x,w", "y").output("y", FLOAT32, 2)
			.write(folder.resolve("outside.onnx"));
		assertRefused(file, "weights.bin", "missing");
		byte[] bytes = new byte[8];
		Tensor.of(new float[] { 3, 4 }, 2).bytes().get(bytes);
		Files.write(folder.resolve("weights.bin"), bytes);
		try (Network network = engine.open(file, EngineOptions.cpu())) {
			assertArrayEquals(new float[] { 3, 8 }, run(network, "x", Tensor.of(new float[] { 1, 2 }, 2), "y").toFloats());
		}
		Files.write(folder.resolve("weights.bin"), new byte[3]);
		assertRefused(file, "'w'", "too short");
		Path elsewhere = new TinyModels().input("x", FLOAT32, 2).externalWeights("w", FLOAT32, "../weights.bin", 2).node("Mul", "x,w", "y").output("y", FLOAT32, 2)
			.write(folder.resolve("elsewhere.onnx"));
		assertRefused(elsewhere, "outside its own folder");
	}

	@Test
	void aRunWithoutEnoughMemoryFailsAlone() {
		Path file = new TinyModels().input("n", TensorType.INT64, 1).node("ConstantOfShape", "n", "zeros").node("Exp", "zeros", "y").output("y", FLOAT32, "n")
			.write(folder.resolve("memory.onnx"));
		try (Network network = engine.open(file, EngineOptions.cpu())) {
			for (long size : new long[] { 1L << 44, 1L << 60 })
				assertThrows(EngineException.OutOfMemory.class, () -> run(network, "n", Tensor.of(new long[] { size }, 1), "y"));
			assertArrayEquals(new float[] { 1, 1 }, run(network, "n", Tensor.of(new long[] { 2 }, 1), "y").toFloats());
			String message = assertThrows(EngineException.class, () -> run(network, "n", Tensor.of(new long[] { -3 }, 1), "y")).getMessage();
			assertTrue(message.contains("ConstantOfShape") && message.contains("memory.onnx"), message);
			assertFalse(message.contains("/onnxruntime") || message.contains("\n"), message);
		}
	}

	@Test
	void cancelDoesNotWaitForOneLongOperator() throws Exception {
		int size = 4000;
		Path file = new TinyModels().input("x", FLOAT32, "n", "n").node("MatMul", "x,x", "y").output("y", FLOAT32, "n", "n").write(folder.resolve("product.onnx"));
		Network network = engine.open(file, new EngineOptions(Device.CPU, 1));
		Tensor product = Tensor.allocate(FLOAT32, size, size);
		long start = System.nanoTime();
		run(network, "x", product, "y");
		long whole = System.nanoTime() - start;
		FutureTask<Tensor> run = new FutureTask<>(() -> run(network, "x", product, "y"));
		new Thread(run).start();
		start = System.nanoTime();
		while (!run.isDone()) { // a cancel before the run has begun has nothing to cancel
			network.cancel();
			Thread.sleep(5);
		}
		long cancelled = System.nanoTime() - start;
		assertInstanceOf(CancelledException.class, assertThrows(ExecutionException.class, run::get).getCause());
		network.close();
		assertTrue(cancelled < whole, cancelled / 1_000_000 + " ms, and a whole run takes " + whole / 1_000_000 + " ms");
	}

	@Test
	void aFileCutShortIsRefused() throws IOException {
		byte[] whole = Files.readAllBytes(write(Tiny.BOX, folder));
		for (int length = 1; length < whole.length - 4; length += 7)
			assertRefused(Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, length)), "cut.onnx");
		assertRefused(Files.write(folder.resolve("cut.onnx"), Arrays.copyOf(whole, whole.length / 2)), "cut short or damaged");
		assertRefused(Files.write(folder.resolve("cut.onnx"), new byte[0]), "empty");
	}

	@ParameterizedTest
	@ValueSource(strings = { "<html>Page not found</html>", "version https://git-lfs.github.com/spec/v1", "PK\3\4" })
	void anythingElseIsNotAnOnnxFile(String text) throws IOException {
		assertRefused(Files.writeString(folder.resolve("other.onnx"), text), "other.onnx", "not an ONNX file");
	}

	@Test
	void unknownOperatorsAreNamed() {
		assertRefused(node(new TinyModels(), "Frobnicate"), "'Frobnicate'", "opset 17");
		assertRefused(node(new TinyModels().opset(8), "Mish"), "'Mish'", "opset 8");
		assertRefused(node(new TinyModels().domain("com.acme"), "Frobnicate"), "'com.acme:Frobnicate'", "not part of ONNX");
		Path wrong = new TinyModels().input("x", INT8, 1).node("Relu", "x", "y").output("y", INT8, 1).opset(13).write(folder.resolve("type.onnx"));
		assertRefused(wrong, "'Relu'", "int8");
	}

	@Test
	void newerFilesAreToldApart() {
		assertRefused(node(new TinyModels().irVersion(99), "Relu"), "needs a newer ONNX Runtime", "version 99");
		assertRefused(node(new TinyModels().opset(99), "Relu"), "needs a newer ONNX Runtime", "opset 99");
	}

	@Test
	void foldersAndStrangeTypesAreRefused() {
		assertRefused(folder, "is a folder");
		assertRefused(new TinyModels().input("x", UINT16, 1).node("Identity", "x", "y").output("y", UINT16, 1).write(folder.resolve("u.onnx")), "UINT16");
	}

	@Test
	void theProbeOfADeviceSucceedsOnOneThatWorks() {
		assertTrue(engine.works(Device.CPU));
		assertFalse(engine.works(new Device(Device.Kind.GPU, 99)));
	}

	@Test
	void aGraphicsCardThatIsNotThereIsRefusedWithTheWayOut() {
		assumeFalse(engine.devices().size() > 1, "skipped: this computer has a graphics card");
		String message = assertThrows(EngineException.class, () -> engine.open(write(Tiny.AFFINE, folder), new EngineOptions(Device.parse("gpu"), 0))).getMessage();
		assertTrue(message.contains("cpu"), message);
	}

	private Path node(TinyModels model, String operator) {
		return model.input("x", FLOAT32, 1).node(operator, "x", "y").output("y", FLOAT32, 1).write(folder.resolve("node.onnx"));
	}

	private void assertRefused(Path file, String... parts) {
		String message = assertThrows(EngineException.class, () -> engine.open(file, EngineOptions.cpu()).close()).getMessage();
		for (String part : parts)
			assertTrue(message.contains(part), () -> part + " is not in: " + message);
		assertFalse(message.contains("\n") || message.contains("ORT_") || message.contains("onnxruntime::"), message);
	}
}
