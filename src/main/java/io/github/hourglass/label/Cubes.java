package io.github.hourglass.label;

import java.nio.file.Path;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.LazyVolume;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.StoredVolume;
import io.github.hourglass.image.Volume;

/** The blocks, about as long as wide and deep, in which images in x y z t are worked on when neighbors matter. */
final class Cubes {

	private static final int[] PLANE = { 1024, 1024, 1, 1 };
	private static final int[] CUBE = { 128, 128, 64, 1 };
	private static final int FLAT = 8;

	private Cubes() {}

	static int[] size(long[] dimensions) {
		return (dimensions[2] == 1 ? PLANE : CUBE).clone();
	}

	static Blocks of(long[] dimensions) {
		return Blocks.equal(dimensions, size(dimensions));
	}

	/** An image of which boxes of any shape can be read again and again; to be closed. */
	record Readable(Volume volume, StoredVolume stored) implements AutoCloseable {

		@Override
		public void close() {
			if (stored != null)
				stored.close();
		}
	}

	/**
	 * Keeps what has been computed, as far as {@code memory} goes. An image that is larger and comes in thin slices is first
	 * written to a temporary file in cubes.
	 */
	static Readable readable(Volume ordered, long memory, Path folder, Progress progress, String stage) {
		long bytes = Math.multiplyExact(ordered.voxels(), ordered.type().bytes());
		boolean thin = ordered.size('z') >= FLAT && ordered.blocks().size(0)[2] < FLAT;
		if (bytes <= memory || !thin)
			return new Readable(LazyVolume.cached(ordered, memory), null);
		StoredVolume stored = StoredVolume.inChunks(ordered, size(ordered.dimensions()), memory, folder, progress, stage);
		return new Readable(stored.volume(), stored);
	}
}
