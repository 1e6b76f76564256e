package io.github.hourglass.image;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongConsumer;
import java.util.function.Supplier;

/**
 * Does numbered pieces of work on a few threads of their own while the calling thread reports progress and watches for
 * cancel. The first failure stops the others and is thrown to the caller as it is. Cancel (or an interrupt of the caller)
 * interrupts the workers, and the call returns once they have ended.
 */
public final class Workers {

	private static final long POLL_MILLISECONDS = 50;

	private final long count;
	private final Progress progress;
	private final String stage;
	private final Thread[] threads;
	private final CountDownLatch running;
	private final AtomicLong next = new AtomicLong();
	private final AtomicLong done = new AtomicLong();
	private final AtomicReference<Throwable> failure = new AtomicReference<>();
	private volatile boolean stopped;

	private Workers(long count, int threads, Progress progress, String stage) {
		this.count = count;
		this.progress = progress;
		this.stage = stage;
		this.threads = new Thread[(int) Math.max(1, Math.min(threads, count))];
		this.running = new CountDownLatch(this.threads.length);
	}

	/** @param work gives each worker its own consumer of the numbers 0 to {@code count - 1}, which are taken in this order */
	public static void run(long count, int threads, Progress progress, String stage, Supplier<LongConsumer> work) {
		progress.check();
		progress.report(stage, 0, count);
		new Workers(count, threads, progress, stage).run(work);
		progress.report(stage, count, count);
	}

	private void run(Supplier<LongConsumer> work) {
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(() -> work(work), "hourglass-" + stage.toLowerCase().replace(' ', '-') + "-" + i);
			threads[i].setDaemon(true);
			threads[i].start();
		}
		boolean cancelled = false;
		boolean interrupted = false;
		long reported = 0;
		for (boolean finished = false; !finished;) {
			try {
				finished = running.await(POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
				if (!finished && !stopped && reported != done.get())
					progress.report(stage, reported = done.get(), count);
			} catch (InterruptedException e) {
				interrupted = true;
			}
			if (!finished && !cancelled && (interrupted || progress.cancelled())) {
				cancelled = true;
				stop();
			}
		}
		if (interrupted)
			Thread.currentThread().interrupt();
		if (cancelled && done.get() < count)
			throw new CancelledException();
		rethrow();
	}

	private void work(Supplier<LongConsumer> work) {
		try {
			LongConsumer consumer = work.get();
			for (long number = next.getAndIncrement(); number < count && !stopped; number = next.getAndIncrement()) {
				consumer.accept(number);
				done.incrementAndGet();
			}
		} catch (Throwable thrown) {
			failure.compareAndSet(null, thrown);
			stop();
		} finally {
			running.countDown();
		}
	}

	private void stop() {
		stopped = true;
		for (Thread thread : threads)
			if (thread != null && thread != Thread.currentThread())
				thread.interrupt();
	}

	private void rethrow() {
		Throwable thrown = failure.get();
		if (thrown instanceof RuntimeException exception)
			throw exception;
		if (thrown instanceof Error error)
			throw error;
		if (thrown != null)
			throw new IllegalStateException(thrown);
	}
}
