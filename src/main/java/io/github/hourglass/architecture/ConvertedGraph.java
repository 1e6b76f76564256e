package io.github.hourglass.architecture;

import java.util.Map;

import io.github.hourglass.engine.SavedGraph;

/**
 * A network of TensorFlow's said in ONNX operators. Images that had their channels last have them on axis 1.
 *
 * @param graph of operator set 17; its tensors have the names that they had
 * @param permutations for each input and output: axis {@code i} of the graph's tensor is axis {@code permutation[i]} of the file's
 */
public record ConvertedGraph(Graph graph, Map<String, int[]> permutations) {

	/**
	 * Converts a network.
	 *
	 * @throws GraphException if something in it cannot be said in ONNX operators; the node is named
	 */
	public static ConvertedGraph of(SavedGraph saved, java.util.Set<String> channelsLast) {
		return SavedTranslation.of(saved, channelsLast);
	}

	public ConvertedGraph {
		permutations = Map.copyOf(permutations);
	}
}
