package io.github.hourglass.image;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.ref.Cleaner;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Primitive arrays in a file that does not outlive its use. Read and written through {@link RandomAccessFile}, not a channel:
 * an interrupt, which is how a run is cancelled, would close a channel for all who use it.
 */
public final class TemporaryFile implements AutoCloseable {

	private static final Cleaner CLEANER = Cleaner.create();
	private static final int CHUNK_BYTES = 1 << 18;

	private final Path path;
	private final RandomAccessFile file;
	private final Cleaner.Cleanable cleanable;
	private long end;

	private TemporaryFile(Path path, RandomAccessFile file) {
		this.path = path;
		this.file = file;
		this.cleanable = CLEANER.register(this, new Deletion(path, file));
	}

	/** @param bytes size it will have; refused at once if the disk has not that much space */
	public static TemporaryFile of(Path folder, long bytes) {
		try {
			long free = Files.getFileStore(folder).getUsableSpace();
			if (free < bytes)
				throw new UncheckedIOException(full(folder, gigabytes(bytes) + " needed, " + gigabytes(free) + " free"), new IOException("disk full"));
			Path path = Files.createTempFile(folder, "hourglass-", ".pixels");
			path.toFile().deleteOnExit();
			return at(path);
		} catch (IOException e) {
			throw new UncheckedIOException("No temporary file can be made in " + folder + ": " + e.getMessage()
				+ ". Start Java with -Djava.io.tmpdir=FOLDER to use another folder.", e);
		}
	}

	static TemporaryFile at(Path path) throws IOException {
		return new TemporaryFile(path, new RandomAccessFile(path.toFile(), "rw"));
	}

	/** Writes a primitive array at the end and gives its position. */
	public long append(Object array) {
		long position;
		int bytes = elementBytes(array);
		int count = Array.getLength(array);
		synchronized (this) {
			position = end;
			end += (long) count * bytes;
		}
		ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, (long) count * bytes)).order(ByteOrder.nativeOrder());
		try {
			for (int from = 0, n; from < count; from += n) {
				n = Math.min(count - from, chunk.capacity() / bytes);
				put(array, from, n, chunk);
				synchronized (this) {
					file.seek(position + (long) from * bytes);
					file.write(chunk.array(), 0, n * bytes);
				}
			}
		} catch (IOException e) {
			throw new UncheckedIOException(full(path.getParent(), e.getMessage()), e);
		}
		return position;
	}

	/** Fills a primitive array from that position and gives it back. */
	public Object read(long position, Object array) {
		int bytes = elementBytes(array);
		int count = Array.getLength(array);
		ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK_BYTES, (long) count * bytes)).order(ByteOrder.nativeOrder());
		try {
			for (int from = 0, n; from < count; from += n) {
				n = Math.min(count - from, chunk.capacity() / bytes);
				synchronized (this) {
					file.seek(position + (long) from * bytes);
					file.readFully(chunk.array(), 0, n * bytes);
				}
				get(chunk, array, from, n);
			}
		} catch (IOException e) {
			throw new UncheckedIOException("The temporary file " + path + " cannot be read: " + e.getMessage() + ".", e);
		}
		return array;
	}

	@Override
	public void close() {
		cleanable.clean();
	}

	private static String full(Path folder, String detail) {
		return "The result does not fit on the disk of " + folder + " (" + detail
			+ "): free some space there, allow more memory, or start Java with -Djava.io.tmpdir=FOLDER to use another disk.";
	}

	private static String gigabytes(long bytes) {
		return String.format(java.util.Locale.ROOT, "%.1f GB", bytes / 1e9);
	}

	private static int elementBytes(Object array) {
		return array instanceof byte[] ? 1 : array instanceof short[] ? 2 : array instanceof int[] || array instanceof float[] ? 4 : 8;
	}

	private static void put(Object array, int from, int count, ByteBuffer chunk) {
		chunk.clear();
		if (array instanceof byte[] values)
			chunk.put(values, from, count);
		else if (array instanceof short[] values)
			chunk.asShortBuffer().put(values, from, count);
		else if (array instanceof int[] values)
			chunk.asIntBuffer().put(values, from, count);
		else if (array instanceof float[] values)
			chunk.asFloatBuffer().put(values, from, count);
		else if (array instanceof long[] values)
			chunk.asLongBuffer().put(values, from, count);
		else
			chunk.asDoubleBuffer().put((double[]) array, from, count);
	}

	private static void get(ByteBuffer chunk, Object array, int from, int count) {
		chunk.clear();
		if (array instanceof byte[] values)
			chunk.get(values, from, count);
		else if (array instanceof short[] values)
			chunk.asShortBuffer().get(values, from, count);
		else if (array instanceof int[] values)
			chunk.asIntBuffer().get(values, from, count);
		else if (array instanceof float[] values)
			chunk.asFloatBuffer().get(values, from, count);
		else if (array instanceof long[] values)
			chunk.asLongBuffer().get(values, from, count);
		else
			chunk.asDoubleBuffer().get((double[]) array, from, count);
	}

	private record Deletion(Path path, RandomAccessFile file) implements Runnable {

		@Override
		public void run() {
			try {
				file.close();
			} catch (IOException e) {
				// the file is deleted all the same
			}
			File named = path.toFile();
			if (named.isFile() && !named.delete())
				named.deleteOnExit();
		}
	}
}
