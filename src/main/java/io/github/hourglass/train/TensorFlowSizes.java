package io.github.hourglass.train;

import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Shapes;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;

/**
 * Refuses inputs of sizes that a network does not accept before TensorFlow sees them: some of its convolutions end the whole
 * process when a window does not fit.
 */
final class TensorFlowSizes {

	private final Graph network;
	private final Set<List<List<Long>>> accepted = new HashSet<>();

	TensorFlowSizes(Graph network) {
		this.network = network;
	}

	void check(Map<String, Tensor> inputs) {
		Map<String, long[]> shapes = new LinkedHashMap<>();
		inputs.forEach((name, tensor) -> shapes.put(name, tensor.shape()));
		checkShapes(shapes);
	}

	/** @throws EngineException in one sentence that names the node and the shapes */
	void checkShapes(Map<String, long[]> shapes) {
		List<List<Long>> key = shapes.values().stream().map(shape -> Arrays.stream(shape).boxed().toList()).toList();
		if (accepted.contains(key))
			return;
		try {
			Shapes.of(network, shapes);
		}
		catch (IllegalArgumentException e) {
			String given = shapes.entrySet().stream().map(input -> "'" + input.getKey() + "' of shape " + Arrays.toString(input.getValue())).collect(Collectors.joining(", "));
			throw new EngineException("The network " + network.name() + " does not take the input " + given + ": " + e.getMessage(), e);
		}
		accepted.add(key);
	}
}
