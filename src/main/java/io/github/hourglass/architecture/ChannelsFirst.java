package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.TensorInfo;

/**
 * A network that takes and gives images with their channels last, such as one that came from Keras, made to have them on axis 1:
 * transposes are put around it, and those that undo each other fall away.
 */
public final class ChannelsFirst {

	private final Graph source;
	private final Set<String> taken = new HashSet<>();
	private final Map<String, String> renamed = new HashMap<>();
	private final Map<String, Node> transposes = new HashMap<>();
	private final List<Node> nodes = new ArrayList<>();

	private ChannelsFirst(Graph source) {
		this.source = source;
		source.nodes().forEach(node -> taken.addAll(node.outputs()));
		source.inputs().forEach(input -> taken.add(input.name()));
		taken.addAll(source.weights().names());
	}

	/**
	 * The same network with other axes.
	 *
	 * @param channelsLast names of the inputs and outputs whose channels are the last of at least four axes
	 */
	public static Graph of(Graph graph, Set<String> channelsLast) {
		return new ChannelsFirst(graph).turned(channelsLast);
	}

	private Graph turned(Set<String> channelsLast) {
		List<TensorInfo> inputs = new ArrayList<>(), outputs = new ArrayList<>();
		for (TensorInfo input : source.inputs()) {
			boolean last = channelsLast.contains(input.name()) && input.rank() > 3;
			inputs.add(last ? first(input) : input);
			if (last)
				renamed.put(input.name(), transpose(input.name(), input.name() + ".last", SavedTranslation.toLast(input.rank())));
		}
		Map<String, Integer> last = new HashMap<>();
		for (TensorInfo output : source.outputs()) {
			boolean turns = channelsLast.contains(output.name()) && output.rank() > 3;
			outputs.add(turns ? first(output) : output);
			if (turns)
				last.put(output.name(), output.rank());
		}
		for (Node node : source.nodes())
			add(node, last);
		last.forEach((output, rank) -> give(transposed(renamed.getOrDefault(output, output), SavedTranslation.toFirst(rank), output), output));
		return new Graph(source.name(), source.opset(), inputs, outputs, used(outputs), source.weights());
	}

	private static TensorInfo first(TensorInfo info) {
		long[] shape = info.shape();
		return TensorInfo.of(info.name(), info.type(), Arrays.stream(SavedTranslation.toFirst(shape.length)).mapToLong(axis -> shape[axis]).toArray());
	}

	private String free(String wanted) {
		String free = wanted;
		for (int i = 2; !taken.add(free); i++)
			free = wanted + "_" + i;
		return free;
	}

	private String transpose(String from, String wanted, int[] order) {
		String name = free(wanted);
		Node node = new Node("Transpose", "", name, List.of(from), List.of(name), Map.of("perm", SavedTranslation.longs(order)));
		nodes.add(node);
		transposes.put(name, node);
		return name;
	}

	/** Adds a node of the network; what it gives of the turned outputs gets another name. */
	private void add(Node node, Map<String, Integer> turned) {
		List<String> inputs = node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList();
		long[] order = node.integers("perm", null);
		if (node.operator().equals("Transpose") && order != null && !turned.containsKey(node.outputs().get(0))
			&& source.outputs().stream().noneMatch(output -> output.name().equals(node.outputs().get(0)))) {
			renamed.put(node.outputs().get(0), transposed(inputs.get(0), Arrays.stream(order).mapToInt(axis -> (int) axis).toArray(), node.outputs().get(0)));
			return;
		}
		List<String> outputs = new ArrayList<>();
		for (String output : node.outputs()) {
			if (turned.containsKey(output))
				renamed.put(output, free(output + ".last"));
			outputs.add(renamed.getOrDefault(output, output));
		}
		Node own = new Node(node.operator(), node.domain(), node.name(), inputs, outputs, node.attributes());
		nodes.add(own);
		if (own.operator().equals("Transpose") && order != null)
			transposes.put(outputs.get(0), own);
	}

	/** The value with its axes in another order: of two transposes one is made, and none if the second undoes the first. */
	private String transposed(String value, int[] order, String wanted) {
		Node before = transposes.get(value);
		String from = value;
		int[] whole = order;
		if (before != null) {
			long[] first = before.integers("perm", null);
			from = before.input(0);
			whole = Arrays.stream(order).map(axis -> (int) first[axis]).toArray();
		}
		return Arrays.equals(whole, SavedTranslation.identity(whole.length)) ? from : transpose(from, wanted, whole);
	}

	/** Puts the value under the output's name. */
	private void give(String value, String output) {
		int at = -1;
		for (int i = 0; i < nodes.size(); i++)
			if (nodes.get(i).outputs().contains(value))
				at = i;
		if (at < 0) {
			nodes.add(new Node("Identity", "", output, List.of(value), List.of(output), Map.of()));
			return;
		}
		for (int i = 0; i < nodes.size(); i++)
			nodes.set(i, renamed(nodes.get(i), value, output));
	}

	private static Node renamed(Node node, String from, String to) {
		return new Node(node.operator(), node.domain(), node.name(), node.inputs().stream().map(name -> name.equals(from) ? to : name).toList(),
			node.outputs().stream().map(name -> name.equals(from) ? to : name).toList(), node.attributes());
	}

	/** Without transposes that nothing takes any more. */
	private List<Node> used(List<TensorInfo> outputs) {
		Set<String> wanted = new HashSet<>();
		outputs.forEach(output -> wanted.add(output.name()));
		List<Node> kept = new ArrayList<>();
		for (int i = nodes.size() - 1; i >= 0; i--) {
			Node node = nodes.get(i);
			if (node.operator().equals("Transpose") && node.outputs().stream().noneMatch(wanted::contains))
				continue;
			wanted.addAll(node.inputs());
			kept.add(0, node);
		}
		return kept;
	}
}
