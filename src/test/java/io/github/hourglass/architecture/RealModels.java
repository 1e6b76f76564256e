package io.github.hourglass.architecture;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The ONNX files of {@code ../shared/real}, where they are at hand. */
final class RealModels {

	private static final Path ONNX = Path.of("..", "shared", "real", "models", "onnx");

	private RealModels() {}

	/** All that can be read; skips the test where there are none. */
	static List<Path> onnx() {
		return files().stream().filter(file -> !file.toString().contains("unsupported")).toList();
	}

	static Path file(String name) {
		Path file = folder().resolve(name);
		assumeTrue(Files.exists(file), "skipped: no " + file);
		return file;
	}

	private static Path folder() {
		assumeTrue(Files.isDirectory(ONNX), "skipped: no real ONNX models at " + ONNX);
		return ONNX;
	}

	private static List<Path> files() {
		try (Stream<Path> files = Files.walk(folder())) {
			return files.filter(file -> file.toString().endsWith(".onnx")).sorted().toList();
		}
		catch (IOException e) {
			throw new java.io.UncheckedIOException(e);
		}
	}
}
