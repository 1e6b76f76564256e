package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/**
 * Another engine in a process of its own, {@code hourglass worker}, with a class path of its own: for TensorFlow inside ImageJ and Fiji,
 * which have another TensorFlow under the same class names, and for whatever may crash. Each opened network has one process, which runs it
 * until it is closed and then waits a while for the next; none outlives this program. What kills the process leaves this one alone and becomes an
 * {@link EngineException}.
 */
public final class WorkerEngine implements Engine {

	private final Engine behind;
	private final IdleWorkers workers;
	private String version;

	/** @param behind of which only the name is used here, and what it opens */
	public WorkerEngine(Engine behind) {
		this(behind, IdleWorkers.here());
	}

	WorkerEngine(Engine behind, IdleWorkers workers) {
		this.behind = behind;
		this.workers = workers;
	}

	@Override
	public String name() {
		return behind.name();
	}

	@Override
	public synchronized String version() {
		if (version == null)
			version = asked(worker -> worker.ask(question("version")).text("version"));
		return version;
	}

	@Override
	public boolean opens(Path weights) {
		return behind.opens(weights);
	}

	@Override
	public List<Device> devices() {
		return asked(worker -> worker.ask(question("devices")).texts("devices").stream().map(Device::parse).toList());
	}

	@Override
	public Network open(Path weights, EngineOptions options) {
		return WorkerNetwork.open(workers, workers.take(), WorkerLimits.NONE, name(), weights, options);
	}

	private WorkerMessage question(String what) {
		return WorkerMessage.of("do", what).with("engine", name());
	}

	private <T> T asked(Function<WorkerProcess, T> question) {
		WorkerProcess worker = workers.take();
		try {
			T answer = question.apply(worker);
			workers.give(worker);
			return answer;
		}
		catch (RuntimeException e) {
			worker.kill();
			throw e;
		}
	}
}
