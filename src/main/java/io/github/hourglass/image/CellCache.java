package io.github.hourglass.image;

import java.lang.ref.SoftReference;
import java.lang.reflect.Array;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongFunction;

/**
 * Computes the pixel arrays of cells by index, each once while it is kept, and keeps the recently used ones: up to a number
 * of bytes, always the latest one, and less when the Java heap runs short. Askers of a cell that another thread is computing
 * wait for it. A failure reaches all who wait and is not kept; only the cancelling of another's work is not theirs, so they
 * compute again.
 */
public final class CellCache {

	private final long capacity;
	private final PixelType type;
	private final LongFunction<Object> compute;
	private final LinkedHashMap<Long, Kept> kept = new LinkedHashMap<>(16, 0.75f, true);
	private final Map<Long, Computation> running = new HashMap<>();
	private long used;

	/**
	 * @param capacity most bytes kept
	 * @param compute gives the array of an index; called from the threads that ask
	 */
	public CellCache(long capacity, PixelType type, LongFunction<Object> compute) {
		this.capacity = capacity;
		this.type = type;
		this.compute = compute;
	}

	/** The array of that index, computed unless it is kept. It is shared: do not change it. */
	public Object get(long index) {
		while (true) {
			Computation computation;
			boolean mine = false;
			synchronized (this) {
				Object value = lookUp(index);
				if (value != null)
					return value;
				computation = running.get(index);
				if (computation == null) {
					mine = true;
					computation = new Computation();
					running.put(index, computation);
				}
			}
			if (mine)
				return compute(index, computation);
			computation.await();
			if (!(computation.failure instanceof CancelledException))
				return computation.result();
		}
	}

	/** Bytes kept at the moment. */
	synchronized long used() {
		return used;
	}

	private Object compute(long index, Computation computation) {
		try {
			computation.value = compute.apply(index);
			return computation.value;
		} catch (RuntimeException | Error failure) {
			computation.failure = failure;
			throw failure;
		} finally {
			synchronized (this) {
				running.remove(index);
				if (computation.value != null)
					keep(index, computation.value);
			}
			computation.finished.countDown();
		}
	}

	private Object lookUp(long index) {
		Kept found = kept.get(index);
		if (found == null)
			return null;
		Object value = found.value.get();
		if (value == null) {
			kept.remove(index);
			used -= found.bytes;
		}
		return value;
	}

	private void keep(long index, Object value) {
		long size = (long) Array.getLength(value) * type.bytes();
		used += size;
		kept.put(index, new Kept(new SoftReference<>(value), size));
		var oldest = kept.values().iterator();
		while (used > capacity && kept.size() > 1) {
			used -= oldest.next().bytes;
			oldest.remove();
		}
	}

	private record Kept(SoftReference<Object> value, long bytes) {}

	private static final class Computation {

		private final Thread owner = Thread.currentThread();
		private final CountDownLatch finished = new CountDownLatch(1);
		private Object value;
		private Throwable failure;

		void await() {
			if (owner == Thread.currentThread())
				throw new IllegalStateException("A block of this image needs itself to be computed.");
			try {
				finished.await();
			} catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				throw new CancelledException();
			}
		}

		Object result() {
			if (failure instanceof RuntimeException exception)
				throw exception;
			if (failure instanceof Error error)
				throw error;
			return value;
		}
	}
}
