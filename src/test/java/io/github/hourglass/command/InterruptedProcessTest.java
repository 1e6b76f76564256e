package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import io.github.hourglass.train.Curves;
import io.github.hourglass.train.RunRequest;
import io.github.hourglass.train.RunStatus;
import net.imglib2.img.array.ArrayImgs;

/** The command line as a process of its own that is told to end in the middle of its work. */
class InterruptedProcessTest {

	private static final long PATIENCE_SECONDS = 60;

	@TempDir
	Path folder;

	@ParameterizedTest
	@ValueSource(strings = { "INT", "TERM" })
	void anInterruptedRunLeavesNothing(String signal) throws Exception {
		assumeSignals(signal);
		Path image = folder.resolve("big.tif");
		ImageFile.write(Volume.of(ArrayImgs.unsignedShorts(4096, 4096), Axes.of("xy")), image, false, Progress.none());
		Process process = start(image, folder.resolve("out.tif"));
		try {
			awaitPartOf("out.tif", process);
			long told = System.nanoTime();
			assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
			assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
			assertNotEquals(0, process.exitValue());
			assertEquals(Set.of("big.tif", "said.txt"), files(), () -> "after " + (System.nanoTime() - told) / 1_000_000 + " ms: " + said());
		}
		finally {
			process.destroyForcibly();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "INT", "TERM", "request" })
	void anInterruptedTrainingKeepsItsCheckpoints(String signal) throws Exception {
		assumeSignals(signal);
		Path run = folder.resolve("run");
		Process process = start("train", run.toString(), "--images", Path.of("test-images", "cells-2d-noisy.tif").toAbsolutePath().toString(), "--targets",
			Path.of("test-images", "cells-2d-clean.tif").toAbsolutePath().toString(), "--depth", "1", "--filters", "4", "--patch", "16", "--steps", "2", "--epochs", "100000");
		try {
			long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
			while (Curves.read(run).size() < 3) {
				assertTrue(process.isAlive() && System.nanoTime() < end, () -> "it does not train: " + said());
				Thread.sleep(50);
			}
			if (signal.equals("request"))
				RunRequest.CANCEL.ask(run);
			else
				assertEquals(0, new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start().waitFor());
			assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
			assertEquals(signal.equals("TERM") ? 143 : 130, process.exitValue(), this::said);
			assertEquals(RunStatus.State.CANCELLED, RunStatus.read(run).state());
			assertFalse(Files.exists(run.resolve("lock")));
			assertTrue(Files.exists(run.resolve("checkpoints/last")));
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void aRunThatIsLeftAloneEndsWithZero() throws Exception {
		Process process = start(Path.of("test-images", "cells-2d-noisy.tif").toAbsolutePath(), folder.resolve("out.tif"));
		assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
		assertEquals(0, process.exitValue(), this::said);
		assertEquals(Set.of("out.tif", "said.txt"), files());
	}

	private static void assumeSignals(String signal) throws IOException {
		assumeTrue(File.separatorChar == '/', "skipped: signals need a Unix system");
		assumeFalse(signal.equals("INT") && ignoresInterrupts(), "skipped: these tests were started with SIGINT ignored, as jobs in the background are, and so is what they start");
	}

	/** As Linux tells it; see proc(5). */
	private static boolean ignoresInterrupts() throws IOException {
		Path status = Path.of("/proc/self/status");
		return Files.isReadable(status) && Files.readAllLines(status).stream().filter(line -> line.startsWith("SigIgn:"))
			.anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
	}

	/** Small tiles, averaged over flips: work for minutes on the big image. */
	private Process start(Path image, Path out) throws IOException {
		return start("denoise", image.toString(), out.toString(), "--flips", "--threads", "1");
	}

	private Process start(String... arguments) throws IOException {
		List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-Djava.awt.headless=true", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), Main.class.getName()));
		command.addAll(List.of(arguments));
		return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(folder.resolve("said.txt").toFile()).start();
	}

	private void awaitPartOf(String name, Process process) throws Exception {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (files().stream().noneMatch(file -> file.contains(name) && file.endsWith(".part"))) {
			assertTrue(process.isAlive(), () -> "it ended too early: " + said());
			assertTrue(System.nanoTime() < end, () -> "it did not begin to write: " + said());
			Thread.sleep(50);
		}
		Thread.sleep(500);
		assertTrue(process.isAlive(), () -> "it ended too early: " + said());
	}

	private String said() {
		try {
			return Files.readString(folder.resolve("said.txt"));
		}
		catch (IOException e) {
			return e.toString();
		}
	}

	private Set<String> files() throws IOException {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
		}
	}
}
