package io.github.hourglass.train;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;

/**
 * Which weights are not trained. The encoder is all that comes before the image is enlarged for the first time: the weights of
 * nodes that no {@code Resize}, {@code Upsample}, {@code ConvTranspose} or {@code DepthToSpace} leads to.
 */
final class Freezing {

	private static final Set<String> ENLARGING = Set.of("Resize", "Upsample", "ConvTranspose", "DepthToSpace");

	private Freezing() {}

	/**
	 * @param freeze {@code encoder} or beginnings of weight names, joined by commas; empty for none
	 * @throws IllegalArgumentException if one of them names no weights, or nothing is left to train
	 */
	static Predicate<String> of(String freeze, Graph graph) {
		Set<String> frozen = new HashSet<>();
		for (String part : freeze.split(",")) {
			String name = part.strip();
			if (name.isEmpty())
				continue;
			Set<String> found = name.equals("encoder") ? encoder(graph) : starting(name, graph);
			if (found.isEmpty())
				throw new IllegalArgumentException("freeze names '" + name + "', but the network has " + (name.equals("encoder") ? "no encoder"
					: "no weights whose names begin so") + "; its weights are " + some(graph) + ".");
			frozen.addAll(found);
		}
		if (!frozen.isEmpty() && frozen.containsAll(graph.weights().names()))
			throw new IllegalArgumentException("freeze leaves nothing to train; name fewer parts of the network.");
		return frozen::contains;
	}

	private static Set<String> starting(String beginning, Graph graph) {
		return new HashSet<>(graph.weights().names().stream().filter(name -> name.startsWith(beginning)).toList());
	}

	private static Set<String> encoder(Graph graph) {
		Set<String> enlarged = new HashSet<>(), weights = new HashSet<>(), others = new HashSet<>();
		boolean any = false;
		for (Node node : graph.nodes()) {
			boolean enlarges = ENLARGING.contains(node.operator());
			any |= enlarges;
			boolean after = enlarges || node.inputs().stream().anyMatch(enlarged::contains);
			if (after)
				enlarged.addAll(node.outputs());
			(after ? others : weights).addAll(node.inputs().stream().filter(graph.weights()::has).toList());
		}
		weights.removeAll(others);
		return any ? weights : Set.of();
	}

	private static String some(Graph graph) {
		List<String> names = graph.weights().names().stream().map(name -> Arrays.asList(name.split("\\.")).get(0)).distinct().limit(20).toList();
		return String.join(", ", names);
	}
}
