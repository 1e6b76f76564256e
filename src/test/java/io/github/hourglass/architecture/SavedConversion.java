package io.github.hourglass.architecture;

import static io.github.hourglass.engine.SavedModels.type;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.OnnxEngine;
import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.SavedModels;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowEngine;

/** SavedModels written node by node, converted, and run beside TensorFlow. */
abstract class SavedConversion {

	private static final AttrValue FLOAT = type(DataType.DT_FLOAT);

	@TempDir
	Path folder;

	final Random random;
	private final float tolerance;

	/** @param tolerance largest difference from TensorFlow */
	SavedConversion(long seed, float tolerance) {
		random = new Random(seed);
		this.tolerance = tolerance;
	}

	float[] noise(long... shape) {
		float[] values = new float[(int) Tensor.elements(shape)];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) random.nextGaussian() / 2;
		return values;
	}

	SavedModels weights(SavedModels graph, String name, long... shape) {
		return graph.floats(name, shape, noise(shape));
	}

	static Map<String, AttrValue> attributes(Object... pairs) {
		Map<String, AttrValue> attributes = new LinkedHashMap<>(Map.of("T", FLOAT));
		for (int i = 0; i < pairs.length; i += 2)
			attributes.put((String) pairs[i], (AttrValue) pairs[i + 1]);
		return attributes;
	}

	static Tensor run(Engine engine, Path weights, Tensor input) {
		try (Network network = engine.open(weights, EngineOptions.cpu())) {
			Map<String, Tensor> wanted = new HashMap<>();
			wanted.put("y", null);
			return network.run(Map.of("x", input), wanted).get("y");
		}
	}

	static List<String> operators(Graph graph) {
		return graph.nodes().stream().map(Node::operator).toList();
	}

	Graph assertSame(Set<String> channelsLast, SavedModels graph, String output, long... shape) {
		ConvertedGraph converted = ConvertedGraph.of(SavedGraph.read(graph.signature("x:0", output + ":0").save(folder)), channelsLast);
		Tensor input = Tensor.of(noise(shape), shape), expected = run(new TensorFlowEngine(), folder, input);
		Path file = folder.resolve("converted.onnx");
		OnnxFile.write(converted.graph(), file);
		Tensor given = run(new OnnxEngine(), file, input.permuted(converted.permutations().get("x"))), turned = expected.permuted(converted.permutations().get("y"));
		assertArrayEquals(turned.shape(), given.shape());
		assertArrayEquals(turned.toFloats(), given.toFloats(), tolerance);
		return converted.graph();
	}

	Graph assertSame(SavedModels graph, String output, long... shape) {
		return assertSame(Set.of("x", "y"), graph, output, shape);
	}
}
