package io.github.hourglass.label;

import io.github.hourglass.image.TemporaryFile;

/** Keeps arrays: in memory up to a number of bytes, the later ones in a temporary file. Thread-safe. */
final class IntArrays implements AutoCloseable {

	private static final int[] EMPTY = {};
	private static final Entry NOTHING = new Entry(EMPTY, 0, 0);

	/** One array; {@code array} is null if it is in the file. */
	record Entry(int[] array, long position, int length) {

		boolean inFile() {
			return array == null;
		}
	}

	private final long memory;
	private final LabelOptions options;
	private TemporaryFile file;
	private long used;

	/** @param memory most bytes to keep in the Java heap */
	IntArrays(LabelOptions options, long memory) {
		this.options = options;
		this.memory = memory;
	}

	Entry add(int[] array) {
		if (array.length == 0)
			return NOTHING;
		TemporaryFile target;
		synchronized (this) {
			long bytes = 4L * array.length;
			if (used + bytes <= memory) {
				used += bytes;
				return new Entry(array, 0, array.length);
			}
			if (file == null)
				file = TemporaryFile.of(options.scratch(), 0);
			target = file;
		}
		return new Entry(null, target.append(array), array.length);
	}

	/** The array of an entry; one in memory is the array itself. */
	int[] get(Entry entry) {
		if (entry == null)
			return EMPTY;
		if (!entry.inFile())
			return entry.array;
		TemporaryFile source;
		synchronized (this) {
			source = file;
		}
		return (int[]) source.read(entry.position, new int[entry.length]);
	}

	@Override
	public synchronized void close() {
		if (file != null)
			file.close();
	}
}
