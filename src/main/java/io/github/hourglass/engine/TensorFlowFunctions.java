package io.github.hourglass.engine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/**
 * Puts the content of functions in the place of their calls, as TensorFlow 2 keeps its networks in functions. Conditions and loops
 * keep theirs.
 */
final class TensorFlowFunctions {

	private static final Set<String> CALLS = Set.of("PartitionedCall", "StatefulPartitionedCall");
	private static final int MOST_NODES = 300_000, MOST_CALLS = 5_000;

	private final Map<String, FunctionDef> functions = new HashMap<>();
	private final Map<String, OpDef> operators;
	private final Map<String, NodeDef> nodes;
	/** What stands for {@code call:output} now, and for {@code ^call}. */
	private final Map<String, List<String>> replaced = new HashMap<>();
	private final Set<String> inlined = new HashSet<>();

	private TensorFlowFunctions(GraphDef graph, Map<String, OpDef> operators) {
		graph.getLibrary().getFunctionList().forEach(function -> functions.put(function.getSignature().getName(), function));
		this.operators = operators;
		nodes = TensorFlowNodes.byName(graph.getNodeList());
	}

	/**
	 * The nodes without calls on the way to some of them.
	 *
	 * @param wanted inputs as nodes write them; each is replaced by what stands for it now
	 */
	static Map<String, NodeDef> inlined(GraphDef graph, Map<String, OpDef> operators, List<String> wanted) {
		TensorFlowFunctions functions = new TensorFlowFunctions(graph, operators);
		functions.inline(wanted.stream().map(TensorFlowNodes::node).toList());
		wanted.replaceAll(input -> functions.resolved(input).stream().findFirst().orElse(input));
		return functions.rewired();
	}

	private void inline(Collection<String> wanted) {
		Deque<String> left = new ArrayDeque<>(wanted);
		Set<String> seen = new HashSet<>();
		int calls = 0;
		while (!left.isEmpty()) {
			NodeDef node = nodes.get(left.pop());
			if (node == null || !seen.add(node.getName()))
				continue;
			node.getInputList().forEach(input -> left.push(TensorFlowNodes.node(input)));
			FunctionDef function = function(node);
			if (function == null)
				continue;
			if (++calls > MOST_CALLS || nodes.size() > MOST_NODES)
				throw new EngineException("The network is too deeply nested: its functions call each other more than " + MOST_CALLS + " times.");
			left.addAll(inline(node, function));
		}
	}

	/** The function that a node calls, or null. */
	private FunctionDef function(NodeDef node) {
		return functions.get(CALLS.contains(node.getOp()) ? node.getAttrMap().getOrDefault("f", AttrValue.getDefaultInstance()).getFunc().getName() : node.getOp());
	}

	/** @return the names of the nodes added */
	private List<String> inline(NodeDef call, FunctionDef function) {
		Map<String, Integer> arguments = new HashMap<>();
		List<String> given = call.getInputList().stream().filter(input -> !TensorFlowNodes.isControl(input)).toList();
		for (OpDef.ArgDef argument : function.getSignature().getInputArgList())
			arguments.put(argument.getName(), arguments.size());
		if (arguments.size() != given.size())
			throw new EngineException("The function " + function.getSignature().getName() + " of the network takes " + arguments.size() + " inputs, but is given " + given.size() + ".");
		Map<String, AttrValue> attributes = CALLS.contains(call.getOp()) ? call.getAttrMap().get("f").getFunc().getAttrMap() : call.getAttrMap();
		Map<String, NodeDef> body = TensorFlowNodes.byName(function.getNodeDefList());
		String prefix = call.getName() + "/";
		List<String> added = new ArrayList<>();
		for (NodeDef node : body.values()) {
			NodeDef.Builder copy = node.toBuilder().setName(prefix + node.getName()).clearInput();
			node.getInputList().forEach(input -> copy.addInput(outside(input, prefix, arguments, given, body)));
			node.getAttrMap().forEach((name, value) -> copy.putAttr(name, value.getPlaceholder().isEmpty() ? value
				: attributes.getOrDefault(value.getPlaceholder(), value)));
			nodes.put(copy.getName(), copy.build());
			added.add(copy.getName());
		}
		int i = 0;
		for (OpDef.ArgDef output : function.getSignature().getOutputArgList())
			replaced.put(call.getName() + ":" + i++, List.of(outside(function.getRetMap().getOrDefault(output.getName(), output.getName()), prefix, arguments, given, body)));
		replaced.put("^" + call.getName(), function.getControlRetMap().values().stream().map(name -> "^" + prefix + name).toList());
		inlined.add(call.getName());
		return added;
	}

	/** An input as functions write it, {@code argument}, {@code node:name:index} or {@code ^node}, as graphs write it. */
	private String outside(String input, String prefix, Map<String, Integer> arguments, List<String> given, Map<String, NodeDef> body) {
		String[] parts = input.split(":");
		boolean control = TensorFlowNodes.isControl(input);
		String name = control ? input.substring(1) : parts[0];
		if (arguments.containsKey(name))
			return control ? "^" + TensorFlowNodes.node(given.get(arguments.get(name))) : given.get(arguments.get(name));
		if (control)
			return "^" + prefix + name;
		NodeDef node = body.get(name);
		int index = parts.length < 2 ? 0 : Integer.parseInt(parts[parts.length - 1].matches("\\d{1,6}") ? parts[parts.length - 1] : "0");
		return TensorFlowNodes.input(prefix + name, index + (node == null || parts.length < 3 ? 0 : first(node, parts[1])));
	}

	/** Number of the outputs of a node before those of that name. */
	private int first(NodeDef node, String output) {
		FunctionDef called = function(node);
		OpDef operator = called != null && !CALLS.contains(node.getOp()) ? called.getSignature() : operators.get(node.getOp());
		int before = 0;
		for (OpDef.ArgDef argument : operator == null ? List.<OpDef.ArgDef> of() : operator.getOutputArgList()) {
			if (argument.getName().equals(output))
				return before;
			before += !argument.getNumberAttr().isEmpty() ? (int) node.getAttrMap().get(argument.getNumberAttr()).getI()
				: !argument.getTypeListAttr().isEmpty() ? node.getAttrMap().get(argument.getTypeListAttr()).getList().getTypeCount() : 1;
		}
		return 0;
	}

	private List<String> resolved(String input) {
		List<String> now = List.of(input);
		for (int i = 0; i < MOST_CALLS && now.stream().anyMatch(one -> inlined.contains(TensorFlowNodes.node(one))); i++)
			now = now.stream().flatMap(one -> replaced.getOrDefault(key(one), List.of(one)).stream()).toList();
		return now;
	}

	private String key(String input) {
		return TensorFlowNodes.isControl(input) ? input : TensorFlowNodes.node(input) + ":" + TensorFlowNodes.output(input);
	}

	private Map<String, NodeDef> rewired() {
		Map<String, NodeDef> rewired = new LinkedHashMap<>();
		nodes.forEach((name, node) -> {
			if (inlined.contains(name))
				return;
			NodeDef.Builder copy = node.toBuilder().clearInput();
			node.getInputList().forEach(input -> copy.addAllInput(resolved(input)));
			rewired.put(name, copy.build());
		});
		return rewired;
	}
}
