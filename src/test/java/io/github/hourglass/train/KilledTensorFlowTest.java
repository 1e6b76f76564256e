package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;
import net.imglib2.img.array.ArrayImgs;

/**
 * A real training, with dropout, batch normalization and augmentation, in a process of its own that is killed at random moments:
 * what comes out in the end has the bits of the uninterrupted one.
 */
class KilledTensorFlowTest {

	private static final int SIDE = 48;

	@TempDir
	Path folder;

	/** The child: trains in the folder it is given. */
	public static void main(String[] arguments) {
		train(Path.of(arguments[0]));
	}

	private static void train(Path run) {
		Path images = run.resolveSibling("images");
		Training.run(run, TestPatches.options(Map.ofEntries(Map.entry("images", images), Map.entry("targets", images), Map.entry("deterministic", true),
			Map.entry("depth", 1), Map.entry("filters", 4), Map.entry("patch", "16"), Map.entry("batch", 4), Map.entry("steps", 10), Map.entry("epochs", 30),
			Map.entry("dropout", 0.3), Map.entry("normalization", "batch"), Map.entry("augmentation", "flips+turns+noise"), Map.entry("warmup", 20),
			Map.entry("accumulate", 2), Map.entry("rate", 0.002))), Progress.none());
	}

	@Test
	void killedTwiceItEndsWithTheSameBits() throws Exception {
		killed(2);
	}

	@Test
	@Tag("figures")
	void killedTwentyTimesItEndsWithTheSameBits() throws Exception {
		killed(20);
	}

	private void killed(int rounds) throws Exception {
		Files.createDirectories(folder.resolve("images"));
		for (int image = 0; image < 3; image++) {
			float[] pixels = new float[SIDE * SIDE];
			for (int i = 0; i < pixels.length; i++)
				pixels[i] = (float) (100 * TestPatches.uniform(image, 7, i / 5));
			ImageFile.write(Volume.of(ArrayImgs.floats(pixels, SIDE, SIDE), Axes.of("xy")), folder.resolve("images/" + image + ".tif"), false, Progress.none());
		}
		trainInAProcessOfItsOwn(folder.resolve("whole"));
		Path run = folder.resolve("run");
		Checkpoints checkpoints = new Checkpoints(run.resolve("checkpoints"));
		Random random = new Random(rounds);
		for (int round = 0; round < rounds; round++) {
			String before = step(checkpoints);
			Process child = KilledTrainingTest.child(KilledTensorFlowTest.class, folder, run);
			while (child.isAlive() && step(checkpoints).equals(before))
				Thread.sleep(1);
			child.waitFor(random.nextInt(100), TimeUnit.MILLISECONDS);
			child.destroyForcibly().waitFor();
			assertEquals(List.of(), checkpoints.damaged(), "round " + round);
			assertNotNull(checkpoints.last(), "round " + round);
		}
		trainInAProcessOfItsOwn(run);
		assertEquals(TrainerTest.withoutTimes(folder.resolve("whole")), TrainerTest.withoutTimes(run));
		Checkpoints.Saved expected = new Checkpoints(folder.resolve("whole/checkpoints")).last();
		expected.tensors().forEach((name, tensor) -> assertEquals(tensor.bytes(), checkpoints.last().tensors().get(name).bytes(), name));
	}

	/** TensorFlow's threads are those of the first session of a process, so other tests here would decide their number. */
	private void trainInAProcessOfItsOwn(Path run) throws Exception {
		assertEquals(0, KilledTrainingTest.child(KilledTensorFlowTest.class, folder, run).waitFor(), () -> said());
	}

	private String said() {
		try {
			return Files.readString(folder.resolve("said"));
		}
		catch (java.io.IOException e) {
			return "";
		}
	}

	private static String step(Checkpoints checkpoints) {
		Checkpoints.Saved saved = checkpoints.last();
		return saved == null ? "none" : saved.texts().get("step");
	}
}
