package io.github.hourglass.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The order in which nodes can be computed. */
final class Topology {

	private Topology() {}

	/**
	 * The nodes such that each comes after those it takes values from; nodes already in order stay as they are.
	 *
	 * @param known names of inputs and weights
	 * @throws IllegalArgumentException if two values have one name, a value comes from nowhere, or nodes wait for each other;
	 *           the message is the end of a sentence
	 */
	static List<Node> sort(List<Node> nodes, Collection<String> known) {
		Map<String, Integer> makers = makers(nodes, known);
		List<List<Integer>> users = new ArrayList<>();
		int[] missing = new int[nodes.size()];
		for (int i = 0; i < nodes.size(); i++)
			users.add(new ArrayList<>(2));
		for (int i = 0; i < nodes.size(); i++) {
			for (String input : nodes.get(i).inputs()) {
				Integer maker = makers.get(input);
				if (input.isEmpty() || maker != null && maker < 0)
					continue;
				if (maker == null)
					throw new IllegalArgumentException("node " + nodes.get(i) + " takes '" + input + "', which nothing gives");
				users.get(maker).add(i);
				missing[i]++;
			}
		}
		return order(nodes, users, missing);
	}

	/** For each value the index of the node that gives it, -1 for inputs and weights. */
	private static Map<String, Integer> makers(List<Node> nodes, Collection<String> known) {
		Map<String, Integer> makers = new HashMap<>();
		for (String name : known)
			makers.put(name, -1);
		for (int i = 0; i < nodes.size(); i++)
			for (String output : nodes.get(i).outputs())
				if (!output.isEmpty() && makers.put(output, i) != null)
					throw new IllegalArgumentException("two values have the name '" + output + "'");
		return makers;
	}

	private static List<Node> order(List<Node> nodes, List<List<Integer>> users, int[] missing) {
		if (isOrdered(users))
			return nodes;
		ArrayDeque<Integer> ready = new ArrayDeque<>();
		for (int i = 0; i < missing.length; i++)
			if (missing[i] == 0)
				ready.add(i);
		List<Node> sorted = new ArrayList<>(nodes.size());
		while (!ready.isEmpty()) {
			int node = ready.remove();
			sorted.add(nodes.get(node));
			for (int user : users.get(node))
				if (--missing[user] == 0)
					ready.add(user);
		}
		if (sorted.size() < nodes.size()) {
			Set<Node> done = new HashSet<>(sorted);
			Node stuck = nodes.stream().filter(n -> !done.contains(n)).findFirst().orElseThrow();
			throw new IllegalArgumentException("node " + stuck + " waits for its own result");
		}
		return sorted;
	}

	private static boolean isOrdered(List<List<Integer>> users) {
		for (int i = 0; i < users.size(); i++)
			for (int user : users.get(i))
				if (user <= i)
					return false;
		return true;
	}
}
