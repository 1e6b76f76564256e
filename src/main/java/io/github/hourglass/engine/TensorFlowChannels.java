package io.github.hourglass.engine;

import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
 * Operators on images with the channels first, which TensorFlow has for graphics cards only: they are said with the channels last,
 * between two transposes.
 */
final class TensorFlowChannels {

	/** Which input is the image. */
	private static final Map<String, Integer> IMAGE = Map.ofEntries(Map.entry("Conv2D", 0), Map.entry("Conv3D", 0), Map.entry("DepthwiseConv2dNative", 0),
		Map.entry("Conv2DBackpropInput", 2), Map.entry("Conv3DBackpropInputV2", 2), Map.entry("MaxPool", 0), Map.entry("AvgPool", 0), Map.entry("MaxPool3D", 0), Map.entry("AvgPool3D", 0),
		Map.entry("FusedBatchNorm", 0), Map.entry("FusedBatchNormV2", 0), Map.entry("FusedBatchNormV3", 0), Map.entry("DepthToSpace", 0), Map.entry("SpaceToDepth", 0));
	private static final Set<String> BY_AXIS = Set.of("strides", "dilations", "ksize");
	private static final String PREFIX = "hourglass/last/";
	private static final AttrValue INT = TensorFlowNodes.type(DataType.DT_INT32);

	private final Map<String, NodeDef> nodes;
	private final Map<String, NodeDef> result = new LinkedHashMap<>();

	private TensorFlowChannels(Map<String, NodeDef> nodes) {
		this.nodes = nodes;
	}

	/** The same nodes, and more of them where there were channels first. */
	static Map<String, NodeDef> last(Map<String, NodeDef> nodes) {
		TensorFlowChannels channels = new TensorFlowChannels(nodes);
		nodes.values().forEach(channels::add);
		return channels.result;
	}

	private static boolean isFirst(NodeDef node) {
		return IMAGE.containsKey(node.getOp()) && node.getAttrMap().getOrDefault("data_format", AttrValue.getDefaultInstance()).getS().toStringUtf8().matches("NCD?HW")
			&& node.getInputList().stream().filter(input -> !TensorFlowNodes.isControl(input)).count() > IMAGE.get(node.getOp());
	}

	private void put(NodeDef node) {
		result.put(node.getName(), node);
	}

	private void add(NodeDef node) {
		if (!isFirst(node)) {
			put(node);
			return;
		}
		boolean deep = node.getAttrMap().get("data_format").getS().size() > 4;
		int[] toLast = deep ? new int[] { 0, 2, 3, 4, 1 } : new int[] { 0, 2, 3, 1 }, toFirst = deep ? new int[] { 0, 4, 1, 2, 3 } : new int[] { 0, 3, 1, 2 };
		String prefix = PREFIX + node.getName() + "/";
		AttrValue type = node.getAttrMap().getOrDefault("T", TensorFlowNodes.type(DataType.DT_FLOAT));
		NodeDef.Builder changed = node.toBuilder().setName(prefix + "same");
		constant(prefix + "toLast", toLast);
		constant(prefix + "toFirst", toFirst);
		int image = IMAGE.get(node.getOp());
		put(transpose(prefix + "image", type, node.getInput(image), prefix + "toLast"));
		changed.setInput(image, prefix + "image");
		if (node.getOp().contains("BackpropInput"))
			changed.setInput(0, sizes(prefix, node.getInput(0), toLast));
		node.getAttrMap().forEach((name, value) -> changed.putAttr(name, attribute(name, value, toLast)));
		put(changed.build());
		put(transpose(node.getName(), type, changed.getName(), prefix + "toFirst"));
	}

	private static AttrValue attribute(String name, AttrValue value, int[] toLast) {
		if (name.equals("data_format"))
			return AttrValue.newBuilder().setS(ByteString.copyFromUtf8(toLast.length > 4 ? "NDHWC" : "NHWC")).build();
		int each = BY_AXIS.contains(name) ? 1 : name.equals("explicit_paddings") ? 2 : 0;
		List<Long> own = value.getList().getIList();
		if (each == 0 || own.size() != each * toLast.length)
			return value;
		AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
		for (int axis : toLast)
			for (int i = 0; i < each; i++)
				list.addI(own.get(each * axis + i));
		return AttrValue.newBuilder().setList(list).build();
	}

	/** Sizes written in the graph stay so, because the number of images in them is left open later. */
	private String sizes(String prefix, String input, int[] toLast) {
		NodeDef from = nodes.get(TensorFlowNodes.node(input));
		List<Integer> written = from == null || !from.getOp().equals("Const") ? List.of() : integers(from.getAttrMap().get("value").getTensor());
		if (written.size() == toLast.length) {
			int[] turned = new int[toLast.length];
			for (int i = 0; i < turned.length; i++)
				turned[i] = written.get(toLast[i]);
			constant(prefix + "sizes", turned);
			return prefix + "sizes";
		}
		put(constantNode(prefix + "axis", TensorShapeProto.getDefaultInstance(), 0));
		put(TensorFlowNodes.of("GatherV2", prefix + "sizes", Map.of("Tparams", INT, "Tindices", INT, "Taxis", INT), input, prefix + "toLast", prefix + "axis"));
		return prefix + "sizes";
	}

	private static List<Integer> integers(TensorProto tensor) {
		List<Integer> values = new ArrayList<>(tensor.getIntValList());
		if (tensor.getDtype() == DataType.DT_INT32 && values.isEmpty()) {
			java.nio.ByteBuffer content = tensor.getTensorContent().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN);
			while (content.remaining() >= Integer.BYTES && values.size() < 8)
				values.add(content.getInt());
		}
		return values;
	}

	private static NodeDef transpose(String name, AttrValue type, String image, String order) {
		return TensorFlowNodes.of("Transpose", name, Map.of("T", type, "Tperm", INT), image, order);
	}

	private void constant(String name, int... values) {
		put(constantNode(name, TensorShapeProto.newBuilder().addDim(TensorShapeProto.Dim.newBuilder().setSize(values.length)).build(), values));
	}

	private static NodeDef constantNode(String name, TensorShapeProto shape, int... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape);
		for (int value : values)
			tensor.addIntVal(value);
		return TensorFlowNodes.of("Const", name, Map.of("dtype", INT, "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}
}
