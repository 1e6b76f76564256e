package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Volume;
import net.imglib2.img.array.ArrayImgs;

class BundledModelsTest {

	private static final Volume PLANE = Volume.of(ArrayImgs.floats(32, 32), Axes.of("xy")), STACK = Volume.of(ArrayImgs.floats(32, 32, 8), Axes.of("xyz"));

	@TempDir
	Path folder;

	private String before;

	@BeforeEach
	void lookHereFirst() {
		before = System.getProperty("hourglass.models");
		System.setProperty("hourglass.models", folder.toString());
	}

	@AfterEach
	void lookAsBefore() {
		if (before == null)
			System.clearProperty("hourglass.models");
		else
			System.setProperty("hourglass.models", before);
	}

	/** A model of that name, which is a starter model. */
	private void install(String name, String starter) throws IOException {
		Path to = Files.createDirectories(folder.resolve(name));
		try (Stream<Path> files = Files.list(Path.of("models", starter))) {
			for (Path file : files.toList())
				Files.copy(file, to.resolve(file.getFileName()));
		}
	}

	private static String name(io.github.hourglass.model.Model model) {
		return model.folder().getFileName().toString();
	}

	@Test
	void theDenoiserForPlanesOrVolumesIsPickedWhateverElseIsInstalled() throws IOException {
		install("a-model-of-the-user", "starter-2d");
		install("denoise-2d", "starter-2d");
		install("denoise-3d", "starter-3d");
		assertEquals("denoise-2d", name(BundledModels.denoising(PLANE)));
		assertEquals("denoise-3d", name(BundledModels.denoising(STACK)));
		assertEquals(folder.resolve("denoise-2d").toRealPath(), BundledModels.denoising(PLANE).folder().toRealPath());
	}

	@Test
	void objectsAreSoughtWithTheOneForNucleiWhereItIs() throws IOException {
		install("nuclei-2d", "starter-2d");
		install("nuclei-3d", "starter-3d");
		assertEquals("nuclei-2d", name(BundledModels.segmenting(PLANE)));
		assertEquals("nuclei-3d", name(BundledModels.segmenting(STACK)));
	}
}
