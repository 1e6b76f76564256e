package io.github.hourglass.io;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Goes once through a volume in its own blocks and hands each on. Two threads take turns, so that computing one block
 * overlaps writing the one before; no more than two blocks are in memory.
 */
final class BlockTransfer {

	/** Takes a block; called from two threads. */
	interface Sink {

		void write(long[] min, int[] size, Object pixels);
	}

	private static final int THREADS = 2;

	private final Volume volume;
	private final Sink sink;
	private final Progress progress;
	private final String stage;
	private final Blocks blocks;
	private final long count;
	private final int whole;
	private final AtomicLong next = new AtomicLong();
	private final AtomicLong done = new AtomicLong();
	private final AtomicReference<Throwable> failure = new AtomicReference<>();

	private BlockTransfer(Volume volume, int whole, Sink sink, String stage, Progress progress) {
		this.volume = volume;
		this.whole = whole;
		this.sink = sink;
		this.stage = stage;
		this.progress = progress;
		blocks = volume.blocks();
		count = blocks.count();
	}

	/**
	 * Transfers all blocks; the first failure, or a cancel, ends it and is thrown here.
	 *
	 * @param whole a dimension that is not to be divided, or -1
	 */
	static void run(Volume volume, int whole, Sink sink, String stage, Progress progress) {
		new BlockTransfer(volume, whole, sink, stage, progress).run();
	}

	private void run() {
		Thread[] threads = new Thread[(int) Math.min(THREADS, count)];
		for (int i = 0; i < threads.length; i++) {
			threads[i] = new Thread(this::work, "hourglass-transfer-" + i);
			threads[i].setDaemon(true);
			threads[i].start();
		}
		boolean interrupted = false;
		for (Thread thread : threads)
			while (thread.isAlive())
				try {
					thread.join();
				}
				catch (InterruptedException e) {
					interrupted = true;
					failure.compareAndSet(null, new io.github.hourglass.image.CancelledException());
				}
		if (interrupted)
			Thread.currentThread().interrupt();
		if (failure.get() instanceof RuntimeException e)
			throw e;
		if (failure.get() instanceof Error e)
			throw e;
	}

	private void work() {
		try {
			Object pixels = null;
			int capacity = 0;
			for (long i = next.getAndIncrement(); i < count && failure.get() == null; i = next.getAndIncrement()) {
				progress.check();
				long[] min = blocks.min(i);
				int[] size = blocks.size(i);
				if (whole >= 0 && min[whole] == 0)
					size[whole] = Math.toIntExact(volume.dimensions()[whole]);
				if (whole < 0 || min[whole] == 0) {
					int length = Volume.pixels(size);
					if (length > capacity)
						pixels = volume.type().newArray(capacity = length);
					volume.copy(min, size, pixels);
					progress.check();
					sink.write(min, size, pixels);
				}
				progress.report(stage, done.incrementAndGet(), count);
			}
		}
		catch (Throwable e) {
			failure.compareAndSet(null, e);
		}
	}
}
