package io.github.hourglass.image;

import java.nio.file.Path;
import java.util.function.LongFunction;

/**
 * A volume computed once, from its first block to its last, and kept: in memory if it fits, else in a temporary file. The
 * file is deleted on {@link #close()}, when neither this nor the volume is referred to any more, and when Java exits.
 */
public final class StoredVolume implements AutoCloseable {

	/** Of a volume in a file, so much of the blocks last read stays in memory. */
	private static final long CACHED_BYTES = 256L << 20;

	private final Volume volume;
	private final TemporaryFile file;

	private StoredVolume(Volume volume, TemporaryFile file) {
		this.volume = volume;
		this.file = file;
	}

	/**
	 * Computes all pixels of {@code source}.
	 *
	 * @param memory most bytes of pixels to keep in the Java heap; a larger volume goes to a file in Java's folder for
	 *          temporary files ({@code java.io.tmpdir})
	 * @param stage what is being done, for {@code progress}
	 * @throws java.io.UncheckedIOException if the disk is full; nothing is left behind, neither then nor after a cancel
	 */
	public static StoredVolume of(Volume source, long memory, Progress progress, String stage) {
		return of(source, memory, Path.of(System.getProperty("java.io.tmpdir")), progress, stage);
	}

	/** @param folder where the temporary file goes if one is needed */
	public static StoredVolume of(Volume source, long memory, Path folder, Progress progress, String stage) {
		source.blocks().largest();
		long bytes = Math.multiplyExact(source.voxels(), source.type().bytes());
		int count = Math.toIntExact(source.blocks().count());
		if (bytes > memory)
			return inFile(source, count, Math.min(CACHED_BYTES, memory / 4), TemporaryFile.of(folder, bytes), progress, stage);
		Object[] arrays = new Object[count];
		Workers.run(count, Blocks.THREADS, progress, stage, () -> number -> arrays[(int) number] = compute(source, number));
		return new StoredVolume(Cells.volume(source, number -> arrays[(int) number]), null);
	}

	private static StoredVolume inFile(Volume source, int count, long cached, TemporaryFile file, Progress progress, String stage) {
		long[] offsets = new long[count];
		try {
			Workers.run(count, Blocks.THREADS, progress, stage, () -> number -> {
				Object pixels = compute(source, number);
				offsets[(int) number] = file.append(pixels);
			});
		} catch (RuntimeException | Error failure) {
			file.close();
			throw failure;
		}
		PixelType type = source.type();
		Blocks blocks = source.blocks();
		LongFunction<Object> read = number -> file.read(offsets[(int) number], type.newArray(Volume.pixels(blocks.size(number))));
		return new StoredVolume(Cells.volume(source, new CellCache(cached, type, read)::get), file);
	}

	/**
	 * Computes all pixels of {@code source} in its own blocks and keeps them in others, such as cubes, so that a box of any
	 * shape is read without reading much around it.
	 *
	 * @param chunk size of the blocks to keep per axis
	 * @param memory as above; so is {@code folder}
	 */
	public static StoredVolume inChunks(Volume source, int[] chunk, long memory, Path folder, Progress progress, String stage) {
		Volume kept = source.withBlockSize(chunk);
		long bytes = Math.multiplyExact(source.voxels(), source.type().bytes());
		TemporaryFile file = bytes > memory ? TemporaryFile.of(folder, bytes) : null;
		try {
			Chunks chunks = new Chunks(source.type(), kept.blocks(), file);
			Blocks.forEach(source, Blocks.THREADS, progress, stage, chunks::put);
			LongFunction<Object> read = file == null ? chunks::get : new CellCache(Math.min(CACHED_BYTES, memory / 4), source.type(), chunks::get)::get;
			return new StoredVolume(Cells.volume(kept, read), file);
		} catch (RuntimeException | Error failure) {
			if (file != null)
				file.close();
			throw failure;
		}
	}

	private static Object compute(Volume source, long number) {
		int[] size = source.blocks().size(number);
		Object pixels = source.type().newArray(Volume.pixels(size));
		source.copy(source.blocks().min(number), size, pixels);
		return pixels;
	}

	/** The computed volume; after {@link #close()} one that was in a file cannot be read any more. */
	public Volume volume() {
		return volume;
	}

	/** True if the pixels are in the Java heap, false if they are in a temporary file. */
	public boolean inMemory() {
		return file == null;
	}

	/** Deletes the temporary file, if there is one. */
	@Override
	public void close() {
		if (file != null)
			file.close();
	}
}
