package io.github.hourglass.predict;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import io.github.hourglass.image.Progress;

class DiagnosisTest {

	@TempDir
	Path folder;

	@Test
	void whatRunsHereIsToldWithItsSpeed() {
		String text = Diagnosis.of(Progress.none()).text();
		for (String fact : List.of("Java          " + System.getProperty("java.version"), "ONNX Runtime 1.28.0, on cpu", "megapixels a second with the starter network by ONNX Runtime", "megapixels a second with denoise-2d by TensorFlow", "starter-2d"))
			assertTrue(text.contains(fact), fact + " in\n" + text);
	}

	@Test
	void aLibraryThatIsThereTwiceIsNamedWithBothPlaces() throws Exception {
		List<URL> places = new ArrayList<>();
		for (String place : List.of("first", "second")) {
			Path name = folder.resolve(place).resolve("ai/onnxruntime/OrtEnvironment.class");
			Files.createDirectories(name.getParent());
			Files.writeString(name, "");
			places.add(folder.resolve(place).toUri().toURL());
		}
		Diagnosis diagnosis = new Diagnosis();
		int before = diagnosis.problems().size();
		try (URLClassLoader loader = new URLClassLoader(places.toArray(new URL[0]), null)) {
			diagnosis.classPath(loader);
		}
		assertEquals(before + 1, diagnosis.problems().size());
		String problem = diagnosis.problems().get(before);
		assertTrue(problem.startsWith("ONNX Runtime is there 2 times") && problem.contains("first") && problem.contains("second"), problem);
	}

	/** A window without a line break would hide what mends it. */
	@Test
	void aLongProblemIsToldInLinesThatAWindowShows() {
		Diagnosis diagnosis = new Diagnosis();
		diagnosis.disk(folder.resolve("a/very/long/name/of/a/folder/that/is/not/there/and/cannot/be/made/by/anybody/however/long/one/waits"));
		assertTrue(diagnosis.text().contains("\n  "), diagnosis.text());
		diagnosis.text().lines().filter(line -> line.startsWith("- ") || line.startsWith("  ")).filter(line -> line.strip().contains(" "))
			.forEach(line -> assertTrue(line.length() <= 112 || line.strip().split(" ").length <= 2, line));
		assertTrue(diagnosis.text().replaceAll("\n +", " ").contains(diagnosis.problems().get(diagnosis.problems().size() - 1)), diagnosis.text());
	}

	@Test
	void littleMemoryAndAMissingFolderAreToldWithTheirRemedy() {
		Diagnosis diagnosis = new Diagnosis();
		int before = diagnosis.problems().size();
		diagnosis.memory(256L << 20);
		diagnosis.disk(folder.resolve("none"));
		assertEquals(before + 2, diagnosis.problems().size());
		assertTrue(diagnosis.problems().get(before).contains("256 MB") && diagnosis.problems().get(before).contains("Memory & Threads"));
		assertTrue(diagnosis.problems().get(before + 1).contains("java.io.tmpdir"));
	}
}
