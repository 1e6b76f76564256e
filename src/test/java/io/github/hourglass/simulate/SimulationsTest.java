package io.github.hourglass.simulate;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.ImageFile;

class SimulationsTest {

	@TempDir
	Path folder;

	@Test
	void writesTheSameNamesIntoEveryFolder() {
		SimulationOptions options = SimulationTest.options("size=48,40,5", "count=2", "kind=vesicles");
		Simulations.write(options, folder.resolve("out"), false, Progress.none());
		for (String name : Simulations.FOLDERS)
			for (String file : new String[] { "0000.tif", "0001.tif" }) {
				Volume image = ImageFile.open(folder.resolve("out").resolve(name).resolve(file));
				assertArrayEquals(new long[] { 48, 40, 5 }, image.dimensions(), name);
				assertTrue(image.axes().find('z').scale() > image.axes().find('x').scale());
			}
		Simulation second = Simulation.of(options, 1, Progress.none());
		assertArrayEquals(SimulationTest.pixels(second.noisy()), SimulationTest.pixels(ImageFile.open(folder.resolve("out/noisy/0001.tif"))));
		assertArrayEquals(SimulationTest.pixels(second.labels()), SimulationTest.pixels(ImageFile.open(folder.resolve("out/labels/0001.tif"))));
	}

	@Test
	void leavesWhatIsThereUnlessToldOtherwise() throws Exception {
		SimulationOptions options = SimulationTest.options("size=32,32", "count=2");
		Files.createDirectories(folder.resolve("labels"));
		Files.writeString(folder.resolve("labels/0001.tif"), "mine");
		assertThrows(RuntimeException.class, () -> Simulations.write(options, folder, false, Progress.none()));
		assertEquals("mine", Files.readString(folder.resolve("labels/0001.tif")));
		assertFalse(Files.exists(folder.resolve("noisy/0000.tif")));
		Simulations.write(options, folder, true, Progress.none());
		assertEquals(32, ImageFile.open(folder.resolve("labels/0001.tif")).size('x'));
	}

	@Test
	void wrongOptionsMakeNoFolders() {
		assertThrows(IllegalArgumentException.class, () -> Simulations.write(SimulationTest.options("peak=none"), folder.resolve("out"), false, Progress.none()));
		assertFalse(Files.exists(folder.resolve("out")));
	}

	@Test
	void endsWhenItIsCancelled() {
		Progress cancelled = new Progress() {

			@Override
			public void report(String stage, long done, long total) {}

			@Override
			public void note(String sentence) {}

			@Override
			public boolean cancelled() {
				return true;
			}
		};
		assertThrows(CancelledException.class, () -> Simulations.write(SimulationTest.options("count=100"), folder, true, cancelled));
	}
}
