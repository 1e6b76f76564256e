package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;

/** Run folders made by the trainer with the linear network, and what is left of them. */
class WatchedRunTest {

	@TempDir
	Path folder;

	private RunSnapshot trained(int epochs) {
		TrainingOptions options = TestPatches.options(Map.of("epochs", epochs));
		try (TrainingRun run = TrainingRun.open(folder, options, Progress.none())) {
			new Trainer(new LinearTraining(), new TestPatches(options), run, List.of(), Progress.none()).train();
			run.state(RunStatus.State.TRAINING, "");
		}
		return WatchedRun.of(folder).look();
	}

	@Test
	void aRunTellsWhatItDoes() {
		RunSnapshot run = trained(4);
		assertEquals(RunSnapshot.Life.RUNNING, run.life());
		assertEquals("training", run.state());
		assertEquals("epoch 4 of 4, step 20 of 20", run.progress());
		assertEquals(1, run.done());
		assertEquals(List.of(0, 1, 2, 3, 4), run.rows().stream().map(Curves.Row::epoch).toList());
		assertEquals(4, run.best().epoch());
		assertTrue(run.place().startsWith("cpu of "), run.place());
		assertTrue(run.log().get(run.log().size() - 1).matches("\\d\\d:\\d\\d:\\d\\d  .+"), run.log().toString());
	}

	@Test
	void silenceIsToldAndAfterAMinuteItMayBeTakenOver() throws IOException {
		trained(2);
		WatchedRun watched = WatchedRun.of(folder);
		Path status = folder.resolve("status.json");
		Files.setLastModifiedTime(status, FileTime.from(Instant.now().minusSeconds(31)));
		assertTrue(watched.look().state().matches("training; no sign of life for 3[0-9] s"), watched.look().state());
		assertEquals(RunSnapshot.Life.RUNNING, watched.look().life());
		Files.setLastModifiedTime(status, FileTime.from(Instant.now().minusSeconds(76)));
		assertTrue(watched.look().state().matches("training; no sign of life for 7[5-9] s"), watched.look().state());
		assertEquals(RunSnapshot.Life.SILENT, watched.look().life());
	}

	/** Once a new sign of life is seen here, the clock of the machine that gave it no longer counts. */
	@Test
	void theClocksOfTwoMachinesNeedNotAgree() throws IOException {
		trained(2);
		WatchedRun watched = WatchedRun.of(folder);
		Path status = folder.resolve("status.json");
		watched.look();
		RunStatus before = RunStatus.read(folder);
		Files.writeString(status, Files.readString(status).replace(before.heartbeat().toString(), before.heartbeat().plusSeconds(5).toString()));
		Files.setLastModifiedTime(status, FileTime.from(Instant.now().minus(Duration.ofHours(3))));
		assertTrue(watched.look().silence().toSeconds() < 5, watched.look().silence().toString());
		assertEquals("training", watched.look().state());
	}

	@Test
	void aProcessThatIsGoneIsToldAtOnce() throws IOException {
		trained(2);
		Files.writeString(folder.resolve("lock"), String.join("\n", RunLock.host(), "999999999", "2020-01-01T00:00:00Z", "token", ""));
		RunSnapshot run = WatchedRun.of(folder).look();
		assertEquals(RunSnapshot.Life.GONE, run.life());
		assertEquals("its process has ended unexpectedly at step 10; resume goes on from the last checkpoint", run.state());
		Files.writeString(folder.resolve("lock"), String.join("\n", "another-host", "999999999", "2020-01-01T00:00:00Z", "token", ""));
		assertEquals(RunSnapshot.Life.RUNNING, WatchedRun.of(folder).look().life(), "nobody here knows the processes there");
	}

	@Test
	void aRequestIsToldUntilItIsObeyed() throws IOException {
		trained(2);
		RunRequest.PAUSE.ask(folder);
		assertEquals("training, asked to pause", WatchedRun.of(folder).look().state());
		Files.writeString(folder.resolve("request"), "<html>");
		assertEquals("training", WatchedRun.of(folder).look().state());
	}

	@Test
	void missingHalfWrittenAndDamagedFilesCountAsNotThere() throws IOException {
		trained(4);
		WatchedRun watched = WatchedRun.of(folder);
		Files.writeString(folder.resolve("status.json"), "{\n  \"state\": \"trai");
		String curves = Files.readString(folder.resolve("curves.csv"));
		Files.writeString(folder.resolve("curves.csv"), curves.substring(0, curves.length() - 30));
		Files.write(folder.resolve("options.yaml"), new byte[] { (byte) 0xff, 0, 1, 2 });
		Files.write(folder.resolve("log.txt"), new byte[] { (byte) 0xff, 0, 1, 2 });
		Files.createDirectories(folder.resolve("previews"));
		Files.writeString(folder.resolve("previews/epoch-99999999999.tif"), "x");
		Files.writeString(folder.resolve("previews/notes.txt"), "x");
		RunSnapshot run = watched.look();
		assertNull(run.status());
		assertNull(run.options());
		assertEquals("no status that can be read yet", run.state());
		assertEquals(List.of(0, 1, 2, 3), run.rows().stream().map(Curves.Row::epoch).toList());
		assertTrue(run.previews().isEmpty());
		RunPlot.of(List.of(run), new WatchOptions("epochs", "auto")).picture(300, 200);
		for (String file : List.of("status.json", "curves.csv", "options.yaml", "log.txt"))
			Files.delete(folder.resolve(file));
		assertEquals(List.of(), watched.look().rows());
		assertEquals(RunSnapshot.Life.STARTING, watched.look().life());
	}

	@Test
	void hugeFilesAreNotRead() throws IOException {
		trained(2);
		for (String file : List.of("status.json", "curves.csv", "options.yaml", "log.txt", "request", "said.txt"))
			try (RandomAccessFile huge = new RandomAccessFile(folder.resolve(file).toFile(), "rw")) {
				huge.setLength(1L << 36);
			}
		RunSnapshot run = WatchedRun.of(folder).look();
		assertNull(run.status());
		assertNull(run.options());
		assertEquals(List.of(), run.rows());
	}

	@Test
	void otherFoldersAreRefusedByName() throws IOException {
		assertTrue(assertThrows(IllegalArgumentException.class, () -> WatchedRun.of(folder)).getMessage().contains("it has no options.yaml"));
		assertTrue(assertThrows(IllegalArgumentException.class, () -> WatchedRun.of(folder.resolve("nonesuch"))).getMessage().contains("There is no folder"));
		Files.writeString(folder.resolve("status.json"), "");
		assertFalse(WatchedRun.of(folder).look().state().isEmpty());
	}

	@Test
	void durationsAreToldAsPeopleDo() {
		assertEquals("75 s", RunSnapshot.words(75));
		assertEquals("2 min", RunSnapshot.words(100));
		assertEquals("31 min", RunSnapshot.words(31 * 60 + 10));
		assertEquals("2 h 10 min", RunSnapshot.words(2 * 3600 + 10 * 60));
		assertEquals("3 d 4 h", RunSnapshot.words(76 * 3600));
	}

	@Test
	void theReportNamesLossesBestEpochAndPlace() {
		String text = RunReport.of(trained(4));
		assertTrue(text.startsWith(folder + ": training.\n"), text);
		for (String part : List.of("epoch 4 of 4, step 20 of 20", "too early to judge", "best", "epoch 4, validation", "runs on"))
			assertTrue(text.contains(part), part + " in\n" + text);
	}
}
