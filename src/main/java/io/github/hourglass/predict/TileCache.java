package io.github.hourglass.predict;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Supplier;

import io.github.hourglass.image.Progress;

/**
 * Keeps recently computed tiles. Each is computed by the first who asks while the others wait; if that fails, one of those who
 * waited tries again.
 */
final class TileCache {

	private static final TilePart[] UNDER_WAY = {};

	private final long capacity;
	private final int least;
	private final Map<Long, TilePart[]> tiles = new LinkedHashMap<>(16, 0.75f, true);
	private long bytes;

	/**
	 * @param capacity bytes that may be kept
	 * @param least number of tiles that are kept even beyond that
	 */
	TileCache(long capacity, int least) {
		this.capacity = capacity;
		this.least = least;
	}

	TilePart[] get(long number, Supplier<TilePart[]> compute, Progress progress) {
		synchronized (tiles) {
			TilePart[] found;
			while ((found = tiles.get(number)) == UNDER_WAY)
				await(progress);
			if (found != null)
				return found;
			tiles.put(number, UNDER_WAY);
		}
		TilePart[] computed = null;
		try {
			computed = compute.get();
		}
		finally {
			finish(number, computed);
		}
		return computed;
	}

	private void await(Progress progress) {
		progress.check();
		try {
			tiles.wait(100);
		}
		catch (InterruptedException interrupted) {
			throw EngineTurn.cancelled();
		}
	}

	private void finish(long number, TilePart[] computed) {
		synchronized (tiles) {
			if (computed == null)
				tiles.remove(number);
			else {
				tiles.put(number, computed);
				bytes += bytes(computed);
				evict(number);
			}
			tiles.notifyAll();
		}
	}

	private void evict(long keep) {
		var oldest = tiles.entrySet().iterator();
		while (bytes > capacity && tiles.size() > least && oldest.hasNext()) {
			var entry = oldest.next();
			if (entry.getValue() == UNDER_WAY || entry.getKey() == keep)
				continue;
			bytes -= bytes(entry.getValue());
			oldest.remove();
		}
	}

	private static long bytes(TilePart[] parts) {
		long bytes = 0;
		for (TilePart part : parts)
			bytes += part.bytes();
		return bytes;
	}
}
