package io.github.hourglass.train;

import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongFunction;

import io.github.hourglass.image.CancelledException;

/**
 * Makes the patches of steps ahead of their use on a few threads; at most a fixed number are waiting. Which thread makes which has no
 * influence on them. Used by one thread.
 */
final class PatchQueue<T> implements AutoCloseable {

	private static final long GRACE_SECONDS = 10;

	private final LongFunction<T> source;
	private final int ahead;
	private final ExecutorService threads;
	private final TreeMap<Long, Future<T>> coming = new TreeMap<>();

	/** @param source makes what has any number; called from several threads at once */
	PatchQueue(int threads, int ahead, LongFunction<T> source) {
		this.source = source;
		this.ahead = ahead;
		AtomicInteger count = new AtomicInteger();
		this.threads = Executors.newFixedThreadPool(threads, work -> {
			Thread thread = new Thread(work, "hourglass-patches-" + count.getAndIncrement());
			thread.setDaemon(true);
			return thread;
		});
	}

	/** What has that number; those that follow it are begun. What was waiting of other numbers is forgotten. */
	T get(long number) {
		if (threads.isShutdown())
			throw new IllegalStateException("The training data is closed.");
		for (Iterator<Map.Entry<Long, Future<T>>> entries = coming.entrySet().iterator(); entries.hasNext();) {
			Map.Entry<Long, Future<T>> entry = entries.next();
			if (entry.getKey() < number || entry.getKey() > number + ahead) {
				entry.getValue().cancel(false);
				entries.remove();
			}
		}
		for (long next = number; next <= number + ahead; next++) {
			long wanted = next;
			coming.computeIfAbsent(wanted, key -> threads.submit(() -> source.apply(wanted)));
		}
		return await(coming.remove(number));
	}

	private static <T> T await(Future<T> coming) {
		try {
			return coming.get();
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancelledException();
		}
		catch (CancellationException e) {
			throw new CancelledException();
		}
		catch (ExecutionException e) {
			if (e.getCause() instanceof RuntimeException exception)
				throw exception;
			if (e.getCause() instanceof Error error)
				throw error;
			throw new IllegalStateException(e.getCause());
		}
	}

	/** Ends the threads, once what they are making is finished; reading is not interrupted, which would close files. */
	@Override
	public void close() {
		coming.values().forEach(batch -> batch.cancel(false));
		coming.clear();
		threads.shutdown();
		try {
			threads.awaitTermination(GRACE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}
}
