package io.github.hourglass.engine;

import static io.github.hourglass.engine.EngineContract.wanting;
import static io.github.hourglass.engine.TensorType.BOOL;
import static io.github.hourglass.engine.TensorType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import ai.onnx.proto.OnnxMl.AttributeProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import io.github.hourglass.engine.EngineContract.Tiny;

/** Models not seen before, harmless and harmful, tried in a worker. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class TriedEngineTest {

	private static final WorkerLimits LIMITS = new WorkerLimits(1L << 30, 100_000);

	@TempDir
	Path folder;

	private String home;
	private final Counting workers = new Counting();

	/** Says how often a worker was needed. */
	private static final class Counting extends IdleWorkers {

		private int taken;

		Counting() {
			super(500);
		}

		@Override
		WorkerProcess take() {
			taken++;
			return super.take();
		}
	}

	@BeforeEach
	void useAnotherHome() {
		home = System.setProperty("hourglass.home", folder.resolve("home").toString());
	}

	@AfterEach
	void useTheOldHome() {
		if (home == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", home);
	}

	private TriedEngine onnx() {
		return new TriedEngine(new OnnxEngine(), workers, LIMITS);
	}

	private long seen() throws IOException {
		if (!Files.exists(folder.resolve("home/seen")))
			return 0;
		try (Stream<Path> files = Files.list(folder.resolve("home/seen"))) {
			return files.count();
		}
	}

	private void assertRefused(Engine engine, Path weights, String... parts) throws IOException {
		String message = assertThrows(EngineException.class, () -> engine.open(weights, EngineOptions.cpu())).getMessage();
		assertTrue(message.startsWith(weights + " is not opened here: tried in a process of its own, that process "), message);
		assertTrue(message.endsWith(".") && !message.contains("\n"), message);
		for (String part : parts)
			assertTrue(message.contains(part), () -> part + " is not in: " + message);
		assertEquals(0, seen());
	}

	@Test
	void aModelIsTriedOnceAndThenRunsInThisProcess() throws IOException {
		Path weights = new OnnxEngineTest().write(Tiny.AFFINE, folder);
		for (int round = 0; round < 2; round++)
			try (Network network = onnx().open(weights, EngineOptions.cpu())) {
				assertFalse(network instanceof WorkerNetwork);
				assertArrayEquals(new float[] { 3 }, network.run(Map.of("x", Tensor.of(new float[] { 1 }, 1)), wanting("y")).get("y").toFloats());
			}
		assertEquals(1, workers.taken);
		assertEquals(1, seen());
		Files.copy(weights, folder.resolve("copy.onnx"));
		onnx().open(folder.resolve("copy.onnx"), EngineOptions.cpu()).close();
		assertEquals(1, workers.taken);
		onnx().open(new OnnxEngineTest().write(Tiny.TWO_OUTPUTS, folder), EngineOptions.cpu()).close();
		assertEquals(2, workers.taken);
	}

	@Test
	void aFolderIsKnownByAllItsFiles() throws IOException {
		Path weights = new TensorFlowEngineTest().write(Tiny.AFFINE, folder);
		SeenModels.of("tensorflow", weights).add();
		assertTrue(SeenModels.of("tensorflow", weights).contains());
		assertFalse(SeenModels.of("onnx", weights).contains());
		Files.write(weights.resolve("more"), new byte[1]);
		assertFalse(SeenModels.of("tensorflow", weights).contains());
	}

	@Test
	void whatTheEngineRefusesIsRefusedInItsOwnWords() throws IOException {
		Path text = Files.writeString(folder.resolve("text.onnx"), "<html>");
		assertEquals(text + " is not an ONNX file.", assertThrows(EngineException.class, () -> onnx().open(text, EngineOptions.cpu())).getMessage());
		assertEquals(0, seen());
		Path gone = folder.resolve("gone.onnx");
		assertEquals("There is no file " + gone + ".", assertThrows(EngineException.class, () -> onnx().open(gone, EngineOptions.cpu())).getMessage());
		assertEquals(1, workers.taken);
	}

	@Test
	void aModelThatEatsMemoryIsRefused() throws IOException {
		assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "skipped: how much memory a process takes is only known on Linux");
		TinyModels bomb = new TinyModels().input("x", FLOAT32, 1).weights("sizes", Tensor.of(new long[] { 50_000, 50_000 }, 2)).node("Expand", "x,sizes", "large")
			.node("Exp", "large", "larger").node("ReduceMean", "larger", "y").output("y", FLOAT32, "h", "w");
		assertRefused(onnx(), bomb.write(folder.resolve("bomb.onnx")), "took more than 1073 MB of memory");
	}

	@Test
	void aModelThatHangsIsRefused() throws IOException {
		Path weights = new TinyModels().input("x", FLOAT32, 4).weights("often", Tensor.of(new long[] { Long.MAX_VALUE }, 1)).node("Abs", "x", "y").output("y", FLOAT32, 4)
			.write(folder.resolve("loop.onnx"));
		Files.write(weights, endless(ModelProto.parseFrom(Files.readAllBytes(weights))).toByteArray());
		assertRefused(new TriedEngine(new OnnxEngine(), workers, new WorkerLimits(1L << 30, 5000)), weights, "was not done within 5 s");
	}

	/** {@code y} is {@code x}, negated as often as there are numbers. */
	private static ModelProto endless(ModelProto model) throws IOException {
		byte[] once = new TinyModels().input("round", TensorType.INT64).input("on", BOOL).input("v", FLOAT32, 4).node("Identity", "on", "still").node("Neg", "v", "w")
			.output("still", BOOL).output("w", FLOAT32, 4).toBytes();
		NodeProto loop = NodeProto.newBuilder().setOpType("Loop").addInput("often").addInput("").addInput("x").addOutput("y")
			.addAttribute(AttributeProto.newBuilder().setName("body").setType(AttributeProto.AttributeType.GRAPH).setG(ModelProto.parseFrom(once).getGraph())).build();
		return model.toBuilder().setGraph(model.getGraph().toBuilder().setNode(0, loop)).build();
	}

	@Test
	void aModelThatKillsTheProcessIsRefused() throws IOException {
		Engine engine = new TriedEngine(new TensorFlowEngine(), workers, LIMITS);
		assertRefused(engine, HostileModelsTest.killer(folder.resolve("killer")), "has crashed (");
	}

	@Test
	void savedModelsRunInTheWorkerThatTriedThem() throws IOException {
		Engine engine = new TriedEngine(new WorkerEngine(new TensorFlowEngine(), workers), workers, LIMITS);
		try (Network network = engine.open(new TensorFlowEngineTest().write(Tiny.AFFINE, folder), EngineOptions.cpu())) {
			assertInstanceOf(WorkerNetwork.class, network);
			assertArrayEquals(new float[] { 3 }, network.run(Map.of("x", Tensor.of(new float[] { 1 }, 1)), wanting("y")).get("y").toFloats());
		}
		assertEquals(1, seen());
	}

	@Test
	void theHostSaysWhatIsKeptApart() {
		OnnxEngine onnx = new OnnxEngine();
		TensorFlowEngine tensorFlow = new TensorFlowEngine();
		assertSame(onnx, Isolation.NEVER.of(onnx));
		assertSame(tensorFlow, Isolation.NEVER.of(tensorFlow));
		assertSame(onnx, Isolation.FIRST.of(onnx));
		assertInstanceOf(TriedEngine.class, Isolation.FIRST.of(tensorFlow));
		assertInstanceOf(TriedEngine.class, Isolation.ALWAYS.of(onnx));
		assertEquals("tensorflow", Isolation.ALWAYS.of(tensorFlow).name());
		assertEquals(Isolation.NEVER, Isolation.here());
	}
}
