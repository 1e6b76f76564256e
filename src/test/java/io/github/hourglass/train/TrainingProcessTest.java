package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.HeardProgress;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

/** A real training in a process of its own, watched, steered, killed and left behind. */
class TrainingProcessTest {

	private static final int SIDE = 48, MANY = 100_000;
	private static final long PATIENCE_SECONDS = 120;

	@TempDir
	Path folder;

	private Path run;
	private final List<TrainingProcess> started = new java.util.ArrayList<>();

	@BeforeEach
	void images() throws Exception {
		run = folder.resolve("a rün");
		Files.createDirectories(folder.resolve("images"));
		for (int image = 0; image < 2; image++) {
			float[] pixels = new float[SIDE * SIDE];
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = (float) (100 * TestPatches.uniform(image, 7, i / 5));
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy")), folder.resolve("images/" + image + ".tif"), false, Progress.none());
		}
	}

	@AfterEach
	void end() {
		started.forEach(training -> ProcessHandle.of(training.id()).filter(process -> !process.equals(ProcessHandle.current())).ifPresent(ProcessHandle::destroyForcibly));
	}

	private static TrainingOptions options(Path folder, int epochs) {
		Path images = folder.resolve("images");
		return TestPatches.options(Map.of("images", images, "targets", images, "depth", 1, "filters", 4, "patch", "16", "batch", 2, "steps", 5, "epochs", epochs));
	}

	private TrainingProcess start(int epochs) {
		TrainingProcess training = TrainingProcess.start(run, options(folder, epochs));
		started.add(training);
		return training;
	}

	private void until(BooleanSupplier happens) throws InterruptedException {
		long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
		while (!happens.getAsBoolean()) {
			assertTrue(System.nanoTime() < end, () -> "waited in vain; it said: " + said());
			Thread.sleep(20);
		}
	}

	private void untilItsFirstCheckpoint(long process) throws InterruptedException {
		until(() -> {
			assertTrue(ProcessHandle.of(process).isPresent(), () -> "it has ended; it said: " + said());
			return Curves.read(run).size() > 2 && Files.exists(run.resolve("checkpoints/last"));
		});
	}

	private String said() {
		try {
			return Files.readString(run.resolve("said.txt"));
		}
		catch (java.io.IOException e) {
			return e.toString();
		}
	}

	@Test
	void itTrainsLogsAndLeavesAModel() throws Exception {
		HeardProgress progress = new HeardProgress();
		Path model = start(2).await(progress);
		assertTrue(Files.exists(model.resolve("weights.onnx")), model.toString());
		assertTrue(progress.notes().stream().anyMatch(note -> note.startsWith("epoch 2: loss ")), progress.notes().toString());
		assertEquals(List.of(), TrainingProcess.watched());
	}

	@Test
	void killedItSaysWhatHappenedAndGoesOnAfterwards() throws Exception {
		TrainingProcess training = start(MANY);
		CompletableFuture<Path> end = CompletableFuture.supplyAsync(() -> training.await(Progress.none()));
		untilItsFirstCheckpoint(training.id());
		assertEquals(List.of(training), TrainingProcess.watched());
		int done = Curves.read(run).size() - 1;
		ProcessHandle.of(training.id()).orElseThrow().destroyForcibly();
		Throwable cause = assertThrows(CompletionException.class, end::join).getCause();
		assertTrue(cause instanceof TrainingException && cause.getMessage().contains(File.separatorChar == '/' ? "was killed" : "ended unexpectedly")
			&& cause.getMessage().contains("train the same folder again to go on"), cause.toString());
		assertEquals(List.of(), new Checkpoints(run.resolve("checkpoints")).damaged());
		Path model = start(done + 3).await(Progress.none());
		assertTrue(Files.exists(model.resolve("rdf.yaml")));
		assertEquals(RunStatus.State.FINISHED, RunStatus.read(run).state());
		assertTrue(Files.readString(run.resolve("log.txt")).contains("taken up at step"));
	}

	@Test
	void cancelledItKeepsItsCheckpoints() throws Exception {
		TrainingProcess training = start(MANY);
		untilItsFirstCheckpoint(training.id());
		HeardProgress progress = new HeardProgress();
		progress.cancel();
		assertThrows(CancelledException.class, () -> training.await(progress));
		assertFalse(training.isAlive());
		assertEquals(RunStatus.State.CANCELLED, RunStatus.read(run).state());
		assertFalse(Files.exists(run.resolve("request")));
		assertFalse(Files.exists(run.resolve("lock")));
		assertNotNull(new Checkpoints(run.resolve("checkpoints")).last());
	}

	@Test
	void cancelledAtOnceItEndsWithoutTraining() {
		HeardProgress progress = new HeardProgress();
		progress.cancel();
		TrainingProcess training = start(MANY);
		assertThrows(CancelledException.class, () -> training.await(progress));
		assertEquals(RunStatus.State.CANCELLED, RunStatus.read(run).state());
		assertFalse(Files.exists(run.resolve("request")));
	}

	@Test
	void aFileIsNoFolderOfATraining() throws Exception {
		Files.writeString(run, "mine");
		String message = assertThrows(IllegalArgumentException.class, () -> start(1)).getMessage();
		assertEquals("run is '" + run + "', which is a file; give a folder for the training, new or to go on with.", message);
		assertEquals("mine", Files.readString(run));
	}

	@Test
	void whatItRefusesIsItsOwnSentence() throws Exception {
		Files.delete(folder.resolve("images/0.tif"));
		Files.delete(folder.resolve("images/1.tif"));
		TrainingException refused = assertThrows(TrainingException.class, () -> start(1).await(Progress.none()));
		assertTrue(refused.getMessage().contains("images"), refused.getMessage());
		Files.writeString(run.resolve("options.yaml"), "task: [unreadable");
		Files.createDirectories(run.resolve("checkpoints"));
		refused = assertThrows(TrainingException.class, () -> start(1).await(Progress.none()));
		assertTrue(refused.getMessage().contains("options.yaml"), refused.getMessage());
	}

	/** The host of the test that follows: starts a training and ends. */
	public static void main(String[] arguments) {
		System.out.println(TrainingProcess.start(Path.of(arguments[0]).resolve("a rün"), options(Path.of(arguments[0]), MANY)).id());
	}

	@Test
	void itOutlivesItsHostAndIsFoundAgain() throws Exception {
		Process host = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Dsun.jnu.encoding=UTF-8", "-cp",
			System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")), TrainingProcessTest.class.getName(), folder.toString())
			.redirectError(ProcessBuilder.Redirect.INHERIT).start();
		long id = Long.parseLong(new String(host.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip());
		assertEquals(0, host.waitFor());
		untilItsFirstCheckpoint(id);
		TrainingProcess found = start(MANY);
		assertTrue(found.wasRunning());
		assertEquals(id, found.id());
		assertTrue(found.notice().contains(run.toString()) && found.notice().contains(Long.toString(id)), found.notice());
		RunRequest.FINISH.ask(run);
		HeardProgress progress = new HeardProgress();
		assertTrue(Files.exists(found.await(progress).resolve("rdf.yaml")));
		assertTrue(progress.notes().stream().anyMatch(note -> note.startsWith("asked to finish")), Arrays.toString(progress.notes().toArray()));
	}
}
