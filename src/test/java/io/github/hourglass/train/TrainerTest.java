package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

/** The loop with a network that is known exactly. */
class TrainerTest {

	@TempDir
	Path folder;

	/** The process dies here. */
	private static final class Killed extends Error {

		private static final long serialVersionUID = 1;
	}

	private Trainer.End train(Path run, LinearTraining network, TrainingOptions options, AtomicFile.Opener opener, Progress progress) {
		try (TrainingRun open = TrainingRun.open(run, options, progress, opener)) {
			return new Trainer(network, new TestPatches(options), open, List.of(), progress).train();
		}
	}

	private Trainer.End train(String run, LinearTraining network, Map<String, ?> options) {
		return train(folder.resolve(run), network, TestPatches.options(options), AtomicFile.OPENER, Progress.none());
	}

	@Test
	void learnsTheLine() {
		LinearTraining network = new LinearTraining();
		assertEquals(Trainer.End.TRAINED, train("run", network, Map.of("epochs", 20)));
		assertArrayEquals(new float[] { 2, 1 }, network.weights(), 0.05f);
		List<Curves.Row> rows = Curves.read(folder.resolve("run"));
		assertEquals(21, rows.size());
		assertTrue(Double.isNaN(rows.get(0).loss()));
		assertEquals(100, rows.get(20).step());
		assertTrue(rows.get(20).validation() < rows.get(0).validation() / 100);
	}

	@Test
	void abandonedAtAnyStepAndTakenUpItGivesTheSameBits() throws Exception {
		Map<String, ?> options = Map.of("epochs", 15, "steps", 4, "schedule", "plateau", "warmup", 6, "rate", 0.1);
		LinearTraining uninterrupted = new LinearTraining();
		train("whole", uninterrupted, options);
		for (int killedAt = 1; killedAt < 60; killedAt += 7) {
			LinearTraining first = new LinearTraining();
			AtomicInteger steps = new AtomicInteger();
			int last = killedAt;
			first.beforeStep = () -> {
				if (steps.incrementAndGet() == last)
					throw new Killed();
			};
			String run = "killed" + killedAt;
			assertThrows(Killed.class, () -> train(run, first, options));
			LinearTraining second = new LinearTraining();
			assertEquals(Trainer.End.TRAINED, train(run, second, options));
			assertArrayEquals(uninterrupted.weights(), second.weights(), "killed at " + killedAt);
			assertEquals(withoutTimes(folder.resolve("whole")), withoutTimes(folder.resolve(run)));
		}
	}

	static List<String> withoutTimes(Path run) throws Exception {
		return Files.readAllLines(run.resolve("curves.csv")).stream().map(line -> line.replaceFirst("^(\\d+,\\d+),[^,]*,", "$1,")).toList();
	}

	@Test
	void cancelledInMidEpochItGoesOnFromTheVeryStep() {
		Map<String, ?> options = Map.of("steps", 10);
		LinearTraining uninterrupted = new LinearTraining();
		train("whole", uninterrupted, options);
		LinearTraining first = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		first.beforeStep = () -> {
			if (steps.incrementAndGet() == 17)
				RunRequest.CANCEL.ask(folder.resolve("run"));
		};
		assertEquals(Trainer.End.CANCELLED, train("run", first, options));
		assertEquals(17, steps.get(), "obeyed within one step");
		assertFalse(Files.exists(folder.resolve("run/request")));
		LinearTraining second = new LinearTraining();
		AtomicInteger rest = new AtomicInteger();
		second.beforeStep = rest::incrementAndGet;
		assertEquals(Trainer.End.TRAINED, train("run", second, options));
		assertEquals(40 - 17, rest.get());
		assertArrayEquals(uninterrupted.weights(), second.weights());
	}

	@Test
	void endsWhenTheMinutesAreOver() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> {
			steps.incrementAndGet();
			sleep(5);
		};
		assertEquals(Trainer.End.OUT_OF_TIME, train("run", network, Map.of("epochs", 1_000_000, "minutes", 0.005, "schedule", "cosine")));
		int before = steps.get();
		assertTrue(before >= 5 && before <= 60, before + " steps of 5 ms in 300 ms");
		assertNotNull(new Checkpoints(folder.resolve("run/checkpoints")).read("best"));
		List<Curves.Row> rows = Curves.read(folder.resolve("run"));
		assertTrue(rows.get(rows.size() - 1).rate() < 0.7 * rows.get(0).rate(), "the rate falls in time");
		assertEquals(Trainer.End.OUT_OF_TIME, train("run", network, Map.of("epochs", 1_000_000, "minutes", 0.005, "schedule", "cosine")));
		assertEquals(before, steps.get());
	}

	private static void sleep(long milliseconds) {
		try {
			Thread.sleep(milliseconds);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	@Test
	void finishKeepsTheBestAndTrainingCanGoOnLater() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> {
			if (steps.incrementAndGet() == 8)
				RunRequest.FINISH.ask(folder.resolve("run"));
		};
		assertEquals(Trainer.End.FINISHED, train("run", network, Map.of()));
		assertEquals(8, steps.get());
		assertNotNull(new Checkpoints(folder.resolve("run/checkpoints")).read("best"));
		network.beforeStep = steps::incrementAndGet;
		assertEquals(Trainer.End.TRAINED, train("run", network, Map.of()));
		assertEquals(20, steps.get());
	}

	@Test
	void askedToFinishBeforeItBeginsItHasTheUntrainedNetwork() throws Exception {
		Files.createDirectories(folder.resolve("run"));
		RunRequest.FINISH.ask(folder.resolve("run"));
		assertEquals(Trainer.End.FINISHED, train("run", new LinearTraining(), Map.of()));
		assertNotNull(new Checkpoints(folder.resolve("run/checkpoints")).read("best"));
	}

	@Test
	void anOldRequestToCancelIsForgotten() throws Exception {
		Files.createDirectories(folder.resolve("run"));
		RunRequest.CANCEL.ask(folder.resolve("run"));
		assertEquals(Trainer.End.TRAINED, train("run", new LinearTraining(), Map.of()));
	}

	@Test
	void pausedItWaitsAndContinues() throws Exception {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> {
			if (steps.incrementAndGet() == 8)
				RunRequest.PAUSE.ask(folder.resolve("run"));
		};
		Thread watcher = new Thread(() -> {
			RunStatus status = null;
			while (status == null || status.state() != RunStatus.State.PAUSED) {
				status = RunStatus.read(folder.resolve("run"));
				Thread.onSpinWait();
			}
			if (steps.get() == 8)
				RunRequest.CONTINUE.ask(folder.resolve("run"));
		});
		watcher.start();
		assertEquals(Trainer.End.TRAINED, train("run", network, Map.of()));
		watcher.join();
		assertEquals(20, steps.get());
	}

	@Test
	void moreEpochsGoOnFromTheEnd() {
		Map<String, ?> long8 = Map.of("epochs", 8, "schedule", "constant"), short4 = Map.of("epochs", 4, "schedule", "constant");
		LinearTraining whole = new LinearTraining(), parts = new LinearTraining();
		train("whole", whole, long8);
		train("parts", parts, short4);
		train("parts", parts, long8);
		assertArrayEquals(whole.weights(), parts.weights());
	}

	@Test
	void outOfMemoryHalvesTheBatchAndKeepsTheGradient() throws Exception {
		LinearTraining whole = new LinearTraining(), small = new LinearTraining();
		train("whole", whole, Map.of());
		small.memory = 3;
		train("small", small, Map.of());
		assertEquals(2, small.largest);
		assertArrayEquals(whole.weights(), small.weights(), 1e-6f);
		assertTrue(Files.readString(folder.resolve("small/log.txt")).contains("going on with 2"));
	}

	@Test
	void aBatchThatCannotBeHalvedIsDividedEvenly() {
		LinearTraining network = new LinearTraining();
		network.memory = 5;
		train("run", network, Map.of("batch", 9));
		assertEquals(3, network.largest);
	}

	@Test
	void notEvenOnePatchIsSaidSo() {
		LinearTraining network = new LinearTraining();
		network.memory = 0;
		EngineException.OutOfMemory refusal = assertThrows(EngineException.OutOfMemory.class, () -> train("run", network, Map.of()));
		assertTrue(refusal.getMessage().contains("smaller patch"), refusal.getMessage());
	}

	@Test
	void divergenceStopsWithAGoodCheckpointKept() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> network.blowUp = steps.incrementAndGet() > 12 ? 1e6 : 1;
		TrainingException.Diverged end = assertThrows(TrainingException.Diverged.class, () -> train("run", network, Map.of()));
		assertTrue(end.getMessage().contains("step 10 is kept") && end.getMessage().contains("lower rate"), end.getMessage());
		Checkpoints.Saved kept = new Checkpoints(folder.resolve("run/checkpoints")).last();
		for (float weight : kept.tensors().get("weights").toFloats())
			assertTrue(Math.abs(weight) < 10);
	}

	@Test
	void aLossThatIsNotANumberStopsAtOnce() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> network.blowUp = steps.incrementAndGet() == 3 ? Double.NaN : 1;
		TrainingException.Diverged end = assertThrows(TrainingException.Diverged.class, () -> train("run", network, Map.of()));
		assertTrue(end.getMessage().contains("NaN in step 3"), end.getMessage());
		assertEquals(4, steps.get());
	}

	@Test
	void noBetterValidationForPatienceEpochsStopsEarly() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> network.blowUp = steps.incrementAndGet() > 10 ? 0 : 1;
		assertEquals(Trainer.End.STOPPED_EARLY, train("run", network, Map.of("epochs", 50, "patience", 3)));
		assertEquals(10 + 3 * 5, steps.get());
	}

	@Test
	void aDiskThatIsFullKeepsTheOldCheckpointAndTrainingGoesOn() throws Exception {
		Path run = folder.resolve("run");
		train(run, new LinearTraining(), TestPatches.options(Map.of("epochs", 1)), AtomicFile.OPENER, Progress.none());
		LinearTraining network = new LinearTraining();
		assertEquals(Trainer.End.TRAINED, train(run, network, TestPatches.options(Map.of("epochs", 3)), CheckpointsTest.fullAfter(300), Progress.none()));
		assertEquals("5", new Checkpoints(run.resolve("checkpoints")).last().texts().get("step"));
		assertTrue(Files.readString(run.resolve("log.txt")).contains("No space left"));
		assertEquals(4, Curves.read(run).size());
	}

	@Test
	void theBestEpochIsUsedAtTheEnd() {
		LinearTraining network = new LinearTraining();
		AtomicInteger steps = new AtomicInteger();
		network.beforeStep = () -> network.blowUp = steps.incrementAndGet() > 10 ? -0.2 : 1;
		TrainingOptions options = TestPatches.options(Map.of());
		try (TrainingRun run = TrainingRun.open(folder.resolve("run"), options, Progress.none())) {
			Trainer trainer = new Trainer(network, new TestPatches(options), run, List.of(), Progress.none());
			trainer.train();
			float[] last = network.weights();
			assertEquals(2, trainer.useBest());
			assertTrue(Math.abs(last[0] - 2) > Math.abs(network.weights()[0] - 2));
		}
	}

	@Test
	void previewsShowInputPredictionAndTarget() {
		train("run", new LinearTraining(), Map.of("previews", 2));
		assertFalse(Files.exists(folder.resolve("run/previews/epoch-0001.tif")));
		Volume preview = ImageFile.open(folder.resolve("run/previews/epoch-0000.tif"));
		assertArrayEquals(new long[] { 12, 8 }, preview.dimensions());
		float[] pixels = new float[96];
		preview.copyFloats(new long[2], new int[] { 12, 8 }, pixels);
		Batch batch = new TestPatches(TestPatches.options(Map.of())).preview();
		assertEquals(batch.input()[5], pixels[13]);
		assertEquals(0, pixels[12 + 5]);
		assertEquals(batch.target()[16 + 5], pixels[12 * 5 + 8 + 1]);
	}
}
