package io.github.hourglass.engine;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

import com.google.protobuf.ByteString;

/**
 * Changes that make a graph fit to be used: before each operator that takes long, a look at the variable of
 * {@link TensorFlowStop}; and transposed convolutions take the number of images from what they are given where the file has it fixed.
 */
final class TensorFlowGuards {

	/** Which input of a long operator is its image. */
	private static final Map<String, Integer> LONG = Map.ofEntries(Map.entry("Conv2D", 0), Map.entry("Conv3D", 0), Map.entry("DepthwiseConv2dNative", 0),
		Map.entry("Conv2DBackpropInput", 2), Map.entry("Conv3DBackpropInputV2", 2), Map.entry("MatMul", 0), Map.entry("BatchMatMul", 0), Map.entry("BatchMatMulV2", 0),
		Map.entry("MaxPool", 0), Map.entry("MaxPool3D", 0), Map.entry("AvgPool", 0), Map.entry("AvgPool3D", 0), Map.entry("ResizeBilinear", 0),
		Map.entry("ResizeNearestNeighbor", 0), Map.entry("FusedBatchNormV3", 0), Map.entry("FusedBatchNormV2", 0), Map.entry("FusedBatchNorm", 0));
	private static final Set<String> TRANSPOSED = Set.of("Conv2DBackpropInput", "Conv3DBackpropInputV2");
	private static final String PREFIX = "hourglass/";
	private static final AttrValue FLOAT = TensorFlowNodes.type(DataType.DT_FLOAT), INT = TensorFlowNodes.type(DataType.DT_INT32), BOOL = TensorFlowNodes.type(DataType.DT_BOOL);

	private final Map<String, NodeDef> nodes;
	private final List<NodeDef> result = new ArrayList<>();
	private final List<String> findings;
	private int count;

	/** @param findings gets a sentence for what contradicted itself */
	TensorFlowGuards(Map<String, NodeDef> nodes, Set<String> needed, List<String> findings) {
		this.nodes = nodes;
		this.findings = findings;
		AttrValue scalar = TensorFlowNodes.shape(TensorShapeProto.getDefaultInstance());
		result.add(TensorFlowNodes.of("VarHandleOp", PREFIX + "stop", Map.of("dtype", BOOL, "shape", scalar, "shared_name", text(TensorFlowStop.VARIABLE))));
		for (String name : needed)
			add(nodes.get(name));
	}

	List<NodeDef> nodes() {
		return result;
	}

	private void add(NodeDef node) {
		Integer image = LONG.get(node.getOp());
		if (image == null || image >= node.getInputCount()) {
			result.add(node);
			return;
		}
		String prefix = PREFIX + count++ + "/";
		NodeDef.Builder changed = node.toBuilder();
		if (TRANSPOSED.contains(node.getOp()))
			changed.setInput(0, freed(prefix, node));
		changed.setInput(image, guarded(prefix, changed, node.getInput(image)));
		result.add(changed.build());
	}

	private String guarded(String prefix, NodeDef.Builder user, String image) {
		List<String> reading = new ArrayList<>(List.of(PREFIX + "stop"));
		for (String input : user.getInputList())
			if (!TensorFlowNodes.isControl(input))
				reading.add("^" + TensorFlowNodes.node(input));
		result.add(TensorFlowNodes.of("ReadVariableOp", prefix + "read", Map.of("dtype", BOOL), reading.stream().distinct().toArray(String[]::new)));
		result.add(TensorFlowNodes.of("LogicalNot", prefix + "on", Map.of(), prefix + "read"));
		AttrValue list = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_BOOL)).build();
		result.add(TensorFlowNodes.of("Assert", prefix + "check", Map.of("T", list), prefix + "on", prefix + "read"));
		result.add(TensorFlowNodes.of("Identity", prefix + "passed", Map.of("T", user.getAttrOrDefault("T", FLOAT)), image, "^" + prefix + "check"));
		return prefix + "passed";
	}

	/** The sizes of a transposed convolution's result with the number of images left open. */
	private String freed(String prefix, NodeDef node) {
		NodeDef sizes = nodes.get(TensorFlowNodes.node(node.getInput(0)));
		if (sizes == null || !sizes.getOp().equals("Const") || sizes.getAttrMap().get("value").getTensor().getDtype() != DataType.DT_INT32)
			return node.getInput(0);
		if (images(sizes) > 1)
			find("A transposed convolution has the number of images at a time fixed to " + images(sizes) + "; it is left open.");
		int rank = node.getOp().startsWith("Conv3D") ? 5 : 4;
		constant(prefix + "zero", 0);
		constant(prefix + "one", 1);
		constant(prefix + "end", rank);
		result.add(TensorFlowNodes.of("Shape", prefix + "shape", Map.of("T", node.getAttrMap().getOrDefault("T", FLOAT), "out_type", INT), node.getInput(2)));
		part(prefix + "images", prefix + "shape", prefix + "zero", prefix + "one", prefix + "one");
		part(prefix + "rest", node.getInput(0), prefix + "one", prefix + "end", prefix + "one");
		NodeDef axis = constantNode(prefix + "axis", TensorShapeProto.getDefaultInstance(), 0);
		result.add(axis);
		result.add(TensorFlowNodes.of("ConcatV2", prefix + "sizes", Map.of("N", TensorFlowNodes.number(2), "T", INT, "Tidx", INT), prefix + "images", prefix + "rest", axis.getName()));
		return prefix + "sizes";
	}

	/** The first of some sizes. */
	private static long images(NodeDef sizes) {
		TensorProto tensor = sizes.getAttrMap().get("value").getTensor();
		ByteString content = tensor.getTensorContent();
		if (content.size() >= Integer.BYTES)
			return content.asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).getInt();
		return tensor.getIntValCount() > 0 ? tensor.getIntVal(0) : 0;
	}

	private void find(String sentence) {
		if (!findings.contains(sentence))
			findings.add(sentence);
	}

	private void part(String name, String... inputs) {
		result.add(TensorFlowNodes.of("StridedSlice", name, Map.of("T", INT, "Index", INT), inputs));
	}

	private void constant(String name, int value) {
		result.add(constantNode(name, TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(1)).build(), value));
	}

	private static NodeDef constantNode(String name, TensorShapeProto shape, int value) {
		TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape).addIntVal(value).build();
		return TensorFlowNodes.of("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	private static AttrValue text(String text) {
		return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(text)).build();
	}
}
