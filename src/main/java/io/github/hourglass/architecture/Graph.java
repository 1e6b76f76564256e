package io.github.hourglass.architecture;

import java.util.List;

import io.github.hourglass.engine.TensorInfo;

/**
 * A network as plain data: ONNX operators in an order in which they can be computed, and their weights. Reading,
 * writing, training and analysing a network all start from this one representation. Immutable.
 *
 * @param name for people
 * @param opset version of the ONNX operator set whose meaning the nodes have
 * @param inputs what must be fed; weights are not among them
 * @param outputs what can be asked for
 * @param nodes topologically sorted
 * @param weights initializers by name
 */
public record Graph(String name, int opset, List<TensorInfo> inputs, List<TensorInfo> outputs, List<Node> nodes, Weights weights) {

	public Graph {
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		nodes = List.copyOf(nodes);
	}

	public Graph withWeights(Weights newWeights) {
		return new Graph(name, opset, inputs, outputs, nodes, newWeights);
	}
}
