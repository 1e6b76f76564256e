package io.github.hourglass.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

import io.github.hourglass.image.CancelledException;

/** One sentence for everything that goes wrong with a file; an interrupt, which closes the file, is a cancel. */
final class FileProblem {

	private FileProblem() {}

	/** A sound file of a kind that is not read here; another reader may be tried. */
	static final class Unsupported extends IllegalArgumentException {

		private static final long serialVersionUID = 1;

		Unsupported(Path path, String what) {
			super("'" + path + "' cannot be read: " + what + "; save it as an uncompressed TIFF and open that.");
		}
	}

	static UncheckedIOException damaged(Path path, String why) {
		String sentence = "'" + path + "' cannot be read: " + why + ".";
		return new UncheckedIOException(sentence, new IOException(sentence));
	}

	static RuntimeException reading(Path path, IOException cause) {
		if (cause instanceof ClosedByInterruptException)
			return new CancelledException();
		if (cause instanceof NoSuchFileException)
			return new UncheckedIOException("There is no file '" + path + "'.", cause);
		if (cause instanceof AccessDeniedException)
			return new UncheckedIOException("'" + path + "' may not be read; check its permissions.", cause);
		if (cause instanceof EOFException)
			return new UncheckedIOException("'" + path + "' cannot be read: it ends too early; it may be truncated.", cause);
		if (Files.isDirectory(path))
			return new UncheckedIOException("'" + path + "' is a folder, not an image file.", cause);
		return new UncheckedIOException("'" + path + "' cannot be read: " + reason(cause) + ".", cause);
	}

	static RuntimeException writing(Path path, IOException cause) {
		if (cause instanceof ClosedChannelException)
			return new CancelledException();
		if (cause instanceof AccessDeniedException)
			return new UncheckedIOException("'" + path + "' may not be written; check the permissions of its folder.", cause);
		String reason = reason(cause);
		boolean full = reason.contains("No space left") || reason.contains("not enough space") || reason.contains("quota");
		return new UncheckedIOException(full
			? "'" + path + "' cannot be written: the disk is full; free some space or write elsewhere."
			: "'" + path + "' cannot be written: " + reason + ".", cause);
	}

	private static String reason(IOException cause) {
		if (cause instanceof FileSystemException e && e.getReason() != null)
			return e.getReason();
		return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
	}
}
