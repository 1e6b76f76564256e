package io.github.hourglass.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The folder of a worker's temporary files: the tensors that it shares, and whatever its libraries unpack. */
final class WorkerFolder {

	private static final String PREFIX = "hourglass-worker-";

	private WorkerFolder() {}

	static Path create() {
		try {
			return Files.createTempDirectory(PREFIX);
		}
		catch (IOException e) {
			throw new UncheckedIOException("No temporary folder can be made for the process that is to run the network (" + e.getMessage()
				+ "). Start Java with -Djava.io.tmpdir=FOLDER to use another place.", e);
		}
	}

	/** Removes the folder of this process, if it is a worker. */
	static void deleteOwn() {
		Path own = Path.of(System.getProperty("java.io.tmpdir"));
		if (own.getFileName() != null && own.getFileName().toString().startsWith(PREFIX))
			delete(own);
	}

	/** Removes it; what is in use still, as on Windows, when this process ends. */
	static void delete(Path folder) {
		try {
			Files.walkFileTree(folder, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
					return remove(file);
				}

				@Override
				public FileVisitResult visitFileFailed(Path file, IOException gone) {
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path inner, IOException failed) {
					return remove(inner);
				}
			});
		}
		catch (IOException e) {
			folder.toFile().deleteOnExit();
		}
	}

	private static FileVisitResult remove(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException e) {
			file.toFile().deleteOnExit();
		}
		return FileVisitResult.CONTINUE;
	}
}
