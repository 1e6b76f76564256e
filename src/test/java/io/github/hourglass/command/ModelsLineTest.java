package io.github.hourglass.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ExecutionException;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.scijava.Context;
import org.scijava.command.CommandModule;
import org.scijava.command.CommandService;

import io.github.hourglass.model.OtherHome;

/** A model from its import to its removal, on the command line and in ImageJ. */
class ModelsLineTest {

	private static final String STARTER = Path.of("models", "starter-2d").toString();

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path folder;
	private String said;

	@BeforeEach
	void useAnotherHome() {
		home.use(folder.resolve("home"));
	}

	@Test
	void aModelIsImportedUsedExportedAndRemoved() {
		assertEquals(0, run("models", "import", STARTER, "--name", "mine"), () -> said);
		assertTrue(said.contains("mine is now among your models"), () -> said);
		assertEquals(1, run("models", "import", STARTER, "--name", "mine"), () -> said);
		assertTrue(said.contains("There is a model 'mine' already"), () -> said);
		assertEquals(0, run("models", "list"), () -> said);
		assertTrue(said.lines().anyMatch(line -> line.startsWith("mine ") && line.endsWith("(yours)")), () -> said);
		assertEquals(0, run("denoise", "test-images/cells-2d-noisy.tif", folder.resolve("out.tif").toString(), "--model", "mine"), () -> said);
		Path zip = folder.resolve("mine.zip");
		assertEquals(0, run("models", "export", "mine", zip.toString()), () -> said);
		assertEquals(0, run("models", "show", zip.toString()), () -> said);
		assertEquals(1, run("models", "remove", "mine"), () -> said);
		assertTrue(said.contains("add --yes"), () -> said);
		assertEquals(0, run("models", "remove", "mine", "--yes"), () -> said);
		assertFalse(Files.exists(folder.resolve("home/models/mine")));
		assertEquals(1, run("models", "remove", "starter-2d", "--yes"), () -> said);
	}

	@Test
	void aCollectionIsListedAndImportedFrom() throws Exception {
		Path offered = Files.createDirectory(folder.resolve("offered"));
		assertEquals(0, run("models", "export", "starter-2d", offered.resolve("a model.zip").toString()), () -> said);
		assertEquals(0, run("models", "list", "--collection", offered.toString()), () -> said);
		assertTrue(said.contains("In offered:") && said.contains("a model"), () -> said);
		assertEquals(0, run("models", "import", "a model", "--collection", offered.toString()), () -> said);
		assertEquals(0, run("models", "test", "a model"), () -> said);
		assertEquals(1, run("models", "import", "another", "--collection", offered.toString()), () -> said);
		assertTrue(said.contains("it has a model."), () -> said);
	}

	@Test
	void whatAModelNeedsIsShown() {
		assertEquals(0, run("models", "show", "starter-2d"), () -> said);
		assertTrue(said.contains("the engine onnx, which is here; planes of one channel"), () -> said);
	}

	@Test
	void theCommandInImageJDoesTheSame() throws Exception {
		assertFalse(inImageJ(Map.of("action", "import", "model", STARTER, "name", "mine")).isCanceled());
		assertTrue(Files.exists(folder.resolve("home/models/mine/rdf.yaml")));
		assertTrue(inImageJ(Map.of("action", "export", "model", "mine")).getCancelReason().contains("destination is empty; give the zip to export to, such as mine.zip."));
		assertTrue(inImageJ(Map.of("action", "remove", "model", "mine")).getCancelReason().contains("add yes=true"));
		assertFalse(inImageJ(Map.of("action", "remove", "model", "mine", "yes", true)).isCanceled());
		assertFalse(Files.exists(folder.resolve("home/models/mine")));
	}

	@Test
	void aGraphThatDoesNotSayItsTensorsIsToldThemOnce() throws Exception {
		Path file = new io.github.hourglass.engine.SavedModels().placeholder("x", org.tensorflow.proto.DataType.DT_FLOAT, -1, -1, -1, 1)
			.pointwise("layer", "x", new float[] { 2 }, new float[] { 1 }).node("Neg", "other", "x").freeze(folder.resolve("net.pb"));
		assertEquals(0, run("models", "import", file.toString(), "--tensors", "input x:0, output result layer/BiasAdd:0"), () -> said);
		assertEquals(0, run("models", "show", "net"), () -> said);
		assertTrue(said.contains("result, axes byxc") && !said.contains("other"), said);
		assertEquals(1, run("models", "import", file.toString(), "--name", "b", "--tensors", "nonsense"), () -> said);
		assertTrue(said.contains("'nonsense' names no tensor"), said);
		assertEquals(1, run("models", "import", STARTER, "--name", "b", "--tensors", "input x"), () -> said);
		assertTrue(said.contains("holds none; leave tensors out"), said);
	}

	private static CommandModule inImageJ(Map<String, Object> inputs) throws InterruptedException, ExecutionException {
		try (Context context = new Context(CommandService.class)) {
			return context.service(CommandService.class).run(Models.class, true, inputs).get();
		}
	}

	private int run(String... arguments) {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		PrintStream stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
		try {
			return Main.run(arguments, stream, stream);
		}
		finally {
			said = bytes.toString(StandardCharsets.UTF_8);
		}
	}
}
