package io.github.hourglass.engine;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Dropout that drops nothing, because the graph says that everything is kept, still throws dice, whatever they show. In a copy of the
 * graph any number stands for them: what dropout does with it is {@code floor(1 + dice)} or {@code dice >= 0}.
 */
final class TensorFlowDropout {

	private static final Set<String> PASSING = Set.of("Mul", "Add", "AddV2", "Sub", "Identity", "Cast");
	private static final int DEEPEST = 6;

	private final Map<String, NodeDef> nodes;
	private final Map<String, List<NodeDef>> users = new HashMap<>();

	private TensorFlowDropout(Map<String, NodeDef> nodes) {
		this.nodes = nodes;
		nodes.values().forEach(node -> node.getInputList().forEach(input -> users.computeIfAbsent(TensorFlowNodes.node(input), key -> new ArrayList<>()).add(node)));
	}

	static GraphDef without(GraphDef graph) {
		TensorFlowDropout dropout = new TensorFlowDropout(TensorFlowNodes.byName(graph.getNodeList()));
		GraphDef.Builder copy = graph.toBuilder().clearNode();
		graph.getNodeList().forEach(node -> copy.addNode(node.getOp().equals("RandomUniform") && dropout.keepsAll(node.getName(), 0) ? half(node.getName()) : node));
		return copy.build();
	}

	private static NodeDef half(String name) {
		TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(TensorShapeProto.getDefaultInstance()).addFloatVal(0.5f).build();
		return TensorFlowNodes.of("Const", name, Map.of("dtype", TensorFlowNodes.type(DataType.DT_FLOAT), "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	/** True if all that is made of a value of at least 0 and below 1 is compared with 0, or rounded down after 1 was added. */
	private boolean keepsAll(String value, int depth) {
		List<NodeDef> own = users.getOrDefault(value, List.of());
		return !own.isEmpty() && depth < DEEPEST && own.stream().allMatch(user -> switch (user.getOp()) {
			case "GreaterEqual" -> number(user.getInput(1)) == 0;
			case "Add", "AddV2" -> adds(user, value) == 1 ? floored(user.getName()) : adds(user, value) == 0 && keepsAll(user.getName(), depth + 1);
			case "Mul" -> number(other(user, value)) == 1 && keepsAll(user.getName(), depth + 1);
			default -> PASSING.contains(user.getOp()) && user.getInputCount() == 1 && keepsAll(user.getName(), depth + 1);
		});
	}

	private boolean floored(String value) {
		List<NodeDef> own = users.getOrDefault(value, List.of());
		return !own.isEmpty() && own.stream().allMatch(user -> user.getOp().equals("Floor"));
	}

	private double adds(NodeDef sum, String value) {
		return number(other(sum, value));
	}

	private static String other(NodeDef node, String value) {
		return TensorFlowNodes.node(node.getInput(0)).equals(value) ? node.getInput(1) : node.getInput(0);
	}

	/** The number that a value is, worked out from constants; NaN where it is none. */
	private double number(String input) {
		NodeDef node = nodes.get(TensorFlowNodes.node(input));
		if (node == null)
			return Double.NaN;
		return switch (node.getOp()) {
			case "Const" -> constant(node.getAttrMap().getOrDefault("value", AttrValue.getDefaultInstance()).getTensor());
			case "Identity", "PlaceholderWithDefault" -> number(node.getInput(0));
			case "Sub" -> plain(node.getInput(0)) - plain(node.getInput(1));
			default -> Double.NaN;
		};
	}

	/** As {@link #number}, of a constant itself. */
	private double plain(String input) {
		NodeDef node = nodes.get(TensorFlowNodes.node(input));
		return node != null && node.getOp().equals("Const") ? number(input) : Double.NaN;
	}

	private static double constant(TensorProto tensor) {
		if (tensor.getDtype() != DataType.DT_FLOAT || tensor.getTensorShape().getDimCount() > 0)
			return Double.NaN;
		if (tensor.getTensorContent().size() == Float.BYTES)
			return tensor.getTensorContent().asReadOnlyByteBuffer().order(java.nio.ByteOrder.LITTLE_ENDIAN).getFloat();
		return tensor.getFloatValCount() > 0 ? tensor.getFloatVal(0) : 0;
	}
}
