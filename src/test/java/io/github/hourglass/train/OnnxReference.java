package io.github.hourglass.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** What ONNX Runtime gives for a graph, to compare with what TensorFlow gives. */
final class OnnxReference {

	private OnnxReference() {}

	/** The first output for the inputs in order. */
	static Tensor onnx(Graph graph, Tensor... inputs) {
		try {
			Path file = Files.createTempFile("hourglass", ".onnx");
			try {
				OnnxFile.write(graph, file);
				try (Network network = new OnnxEngine().open(file, EngineOptions.cpu())) {
					return run(network, inputs);
				}
			}
			finally {
				Files.delete(file);
			}
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	/** The first output for the inputs in order. */
	static Tensor tensorFlow(Graph graph, Tensor... inputs) {
		try (Network network = TensorFlowNetwork.of(graph, EngineOptions.cpu())) {
			return run(network, inputs);
		}
	}

	static Tensor run(Network network, Tensor... inputs) {
		Map<String, Tensor> fed = new LinkedHashMap<>();
		for (int i = 0; i < inputs.length; i++)
			fed.put(network.inputs().get(i).name(), inputs[i]);
		TensorInfo output = network.outputs().get(0);
		Map<String, Tensor> wanted = new LinkedHashMap<>();
		wanted.put(output.name(), null);
		return network.run(fed, wanted).get(output.name());
	}

	/** Equal within a share of the range of what is expected. */
	static void assertClose(String what, Tensor expected, Tensor actual, double share) {
		assertArrayEquals(expected.shape(), actual.shape(), what);
		float[] a = expected.toFloats(), b = actual.toFloats();
		float least = Float.POSITIVE_INFINITY, most = Float.NEGATIVE_INFINITY;
		for (float value : a) {
			least = Math.min(least, value);
			most = Math.max(most, value);
		}
		double allowed = share * Math.max(most - least, Math.abs(most));
		for (int i = 0; i < a.length; i++)
			if (!(Math.abs(a[i] - b[i]) <= allowed))
				throw new AssertionError(what + ": element " + i + " is " + b[i] + ", expected " + a[i]);
	}

	static Tensor noise(long seed, long... shape) {
		Random random = new Random(seed);
		float[] values = new float[(int) Tensor.elements(shape)];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian();
		return Tensor.of(values, shape);
	}

	/** The graph with all biases and statistics random, so that a wrong one shows. */
	static Graph shaken(Graph graph, long seed) {
		Random random = new Random(seed);
		Map<String, Tensor> changed = new LinkedHashMap<>();
		for (String name : graph.weights().names()) {
			Tensor tensor = graph.weights().get(name);
			boolean variance = name.endsWith("variance");
			if (tensor.shape().length == 1 && (variance || name.endsWith("mean") || name.endsWith("bias") || name.endsWith("scale") || name.endsWith("shift"))) {
				float[] values = new float[(int) tensor.elements()];
				for (int i = 0; i < values.length; i++)
					values[i] = variance ? 0.5f + random.nextFloat() : (float) random.nextGaussian() * 0.5f + (name.endsWith("scale") ? 1 : 0);
				changed.put(name, Tensor.of(values, tensor.shape()));
			}
		}
		return graph.withWeights(graph.weights().with(changed));
	}
}
