package io.github.hourglass.engine;

import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

import org.tensorflow.TensorFlow;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The nodes of a TensorFlow graph as its file has them. An input of a node is written {@code node}, {@code node:1} for an output
 * other than the first, or {@code ^node} for one that must only have run before.
 */
public final class TensorFlowNodes {

	private TensorFlowNodes() {}

	/** The name of the node that an input comes from. */
	public static String node(String input) {
		String name = isControl(input) ? input.substring(1) : input;
		int colon = name.indexOf(':');
		return colon < 0 ? name : name.substring(0, colon);
	}

	/** Which output of its node an input is. */
	static int output(String input) {
		int colon = input.lastIndexOf(':');
		return colon < 0 || !input.substring(colon + 1).matches("\\d{1,6}") ? 0 : Integer.parseInt(input.substring(colon + 1));
	}

	static boolean isControl(String input) {
		return input.startsWith("^");
	}

	/** An output of a node as another node's input. */
	static String input(String node, int output) {
		return output == 0 ? node : node + ":" + output;
	}

	/** By name, in their order. */
	public static Map<String, NodeDef> byName(Collection<NodeDef> nodes) {
		Map<String, NodeDef> named = new LinkedHashMap<>();
		nodes.forEach(node -> named.put(node.getName(), node));
		return named;
	}

	/** The names of all nodes that some of them need, those included; names of nodes that do not exist are left out. */
	public static Set<String> needed(Map<String, NodeDef> nodes, Collection<String> wanted) {
		Set<String> needed = new LinkedHashSet<>();
		Deque<String> left = new ArrayDeque<>(wanted);
		while (!left.isEmpty()) {
			NodeDef node = nodes.get(left.pop());
			if (node != null && needed.add(node.getName()))
				node.getInputList().forEach(input -> left.push(node(input)));
		}
		return needed;
	}

	/** The operators of this TensorFlow by name. */
	public static Map<String, OpDef> operators() {
		return Registry.OPERATORS;
	}

	private static final class Registry {

		static final Map<String, OpDef> OPERATORS = new HashMap<>();

		static {
			TensorFlow.registeredOpList().getOpList().forEach(operator -> OPERATORS.put(operator.getName(), operator));
		}
	}

	static NodeDef of(String operator, String name, Map<String, AttrValue> attributes, String... inputs) {
		return NodeDef.newBuilder().setOp(operator).setName(name).addAllInput(java.util.List.of(inputs)).putAllAttr(attributes).build();
	}

	static AttrValue type(DataType type) {
		return AttrValue.newBuilder().setType(type).build();
	}

	static AttrValue number(long value) {
		return AttrValue.newBuilder().setI(value).build();
	}

	static AttrValue shape(TensorShapeProto shape) {
		return AttrValue.newBuilder().setShape(shape).build();
	}
}
