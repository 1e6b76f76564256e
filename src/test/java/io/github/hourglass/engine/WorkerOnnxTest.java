package io.github.hourglass.engine;

import java.nio.file.Path;

/** ONNX files run in a process of their own keep what engines promise. */
class WorkerOnnxTest extends EngineContract {

	private final WorkerEngine engine = new WorkerEngine(new OnnxEngine());
	private final OnnxEngineTest files = new OnnxEngineTest();

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
}
