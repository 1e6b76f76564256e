package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaProcessTest {

	@TempDir
	Path folder;

	/** The process: tells what it was given. */
	public static void main(String[] arguments) {
		PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
		out.println(System.getProperty("hourglass.test"));
		for (String argument : arguments)
			out.println(argument);
	}

	@Test
	void argumentsArriveAsTheyWere() throws Exception {
		List<String> arguments = List.of("a blank", "an ümlaut", "C:\\a\\new \"name\"", "#hash", "", "it's 100 %", "*");
		ProcessBuilder builder = JavaProcess.of(List.of("-Dhourglass.test=two words"), JavaProcessTest.class.getName(), arguments).redirectErrorStream(true);
		builder.environment().remove("JDK_JAVA_OPTIONS"); // Java would mention them
		Process process = builder.start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertEquals(0, process.waitFor(), said);
		assertEquals("two words\n" + String.join("\n", arguments), said.strip().replace("\r", ""));
	}

	@Test
	void aDetachedProcessIsTheOneThatWasStarted() throws Exception {
		Process process = JavaProcess.detached(folder.resolve("arguments"), List.of(), JavaProcessTest.class.getName(), List.of("x")).redirectErrorStream(true).start();
		String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		assertEquals(0, process.waitFor(), said);
		assertTrue(said.strip().endsWith("x"), said);
	}

	@Test
	void theLibrariesOfAHostLieBesideTheFolderOfItsJars() throws Exception {
		Path jar = Files.createDirectories(folder.resolve("Fiji app/jars")).resolve("hourglass.jar");
		assertNull(JavaProcess.libraries(jar));
		Path libraries = Files.createDirectories(folder.resolve("Fiji app/hourglass/lib"));
		assertEquals(libraries, JavaProcess.libraries(jar));
		assertEquals(libraries, JavaProcess.libraries(folder.resolve("Fiji app/plugins/Hourglass/hourglass.jar")));
	}

	@Test
	void aJarAwayFromItsLibrariesIsAGuest() throws Exception {
		Path libraries = Files.createDirectories(folder.resolve("Fiji.app/hourglass/lib"));
		Path plugins = Files.createDirectories(folder.resolve("Fiji.app/plugins"));
		assertTrue(JavaProcess.isGuest(Files.createFile(plugins.resolve("Hourglass_-1.0.jar"))));
		assertFalse(JavaProcess.isGuest(Files.createFile(libraries.resolve("hourglass-1.0.jar"))));
		assertFalse(JavaProcess.isGuest(plugins));
		assertFalse(JavaProcess.isGuest(Files.createFile(folder.resolve("hourglass-1.0.jar"))));
	}

	@Test
	void theClassPathIsThatOfThisProcessWhereNothingIsInstalled() {
		assertTrue(JavaProcess.classPath().stream().allMatch(entry -> new File(entry).isAbsolute()));
	}

	/** As Maven and plain ImageJ load it. */
	@Test
	void theClassPathIsThatOfTheLoaderWhereItHasOneOfItsOwn() throws Exception {
		List<URL> urls = new ArrayList<>();
		for (String entry : JavaProcess.classPath())
			urls.add(Path.of(entry).toUri().toURL());
		try (URLClassLoader loader = new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
			Method classPath = loader.loadClass(JavaProcess.class.getName()).getDeclaredMethod("classPath");
			classPath.setAccessible(true);
			assertEquals(JavaProcess.classPath(), classPath.invoke(null));
		}
	}
}
