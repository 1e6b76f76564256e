package io.github.hourglass.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The numbers of a TIFF file at any position, in the file's byte order; a position outside the file is refused by name. */
final class TiffInput implements AutoCloseable {

	private static final int WINDOW = 4096;

	private final Path path;
	private final FileChannel channel;
	private final long length;
	private ByteBuffer window = ByteBuffer.allocate(0);
	private long windowStart;
	private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

	TiffInput(Path path) {
		this.path = path;
		try {
			channel = FileChannel.open(path, StandardOpenOption.READ);
			length = channel.size();
		}
		catch (IOException e) {
			throw FileProblem.reading(path, e);
		}
	}

	Path path() {
		return path;
	}

	long length() {
		return length;
	}

	ByteOrder order() {
		return order;
	}

	void order(ByteOrder newOrder) {
		order = newOrder;
	}

	int u8(long position) {
		return at(position, 1).get() & 0xff;
	}

	int u16(long position) {
		return at(position, 2).getShort() & 0xffff;
	}

	long u32(long position) {
		return at(position, 4).getInt() & 0xffffffffL;
	}

	/** An unsigned 64-bit number; one beyond 2^63 is no position in any file and comes out negative. */
	long u64(long position) {
		return at(position, 8).getLong();
	}

	/** Bytes that are checked to lie inside the file before they are allocated. */
	byte[] bytes(long position, long count) {
		require(position, count);
		byte[] bytes = new byte[Math.toIntExact(count)];
		read(ByteBuffer.wrap(bytes), position);
		return bytes;
	}

	/** Refuses a range that is not inside the file. */
	void require(long position, long count) {
		if (position < 0 || count < 0 || position > length - count)
			throw FileProblem.damaged(path, "it ends after " + length + " bytes, but refers to bytes beyond; it may be truncated");
	}

	private ByteBuffer at(long position, int count) {
		if (position < windowStart || position + count > windowStart + window.limit() || position + count < 0) {
			require(position, count);
			window = ByteBuffer.allocate((int) Math.min(WINDOW, length - position));
			windowStart = position;
			read(window, position);
			window.flip();
		}
		return window.order(order).position((int) (position - windowStart));
	}

	private void read(ByteBuffer bytes, long position) {
		try {
			readFully(channel, bytes, position);
		}
		catch (IOException e) {
			throw FileProblem.reading(path, e);
		}
	}

	static void readFully(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
		while (bytes.hasRemaining()) {
			int read = channel.read(bytes, position);
			if (read < 0)
				throw new EOFException("the file ends too early");
			position += read;
		}
	}

	@Override
	public void close() {
		try {
			channel.close();
		}
		catch (IOException e) {
			throw new UncheckedIOException("Cannot close '" + path + "': " + e.getMessage() + ".", e);
		}
	}
}
