package io.github.hourglass.engine;

import static io.github.hourglass.engine.EngineContract.wanting;
import static io.github.hourglass.engine.TensorType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.EngineContract.Tiny;

/** Processes that run networks: used again, ended, killed, crashed, out of memory, and left alone. */
@Timeout(value = 4, unit = TimeUnit.MINUTES)
class WorkerProcessTest {

	private static final long PATIENCE_SECONDS = 120;

	@TempDir
	Path folder;

	private String temporary;
	private Path shared;

	@BeforeEach
	void watchTheTemporaryFiles() throws IOException {
		temporary = System.getProperty("java.io.tmpdir");
		shared = Files.createDirectories(folder.resolve("tmp"));
		System.setProperty("java.io.tmpdir", shared.toString());
	}

	@AfterEach
	void useTheOldOnes() {
		System.setProperty("java.io.tmpdir", temporary);
	}

	private static Path tiny(Tiny network, Path folder) {
		return new OnnxEngineTest().write(network, folder);
	}

	private static WorkerNetwork open(Tiny network, Path folder, IdleWorkers workers) {
		return (WorkerNetwork) new WorkerEngine(new OnnxEngine(), workers).open(tiny(network, folder), EngineOptions.cpu());
	}

	private static float[] affine(Network network, float... x) {
		return network.run(Map.of("x", Tensor.of(x, x.length)), wanting("y")).get("y").toFloats();
	}

	private static CompletableFuture<?> slow(Network network) {
		return CompletableFuture.supplyAsync(() -> network.run(Map.of("x", Tensor.allocate(FLOAT32, 1500, 1500)), wanting("y")));
	}

	static void signal(String name, long process) throws Exception {
		assertEquals(0, new ProcessBuilder("kill", "-" + name, Long.toString(process)).start().waitFor());
	}

	static void until(BooleanSupplier happens) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (!happens.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, "waited in vain");
			Thread.sleep(20);
		}
	}

	private boolean isEmpty() {
		try (Stream<Path> files = Files.walk(shared)) {
			return files.noneMatch(file -> !file.equals(shared));
		}
		catch (IOException | java.io.UncheckedIOException changing) {
			return false;
		}
	}

	@Test
	void oneProcessRunsANetworkAndThenTheNextAndEndsWhenNothingIsLeft() throws Exception {
		IdleWorkers workers = new IdleWorkers(500);
		long id;
		try (WorkerNetwork first = open(Tiny.AFFINE, folder, workers)) {
			id = first.process();
			for (int i = 0; i < 5; i++)
				assertArrayEquals(new float[] { 2 * i + 1 }, affine(first, i));
			try (WorkerNetwork second = open(Tiny.AFFINE, folder, workers)) {
				assertFalse(second.process() == id);
				assertArrayEquals(new float[] { 3 }, affine(second, 1));
			}
		}
		try (WorkerNetwork third = open(Tiny.TWO_OUTPUTS, folder, workers)) {
			assertEquals(id, third.process());
			assertEquals(List.of("negative", "twice"), third.outputs().stream().map(TensorInfo::name).toList());
			assertTrue(ProcessHandle.of(id).isPresent());
		}
		until(() -> ProcessHandle.of(id).isEmpty());
		until(this::isEmpty);
	}

	@Test
	void killedInARunItSaysWhatHappenedAndLeavesNothingBehind() throws Exception {
		WorkerNetwork network = open(Tiny.SLOW, folder, new IdleWorkers(500));
		CompletableFuture<?> run = slow(network);
		Thread.sleep(500);
		assertFalse(run.isDone());
		ProcessHandle.of(network.process()).orElseThrow().destroyForcibly();
		Throwable failure = assertThrows(CompletionException.class, run::join).getCause();
		assertInstanceOf(EngineException.class, failure);
		if (File.separatorChar == '/')
			assertTrue(failure.getMessage().contains("SLOW.onnx was killed, perhaps because the system ran out of memory; run it again"), failure.getMessage());
		assertThrows(EngineException.class, () -> network.run(Map.of("x", Tensor.allocate(FLOAT32, 1, 1)), wanting("y")));
		network.close();
		until(this::isEmpty);
		try (WorkerNetwork again = open(Tiny.SLOW, folder, new IdleWorkers(500))) {
			assertArrayEquals(new float[1], again.run(Map.of("x", Tensor.allocate(FLOAT32, 1, 1)), wanting("y")).get("y").toFloats());
		}
	}

	@Test
	void aCrashIsASentence() throws Exception {
		assumeTrue(File.separatorChar == '/', "skipped: only Unix can make a process crash");
		try (WorkerNetwork network = open(Tiny.AFFINE, folder, new IdleWorkers(500))) {
			signal("SEGV", network.process());
			String message = assertThrows(EngineException.class, () -> affine(network, 1)).getMessage();
			assertTrue(message.matches("The process that runs the network AFFINE.onnx has crashed \\((in lib.*|exit code .*)\\); the model may be damaged, .*\\."), message);
		}
		until(this::isEmpty);
	}

	private static WorkerNetwork limited(Path weights, WorkerLimits limits) {
		return WorkerNetwork.open(new IdleWorkers(500), WorkerProcess.start(), limits, "onnx", weights, EngineOptions.cpu());
	}

	@Test
	void onlySoMuchMemoryIsTaken() throws Exception {
		assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "skipped: how much memory a process takes is only known on Linux");
		try (WorkerNetwork network = limited(tiny(Tiny.AFFINE, folder), new WorkerLimits(200L << 20, 100_000))) {
			Map<String, Tensor> x = Map.of("x", Tensor.allocate(FLOAT32, 20_000_000));
			String message = assertThrows(WorkerProcess.Ended.class, () -> {
				for (int round = 0; round < 100; round++)
					network.run(x, wanting("y"));
			}).getMessage();
			assertTrue(message.contains("took more than 209 MB of memory"), message);
		}
		until(this::isEmpty);
	}

	@Test
	void whatDoesNotAnswerInTimeIsEnded() throws Exception {
		String message = assertThrows(WorkerProcess.Ended.class, () -> {
			try (WorkerNetwork network = limited(tiny(Tiny.SLOW, folder), new WorkerLimits(0, 2000))) {
				network.run(Map.of("x", Tensor.allocate(FLOAT32, 4000, 4000)), wanting("y"));
			}
		}).getMessage();
		assertTrue(message.contains("was not done within 2 s"), message);
		until(this::isEmpty);
	}

	/** The host of the test that follows: opens a network, says which process runs it, and waits. */
	public static void main(String[] arguments) throws Exception {
		WorkerNetwork network = open(Tiny.SLOW, Path.of(arguments[0]), IdleWorkers.here());
		slow(network);
		System.out.println(network.process());
		Thread.sleep(TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
	}

	@Test
	void itEndsWithItsHostHoweverThatEnds() throws Exception {
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Djava.io.tmpdir=" + shared, "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), WorkerProcessTest.class.getName(), folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT).start();
		long id = Long.parseLong(host.inputReader().readLine());
		assertTrue(ProcessHandle.of(id).isPresent());
		Thread.sleep(500);
		host.destroyForcibly().waitFor();
		until(() -> ProcessHandle.of(id).isEmpty());
		until(() -> {
			try (Stream<Path> files = Files.list(shared)) {
				return files.noneMatch(file -> file.getFileName().toString().startsWith("hourglass-worker-"));
			}
			catch (IOException | java.io.UncheckedIOException changing) {
				return false;
			}
		});
	}

	/** The answers to some requests, after which the input stays open until all are there. */
	private static String served(String requests) throws IOException {
		ByteArrayOutputStream answers = new ByteArrayOutputStream();
		long expected = 1 + requests.lines().count();
		InputStream silence = new InputStream() {

			@Override
			public int read() throws IOException {
				try {
					until(() -> answers.toString(StandardCharsets.US_ASCII).lines().count() == expected);
					return -1;
				}
				catch (InterruptedException e) {
					throw new IOException(e);
				}
			}
		};
		Worker.serve(new SequenceInputStream(new ByteArrayInputStream(requests.getBytes(StandardCharsets.US_ASCII)), silence), answers);
		return answers.toString(StandardCharsets.US_ASCII);
	}

	@Test
	void whatItIsAskedWronglyIsAnsweredByASentence() throws IOException {
		assertEquals("{\"id\": 0, \"process\": " + ProcessHandle.current().pid() + "}\n", served(""));
		assertTrue(served("{\"id\": 7, \"do\": \"dance\"}\n").contains("{\"error\": \"The worker knows no 'dance'.\", \"kind\": \"failed\", \"id\": 7}"));
		assertTrue(served("{\"id\": 7, \"do\": \"run\"}\n").contains("No network is open"));
		assertTrue(served("{\"id\": 7, \"do\": \"open\", \"engine\": \"onnx\"}\n").contains("'weights'"));
		assertTrue(served("{\"id\": 7, \"do\": \"version\", \"engine\": \"gone\"}\n").contains("no engine 'gone'"));
	}

	@Test
	void linesThatAreNoRequestsEndIt() {
		assertThrows(IllegalArgumentException.class, () -> served("hello\n"));
		assertThrows(IllegalArgumentException.class, () -> served("{\"id\": \n"));
		assertThrows(IllegalArgumentException.class, () -> served("{\"a\": &a {}, \"b\": *a}\n"));
		assertThrows(IOException.class, () -> served("{\"id\": 7, \"do\": \"" + "x".repeat(WorkerMessage.LONGEST) + "\"}\n"));
	}

	@Test
	void messagesArriveAsTheyWere() {
		String text = "a \"quote\", a \\, a line\nbreak, an ümlaut, a 🐟 and a \u0000";
		WorkerMessage message = WorkerMessage.of("text", text).with("numbers", new long[] { -1, Long.MAX_VALUE }).with("nothing", null).with("none", List.of())
			.with("infos", List.of(WorkerMessage.of(new TensorInfo("x:0", FLOAT32, new long[] { 1, -1 }, List.of("", "width"))), WorkerMessage.of(new TensorInfo("?", FLOAT32, null, List.of()))));
		WorkerMessage arrived = WorkerMessage.parse(message.line());
		assertEquals(text, arrived.text("text"));
		assertArrayEquals(new long[] { -1, Long.MAX_VALUE }, arrived.numbers("numbers"));
		assertFalse(arrived.has("nothing"));
		assertEquals(List.of(), arrived.texts("none"));
		assertEquals("[x:0 FLOAT32[1, -1], ? FLOAT32[?]]", arrived.messages("infos").stream().map(WorkerMessage::info).toList().toString());
		assertEquals(List.of("", "width"), arrived.messages("infos").get(0).info().sizeNames());
	}
}
