package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/**
 * Whatever is damaged in a model, a program that treats models as the plugin in Fiji does opens it or refuses it with one sentence, within time, stays alive, and
 * takes no more memory than stated here; its worker may do what it likes. The system property {@code hourglass.fuzz} multiplies the tries.
 */
class MutatedModelsTest {

	private static final int ROUNDS = Integer.getInteger("hourglass.fuzz", 1);
	private static final long PATIENCE_SECONDS = 200;
	/** Of the worker in a first opening, and of the host altogether. */
	private static final long WORKER_MEGABYTES = 1500, HOST_MEGABYTES = 1500;

	private static Path folder;
	private static Process host;
	private static BufferedReader answers;

	@BeforeContainer
	static void startTheHost() throws IOException {
		folder = Files.createTempDirectory("mutated");
		Path starter = Path.of("models/starter-2d").toAbsolutePath();
		MutatedModels.prepare(folder, starter);
		ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx400m", "-Djava.awt.headless=true", "-Dhourglass.worker=always",
			"-Dhourglass.worker.memory=" + WORKER_MEGABYTES, "-Dhourglass.home=" + folder.resolve("home"), "-Djava.io.tmpdir=" + Files.createDirectory(folder.resolve("tmp")), "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), MutatedModels.class.getName(), folder.toString(), starter.toString());
		host = builder.redirectError(folder.resolve("said.txt").toFile()).start();
		answers = host.inputReader(StandardCharsets.UTF_8);
		assertEquals("well", answer("none", 0));
	}

	@AfterContainer
	static void endIt() throws Exception {
		if (host != null)
			host.getOutputStream().close();
		if (host != null && !host.waitFor(10, TimeUnit.SECONDS))
			host.destroyForcibly().waitFor();
		try (Stream<Path> files = Files.walk(folder)) {
			files.sorted(java.util.Comparator.reverseOrder()).map(Path::toFile).forEach(File::delete);
		}
	}

	private static String answer(String kind, long seed) throws IOException {
		try {
			OutputStream requests = host.getOutputStream();
			requests.write((kind + " " + seed + "\n").getBytes(StandardCharsets.US_ASCII));
			requests.flush();
			return CompletableFuture.supplyAsync(MutatedModelsTest::line).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
		}
		catch (TimeoutException e) {
			host.destroyForcibly();
			return "broken: no answer within " + PATIENCE_SECONDS + " s";
		}
		catch (Exception e) {
			throw new IOException("the host has ended, and said: " + Files.readString(folder.resolve("said.txt")), e);
		}
	}

	private static String line() {
		try {
			return answers.readLine();
		}
		catch (IOException e) {
			return null;
		}
	}

	private static void openOrRefuse(String kind, long seed) throws IOException {
		for (int round = 0; round < ROUNDS; round++) {
			long one = seed + round;
			String answer = answer(kind, one);
			assertNotNull(answer, () -> "the host has ended at " + kind + " " + one + ", and said: " + said());
			assertTrue(answer.equals("well") || answer.matches("refused: .*\\S.*[.!…]") && !answer.contains("\\n") && !answer.contains("please report") && !answer.matches(".*\\w(Exception|Error):.*"),
				() -> kind + " " + one + ": " + answer);
		}
		long used = megabytes();
		assertTrue(used < HOST_MEGABYTES, () -> "the host has taken " + used + " MB");
	}

	private static String said() {
		try {
			return Files.readString(folder.resolve("said.txt"));
		}
		catch (IOException e) {
			return e.toString();
		}
	}

	/** The most that the host had at any time, where the system tells. */
	private static long megabytes() throws IOException {
		Path status = Path.of("/proc/" + host.pid() + "/status");
		return !Files.exists(status) ? 0 : Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM")).mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024).sum();
	}

	@Property(tries = 6, shrinking = ShrinkingMode.OFF)
	void onnxFilesWithOtherBytes(@ForAll long seed) throws IOException {
		openOrRefuse("onnx-bytes", seed);
	}

	@Property(tries = 15, shrinking = ShrinkingMode.OFF)
	void onnxFilesWithOtherFields(@ForAll long seed) throws IOException {
		openOrRefuse("onnx-fields", seed);
	}

	/** Its input has a gigabyte, which the host has not. */
	@Example
	void anOnnxFileWithAnInputLargerThanMemory() throws IOException {
		openOrRefuse("onnx-fields", 5262143325526295946L);
	}

	@Property(tries = 4, shrinking = ShrinkingMode.OFF)
	void savedModelsWithOtherBytes(@ForAll long seed) throws IOException {
		openOrRefuse("saved-bytes", seed);
	}

	@Property(tries = 6, shrinking = ShrinkingMode.OFF)
	void savedModelsWithOtherFields(@ForAll long seed) throws IOException {
		openOrRefuse("saved-fields", seed);
	}

	@Property(tries = 5, shrinking = ShrinkingMode.OFF)
	void frozenGraphsWithOtherFields(@ForAll long seed) throws IOException {
		openOrRefuse("frozen-fields", seed);
	}

	@Property(tries = 5, shrinking = ShrinkingMode.OFF)
	void variablesWithOtherBytes(@ForAll long seed) throws IOException {
		openOrRefuse("variables", seed);
	}

	@Property(tries = 5, shrinking = ShrinkingMode.OFF)
	void zipsWithOtherBytes(@ForAll long seed) throws IOException {
		openOrRefuse("zip", seed);
	}

	@Property(tries = 8, shrinking = ShrinkingMode.OFF)
	void descriptionsWithOtherBytes(@ForAll long seed) throws IOException {
		openOrRefuse("yaml", seed);
	}
}
