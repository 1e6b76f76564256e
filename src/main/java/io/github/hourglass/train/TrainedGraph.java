package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** The network as it is given away. */
final class TrainedGraph {

	private TrainedGraph() {}

	/** One input and the trained output; of a network that also estimates its uncertainty only the means, its first half of channels. */
	static Graph of(Graph graph, Loss loss) {
		TensorInfo output = graph.outputs().get(0);
		if (loss != Loss.LAPLACE)
			return new Graph(graph.name(), graph.opset(), graph.inputs(), List.of(output), graph.nodes(), graph.weights());
		long[] shape = output.shape();
		shape[1] /= 2;
		String means = output.name() + ".mean";
		List<Node> nodes = new ArrayList<>(graph.nodes());
		nodes.add(new Node("Slice", "", means, List.of(output.name(), means + ".from", means + ".to", means + ".axis"), List.of(means), Map.of()));
		Map<String, Tensor> bounds = new LinkedHashMap<>();
		bounds.put(means + ".from", Tensor.of(new long[] { 0 }, 1));
		bounds.put(means + ".to", Tensor.of(new long[] { shape[1] }, 1));
		bounds.put(means + ".axis", Tensor.of(new long[] { 1 }, 1));
		TensorInfo mean = new TensorInfo(means, output.type(), shape, output.sizeNames());
		return new Graph(graph.name(), graph.opset(), graph.inputs(), List.of(mean), nodes, graph.weights().with(bounds));
	}
}
