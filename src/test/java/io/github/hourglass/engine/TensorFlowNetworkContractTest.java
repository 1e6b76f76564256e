package io.github.hourglass.engine;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.tensorflow.TensorFlow;

import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.train.TensorFlowNetwork;

/** A network made from a graph keeps what engines promise. */
class TensorFlowNetworkContractTest extends EngineContract {

	private final OnnxEngineTest files = new OnnxEngineTest();

	@Override
	Engine engine() {
		return new Translating();
	}

	@Override
	Path write(Tiny network, Path folder) {
		return files.write(network, folder);
	}

	/** Reads an ONNX file as a graph and gives it to TensorFlow. */
	private static final class Translating implements Engine {

		@Override
		public String name() {
			return "translating";
		}

		@Override
		public String version() {
			return "TensorFlow " + TensorFlow.version();
		}

		@Override
		public boolean opens(Path weights) {
			return weights.toString().endsWith(".onnx");
		}

		@Override
		public List<Device> devices() {
			return List.of(Device.CPU);
		}

		@Override
		public Network open(Path weights, EngineOptions options) {
			if (!Files.isRegularFile(weights))
				throw new EngineException("There is no file " + weights + ".");
			return TensorFlowNetwork.of(OnnxFile.read(weights), options);
		}
	}
}
