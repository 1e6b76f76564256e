package io.github.hourglass.predict;

import java.util.function.Supplier;

import io.github.hourglass.image.Progress;

/** Makes a cancel reach work that does not ask for it but can be interrupted, such as the opening of a network. */
final class Interrupting {

	private static final long LOOK_EVERY_MILLIS = 100;

	private final Thread caller = Thread.currentThread();
	private final Progress progress;
	private boolean done, interrupted;

	private Interrupting(Progress progress) {
		this.progress = progress;
	}

	/**
	 * Does the work on this thread.
	 *
	 * @param stage what is being done, for a human
	 * @throws io.github.hourglass.image.CancelledException if the work throws it, being interrupted
	 */
	static <T> T run(String stage, Progress progress, Supplier<T> work) {
		progress.check();
		progress.report(stage, 0, 0);
		Interrupting watch = new Interrupting(progress);
		Thread watcher = new Thread(watch::watch, "hourglass cancel");
		watcher.setDaemon(true);
		watcher.start();
		try {
			return work.get();
		}
		finally {
			watch.end();
		}
	}

	private synchronized void watch() {
		try {
			while (!done && !progress.cancelled())
				wait(LOOK_EVERY_MILLIS);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		interrupted = !done;
		if (interrupted)
			caller.interrupt();
	}

	private synchronized void end() {
		done = true;
		notifyAll();
		if (interrupted)
			Thread.interrupted();
	}
}
