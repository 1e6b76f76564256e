package io.github.hourglass.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.atomic.AtomicLong;

/** A file on a disk that has room for so many bytes only. */
final class FullDisk extends FileChannel {

	private final FileChannel file;
	private final AtomicLong room;

	FullDisk(FileChannel file, long room) {
		this.file = file;
		this.room = new AtomicLong(room);
	}

	@Override
	public int write(ByteBuffer bytes, long position) throws IOException {
		if (room.addAndGet(-bytes.remaining()) < 0)
			throw new IOException("No space left on device");
		return file.write(bytes, position);
	}

	@Override
	public int write(ByteBuffer bytes) throws IOException {
		return file.write(bytes);
	}

	@Override
	public long write(ByteBuffer[] bytes, int offset, int length) throws IOException {
		return file.write(bytes, offset, length);
	}

	@Override
	public int read(ByteBuffer bytes) throws IOException {
		return file.read(bytes);
	}

	@Override
	public long read(ByteBuffer[] bytes, int offset, int length) throws IOException {
		return file.read(bytes, offset, length);
	}

	@Override
	public int read(ByteBuffer bytes, long position) throws IOException {
		return file.read(bytes, position);
	}

	@Override
	public long position() throws IOException {
		return file.position();
	}

	@Override
	public FileChannel position(long newPosition) throws IOException {
		return file.position(newPosition);
	}

	@Override
	public long size() throws IOException {
		return file.size();
	}

	@Override
	public FileChannel truncate(long size) throws IOException {
		return file.truncate(size);
	}

	@Override
	public void force(boolean metaData) throws IOException {
		file.force(metaData);
	}

	@Override
	public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
		return file.transferTo(position, count, target);
	}

	@Override
	public long transferFrom(ReadableByteChannel source, long position, long count) throws IOException {
		return file.transferFrom(source, position, count);
	}

	@Override
	public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
		return file.map(mode, position, size);
	}

	@Override
	public FileLock lock(long position, long size, boolean shared) throws IOException {
		return file.lock(position, size, shared);
	}

	@Override
	public FileLock tryLock(long position, long size, boolean shared) throws IOException {
		return file.tryLock(position, size, shared);
	}

	@Override
	protected void implCloseChannel() throws IOException {
		file.close();
	}
}
