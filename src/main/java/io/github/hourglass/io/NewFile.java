package io.github.hourglass.io;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A file that appears under its name only when it is complete. Until {@link #commit} it has a temporary name in the same
 * folder; closed before that, it is gone.
 */
final class NewFile implements AutoCloseable {

	/** Opens the temporary file; another one than the usual lets tests run out of space. */
	interface Opener {

		FileChannel open(Path path) throws IOException;
	}

	static final Opener OPENER = path -> FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.READ,
		StandardOpenOption.WRITE);

	private final Path target;
	private final Path temporary;
	private final boolean overwrite;
	private final FileChannel channel;
	private boolean committed;

	/**
	 * @param bytes that will be written, checked against the space on the disk
	 * @throws IllegalArgumentException as {@link #check} does, or if the disk is too full
	 */
	NewFile(Path path, boolean overwrite, long bytes, Opener opener) {
		check(path, overwrite);
		target = path.toAbsolutePath();
		this.overwrite = overwrite;
		String name = target.getFileName().toString();
		temporary = target.resolveSibling("." + name.substring(0, Math.min(100, name.length())) + "."
			+ Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36) + ".part");
		try {
			long free = Files.getFileStore(target.getParent()).getUsableSpace();
			if (bytes > free)
				throw new IllegalArgumentException("There is not enough space for '" + path + "': it needs " + size(bytes) + ", but only "
					+ size(free) + " are free; free some space or write elsewhere.");
			channel = opener.open(temporary);
			temporary.toFile().deleteOnExit();
		}
		catch (IOException e) {
			throw FileProblem.writing(path, e);
		}
	}

	/** Refuses a path that cannot become a new file: no such folder, a folder that may not be written to, or a file that is there. */
	static void check(Path path, boolean overwrite) {
		Path folder = path.toAbsolutePath().getParent();
		if (folder == null || Files.isDirectory(path))
			throw new IllegalArgumentException("'" + path + "' is a folder; add a file name.");
		if (!Files.isDirectory(folder))
			throw new IllegalArgumentException("The folder '" + folder + "' does not exist; create it first.");
		if (!Files.isWritable(folder))
			throw new IllegalArgumentException("The folder '" + folder + "' may not be written to; choose another one.");
		if (!overwrite && Files.exists(path))
			throw new IllegalArgumentException("'" + path + "' exists already; choose another name or allow overwriting.");
	}

	FileChannel channel() {
		return channel;
	}

	/** Gives the file its name. */
	void commit() {
		try {
			channel.close();
			if (!overwrite && Files.exists(target))
				throw new IllegalArgumentException("'" + target + "' appeared while it was being written; choose another name or allow overwriting.");
			try {
				Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
			}
			catch (AtomicMoveNotSupportedException e) {
				Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
			}
			committed = true;
		}
		catch (IOException e) {
			throw FileProblem.writing(target, e);
		}
	}

	@Override
	public void close() {
		if (committed)
			return;
		try {
			channel.close();
			Files.deleteIfExists(temporary);
		}
		catch (IOException e) {
			throw FileProblem.writing(temporary, e);
		}
	}

	private static String size(long bytes) {
		return bytes < 1 << 20 ? bytes + " bytes" : String.format(Locale.ROOT, bytes < 1 << 30 ? "%.0f MB" : "%.1f GB",
			bytes < 1 << 30 ? bytes / 1e6 : bytes / 1e9);
	}
}
