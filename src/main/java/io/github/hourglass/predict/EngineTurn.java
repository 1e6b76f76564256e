package io.github.hourglass.predict;

import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;

/**
 * Lets one run at a time through a network, and stops it within a fraction of a second once the user cancels or the thread
 * that asked is interrupted.
 */
final class EngineTurn {

	private static final int POLL_MILLISECONDS = 100;
	private static final ScheduledThreadPoolExecutor WATCH = watch();

	private final Network network;
	private final ReentrantLock turn = new ReentrantLock(true);

	EngineTurn(Network network) {
		this.network = network;
	}

	Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> outputs, Progress progress) {
		lock(progress);
		Thread asker = Thread.currentThread();
		ScheduledFuture<?> watching = WATCH.scheduleAtFixedRate(() -> {
			if (progress.cancelled() || asker.isInterrupted())
				network.cancel();
		}, POLL_MILLISECONDS, POLL_MILLISECONDS, TimeUnit.MILLISECONDS);
		try {
			return network.run(inputs, outputs);
		}
		finally {
			watching.cancel(false);
			turn.unlock();
		}
	}

	/** Waits for the engine without becoming deaf to the user. */
	private void lock(Progress progress) {
		try {
			do
				progress.check();
			while (!turn.tryLock(POLL_MILLISECONDS, TimeUnit.MILLISECONDS));
		}
		catch (InterruptedException interrupted) {
			throw cancelled();
		}
	}

	/** What an interrupted thread throws; its flag is kept. */
	static CancelledException cancelled() {
		Thread.currentThread().interrupt();
		return new CancelledException();
	}

	private static ScheduledThreadPoolExecutor watch() {
		ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, task -> {
			Thread thread = new Thread(task, "hourglass-watch");
			thread.setDaemon(true);
			return thread;
		});
		executor.setRemoveOnCancelPolicy(true);
		executor.setKeepAliveTime(5, TimeUnit.SECONDS);
		executor.allowCoreThreadTimeOut(true);
		return executor;
	}
}
