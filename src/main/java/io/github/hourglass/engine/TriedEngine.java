package io.github.hourglass.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An engine that opens a network not seen before only after it has been opened and run in a worker, where it can do no harm. */
final class TriedEngine implements Engine {

	private final Engine engine;
	private final IdleWorkers workers;
	private final WorkerLimits limits;

	TriedEngine(Engine engine) {
		this(engine, IdleWorkers.here(), WorkerLimits.ofFirstOpening());
	}

	TriedEngine(Engine engine, IdleWorkers workers, WorkerLimits limits) {
		this.engine = engine;
		this.workers = workers;
		this.limits = limits;
	}

	@Override
	public String name() {
		return engine.name();
	}

	@Override
	public String version() {
		return engine.version();
	}

	@Override
	public boolean opens(Path weights) {
		return engine.opens(weights);
	}

	@Override
	public List<Device> devices() {
		return engine.devices();
	}

	@Override
	public Network open(Path weights, EngineOptions options) {
		SeenModels seen = SeenModels.of(name(), weights);
		if (Files.exists(weights) && !seen.contains()) {
			FirstOpening.of(workers, name(), weights, limits);
			seen.add();
		}
		return engine.open(weights, options);
	}
}
