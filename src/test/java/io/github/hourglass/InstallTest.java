package io.github.hourglass;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.awt.GraphicsEnvironment;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import ij.IJ;

/** The plugin put into a Fiji and into a plain ImageJ as the README says, run there, and taken away again. Needs Maven and a display. */
@Tag("desktop")
class InstallTest {

	private static final long PATIENCE_SECONDS = 300;

	@TempDir
	Path folder;

	@BeforeAll
	static void needsADisplay() {
		assumeFalse(GraphicsEnvironment.isHeadless(), "skipped: there is no display");
	}

	@Test
	void fijiGetsWhatItNeedsAndNothingOfTensorFlow() throws Exception {
		Path app = Files.createDirectories(folder.resolve("Fiji ü.app"));
		Path jars = Files.createDirectories(app.resolve("jars"));
		Files.createFile(jars.resolve("imglib2-8.0.0.jar"));
		Files.createFile(jars.resolve("imglib2-cache-1.0.0.jar"));
		Files.createDirectories(app.resolve("plugins"));
		Set<String> before = files(app);
		install(app);
		assertEquals(Set.of("imglib2", "imglib2-cache", "onnxruntime", "parsington", "picocli", "scijava-common", "snakeyaml"),
			names(jars).stream().map(name -> name.replaceFirst("-\\d.*", "")).collect(Collectors.toSet()));
		assertEquals(1, names(app.resolve("plugins")).size());
		assertTrue(names(app.resolve("plugins")).iterator().next().matches("Hourglass_-.*\\.jar"));
		assertTrue(names(app.resolve("hourglass/lib")).stream().anyMatch(name -> name.startsWith("tensorflow-core-native")));
		assertTrue(Files.exists(app.resolve("hourglass/models/starter-2d/rdf.yaml")));
		assertTrue(Files.exists(app.resolve("hourglass/test-images/cells-2d-noisy.tif")));
		assertTrue(Files.exists(app.resolve("hourglass/macros/denoise-folder.ijm")));
		Set<String> once = files(app);
		beOlder(app);
		install(app);
		assertEquals(once, files(app), "another version is replaced");
		maven("antrun:run@uninstall", "-Dscijava.app.directory=" + app);
		assertEquals(before, files(app));
	}

	/** As if an older version had been installed: the plugin and the libraries that it brought have other names, and it had a file more. */
	private static void beOlder(Path app) throws Exception {
		Path list = app.resolve("hourglass/installed.txt");
		String installed = Files.readString(list);
		for (String line : installed.lines().filter(name -> !name.isBlank()).toList()) {
			Path older = Path.of(line.replaceFirst("-\\d[^-/\\\\]*(-SNAPSHOT)?\\.jar$", "-0.0.1.jar"));
			Files.move(Path.of(line), older);
			installed = installed.replace(line, older.toString());
		}
		Files.writeString(list, installed);
		Files.createFile(app.resolve("hourglass/lib/no-longer-needed-1.0.jar"));
		Files.createFile(app.resolve("plugins/Hourglass_-0.0.0.jar")); // unpacked from a zip
	}

	@Test
	void plainImageJRunsTheInstalledPlugin() throws Exception {
		Path app = Files.createDirectories(folder.resolve("ImageJ"));
		Files.createDirectories(app.resolve("plugins"));
		install(app);
		denoises(app);
	}

	@Test
	void theReleaseIsAFolderForPlainImageJAndAnUpdateSiteForFiji() throws Exception {
		Path release = folder.resolve("release ü");
		maven("pre-integration-test", "-DskipTests", "-Prelease", "-Drelease.folder=" + release);
		Path fiji = release.resolve("fiji"), site = release.resolve("update-site");
		assertEquals(Set.of("onnxruntime", "picocli", "snakeyaml"), names(fiji.resolve("jars")).stream().map(name -> name.replaceFirst("-\\d.*", "")).collect(Collectors.toSet()));
		assertEquals(1, names(fiji.resolve("plugins")).size());
		assertTrue(names(fiji.resolve("hourglass/lib")).stream().anyMatch(name -> name.startsWith("tensorflow-core-native")));
		Set<String> served = files(site).stream().map(name -> name.replaceFirst("-\\d{14}$", "")).collect(Collectors.toCollection(TreeSet::new));
		assertTrue(served.remove("db.xml.gz"));
		assertEquals(files(fiji), served);
		Path app = folder.resolve("ImageJ");
		Files.createDirectories(app.resolve("plugins"));
		Files.move(release.resolve("imagej/Hourglass"), app.resolve("plugins/Hourglass"));
		denoises(app);
	}

	private void denoises(Path app) throws Exception {
		Path out = folder.resolve("out.tif");
		Path macro = Files.writeString(folder.resolve("macro.ijm"), "open('" + Path.of("test-images/cells-2d-noisy.tif").toAbsolutePath()
			+ "');\nrun('Hourglass Denoise...', 'tile=256');\nsaveAs('tiff', '" + out + "');\n");
		Path ij = Path.of(IJ.class.getProtectionDomain().getCodeSource().getLocation().toURI());
		run(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx1g", "-jar", ij.toString(), "-ijpath", app.toString(), "-batch",
			macro.toString()), folder.toFile());
		assertEquals(512, IJ.openImage(out.toString()).getWidth());
	}

	private void install(Path app) throws Exception {
		maven("package", "-DskipTests", "-Dscijava.app.directory=" + app);
	}

	private void maven(String... arguments) throws Exception {
		String maven = File.separatorChar == '\\' ? "mvn.cmd" : "mvn";
		run(Stream.concat(Stream.of(maven, "-q", "-B", "-ntp"), Stream.of(arguments)).toList(), new File("."));
	}

	private void run(List<String> command, File where) throws Exception {
		File said = folder.resolve("said.txt").toFile();
		ProcessBuilder builder = new ProcessBuilder(command).directory(where).redirectErrorStream(true).redirectOutput(said);
		builder.environment().put("LC_ALL", "C.UTF-8");
		Process process = builder.start();
		try {
			assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), "it still runs");
			assertEquals(0, process.exitValue(), Files.readString(said.toPath()));
			assertFalse(Files.readString(said.toPath()).contains("Exception"), Files.readString(said.toPath()));
		}
		finally {
			process.destroyForcibly();
		}
	}

	private static Set<String> names(Path folder) throws Exception {
		try (Stream<Path> files = Files.list(folder)) {
			return files.map(file -> file.getFileName().toString()).collect(Collectors.toCollection(TreeSet::new));
		}
	}

	private static Set<String> files(Path folder) throws Exception {
		try (Stream<Path> files = Files.walk(folder)) {
			return files.filter(Files::isRegularFile).map(file -> folder.relativize(file).toString()).collect(Collectors.toCollection(TreeSet::new));
		}
	}
}
