package io.github.hourglass.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import javax.imageio.ImageIO;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every demo runs, and what is bundled is what the demos make. */
class DemosTest {

	@TempDir
	Path folder;

	@Test
	void theBundledImagesAreThoseOfTheDemo() throws IOException {
		TestImagesDemo.main(new String[] { folder.toString() });
		try (Stream<Path> made = Files.list(folder)) {
			for (Path image : made.toList())
				assertEquals(-1, Files.mismatch(image, Path.of("test-images").resolve(image.getFileName())), image.getFileName().toString());
		}
	}

	@Test
	void thePictureOfTheReadmeCanBeDrawnAnew() throws IOException {
		Path picture = folder.resolve("picture.png");
		BeforeAfterDemo.main(new String[] { picture.toString() });
		var drawn = ImageIO.read(picture.toFile());
		var bundled = ImageIO.read(Path.of("docs", "images", "before-after.png").toFile());
		assertEquals(bundled.getWidth(), drawn.getWidth());
		assertEquals(bundled.getHeight(), drawn.getHeight());
	}

	@Test
	void plainAndResidualNetworksOfTwoDepthsCanBeCompared() throws IOException {
		Path picture = folder.resolve("depth.png");
		DepthDemo.main(new String[] { picture.toString(), "2", "8" });
		var drawn = ImageIO.read(picture.toFile());
		var bundled = ImageIO.read(Path.of("docs", "images", "depth.png").toFile());
		assertEquals(bundled.getWidth(), drawn.getWidth());
		assertEquals(bundled.getHeight(), drawn.getHeight());
	}

	@Test
	void theTrainingWindowCanBeDrawnWithATrainingThatRuns() throws Exception {
		Path picture = folder.resolve("training.png");
		TrainingWindowDemo.main(new String[] { picture.toString(), "2", folder.resolve("run").toString() });
		var drawn = ImageIO.read(picture.toFile());
		var bundled = ImageIO.read(Path.of("docs", "images", "training.png").toFile());
		assertEquals(bundled.getWidth(), drawn.getWidth());
		assertEquals(bundled.getHeight(), drawn.getHeight());
	}
}
