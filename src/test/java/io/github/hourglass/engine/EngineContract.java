package io.github.hourglass.engine;

import static io.github.hourglass.engine.TensorType.FLOAT32;
import static io.github.hourglass.engine.TensorType.FLOAT64;
import static io.github.hourglass.engine.TensorType.INT64;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.CancelledException;

/** What every engine must do. A subclass brings the engine and the weights files of a few tiny networks. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
abstract class EngineContract {

	/** The networks a subclass writes; {@code n}, {@code h} and {@code w} are free sizes of those names. */
	enum Tiny {
		/** {@code x} FLOAT32[n] → {@code y} = 2 x + 1. */
		AFFINE,
		/** {@code a}, {@code b} FLOAT32[2, 3] → {@code sum} = a + b. */
		TWO_INPUTS,
		/** {@code x} FLOAT32[n] → {@code negative} = −x, {@code twice} = x + x. */
		TWO_OUTPUTS,
		/** {@code x} INT64[n] → {@code y} = x + x. */
		INT64,
		/** {@code x} FLOAT32 of {@link #imageShape} → {@code y}, the sum of the 3 × 3 pixels around each, 0 outside; of the same shape. */
		BOX,
		/** {@code x} FLOAT32[n, n] → {@code y} of the same shape: a thousand matrix products, of x with what the one before gave. */
		SLOW
	}

	private static final int SLOW_SIZE = 1500;

	@TempDir
	Path folder;

	private final List<Network> opened = new ArrayList<>();

	abstract Engine engine();

	/** Writes one of the networks into the folder and returns its weights file or folder. */
	abstract Path write(Tiny network, Path folder);

	/** An image of one channel in the axis order of this engine's {@link Tiny#BOX}; negative sizes are free. */
	long[] imageShape(long height, long width) {
		return new long[] { 1, 1, height, width };
	}

	/** How often a network is opened and closed to see whether memory grows. */
	int rounds() {
		return 200;
	}

	@BeforeEach
	@AfterEach
	void clearInterruption() {
		Thread.interrupted();
	}

	@AfterEach
	void closeAll() {
		opened.forEach(Network::cancel);
		opened.forEach(Network::close);
	}

	@Test
	void hasANameAVersionAndTheProcessorFirst() {
		assertTrue(engine().name().matches("[a-z]+"), engine().name());
		assertTrue(engine().version().matches(".*\\d+\\.\\d+.*"), engine().version());
		assertEquals(Device.CPU, engine().devices().get(0));
	}

	@Test
	void reportsNamesTypesAndShapes() {
		Network affine = open(Tiny.AFFINE);
		assertEquals(List.of("x"), affine.inputs().stream().map(TensorInfo::name).toList());
		assertEquals(FLOAT32, affine.inputs().get(0).type());
		assertArrayEquals(new long[] { -1 }, affine.inputs().get(0).shape());
		assertEquals(List.of("y"), affine.outputs().stream().map(TensorInfo::name).toList());

		Network sum = open(Tiny.TWO_INPUTS);
		assertEquals(List.of("a", "b"), sum.inputs().stream().map(TensorInfo::name).toList());
		assertArrayEquals(new long[] { 2, 3 }, sum.inputs().get(1).shape());
		assertEquals(List.of("negative", "twice"), open(Tiny.TWO_OUTPUTS).outputs().stream().map(TensorInfo::name).toList());
		assertEquals(INT64, open(Tiny.INT64).inputs().get(0).type());
		assertArrayEquals(imageShape(-1, -1), open(Tiny.BOX).inputs().get(0).shape());
	}

	@Test
	void computesTheRightNumbers() {
		assertArrayEquals(new float[] { 1, 3, -4 }, run(open(Tiny.AFFINE), "x", Tensor.of(new float[] { 0, 1, -2.5f }, 3), "y").toFloats());
		Map<String, Tensor> sum = open(Tiny.TWO_INPUTS).run(
			Map.of("a", Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, 2, 3), "b", Tensor.of(new float[] { 10, 20, 30, 40, 50, 60 }, 2, 3)), wanting("sum"));
		assertArrayEquals(new float[] { 11, 22, 33, 44, 55, 66 }, sum.get("sum").toFloats());
		assertArrayEquals(new long[] { 2, 3 }, sum.get("sum").shape());
		long large = (1L << 53) + 1;
		assertEquals(2 * large, run(open(Tiny.INT64), "x", Tensor.of(new long[] { large }, 1), "y").longs().get(0));
		float[] box = run(open(Tiny.BOX), "x", Tensor.of(new float[] { 1, 2, 3, 4, 5, 6 }, imageShape(2, 3)), "y").toFloats();
		assertArrayEquals(new float[] { 12, 21, 16, 12, 21, 16 }, box);
	}

	@Test
	void oneThreadGivesTheSameNumbers() {
		try (Network network = engine().open(write(Tiny.BOX, folder), new EngineOptions(Device.CPU, 1))) {
			assertArrayEquals(new float[] { 10, 10, 10, 10 }, run(network, "x", Tensor.of(new float[] { 1, 2, 3, 4 }, imageShape(2, 2)), "y").toFloats());
		}
	}

	@Test
	void writesIntoTheGivenBuffer() {
		ByteBuffer memory = ByteBuffer.allocateDirect(64).order(ByteOrder.nativeOrder());
		Tensor given = Tensor.over(memory.slice(16, 12), FLOAT32, 3);
		Tensor returned = open(Tiny.AFFINE).run(Map.of("x", Tensor.of(new float[] { 1, 2, 3 }, 3)), Map.of("y", given)).get("y");
		assertSame(given, returned);
		assertArrayEquals(new float[] { 0, 3, 5, 7, 0 }, new float[] { memory.getFloat(12), memory.getFloat(16), memory.getFloat(20), memory.getFloat(24), memory.getFloat(28) });
	}

	@Test
	void readsAndWritesMemoryOfTheHeapToo() {
		Tensor x = Tensor.over(ByteBuffer.allocate(8), FLOAT32, 2);
		x.floats().put(new float[] { 1, 2 });
		Tensor y = Tensor.over(ByteBuffer.allocate(8), FLOAT32, 2);
		open(Tiny.AFFINE).run(Map.of("x", x), Map.of("y", y));
		assertArrayEquals(new float[] { 3, 5 }, y.toFloats());
	}

	@Test
	void returnsTheOutputsAskedForInThatOrder() {
		Network network = open(Tiny.TWO_OUTPUTS);
		Map<String, Tensor> x = Map.of("x", Tensor.of(new float[] { 1, -2 }, 2));
		assertEquals(List.of("twice"), List.copyOf(network.run(x, wanting("twice")).keySet()));
		Map<String, Tensor> both = network.run(x, wanting("twice", "negative"));
		assertEquals(List.of("twice", "negative"), List.copyOf(both.keySet()));
		assertArrayEquals(new float[] { 2, -4 }, both.get("twice").toFloats());
		assertArrayEquals(new float[] { -1, 2 }, both.get("negative").toFloats());
	}

	@Test
	void givenAndNewOutputsMayBeMixed() {
		Map<String, Tensor> wanted = wanting("twice");
		wanted.put("negative", Tensor.allocate(FLOAT32, 2));
		Map<String, Tensor> both = open(Tiny.TWO_OUTPUTS).run(Map.of("x", Tensor.of(new float[] { 1, -2 }, 2)), wanted);
		assertArrayEquals(new float[] { 2, -4 }, both.get("twice").toFloats());
		assertSame(wanted.get("negative"), both.get("negative"));
		assertArrayEquals(new float[] { -1, 2 }, both.get("negative").toFloats());
	}

	@Test
	void buffersAreReusedForOtherShapes() {
		Network network = open(Tiny.BOX);
		ByteBuffer in = ByteBuffer.allocateDirect(4 * 40 * 40);
		ByteBuffer out = ByteBuffer.allocateDirect(4 * 40 * 40);
		for (int size : new int[] { 3, 40, 7, 1, 39 }) {
			Tensor x = Tensor.over(in, FLOAT32, imageShape(size, size));
			float[] ones = new float[size * size];
			Arrays.fill(ones, 1);
			x.floats().put(ones);
			Tensor y = Tensor.over(out, FLOAT32, imageShape(size, size));
			network.run(Map.of("x", x), Map.of("y", y));
			assertEquals(size == 1 ? 1 : 4, y.floats().get(0));
			assertEquals(Math.pow(Math.min(size, 3), 2), y.floats().get((size / 2) * size + size / 2));
		}
	}

	@Test
	void resultsOutliveTheNetwork() {
		Network network = open(Tiny.AFFINE);
		Tensor y = run(network, "x", Tensor.of(new float[] { 1 }, 1), "y");
		network.close();
		assertArrayEquals(new float[] { 3 }, y.toFloats());
	}

	@Test
	void tensorsThatDoNotFitAreRefusedByName() {
		Network sum = open(Tiny.TWO_INPUTS);
		Tensor right = Tensor.allocate(FLOAT32, 2, 3);
		assertRefused(sum, Map.of("a", right), wanting("sum"), "'b'", "FLOAT32[2, 3]", "not given");
		assertRefused(sum, Map.of("a", right, "b", right, "c", right), wanting("sum"), "'c'", "'a', 'b'");
		assertRefused(sum, Map.of("a", Tensor.allocate(FLOAT64, 2, 3), "b", right), wanting("sum"), "'a'", "FLOAT32[2, 3]", "FLOAT64[2, 3]");
		assertRefused(sum, Map.of("a", right, "b", Tensor.allocate(FLOAT32, 2, 4)), wanting("sum"), "'b'", "FLOAT32[2, 3]", "FLOAT32[2, 4]");
		assertRefused(sum, Map.of("a", right, "b", Tensor.allocate(FLOAT32, 6)), wanting("sum"), "'b'", "FLOAT32[2, 3]", "FLOAT32[6]");
		assertRefused(sum, Map.of("a", right, "b", right), wanting("product"), "'product'", "'sum'");
		assertRefused(sum, Map.of("a", right, "b", right), Map.of(), "'sum'");
		assertRefused(sum, Map.of("a", right, "b", right), Map.of("sum", Tensor.allocate(INT64, 2, 3)), "'sum'", "INT64[2, 3]");
		sum.run(Map.of("a", right, "b", right), wanting("sum"));
	}

	@Test
	void anOutputOfAnotherShapeThanComputedIsRefused() {
		Network network = open(Tiny.AFFINE);
		Map<String, Tensor> x = Map.of("x", Tensor.of(new float[] { 1, 2 }, 2));
		assertRefused(network, x, Map.of("y", Tensor.allocate(FLOAT32, 3)), "'y'", "[2]", "[3]");
		assertRefused(network, x, Map.of("y", Tensor.over(ByteBuffer.allocate(12), FLOAT32, 3)), "'y'", "[2]", "[3]");
		assertArrayEquals(new float[] { 3, 5 }, network.run(x, wanting("y")).get("y").toFloats());
	}

	@Test
	void cancelEndsARunWithinASecondAndLaterRunsWork() throws Exception {
		Network network = open(Tiny.SLOW);
		FutureTask<Void> run = start(network);
		Thread.sleep(300);
		assertFalse(run.isDone());
		long start = System.nanoTime();
		network.cancel();
		assertInstanceOf(CancelledException.class, assertThrows(ExecutionException.class, run::get).getCause());
		long milliseconds = (System.nanoTime() - start) / 1_000_000;
		assertTrue(milliseconds <= 1000, milliseconds + " ms");
		assertArrayEquals(new float[] { 1 }, run(network, "x", Tensor.of(new float[] { 1 }, 1, 1), "y").toFloats());
	}

	@Test
	void cancelWithoutARunDoesNothing() {
		Network network = open(Tiny.AFFINE);
		network.cancel();
		assertArrayEquals(new float[] { 3 }, run(network, "x", Tensor.of(new float[] { 1 }, 1), "y").toFloats());
		network.cancel();
		network.close();
		network.cancel();
	}

	@Test
	void anInterruptedThreadCancelsItsRun() throws Exception {
		Network network = open(Tiny.SLOW);
		FutureTask<Void> run = new FutureTask<>(() -> {
			slowRun(network);
			return null;
		});
		Thread thread = new Thread(run);
		thread.start();
		Thread.sleep(300);
		long start = System.nanoTime();
		thread.interrupt();
		assertInstanceOf(CancelledException.class, assertThrows(ExecutionException.class, run::get).getCause());
		long milliseconds = (System.nanoTime() - start) / 1_000_000;
		assertTrue(milliseconds <= 1000, milliseconds + " ms");
		assertArrayEquals(new float[] { 1 }, run(network, "x", Tensor.of(new float[] { 1 }, 1, 1), "y").toFloats());
	}

	@Test
	void anInterruptedThreadStaysInterrupted() {
		Network network = open(Tiny.AFFINE);
		Thread.currentThread().interrupt();
		assertThrows(CancelledException.class, () -> run(network, "x", Tensor.of(new float[] { 1 }, 1), "y"));
		assertTrue(Thread.interrupted());
	}

	@Test
	void closeWaitsForARunUnderWay() throws Exception {
		Network network = open(Tiny.SLOW);
		FutureTask<Void> run = start(network);
		Thread.sleep(200);
		CompletableFuture<Void> close = CompletableFuture.runAsync(network::close);
		Thread.sleep(200);
		assertFalse(close.isDone());
		network.cancel();
		assertThrows(ExecutionException.class, run::get);
		close.get();
	}

	@Test
	void closeTwiceIsOneClose() {
		Network network = open(Tiny.AFFINE);
		network.close();
		network.close();
		String message = assertThrows(IllegalStateException.class, () -> run(network, "x", Tensor.of(new float[] { 1 }, 1), "y")).getMessage();
		assertTrue(message.contains("closed"), message);
		assertEquals("x", network.inputs().get(0).name());
	}

	@Test
	void runsOfTwoThreadsAreEachRight() throws Exception {
		Network network = open(Tiny.AFFINE);
		List<CompletableFuture<Void>> threads = new ArrayList<>();
		for (int t = 0; t < 2; t++) {
			float first = 1000 * t;
			threads.add(CompletableFuture.runAsync(() -> {
				for (int i = 0; i < 200; i++)
					assertArrayEquals(new float[] { 2 * (first + i) + 1, 1 }, run(network, "x", Tensor.of(new float[] { first + i, 0 }, 2), "y").toFloats());
			}));
		}
		for (CompletableFuture<Void> thread : threads)
			thread.get();
	}

	@Test
	void openingAndClosingKeepsNativeMemoryFlat() throws IOException {
		assumeTrue(Files.isReadable(Path.of("/proc/self/status")), "skipped: resident memory is only known on Linux");
		Path weights = write(Tiny.BOX, folder);
		Tensor x = Tensor.allocate(FLOAT32, imageShape(200, 200));
		Tensor y = Tensor.allocate(FLOAT32, imageShape(200, 200));
		openRunAndClose(weights, x, y, rounds() / 4);
		List<Long> growths = new ArrayList<>();
		do { // the Java heap may grow once; what is not freed grows each time
			long before = residentMegabytes();
			openRunAndClose(weights, x, y, rounds());
			growths.add(residentMegabytes() - before);
		}
		while (growths.get(growths.size() - 1) >= 30 && growths.size() < 3);
		assertTrue(growths.get(growths.size() - 1) < 30, "grown by " + growths + " MB in " + rounds() + " rounds each");
	}

	@Test
	void whatCannotBeOpenedIsRefusedInOneSentence() {
		Path missing = folder.resolve(write(Tiny.AFFINE, folder).getFileName() + "-gone");
		String message = assertThrows(EngineException.class, () -> engine().open(missing, EngineOptions.cpu())).getMessage();
		assertTrue(message.contains(missing.toString()), message);
		assertFalse(message.contains("\n"), message);
		Device device = new Device(Device.Kind.GPU, 99);
		message = assertThrows(EngineException.class, () -> engine().open(write(Tiny.AFFINE, folder), new EngineOptions(device, 0))).getMessage();
		assertTrue(message.contains("cpu"), message);
		assertNotEquals("", message);
	}

	final Network open(Tiny tiny) {
		Network network = engine().open(write(tiny, folder), EngineOptions.cpu());
		opened.add(network);
		return network;
	}

	static Tensor run(Network network, String input, Tensor tensor, String output) {
		return network.run(Map.of(input, tensor), wanting(output)).get(output);
	}

	/** A new tensor for each of these outputs, in this order. */
	static Map<String, Tensor> wanting(String... outputs) {
		Map<String, Tensor> wanted = new LinkedHashMap<>();
		for (String output : outputs)
			wanted.put(output, null);
		return wanted;
	}

	private void openRunAndClose(Path weights, Tensor x, Tensor y, int rounds) {
		for (int round = 0; round < rounds; round++)
			try (Network network = engine().open(weights, EngineOptions.cpu())) {
				network.run(Map.of("x", x), Map.of("y", y));
			}
	}

	private static long residentMegabytes() throws IOException {
		String line = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(text -> text.startsWith("VmRSS")).findFirst().orElseThrow();
		return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
	}

	private static FutureTask<Void> start(Network network) {
		FutureTask<Void> run = new FutureTask<>(() -> slowRun(network), null);
		new Thread(run).start();
		return run;
	}

	private static void slowRun(Network network) {
		run(network, "x", Tensor.allocate(FLOAT32, SLOW_SIZE, SLOW_SIZE), "y");
	}

	private static void assertRefused(Network network, Map<String, Tensor> inputs, Map<String, Tensor> outputs, String... parts) {
		String message = assertThrows(EngineException.class, () -> network.run(inputs, outputs)).getMessage();
		for (String part : parts)
			assertTrue(message.contains(part), () -> part + " is not in: " + message);
		assertFalse(message.contains("\n"), message);
	}
}
