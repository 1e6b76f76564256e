package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
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

	/** What these rules after the network do to differences of its values: the spread of a result goes through them without offsets. */
	static List<StepSpec> ofSpread(List<StepSpec> after) {
		List<StepSpec> rules = new ArrayList<>();
		for (StepSpec rule : after) {
			boolean fixed = rule.name().equals("fixed_zero_mean_unit_variance");
			Object factor = fixed ? rule.arguments().get("std") : rule.name().equals("scale_linear") ? rule.arguments().get("gain") : null;
			if (factor == null)
				continue;
			Map<String, Object> arguments = new LinkedHashMap<>(rule.arguments());
			arguments.keySet().retainAll(List.of("axis"));
			arguments.put("gain", factor instanceof List<?> list ? list.stream().map(value -> gain((Number) value, fixed)).toList() : gain((Number) factor, fixed));
			rules.add(new StepSpec("scale_linear", arguments));
		}
		return rules;
	}

	private static double gain(Number factor, boolean deviation) {
		return deviation ? 1 / (factor.doubleValue() + 1e-6) : Math.abs(factor.doubleValue());
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
