package io.github.hourglass.architecture;

/** Says the same network in the words of operator set 17. */
public final class Opset17 {

	private Opset17() {}

	/** The graph itself if it has operator set 17. */
	public static Graph of(Graph graph) {
		if (graph.opset() == OnnxFile.WRITTEN_OPSET)
			return graph;
		throw new GraphException("The network '" + graph.name() + "' has operator set " + graph.opset() + ", not 17.");
	}
}
