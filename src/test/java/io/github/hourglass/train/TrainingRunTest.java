package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;

class TrainingRunTest {

	@TempDir
	Path folder;

	private TrainingRun open(Map<String, ?> values) {
		return TrainingRun.open(folder.resolve("run"), TestPatches.options(values), Progress.none());
	}

	@Test
	void optionsAreReadBack() {
		TrainingOptions options = TestPatches.options(Map.of("images", "no: \"such\" # folder", "rate", 1e-5, "seed", 7, "deterministic", true));
		TrainingRun.open(folder.resolve("run"), options, Progress.none()).close();
		assertEquals(options, TrainingRun.options(folder.resolve("run")));
	}

	@Test
	void beforeTheFirstCheckpointEverythingMayChange() {
		open(Map.of("images", "misspelled")).close();
		open(Map.of("images", "correct")).close();
		assertEquals("correct", TrainingRun.options(folder.resolve("run")).images());
	}

	@Test
	void onlyEpochsDeviceBatchAndPreviewsMayChange() {
		try (TrainingRun run = open(Map.of())) {
			run.checkpoints().save(Checkpoints.LAST, CheckpointsTest.saved(1));
		}
		open(Map.of("epochs", 9, "device", "gpu", "batch", 2, "previews", 3)).close();
		assertEquals(9, TrainingRun.options(folder.resolve("run")).epochs());
		Map<String, Object> values = Settings.values(TestPatches.options(Map.of()));
		for (RecordComponent option : TrainingOptions.class.getRecordComponents()) {
			String name = option.getName();
			Object value = values.get(name);
			if (List.of("epochs", "device", "batch", "previews").contains(name))
				continue;
			Object other = Arrays.stream(Settings.setting(option).choices()).filter(choice -> !choice.equals(value)).findFirst().map(choice -> (Object) choice)
				.orElse(value instanceof Boolean flag ? (Object) !flag : value instanceof String ? "other" : value instanceof Double ? 0.25 : 11);
			TrainingException refusal = assertThrows(TrainingException.class, () -> open(Map.of(name, other)), name);
			assertTrue(refusal.getMessage().contains("another " + name + " ("), refusal.getMessage());
		}
	}

	@Test
	void aRunMovedTogetherWithItsImagesGoesOn() throws Exception {
		Path old = folder.resolve("old"), moved = folder.resolve("elsewhere/new");
		try (TrainingRun run = TrainingRun.open(old.resolve("run"), images(old, "noisy"), Progress.none())) {
			run.checkpoints().save(Checkpoints.LAST, CheckpointsTest.saved(1));
		}
		Files.createDirectories(moved.getParent());
		Files.move(old, moved);
		TrainingRun.open(moved.resolve("run"), images(moved, "noisy"), Progress.none()).close();
		TrainingRun.open(moved.resolve("run"), images(moved, "noisy"), Progress.none()).close();
		TrainingException refusal = assertThrows(TrainingException.class, () -> TrainingRun.open(moved.resolve("run"), images(moved, "others"), Progress.none()));
		assertTrue(refusal.getMessage().contains("another images ("), refusal.getMessage());
	}

	private static TrainingOptions images(Path place, String name) {
		return TestPatches.options(Map.of("images", place.resolve("data").resolve(name).toString()));
	}

	@Test
	void aSeedIsReadBackToTheLastDigit() {
		for (long seed : new long[] { (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE }) {
			TrainingOptions options = TestPatches.options(Map.of("seed", seed));
			assertEquals(seed, options.seed());
			TrainingRun.open(folder.resolve("run" + seed), options, Progress.none()).close();
			assertEquals(seed, TrainingRun.options(folder.resolve("run" + seed)).seed());
		}
		assertThrows(IllegalArgumentException.class, () -> TestPatches.options(Map.of("seed", "9223372036854775808")));
	}

	@Test
	void aSecondTrainingInTheSameFolderIsRefused() {
		try (TrainingRun run = open(Map.of())) {
			TrainingException refusal = assertThrows(TrainingException.class, () -> open(Map.of()));
			assertTrue(refusal.getMessage().contains("Process " + ProcessHandle.current().pid()), refusal.getMessage());
			assertTrue(Files.exists(run.folder().resolve("lock")));
		}
		assertFalse(Files.exists(folder.resolve("run/lock")));
		open(Map.of()).close();
	}

	@Test
	void theLockOfAProcessThatIsGoneIsTakenOver() throws Exception {
		open(Map.of()).close();
		Process gone = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-version").start();
		gone.waitFor();
		Files.writeString(folder.resolve("run/lock"), String.join("\n", RunLock.host(), Long.toString(gone.pid()), "2020-01-01T00:00:00Z", "token", ""));
		open(Map.of()).close();
	}

	@Test
	void theNumberOfAProcessUsedAgainByAnotherDoesNotHoldTheLock() throws Exception {
		open(Map.of()).close();
		Files.writeString(folder.resolve("run/lock"), String.join("\n", RunLock.host(), Long.toString(ProcessHandle.current().pid()), "2020-01-01T00:00:00Z",
			"token", ""));
		open(Map.of()).close();
	}

	@Test
	void theLockOfAnotherMachineIsTakenOverOnlyAfterAMinuteOfSilence() throws Exception {
		open(Map.of()).close();
		Path lock = folder.resolve("run/lock"), status = folder.resolve("run/status.json");
		Files.writeString(lock, String.join("\n", "elsewhere", "1", "2020-01-01T00:00:00Z", "token", ""));
		assertThrows(TrainingException.class, () -> open(Map.of()));
		FileTime longAgo = FileTime.from(Instant.now().minus(Duration.ofSeconds(70)));
		Files.setLastModifiedTime(lock, longAgo);
		Files.setLastModifiedTime(status, FileTime.from(Instant.now().minus(Duration.ofSeconds(50))));
		assertThrows(TrainingException.class, () -> open(Map.of()));
		Files.setLastModifiedTime(status, longAgo);
		open(Map.of()).close();
	}

	@Test
	void whoLostTheLockStops() throws Exception {
		try (TrainingRun run = open(Map.of())) {
			Files.writeString(run.folder().resolve("lock"), String.join("\n", "elsewhere", "1", "2020-01-01T00:00:00Z", "token", ""));
			run.state(RunStatus.State.TRAINING, "");
			assertThrows(TrainingException.class, run::request);
		}
		assertTrue(Files.exists(folder.resolve("run/lock")), "the other's lock must stay");
	}

	@Test
	void theStatusSaysWhoAndWhere() {
		try (TrainingRun run = open(Map.of("epochs", 4, "steps", 5))) {
			run.state(RunStatus.State.TRAINING, "a \"quoted\" \\ word\nand more");
			run.stepped(0, 0.5, 0.1);
			run.stepped(1, 0.25, 0.1);
			run.validated(new Curves.Row(1, 5, 1, 0.1, 0.5, 0.25), true);
			RunStatus status = RunStatus.read(run.folder());
			assertEquals(RunStatus.State.TRAINING, status.state());
			assertEquals(ProcessHandle.current().pid(), status.process());
			assertEquals(20, status.steps());
			assertEquals(5, status.step());
			assertEquals(1, status.epoch());
			assertEquals(0.25, status.loss());
			assertTrue(status.stepSeconds() >= 0);
			assertEquals("a \"quoted\" \\ word\nand more", status.message());
			assertTrue(Duration.between(status.heartbeat(), Instant.now()).toSeconds() < 30);
			assertEquals(List.of(new Curves.Row(1, 5, 1, 0.1, 0.5, 0.25)), Curves.read(run.folder()));
		}
	}

	@Test
	void aRequestIsTakenOnceAndAnUnknownWordIsNoted() throws Exception {
		try (TrainingRun run = open(Map.of())) {
			assertNull(run.request());
			RunRequest.PAUSE.ask(run.folder());
			assertEquals(RunRequest.PAUSE, run.request());
			assertNull(run.request());
			Files.writeString(run.folder().resolve("request"), "hurry");
			assertNull(run.request());
			assertFalse(Files.exists(run.folder().resolve("request")));
			assertTrue(Files.readString(run.folder().resolve("log.txt")).contains("hurry"));
		}
	}

	@Test
	void aFolderThatHoldsOtherThingsIsLeftAlone() throws Exception {
		Files.createDirectories(folder.resolve("run"));
		Files.writeString(folder.resolve("run/thesis.txt"), "chapter 1");
		TrainingException refusal = assertThrows(TrainingException.class, () -> open(Map.of()));
		assertTrue(refusal.getMessage().contains("thesis.txt"), refusal.getMessage());
	}

	@Test
	void aFolderThatCannotBeMadeIsNamed() throws Exception {
		Files.writeString(folder.resolve("run"), "a file");
		RuntimeException refusal = assertThrows(RuntimeException.class, () -> open(Map.of()));
		assertTrue(refusal.getMessage().contains("run"), refusal.getMessage());
	}
}
