package io.github.hourglass.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelsTest {

	@TempDir
	Path parent;
	private String before;

	@BeforeEach
	void useAnotherHome() {
		before = System.setProperty("hourglass.home", parent.resolve("home").toString());
	}

	@AfterEach
	void useTheOldHome() {
		if (before == null)
			System.clearProperty("hourglass.home");
		else
			System.setProperty("hourglass.home", before);
	}

	@Test
	void aModelIsFoundByItsNameInTheUsersFolder() throws IOException {
		Path models = Files.createDirectories(parent.resolve("home/models"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), models.resolve("mine"));
		TestPackage.zip(models.resolve("mine"), models.resolve("packed.zip"), "");
		assertEquals(models.resolve("mine"), Models.find("mine").source());
		assertEquals(models.resolve("packed.zip"), Models.find("packed").source());
		assertTrue(Models.all().keySet().containsAll(java.util.List.of("mine", "packed")));
	}

	@Test
	void givenFoldersComeFirstAndAPathIsAPath() throws IOException {
		Path models = Files.createDirectories(parent.resolve("home/models"));
		Path given = Files.createDirectories(parent.resolve("given"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), models.resolve("mine"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), given.resolve("mine"));
		assertEquals(given.resolve("mine"), Models.find("mine", given).source());
		assertEquals(given.resolve("mine"), Models.all(given).get("mine"));
		assertEquals(models.resolve("mine"), Models.find(models.resolve("mine").toString(), given).source());
	}

	@Test
	void anUnknownNameIsRefusedWithTheNamesThereAre() throws IOException {
		Path models = Files.createDirectories(parent.resolve("home/models"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), models.resolve("mine"));
		String message = assertThrows(ModelException.class, () -> Models.find("yours")).getMessage();
		assertTrue(message.startsWith("There is no model 'yours'; ") && message.contains("mine"), message);
		assertThrows(ModelException.class, () -> Models.find(""));
		assertThrows(ModelException.class, () -> Models.find("../mine"));
		assertThrows(ModelException.class, () -> Models.find("a\u0000b"));
	}

	@Test
	void allThatHaveANameAreToldWithTheirPictureOrWhatIsWrong() throws IOException {
		Path models = Files.createDirectories(parent.resolve("home/models"));
		Files.move(TestPackage.folder(parent, TestPackage.TEXT), models.resolve("mine"));
		Files.writeString(models.resolve("broken.onnx"), "no network");
		Files.createDirectory(models.resolve(".half"));
		Files.writeString(models.resolve(".half/rdf.yaml"), TestPackage.TEXT);
		java.util.List<InstalledModel> installed = Models.installed(io.github.hourglass.image.Progress.none());
		InstalledModel mine = installed.stream().filter(model -> model.name().equals("mine")).findFirst().orElseThrow();
		assertEquals("For tests", mine.line());
		assertEquals(models.resolve("mine/cover.png"), mine.picture());
		assertTrue(mine.own());
		InstalledModel broken = installed.stream().filter(model -> model.name().equals("broken")).findFirst().orElseThrow();
		assertTrue(broken.line().startsWith("cannot be used: ") && broken.picture() == null, broken::line);
		InstalledModel bundled = installed.stream().filter(model -> model.name().equals("starter-2d")).findFirst().orElseThrow();
		assertTrue(!bundled.own() && bundled.problem().isEmpty());
		assertTrue(installed.stream().noneMatch(model -> model.name().contains("half")));
	}
}
