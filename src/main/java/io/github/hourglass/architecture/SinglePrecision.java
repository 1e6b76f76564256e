package io.github.hourglass.architecture;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/** A network in half precision made one of 32-bit floats, as training wants it: its values stay, computation becomes finer. */
public final class SinglePrecision {

	private SinglePrecision() {}

	/** The graph itself where nothing in it is in half precision. */
	public static Graph of(Graph graph) {
		boolean half = graph.weights().names().stream().anyMatch(name -> isHalf(graph.weights().get(name).type())) || graph.inputs().stream().anyMatch(input -> isHalf(input.type()))
			|| graph.nodes().stream().anyMatch(node -> !node.attributes().equals(attributes(node)));
		if (!half)
			return graph;
		Map<String, Tensor> weights = new LinkedHashMap<>();
		graph.weights().names().forEach(name -> weights.put(name, single(graph.weights().get(name))));
		Set<Node> casts = new HashSet<>();
		for (Node node : graph.nodes())
			if (node.operator().equals("Cast") && graph.weights().has(node.input(0)) && isHalf(graph.weights().get(node.input(0)).type()) && node.integer("to", 0) == TensorType.FLOAT32.onnxCode()) {
				casts.add(node);
				weights.put(node.outputs().get(0), weights.get(node.input(0)));
			}
		casts.forEach(node -> weights.remove(node.input(0)));
		List<Node> nodes = graph.nodes().stream().filter(node -> !casts.contains(node)).map(node -> new Node(node.operator(), node.domain(), node.name(), node.inputs(), node.outputs(), attributes(node))).toList();
		return new Graph(graph.name(), graph.opset(), infos(graph.inputs()), infos(graph.outputs()), nodes, Weights.of(weights));
	}

	private static boolean isHalf(TensorType type) {
		return type == TensorType.FLOAT16 || type == TensorType.BFLOAT16;
	}

	private static List<TensorInfo> infos(List<TensorInfo> infos) {
		return infos.stream().map(info -> isHalf(info.type()) ? new TensorInfo(info.name(), TensorType.FLOAT32, info.shape(), info.sizeNames()) : info).toList();
	}

	private static Map<String, Object> attributes(Node node) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		node.attributes().forEach((name, value) -> attributes.put(name, value instanceof Tensor tensor ? single(tensor)
			: (name.equals("to") || name.equals("dtype")) && value instanceof Long code && (code == TensorType.FLOAT16.onnxCode() || code == TensorType.BFLOAT16.onnxCode())
				? (Object) (long) TensorType.FLOAT32.onnxCode() : value));
		return attributes;
	}

	private static Tensor single(Tensor tensor) {
		if (!isHalf(tensor.type()))
			return tensor;
		Tensor single = Tensor.allocate(TensorType.FLOAT32, tensor.shape());
		ByteBuffer in = tensor.bytes(), out = single.bytes();
		for (int i = 0; i < tensor.elements(); i++)
			out.putFloat(4 * i, tensor.type() == TensorType.FLOAT16 ? ofHalf(in.getShort(2 * i)) : Float.intBitsToFloat(in.getShort(2 * i) << 16));
		return single;
	}

	/** The value of 1 sign, 5 exponent and 10 fraction bits. */
	private static float ofHalf(short half) {
		int exponent = half >> 10 & 31, fraction = half & 1023;
		float value = exponent == 31 ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
			: exponent == 0 ? Math.scalb((float) fraction, -24) : Math.scalb(1024f + fraction, exponent - 25);
		return half < 0 ? -value : value;
	}
}
