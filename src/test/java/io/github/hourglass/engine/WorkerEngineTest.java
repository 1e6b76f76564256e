package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;

import org.junit.jupiter.api.Test;

/** SavedModels run by TensorFlow in a process of its own keep what engines promise. */
class WorkerEngineTest extends EngineContract {

	private final WorkerEngine engine = new WorkerEngine(new TensorFlowEngine());
	private final TensorFlowEngineTest files = new TensorFlowEngineTest();

	@Override
	Engine engine() {
		return engine;
	}

	@Override
	Path write(Tiny network, Path folder) {
		return files.write(network, folder);
	}

	@Override
	int rounds() {
		return 40;
	}

	@Test
	void itHasTheNameOfTheEngineBehindIt() {
		assertEquals("tensorflow", engine.name());
	}
}
