package io.github.hourglass.engine;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Workers that have no network to run; kept for a while, because starting one takes a second. */
class IdleWorkers {

	private static final long KEPT_SECONDS = 30;
	private static final int MOST = 2;

	private static final IdleWorkers HERE = new IdleWorkers(KEPT_SECONDS * 1000);

	private final long keptMillis;
	private final Deque<WorkerProcess> idle = new ArrayDeque<>();
	private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(task -> {
		Thread thread = new Thread(task, "hourglass idle workers");
		thread.setDaemon(true);
		return thread;
	});

	IdleWorkers(long keptMillis) {
		this.keptMillis = keptMillis;
	}

	static IdleWorkers here() {
		return HERE;
	}

	/** One that is idle, else a new one. */
	WorkerProcess take() {
		synchronized (this) {
			for (WorkerProcess worker = idle.poll(); worker != null; worker = idle.poll())
				if (worker.isAlive())
					return worker;
		}
		return WorkerProcess.start();
	}

	/** Takes one back whose network has been closed. */
	void give(WorkerProcess worker) {
		worker.runs("");
		boolean kept;
		synchronized (this) {
			kept = worker.isAlive() && idle.size() < MOST;
			if (kept)
				idle.push(worker);
		}
		if (!kept)
			worker.close();
		else
			timer.schedule(() -> end(worker), keptMillis, TimeUnit.MILLISECONDS);
	}

	private void end(WorkerProcess worker) {
		boolean stillIdle;
		synchronized (this) {
			stillIdle = idle.remove(worker);
		}
		if (stillIdle)
			worker.close();
	}
}
