package io.github.hourglass.model;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** Folders that come and go as a whole. */
final class Folders {

	private Folders() {}

	/** Deletes a file or a folder with all it holds, as far as that can be done; symbolic links are not followed, null is nothing. */
	static void delete(Path path) {
		if (path == null || !Files.exists(path, LinkOption.NOFOLLOW_LINKS))
			return;
		try {
			Files.walkFileTree(path, new SimpleFileVisitor<>() {

				@Override
				public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
					Files.deleteIfExists(file);
					return FileVisitResult.CONTINUE;
				}

				@Override
				public FileVisitResult postVisitDirectory(Path folder, IOException error) throws IOException {
					Files.deleteIfExists(folder);
					return FileVisitResult.CONTINUE;
				}
			});
		}
		catch (IOException e) {
			// what remains lies under a temporary name and does no harm
		}
	}
}
