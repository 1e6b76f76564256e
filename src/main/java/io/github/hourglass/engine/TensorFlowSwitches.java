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
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/**
 * Takes out of a graph the branches that are never taken, as between training and use: conditions whose answer is written in the
 * graph give way to the branch that they choose.
 */
final class TensorFlowSwitches {

	private static final Set<String> CONDITIONS = Set.of("If", "StatelessIf"), SWITCHES = Set.of("Switch", "RefSwitch"), MERGES = Set.of("Merge", "RefMerge");
	private static final Set<String> PASSING = Set.of("Identity", "StopGradient", "PlaceholderWithDefault", "Squeeze", "Reshape", "Switch", "RefSwitch");
	private static final int DEEPEST = 1000, MOST_ROUNDS = 100;

	private final Map<String, NodeDef> nodes;
	/** What stands for an output of a node that is taken out. */
	private final Map<String, String> replaced = new HashMap<>();
	private final Set<String> dead = new HashSet<>();

	private TensorFlowSwitches(Map<String, NodeDef> nodes) {
		this.nodes = nodes;
	}

	/**
	 * The nodes that some values need, each after those it takes values from, without the conditions that are known.
	 *
	 * @param wanted inputs as nodes write them; each is replaced by what stands for it now
	 */
	static Map<String, NodeDef> resolved(GraphDef graph, List<String> wanted) {
		Map<String, NodeDef> nodes = withoutConditions(graph, wanted);
		TensorFlowSwitches switches = new TensorFlowSwitches(nodes);
		for (NodeDef node : ordered(nodes, wanted, true))
			switches.visit(node);
		Map<String, NodeDef> kept = new LinkedHashMap<>();
		for (NodeDef node : nodes.values()) {
			NodeDef.Builder copy = node.toBuilder().clearInput();
			node.getInputList().stream().filter(input -> !TensorFlowNodes.isControl(input)).forEach(input -> copy.addInput(switches.now(input)));
			kept.put(node.getName(), copy.build());
		}
		wanted.replaceAll(switches::now);
		Map<String, NodeDef> result = new LinkedHashMap<>();
		ordered(kept, wanted, false).forEach(node -> result.put(node.getName(), node));
		return result;
	}

	/** Puts the function that a condition chooses in its place. */
	private static Map<String, NodeDef> withoutConditions(GraphDef graph, List<String> wanted) {
		Map<String, NodeDef> nodes = TensorFlowNodes.byName(graph.getNodeList());
		for (int round = 0; round < MOST_ROUNDS; round++) {
			TensorFlowSwitches switches = new TensorFlowSwitches(nodes);
			boolean changed = false;
			for (NodeDef node : List.copyOf(nodes.values())) {
				Boolean answer = CONDITIONS.contains(node.getOp()) && node.getInputCount() > 0 ? switches.truth(node.getInput(0), 0) : null;
				if (answer == null)
					continue;
				AttrValue branch = node.getAttrMap().get(answer ? "then_branch" : "else_branch");
				NodeDef.Builder call = node.toBuilder().setOp("PartitionedCall").removeAttr("then_branch").removeAttr("else_branch").clearInput();
				node.getInputList().stream().skip(1).forEach(call::addInput);
				nodes.put(node.getName(), call.putAttr("f", branch == null ? AttrValue.getDefaultInstance() : branch).build());
				changed = true;
			}
			if (!changed)
				return nodes;
			GraphDef called = GraphDef.newBuilder().addAllNode(nodes.values()).setLibrary(graph.getLibrary()).build();
			nodes = TensorFlowFunctions.inlined(called, TensorFlowNodes.operators(), wanted);
		}
		return nodes;
	}

	private void visit(NodeDef node) {
		List<String> data = node.getInputList().stream().filter(input -> !TensorFlowNodes.isControl(input)).toList();
		if (MERGES.contains(node.getOp())) {
			List<String> alive = data.stream().filter(input -> !isDead(input)).toList();
			if (alive.isEmpty())
				dead.add(node.getName());
			else if (alive.size() > 1)
				throw new EngineException("The node " + node.getName() + " takes one of several values, and which one is known only when the network runs; such a network cannot be converted.");
			else
				replaced.put(node.getName() + ":0", alive.get(0));
			return;
		}
		if (node.getInputList().stream().anyMatch(this::isDead)) {
			dead.add(node.getName());
			return;
		}
		if (node.getOp().equals("IdentityN"))
			for (int i = 0; i < data.size(); i++)
				replaced.put(node.getName() + ":" + i, data.get(i));
		if (!SWITCHES.contains(node.getOp()) || data.size() < 2)
			return;
		Boolean answer = truth(data.get(1), 0);
		if (answer == null)
			throw new EngineException("The node " + node.getName() + " switches between two ways, and which one is known only when the network runs; such a network cannot be converted.");
		dead.add(node.getName() + (answer ? ":0" : ":1"));
		replaced.put(node.getName() + (answer ? ":1" : ":0"), data.get(0));
	}

	private static String key(String input) {
		return TensorFlowNodes.node(input) + ":" + TensorFlowNodes.output(input);
	}

	/** A node counts as dead for those who wait for it too. */
	private boolean isDead(String input) {
		return dead.contains(TensorFlowNodes.node(input)) || !TensorFlowNodes.isControl(input) && dead.contains(key(input));
	}

	private String now(String input) {
		String now = input;
		for (int i = 0; i < nodes.size() && replaced.containsKey(key(now)); i++)
			now = replaced.get(key(now));
		return now;
	}

	/** What a scalar is that the graph itself tells; null where it does not. */
	private Boolean truth(String from, int depth) {
		String input = from;
		boolean negated = false;
		for (int i = 0; i < DEEPEST && depth < DEEPEST; i++) {
			NodeDef node = nodes.get(TensorFlowNodes.node(input));
			if (node == null)
				return null;
			if (node.getOp().equals("Const")) {
				Boolean value = bool(node);
				return value == null ? null : value != negated;
			}
			if (node.getOp().equals("LogicalAnd") || node.getOp().equals("LogicalOr")) {
				Boolean both = combined(node, depth);
				return both == null ? null : both != negated;
			}
			negated ^= node.getOp().equals("LogicalNot");
			if (!PASSING.contains(node.getOp()) && !node.getOp().equals("LogicalNot") || node.getInputCount() == 0)
				return null;
			input = node.getInput(0);
		}
		return null;
	}

	private Boolean combined(NodeDef node, int depth) {
		if (node.getInputCount() < 2)
			return null;
		Boolean a = truth(node.getInput(0), depth + 1), b = truth(node.getInput(1), depth + 1);
		boolean decisive = node.getOp().equals("LogicalOr");
		if (a != null && a == decisive || b != null && b == decisive)
			return decisive;
		return a == null || b == null ? null : (Boolean) !decisive;
	}

	private static Boolean bool(NodeDef constant) {
		TensorProto tensor = constant.getAttrMap().getOrDefault("value", AttrValue.getDefaultInstance()).getTensor();
		if (tensor.getDtype() != DataType.DT_BOOL)
			return null;
		if (!tensor.getTensorContent().isEmpty())
			return tensor.getTensorContent().byteAt(0) != 0;
		return tensor.getBoolValCount() > 0 && tensor.getBoolVal(0);
	}

	/**
	 * The nodes that some values need in an order in which they can be computed.
	 *
	 * @throws EngineException if one waits for its own result
	 */
	private static List<NodeDef> ordered(Map<String, NodeDef> nodes, Collection<String> wanted, boolean control) {
		Map<String, List<NodeDef>> users = new HashMap<>();
		Map<String, Integer> missing = new LinkedHashMap<>();
		for (String name : TensorFlowNodes.needed(nodes, wanted.stream().map(TensorFlowNodes::node).toList())) {
			NodeDef node = nodes.get(name);
			List<String> before = node.getInputList().stream().filter(input -> control || !TensorFlowNodes.isControl(input)).map(TensorFlowNodes::node).distinct().filter(nodes::containsKey)
				.toList();
			missing.put(name, before.size());
			before.forEach(other -> users.computeIfAbsent(other, key -> new ArrayList<>()).add(node));
		}
		Deque<String> ready = new ArrayDeque<>();
		missing.forEach((name, count) -> {
			if (count == 0)
				ready.add(name);
		});
		List<NodeDef> ordered = new ArrayList<>();
		while (!ready.isEmpty()) {
			String name = ready.remove();
			ordered.add(nodes.get(name));
			missing.remove(name);
			for (NodeDef user : users.getOrDefault(name, List.of()))
				if (missing.merge(user.getName(), -1, Integer::sum) == 0)
					ready.add(user.getName());
		}
		if (!missing.isEmpty())
			throw new EngineException("The node " + missing.keySet().iterator().next() + " waits for its own result, as in a loop; such a network cannot be converted.");
		return ordered;
	}
}
