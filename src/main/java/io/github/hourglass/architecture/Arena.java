package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.List;

/**
 * The bookkeeping of ONNX Runtime's memory arena without the memory: best fit among free chunks, which are split if much
 * would be left over and joined with their neighbours when freed; a new region, each at least twice the last, when none
 * fits. Regions are never given back. What counts is what was ever touched of each region: the rest is address space only.
 * The constants are ONNX Runtime's (its {@code bfc_arena}).
 */
final class Arena {

	private static final long ROUNDING = 256;
	private static final long MOST_LEFT_OVER = 128L << 20;
	private static final long LARGEST_STEP = 1L << 30;

	/** A piece of a region. */
	static final class Chunk {

		private final List<Chunk> region;
		private final long start;
		private long size;
		private boolean used;
		private long touched;

		private Chunk(List<Chunk> region, long start, long size) {
			this.region = region;
			this.start = start;
			this.size = size;
		}
	}

	private final List<List<Chunk>> regions = new ArrayList<>();
	private long nextRegion = 1L << 20;

	Chunk allocate(long bytes) {
		long rounded = Math.max(1, (bytes + ROUNDING - 1) / ROUNDING) * ROUNDING;
		Chunk chunk = bestFit(rounded);
		if (chunk == null)
			chunk = extend(rounded);
		if (chunk.size >= 2 * rounded || chunk.size - rounded >= MOST_LEFT_OVER)
			split(chunk, rounded);
		chunk.used = true;
		chunk.touched = Math.max(chunk.touched, rounded);
		return chunk;
	}

	private Chunk bestFit(long bytes) {
		Chunk best = null;
		for (List<Chunk> region : regions)
			for (Chunk chunk : region)
				if (!chunk.used && chunk.size >= bytes && (best == null || chunk.size < best.size))
					best = chunk;
		return best;
	}

	private Chunk extend(long bytes) {
		boolean grown = bytes > nextRegion;
		while (bytes > nextRegion)
			nextRegion *= 2;
		List<Chunk> region = new ArrayList<>();
		region.add(new Chunk(region, 0, nextRegion));
		regions.add(region);
		if (!grown)
			nextRegion = Math.max(nextRegion, Math.min(2 * nextRegion, LARGEST_STEP));
		return region.get(0);
	}

	private static void split(Chunk chunk, long size) {
		Chunk rest = new Chunk(chunk.region, chunk.start + size, chunk.size - size);
		rest.touched = Math.max(0, chunk.touched - size);
		chunk.touched = Math.min(chunk.touched, size);
		chunk.size = size;
		chunk.region.add(chunk.region.indexOf(chunk) + 1, rest);
	}

	void free(Chunk chunk) {
		chunk.used = false;
		int at = chunk.region.indexOf(chunk);
		if (at + 1 < chunk.region.size() && !chunk.region.get(at + 1).used)
			join(chunk, chunk.region.remove(at + 1));
		if (at > 0 && !chunk.region.get(at - 1).used)
			join(chunk.region.get(at - 1), chunk.region.remove(at));
	}

	private static void join(Chunk chunk, Chunk next) {
		if (next.touched > 0)
			chunk.touched = chunk.size + next.touched;
		chunk.size += next.size;
	}

	/** Bytes touched so far in all regions together. */
	long touched() {
		return regions.stream().flatMap(List::stream).mapToLong(chunk -> chunk.touched).sum();
	}
}
