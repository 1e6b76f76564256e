package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** Files that are there whole or not at all: written under a temporary name in the same folder, then renamed. */
final class AtomicFile {

	/** Opens the temporary file; another one than the usual lets tests run out of space. */
	interface Opener {

		WritableByteChannel open(Path path) throws IOException;
	}

	/** Writes what the file is to hold. */
	interface Content {

		void write(WritableByteChannel channel) throws IOException;
	}

	static final Opener OPENER = path -> FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE);

	private AtomicFile() {}

	/** @throws UncheckedIOException if it cannot be written; what was there before is untouched */
	static void write(Path target, String text) {
		write(target, text.getBytes(StandardCharsets.UTF_8));
	}

	/** @throws UncheckedIOException if it cannot be written; what was there before is untouched */
	static void write(Path target, byte[] bytes) {
		Path temporary = temporary(target);
		try {
			fill(temporary, OPENER, channel -> writeAll(channel, ByteBuffer.wrap(bytes)), false);
			move(temporary, target);
		}
		catch (IOException e) {
			throw failure(target, e);
		}
		finally {
			delete(temporary);
		}
	}

	/** A name beside a file that no other process uses. */
	static Path temporary(Path target) {
		return target.resolveSibling("." + target.getFileName() + "." + ProcessHandle.current().pid() + "-" + Thread.currentThread().getId() + ".part");
	}

	/** @param durable whether the bytes must have reached the disk before this returns */
	static void fill(Path temporary, Opener opener, Content content, boolean durable) throws IOException {
		try (WritableByteChannel channel = opener.open(temporary)) {
			content.write(channel);
			if (durable && channel instanceof FileChannel file)
				file.force(true);
		}
	}

	static void move(Path from, Path to) throws IOException {
		try {
			Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
		}
		catch (AtomicMoveNotSupportedException e) {
			Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
		}
	}

	/** Makes renames in a folder last; not every system can. */
	static void force(Path folder) {
		try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
			channel.force(true);
		}
		catch (IOException e) {
			return; // Windows opens no folders; there the rename is as lasting as it gets
		}
	}

	static void writeAll(WritableByteChannel channel, ByteBuffer bytes) throws IOException {
		while (bytes.hasRemaining())
			channel.write(bytes);
	}

	static void delete(Path file) {
		try {
			Files.deleteIfExists(file);
		}
		catch (IOException e) {
			file.toFile().deleteOnExit();
		}
	}

	static UncheckedIOException failure(Path file, IOException e) {
		return new UncheckedIOException("'" + file + "' cannot be written: " + reason(e) + ".", e);
	}

	static String reason(IOException e) {
		if (e instanceof NoSuchFileException)
			return "there is no such file";
		String text = e instanceof FileSystemException file && file.getReason() != null ? file.getReason() : String.valueOf(e.getMessage());
		return text.replaceFirst("\\.$", "");
	}
}
