package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

import io.github.hourglass.engine.UserHome;
import io.github.hourglass.image.Progress;

/** Models whose tensors a user names for one run: copies with these names beside the graph, kept for the next run in the user's folder. */
final class NamedTensors {

	private NamedTensors() {}

	/**
	 * The model with the names.
	 *
	 * @param source whatever {@link ModelReader} reads
	 * @throws ModelException if the text is no such names, or there is no TensorFlow graph
	 */
	static Model of(Path source, String tensors, Progress progress) {
		Path file = source.toAbsolutePath().normalize(), cache = UserHome.path().resolve("cache").resolve("named"), temporary = null;
		try {
			Path kept = cache.resolve(Sha256.of(file + "\n" + Files.getLastModifiedTime(file) + "\n" + tensors));
			if (!Files.isDirectory(kept)) {
				KeptFolders.forgetOld(Files.createDirectories(cache));
				temporary = Files.createTempDirectory(cache, ".naming-");
				Files.move(ModelFolder.named(file, tensors, temporary, progress), kept, StandardCopyOption.ATOMIC_MOVE);
			}
			KeptFolders.use(kept);
			return ModelReader.read(kept, progress);
		}
		catch (IOException e) {
			throw new ModelException("The model " + source + " cannot be copied to " + cache + ": " + (e instanceof FileSystemException file2 && file2.getReason() != null ? file2.getReason() : e.getMessage()) + ".", e);
		}
		finally {
			Folders.delete(temporary);
		}
	}
}
