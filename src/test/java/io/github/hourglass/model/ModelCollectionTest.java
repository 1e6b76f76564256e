package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;

/** Collections in a folder and at an address, with and without a network. */
class ModelCollectionTest {

	@RegisterExtension
	final OtherHome home = new OtherHome();

	@TempDir
	Path parent;
	private Path zip;

	@BeforeEach
	void offerAModel() throws IOException {
		home.use(parent.resolve("home"));
		Path offered = Files.createDirectory(parent.resolve("offered"));
		zip = TestPackage.zip(TestPackage.folder(parent, TestPackage.TEXT), offered.resolve("two inputs.zip"), "");
	}

	private String list() throws IOException {
		return """
			hourglass_collection: 1
			name: Our models
			models:
			- {name: two, description: Two inputs., license: MIT, address: two inputs.zip, size: %d, sha256: %s}
			""".formatted(Files.size(zip), Sha256.of(zip));
	}

	@Test
	void aFolderWithAListIsACollection() throws IOException {
		Files.writeString(zip.resolveSibling("models.yaml"), list());
		ModelCollection collection = ModelCollection.read(zip.getParent().toString(), Progress.none());
		assertEquals("Our models", collection.name());
		assertEquals(List.of(new ModelCollection.Entry("two", "Two inputs.", "MIT", zip.toString(), Files.size(zip), Sha256.of(zip))), collection.models());
		assertEquals("two", collection.install("two", "", false, Progress.none()).name());
		assertEquals("Two inputs", Models.find("two").name());
		assertTrue(assertThrows(ModelException.class, () -> collection.install("three", "", false, Progress.none())).getMessage().contains("it has two."));
	}

	@Test
	void aFolderOfModelsWithoutAListIsOneToo() {
		ModelCollection collection = ModelCollection.read(zip.getParent().toString(), Progress.none());
		assertEquals(List.of("two inputs"), collection.models().stream().map(ModelCollection.Entry::name).toList());
		assertEquals("mine", collection.install("two inputs", "mine", false, Progress.none()).name());
	}

	@Test
	void aFileThatIsNotTheOneListedIsNotInstalled() throws IOException {
		Files.writeString(zip.resolveSibling("models.yaml"), list().replaceAll("sha256: [0-9a-f]{4}", "sha256: 0000"));
		ModelCollection collection = ModelCollection.read(zip.getParent().toString(), Progress.none());
		assertThrows(ModelException.class, () -> collection.install("two", "", false, Progress.none()));
		assertFalse(Files.exists(ModelFolder.path().resolve("two")));
	}

	@Test
	void aCollectionAtAnAddressInstallsAndWorksWithoutANetworkAfterwards() throws IOException {
		String address;
		try (FileServer server = server(list())) {
			server.cutAfter = 700;
			address = server.address("/lab");
			ModelCollection collection = ModelCollection.read(address, Progress.none());
			assertEquals("", collection.note());
			assertEquals(server.address("/lab/two%20inputs.zip"), collection.models().get(0).address());
			assertEquals("two", collection.install("two", "", false, Progress.none()).name());
			assertThrows(ModelException.class, () -> collection.install("two", "", false, Progress.none()));
		}
		ModelCollection offline = ModelCollection.read(address, Progress.none());
		assertTrue(offline.note().contains("127.0.0.1 cannot be reached"), offline.note());
		assertEquals("Two inputs", Models.find("two").name());
		String message = assertThrows(ModelException.class, () -> offline.install("two", "again", false, Progress.none())).getMessage();
		assertTrue(message.contains("models that are installed work without a network"), message);
	}

	@Test
	void jsonIsReadAsWell() throws IOException {
		try (FileServer server = server("{\n\t\"hourglass_collection\": 1,\n\t\"models\": [\n\t\t{ \"name\": \"two\", \"address\": \"two%20inputs.zip\" }\n\t]\n}\n")) {
			ModelCollection collection = ModelCollection.read(server.address("/lab/models.json"), Progress.none());
			assertEquals(0, collection.models().get(0).size());
			assertEquals("two", collection.install("two", "", false, Progress.none()).name());
		}
	}

	private FileServer server(String list) throws IOException {
		byte[] text = list.getBytes(StandardCharsets.UTF_8);
		return new FileServer().with("/lab/models.yaml", text).with("/lab/models.json", text).with("/lab/two inputs.zip", Files.readAllBytes(zip));
	}

	@Test
	void aModelIsFetchedFromItsAddressToo() throws IOException {
		try (FileServer server = server("")) {
			assertEquals("two inputs", ModelCollection.download(server.address("/lab/two%20inputs.zip"), "", Sha256.of(zip), false, Progress.none()).name());
			assertThrows(ModelException.class, () -> ModelCollection.download(server.address("/lab/two%20inputs.zip"), "b", "0".repeat(64), false, Progress.none()));
			server.with("/page.zip", "<!DOCTYPE html><html>".getBytes(StandardCharsets.UTF_8));
			String message = assertThrows(ModelException.class, () -> ModelCollection.download(server.address("/page.zip"), "", "", false, Progress.none())).getMessage();
			assertTrue(message.contains("is a web page"), message);
		}
		try (var files = Files.list(ModelFolder.path())) {
			assertEquals(List.of("two inputs"), files.map(file -> file.getFileName().toString()).toList());
		}
	}

	@Test
	void aListThatLeadsElsewhereIsRefused() throws IOException {
		for (String address : List.of("../secret.zip", "/etc/passwd", "file:///etc/passwd", "C:\\\\x.zip")) {
			Files.writeString(zip.resolveSibling("models.yaml"), list().replace("two inputs.zip", "\"" + address + "\""));
			assertThrows(ModelException.class, () -> ModelCollection.read(zip.getParent().toString(), Progress.none()), address);
		}
		Files.writeString(zip.resolveSibling("models.yaml"), list().replace("name: two", "name: ../two"));
		assertThrows(ModelException.class, () -> ModelCollection.read(zip.getParent().toString(), Progress.none()));
		Files.writeString(zip.resolveSibling("models.yaml"), list().replace("collection: 1", "collection: 2"));
		assertTrue(assertThrows(ModelException.class, () -> ModelCollection.read(zip.getParent().toString(), Progress.none())).getMessage().contains("update Hourglass"));
		Files.writeString(zip.resolveSibling("models.yaml"), "models: []");
		assertThrows(ModelException.class, () -> ModelCollection.read(zip.getParent().toString(), Progress.none()));
		assertThrows(ModelException.class, () -> ModelCollection.read(parent.resolve("none").toString(), Progress.none()));
	}
}
