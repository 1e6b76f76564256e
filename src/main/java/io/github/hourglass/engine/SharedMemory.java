package io.github.hourglass.engine;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;

/** Memory that two processes see, as a file that both map. It grows as needed and never shrinks; whoever needs more enlarges the file. */
final class SharedMemory {

	private static final byte[] ZEROS = new byte[1 << 20];

	private final Path file;
	private ByteBuffer mapped = ByteBuffer.allocate(0);

	SharedMemory(Path file) {
		this.file = file;
	}

	Path file() {
		return file;
	}

	/**
	 * The first bytes of it.
	 *
	 * @throws UncheckedIOException if the disk is full
	 */
	ByteBuffer bytes(long size) {
		try {
			if (mapped.capacity() < size)
				try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
					fill(open, size);
					mapped = open.getChannel().map(FileChannel.MapMode.READ_WRITE, 0, size);
				}
			return mapped.slice(0, Math.toIntExact(size));
		}
		catch (IOException e) {
			throw new UncheckedIOException("The folder for temporary files, " + file.getParent().getParent() + ", has no room for " + size / 1_000_000 + " MB of tensors (" + e.getMessage()
				+ "); free some, or start Java with -Djava.io.tmpdir=FOLDER to use another one.", e);
		}
	}

	/** Really written: in a file with holes, a full disk would be noticed only as a fault of memory. */
	private static void fill(RandomAccessFile open, long size) throws IOException {
		open.seek(open.length());
		for (long missing = size - open.length(); missing > 0; missing -= ZEROS.length)
			open.write(ZEROS, 0, (int) Math.min(missing, ZEROS.length));
	}
}
