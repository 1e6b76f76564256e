package io.github.hourglass.engine;

import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.train.TensorFlowSavedModel;

class TensorFlowEngineTest extends EngineContract {

	private final TensorFlowEngine engine = new TensorFlowEngine();
	private final OnnxEngineTest files = new OnnxEngineTest();

	@Override
	Engine engine() {
		return engine;
	}

	@Override
	Path write(Tiny network, Path folder) {
		Graph graph = OnnxFile.read(files.write(network, folder));
		try {
			Path saved = folder.resolve(network + "_saved");
			TensorFlowSavedModel.write(graph, graph.inputs().stream().map(TensorInfo::name).toList(), graph.outputs().stream().map(TensorInfo::name).toList(), false, saved);
			return saved;
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	@Test
	void isFoundByTheServiceLoader() {
		assertInstanceOf(TensorFlowEngine.class, Engines.forWeights(write(Tiny.AFFINE, folder)));
		assertInstanceOf(TensorFlowEngine.class, Engines.forWeights(Path.of("some", "Graph.PB")));
	}
}
