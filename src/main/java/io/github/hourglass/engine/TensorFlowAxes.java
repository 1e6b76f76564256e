package io.github.hourglass.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;

/**
 * The axes of an input of which a file does not even say the number, told by the first operators that take it. They are not tried
 * out: TensorFlow's convolutions end the process when they are given another number of axes than they expect.
 */
final class TensorFlowAxes {

	/** Number of axes that an operator takes as its first input. */
	private static final Map<String, Integer> RANKS = Map.of("Conv2D", 4, "DepthwiseConv2dNative", 4, "MaxPool", 4, "AvgPool", 4, "ResizeBilinear", 4, "ResizeNearestNeighbor", 4,
		"Conv3D", 5, "MaxPool3D", 5, "AvgPool3D", 5);
	private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "DepthwiseConv2dNative", "Conv3D");
	/** Operators that leave the number and order of axes as they are. */
	private static final Set<String> SAME = Set.of("Identity", "Cast", "Pad", "PadV2", "MirrorPad", "Relu", "Elu", "LeakyRelu", "Sigmoid", "Tanh", "Neg", "Abs", "Sqrt", "Square", "Exp", "Log",
		"Add", "AddV2", "Sub", "Mul", "RealDiv", "Div", "BiasAdd", "Maximum", "Minimum", "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3", "StopGradient", "PlaceholderWithDefault");

	private final Map<String, NodeDef> nodes;
	private final Map<String, List<NodeDef>> users = new HashMap<>();
	private final Function<String, long[]> shapes;

	/** @param shapes the sizes of a node's first output as far as they are known; null where not even their number is */
	TensorFlowAxes(GraphDef graph, Function<String, long[]> shapes) {
		this.shapes = shapes;
		nodes = TensorFlowNodes.byName(graph.getNodeList());
		for (NodeDef node : nodes.values())
			for (String input : node.getInputList())
				if (!TensorFlowNodes.isControl(input))
					users.computeIfAbsent(TensorFlowNodes.node(input), name -> new ArrayList<>()).add(node);
	}

	/** The sizes of a placeholder, -1 where free; null if its users do not tell. */
	long[] of(String placeholder) {
		Deque<String> left = new ArrayDeque<>(List.of(placeholder));
		Set<String> seen = new HashSet<>();
		long[] found = null;
		while (!left.isEmpty()) {
			String name = left.pop();
			if (!seen.add(name))
				continue;
			for (NodeDef user : users.getOrDefault(name, List.of())) {
				if (RANKS.containsKey(user.getOp()) && TensorFlowNodes.node(user.getInput(0)).equals(name)) {
					long[] taken = taken(user);
					if (found == null || CONVOLUTIONS.contains(user.getOp()))
						found = taken;
				}
				else if (SAME.contains(user.getOp()))
					left.add(user.getName());
			}
			if (found != null && Arrays.stream(found).anyMatch(size -> size > 0))
				return found;
		}
		return found;
	}

	private long[] taken(NodeDef user) {
		int rank = RANKS.get(user.getOp());
		long[] taken = new long[rank];
		Arrays.fill(taken, -1);
		if (!CONVOLUTIONS.contains(user.getOp()))
			return taken;
		boolean first = user.getAttrMap().containsKey("data_format") && user.getAttrMap().get("data_format").getS().toStringUtf8().startsWith("NC");
		long[] filter = shapes.apply(TensorFlowNodes.node(user.getInput(1)));
		if (filter != null && filter.length == rank)
			taken[first ? 1 : rank - 1] = filter[rank - 2];
		return taken;
	}
}
