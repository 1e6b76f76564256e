package io.github.hourglass.train;

import java.util.Map;
import java.util.Optional;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.model.StepSpec;

/** What is to be done to the output of a network of classes: one channel becomes a probability by a sigmoid, several by a softmax. */
final class OutputRules {

	private static final String SIGMOID = "sigmoid", SOFTMAX = "softmax";

	private OutputRules() {}

	/** The rule of that name. */
	static StepSpec activation(String name) {
		return new StepSpec(name, name.equals(SOFTMAX) ? Map.of("axis", "channel") : Map.of());
	}

	/** The name of the rule that a network of classes needs after it; empty if it ends in it itself. */
	static String activation(Graph graph, long channels) {
		String wanted = channels == 1 ? SIGMOID : SOFTMAX;
		return lastNode(graph).filter(node -> node.operator().equalsIgnoreCase(wanted)).isPresent() ? "" : wanted;
	}

	/** What makes the first output, behind any {@code Identity}. */
	static Optional<Node> lastNode(Graph graph) {
		String value = graph.outputs().get(0).name();
		Optional<Node> node = maker(graph, value);
		while (node.isPresent() && node.get().operator().equals("Identity"))
			node = maker(graph, node.get().input(0));
		return node;
	}

	private static Optional<Node> maker(Graph graph, String value) {
		return graph.nodes().stream().filter(node -> node.outputs().contains(value)).findFirst();
	}
}
