package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.image.Progress;

class NamedTensorsTest {

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path folder;

	@BeforeEach
	void useAnotherHome() {
		home.use(folder.resolve("home"));
	}

	/** What the graph's own end is nobody wants: the layer before it is the image. */
	private Path graph() {
		return new SavedModels().placeholder("photo", DataType.DT_FLOAT, -1, -1, -1, 1).node("Relu", "wanted", "photo").node("Neg", "last", "wanted").freeze(folder.resolve("graph.pb"));
	}

	@Test
	void aGraphIsReadWithTheNamesOfOneRun() throws IOException {
		Path graph = graph();
		assertEquals("last", Models.find(graph.toString()).outputs().get(0).id());
		for (int run = 0; run < 2; run++)
			assertEquals("wanted", Models.find(graph.toString(), "input photo, output wanted", Progress.none()).outputs().get(0).id());
		assertEquals("last", Models.find(graph.toString(), "", Progress.none()).outputs().get(0).id());
		assertFalse(Files.exists(folder.resolve("tensors.txt")));
		try (Stream<Path> kept = Files.list(folder.resolve("home").resolve("cache").resolve("named"))) {
			assertEquals(1, kept.count());
		}
	}

	@Test
	void otherTextsAndOtherModelsAreRefused() {
		Path graph = graph();
		assertTrue(assertThrows(ModelException.class, () -> Models.find(graph.toString(), "wanted", Progress.none())).getMessage().contains("'wanted' names no tensor"));
		assertTrue(assertThrows(ModelException.class, () -> Models.find("models/starter-2d", "output wanted", Progress.none())).getMessage().contains("leave tensors out"));
	}
}
