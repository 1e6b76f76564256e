package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;

/** A training in a process of its own, killed at random moments without a chance to clean up. */
class KilledTrainingTest {

	private static final int ROUNDS = 5;
	private static final TrainingOptions OPTIONS = TestPatches.options(Map.of("epochs", 60, "steps", 20, "warmup", 30, "previews", 7));

	@TempDir
	Path folder;

	/** The child: trains in the folder it is given. */
	public static void main(String[] arguments) {
		train(Path.of(arguments[0]), new LinearTraining());
	}

	private static Trainer.End train(Path run, LinearTraining network) {
		try (TrainingRun open = TrainingRun.open(run, OPTIONS, Progress.none())) {
			return new Trainer(network, new TestPatches(OPTIONS), open, List.of(), Progress.none()).train();
		}
	}

	@Test
	void afterEveryKillTheCheckpointsAreReadableAndTheEndIsTheSame() throws Exception {
		LinearTraining uninterrupted = new LinearTraining();
		train(folder.resolve("whole"), uninterrupted);
		Path run = folder.resolve("run");
		Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"));
		Random random = new Random(5);
		for (int round = 0; round < ROUNDS; round++) {
			long before = step(checkpoints);
			Process child = child(run);
			while (child.isAlive() && step(checkpoints) == before)
				Thread.sleep(1);
			child.waitFor(random.nextInt(60), TimeUnit.MILLISECONDS);
			child.destroyForcibly().waitFor();
			assertEquals(List.of(), checkpoints.damaged(), "round " + round);
			assertTrue(step(checkpoints) > before, "round " + round);
		}
		LinearTraining last = new LinearTraining();
		assertEquals(Trainer.End.TRAINED, train(run, last));
		assertArrayEquals(uninterrupted.weights(), last.weights());
		assertEquals(TrainerTest.withoutTimes(folder.resolve("whole")), TrainerTest.withoutTimes(run));
	}

	private static long step(Checkpoints checkpoints) {
		Checkpoints.Saved saved = checkpoints.last();
		return saved == null ? -1 : Long.parseLong(saved.texts().get("step"));
	}

	private Process child(Path run) throws Exception {
		return child(KilledTrainingTest.class, folder, run);
	}

	/** Another Java with the same classes, running the main method of a class. */
	static Process child(Class<?> main, Path folder, Path run) throws Exception {
		String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
		Path arguments = Files.writeString(folder.resolve("arguments"), "-cp \"" + classes.replace("\\", "\\\\") + "\"");
		return new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xshare:auto", "-XX:TieredStopAtLevel=1", "@" + arguments,
			main.getName(), run.toString()).redirectErrorStream(true).redirectOutput(folder.resolve("said").toFile()).start();
	}
}
