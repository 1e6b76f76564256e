package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.github.hourglass.architecture.NetworkOptions;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.UNet;
import io.github.hourglass.image.Progress;

/** Models that come into the user's folder and leave it. */
class ModelFolderTest {

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path parent;
	private Path models;

	@BeforeEach
	void useAnotherHome() {
		home.use(parent.resolve("home"));
		models = parent.resolve("home/models");
	}

	private static InstalledModel add(Path source, String name) {
		return ModelFolder.add(source, name, "", false, Progress.none());
	}

	private Path packageFolder(String name) throws IOException {
		return Files.move(TestPackage.folder(parent, TestPackage.TEXT), parent.resolve(name));
	}

	@Test
	void aFolderAZipAndADescriptionAreCopiedAndFoundByTheirNames() throws IOException {
		Path folder = packageFolder("nuclei");
		Path zip = TestPackage.zip(folder, parent.resolve("packed.bioimage.io.zip"), "deep/er/");
		assertEquals(models.resolve("nuclei"), add(folder, "").path());
		assertEquals(models.resolve("packed"), add(zip, "").path());
		assertEquals(models.resolve("third one"), add(folder.resolve("rdf.yaml"), " third one ").path());
		for (String name : List.of("nuclei", "packed", "third one")) {
			assertTrue(Files.isRegularFile(models.resolve(name).resolve("rdf.yaml")), name);
			assertEquals("Two inputs", Models.find(name).name());
		}
		assertNothingElse("nuclei", "packed", "third one");
	}

	@Test
	void aBareNetworkStaysAFile() throws IOException {
		Path file = parent.resolve("net.ONNX");
		OnnxFile.write(UNet.of(NetworkOptions.of(2).baseFilters(2).depth(1), 1), file);
		Path zip = parent.resolve("packed.zip");
		ModelWriter.zip(Files.createDirectory(parent.resolve("alone")), parent.resolve("empty.zip"));
		Files.copy(file, parent.resolve("alone/inner.onnx"));
		ModelWriter.zip(parent.resolve("alone"), zip);
		assertEquals(models.resolve("net.onnx"), add(file, "").path());
		assertEquals(models.resolve("packed.onnx"), add(zip, "").path());
		assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(models.resolve("packed.onnx")));
	}

	@Test
	void aTrainedModelIsCalledByItsRun() throws IOException {
		Path run = Files.createDirectory(parent.resolve("my-run"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), run.resolve("model"));
		assertEquals("my-run", add(run.resolve("model"), "").name());
	}

	@Test
	void nothingIsOverwrittenUnasked() throws IOException {
		Path folder = packageFolder("nuclei");
		add(folder, "");
		Files.writeString(folder.resolve("rdf.yaml"), TestPackage.TEXT.replace("Two inputs", "Newer"));
		String message = assertThrows(ModelException.class, () -> add(folder, "")).getMessage();
		assertTrue(message.contains("There is a model 'nuclei' already"), message);
		assertEquals("Two inputs", Models.find("nuclei").name());
		ModelFolder.add(folder, "", "", true, Progress.none());
		assertEquals("Newer", Models.find("nuclei").name());
		assertNothingElse("nuclei");
	}

	@Test
	void whatIsNoSoundModelLeavesNothingBehind() throws IOException {
		Path damaged = packageFolder("damaged");
		Files.writeString(damaged.resolve("rdf.yaml"), TestPackage.TEXT.replace("opset_version: 17", "opset_version: 17, sha256: " + "ab".repeat(32)));
		String message = assertThrows(ModelException.class, () -> add(damaged, "")).getMessage();
		assertTrue(message.contains("is not the one the model package names"), message);
		Path images = TestPackage.zipOf(parent.resolve("images.zip"), "a.tif", "II*", "b.tif", "II*");
		assertTrue(assertThrows(ModelException.class, () -> add(images, "")).getMessage().contains("images.zip"));
		Path escape = TestPackage.zipOf(parent.resolve("escape.zip"), "../rdf.yaml", TestPackage.TEXT);
		assertThrows(ModelException.class, () -> add(escape, ""));
		assertThrows(ModelException.class, () -> add(parent.resolve("nowhere"), ""));
		assertNothingElse();
	}

	@Test
	void theSha256OfAFileIsChecked() throws IOException {
		Path zip = TestPackage.zip(packageFolder("nuclei"), parent.resolve("nuclei.zip"), "");
		String message = assertThrows(ModelException.class, () -> ModelFolder.add(zip, "", "a".repeat(64), false, Progress.none())).getMessage();
		assertTrue(message.contains("is not the one expected"), message);
		assertThrows(ModelException.class, () -> ModelFolder.add(zip, "", "abc", false, Progress.none()));
		String right = new java.math.BigInteger(1, digest(Files.readAllBytes(zip))).toString(16);
		assertEquals("nuclei", ModelFolder.add(zip, "", "0".repeat(64 - right.length()) + right, false, Progress.none()).name());
	}

	private static byte[] digest(byte[] bytes) {
		try {
			return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
		}
		catch (java.security.NoSuchAlgorithmException e) {
			throw new AssertionError(e);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "../x", "a/b", ".hidden", "C:x", "a\\b", "x.zip", "con", "a\nb", "x." })
	void aNameThatIsNoneIsRefused(String name) throws IOException {
		Path folder = packageFolder("nuclei");
		assertTrue(assertThrows(ModelException.class, () -> add(folder, name)).getMessage().startsWith("A model cannot be called"));
		assertFalse(Files.exists(parent.resolve("home/x")));
	}

	@Test
	void linksAreNotFollowed() throws IOException {
		Path folder = packageFolder("nuclei");
		Path secret = Files.writeString(parent.resolve("secret"), "secret");
		Files.createSymbolicLink(folder.resolve("link.txt"), secret);
		add(folder, "");
		assertFalse(Files.exists(models.resolve("nuclei/link.txt"), java.nio.file.LinkOption.NOFOLLOW_LINKS));
	}

	@Test
	void anExportedModelIsTheSameAgain() throws IOException {
		add(packageFolder("nuclei"), "");
		Path zip = parent.resolve("out/nuclei.zip");
		ModelFolder.export("nuclei", zip, false, Progress.none());
		assertThrows(ModelException.class, () -> ModelFolder.export("nuclei", zip, false, Progress.none()));
		ModelFolder.export("nuclei", zip, true, Progress.none());
		assertThrows(ModelException.class, () -> ModelFolder.export("nuclei", parent.resolve("nuclei.tar"), false, Progress.none()));
		add(zip, "again");
		for (String file : List.of("rdf.yaml", "net.onnx", "cover.png", "raw.npy"))
			assertArrayEquals(Files.readAllBytes(models.resolve("nuclei").resolve(file)), Files.readAllBytes(models.resolve("again").resolve(file)), file);
		try (Stream<Path> files = Files.list(parent.resolve("out"))) {
			assertEquals(List.of(zip), files.toList());
		}
	}

	@Test
	void onlyTheUsersOwnModelsAreRemoved() throws IOException {
		add(packageFolder("nuclei"), "");
		ModelFolder.remove("nuclei");
		assertNothingElse();
		assertTrue(assertThrows(ModelException.class, () -> ModelFolder.remove("nuclei")).getMessage().contains("There is no model 'nuclei'"));
		assertTrue(assertThrows(ModelException.class, () -> ModelFolder.remove("starter-2d")).getMessage().contains("stays there"));
		assertThrows(ModelException.class, () -> ModelFolder.remove(""));
		assertThrows(ModelException.class, () -> ModelFolder.remove("."));
		assertThrows(ModelException.class, () -> ModelFolder.remove(".."));
		assertTrue(Files.exists(models));
	}

	/** The folder of models holds these and nothing hidden either. */
	private void assertNothingElse(String... names) throws IOException {
		if (!Files.exists(models)) {
			assertEquals(0, names.length);
			return;
		}
		try (Stream<Path> files = Files.list(models)) {
			assertEquals(List.of(names), files.map(file -> file.getFileName().toString()).sorted().toList());
		}
	}
}
