package io.github.hourglass.architecture;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.SavedNode;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/**
 * Says a network of TensorFlow's once more in the words of ONNX. Each value is kept in the order of axes that its operator gives it:
 * as the file has it, or with the channels moved from the last place to axis 1, where ONNX wants them; it is transposed only where
 * another operator needs the other order. Sizes that the network computes for itself are told by the images that were sent through.
 */
final class SavedTranslation {

	/** Adds to the graph what computes the outputs of a node. */
	interface Rule {

		void translate(SavedCall call);
	}

	/**
	 * A value of the new graph.
	 *
	 * @param first true if the channels, last in the file, are on axis 1
	 */
	record Placed(String name, boolean first) {}

	private static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.putAll(SavedElements.RULES);
		RULES.putAll(SavedWindows.RULES);
		RULES.putAll(SavedLayouts.RULES);
		RULES.putAll(SavedSizes.RULES);
	}

	/** Operators that give what they are given. */
	static final Set<String> PASSING = Set.of("Identity", "StopGradient", "PreventGradient", "CheckNumerics", "Snapshot", "PlaceholderWithDefault", "EnsureShape");
	/** Inputs that only say sizes and places. */
	private static final Map<String, Set<Integer>> SIZES = Map.ofEntries(Map.entry("Reshape", Set.of(1)), Map.entry("ResizeNearestNeighbor", Set.of(1)), Map.entry("ResizeBilinear", Set.of(1)),
		Map.entry("Conv2DBackpropInput", Set.of(0)), Map.entry("Conv3DBackpropInputV2", Set.of(0)), Map.entry("StridedSlice", Set.of(1, 2, 3)), Map.entry("Slice", Set.of(1, 2)),
		Map.entry("Pad", Set.of(1)), Map.entry("PadV2", Set.of(1, 2)), Map.entry("MirrorPad", Set.of(1)), Map.entry("Tile", Set.of(1)), Map.entry("ExpandDims", Set.of(1)),
		Map.entry("Transpose", Set.of(1)), Map.entry("Mean", Set.of(1)), Map.entry("Sum", Set.of(1)), Map.entry("Max", Set.of(1)), Map.entry("Min", Set.of(1)), Map.entry("Prod", Set.of(1)),
		Map.entry("ArgMax", Set.of(1)), Map.entry("Split", Set.of(0)), Map.entry("SplitV", Set.of(1, 2)), Map.entry("GatherV2", Set.of(1, 2)), Map.entry("BroadcastTo", Set.of(1)), Map.entry("Fill", Set.of(0)), Map.entry("ResizeBicubic", Set.of(1)), Map.entry("ReverseV2", Set.of(1)), Map.entry("Gather", Set.of(1)),
		Map.entry("EuclideanNorm", Set.of(1)), Map.entry("ArgMin", Set.of(1)), Map.entry("Concat", Set.of(0)));

	private final SavedGraph source;
	private final Set<String> channelsLast;
	private final Map<String, SavedNode> nodes = new LinkedHashMap<>();
	private final GraphBuilder target;
	private final Map<String, Placed> values = new HashMap<>();
	private final Map<String, String> turned = new HashMap<>();

	private SavedTranslation(SavedGraph source, Set<String> channelsLast) {
		this.source = source;
		this.channelsLast = channelsLast;
		target = new GraphBuilder(source.name());
		source.nodes().forEach(node -> nodes.put(node.name(), node));
		nodes.putAll(new SavedPatterns(source, nodes).found());
	}

	/** @param channelsLast names of the inputs and outputs whose channels are the last axis and shall be axis 1 */
	static ConvertedGraph of(SavedGraph source, Set<String> channelsLast) {
		return new SavedTranslation(source, channelsLast).converted();
	}

	private ConvertedGraph converted() {
		Map<String, int[]> permutations = new LinkedHashMap<>();
		source.inputs().forEach(input -> permutations.put(input.name(), input(input)));
		source.outputs().forEach(output -> target.take(output.name()));
		Set<String> needed = needed();
		for (SavedNode node : source.nodes())
			if (needed.contains(node.name()))
				translate(nodes.get(node.name()));
		Map<String, String> given = new LinkedHashMap<>();
		List<TensorInfo> outputs = new ArrayList<>();
		for (TensorInfo output : source.outputs()) {
			String value = source.given().get(output.name());
			boolean first = turns(output.name(), rank(value));
			given.put(output.name(), first ? first(value) : plain(value));
			permutations.put(output.name(), first ? toFirst(rank(value)) : identity(rank(value)));
			outputs.add(info(output, value, permutations.get(output.name())));
		}
		outputs.forEach(target::output);
		return new ConvertedGraph(FoldedArithmetic.of(named(target.build(), given)), permutations);
	}

	/** True if the tensor's channels are moved to axis 1. */
	private boolean turns(String tensor, int rank) {
		return channelsLast.contains(tensor) && rank > 3;
	}

	private int[] input(TensorInfo input) {
		boolean first = turns(input.name(), input.rank());
		int[] permutation = first ? toFirst(input.rank()) : identity(input.rank());
		long[] shape = input.shape();
		target.input(TensorInfo.of(input.name(), input.type(), Arrays.stream(permutation).mapToLong(axis -> shape[axis]).toArray()));
		values.put(source.fed().get(input.name()), new Placed(input.name(), first));
		return permutation;
	}

	private TensorInfo info(TensorInfo output, String value, int[] permutation) {
		long[] seen = source.trials().get(0).shapes().get(resolved(value)), declared = output.shape();
		long[] shape = new long[permutation.length];
		boolean last = permutation.length > 2 && permutation[1] == permutation.length - 1;
		for (int i = 0; i < shape.length; i++) {
			int axis = permutation[i];
			boolean channels = axis == (last ? shape.length - 1 : 1);
			shape[i] = declared != null && declared[axis] > 0 ? declared[axis] : channels && isSame(value, axis) ? seen[axis] : -1;
		}
		return TensorInfo.of(output.name(), output.type(), shape);
	}

	private boolean isSame(String value, int axis) {
		return source.trials().stream().mapToLong(trial -> trial.shapes().get(resolved(value))[axis]).distinct().count() == 1;
	}

	/** The nodes whose values enter the outputs other than as sizes. */
	private Set<String> needed() {
		Set<String> needed = new HashSet<>();
		Deque<String> left = new ArrayDeque<>(source.given().values());
		while (!left.isEmpty()) {
			SavedNode node = nodes.get(node(left.pop()));
			if (node == null || !needed.add(node.name()))
				continue;
			Set<Integer> sizes = SIZES.getOrDefault(node.operator(), Set.of());
			for (int i = 0; i < node.inputs().size(); i++)
				if (!sizes.contains(i) && !(node.operator().equals("ConcatV2") && i == node.inputs().size() - 1))
					left.push(node.inputs().get(i));
		}
		return needed;
	}

	private void translate(SavedNode node) {
		if (values.containsKey(node.name()) || PASSING.contains(node.operator()))
			return;
		Rule rule = RULES.get(node.operator());
		if (rule == null)
			throw refusal(node, "there is no counterpart for this operator among those of ONNX that are known here");
		try {
			rule.translate(new SavedCall(this, node));
		}
		catch (GraphException e) {
			throw e;
		}
		catch (IndexOutOfBoundsException | NullPointerException | ArithmeticException | IllegalArgumentException | ClassCastException | NegativeArraySizeException e) {
			throw refusal(node, "its inputs and attributes do not fit together");
		}
	}

	GraphException refusal(SavedNode node, String why) {
		return new GraphException("The network '" + source.name() + "' cannot be converted to ONNX because of its node " + node + ": " + why + ".");
	}

	/** The name of the node that a value comes from. */
	static String node(String value) {
		int colon = value.lastIndexOf(':');
		return colon < 0 ? value : value.substring(0, colon);
	}

	SavedGraph source() {
		return source;
	}

	GraphBuilder target() {
		return target;
	}

	/** The value without the nodes that only pass it on. */
	String resolved(String value) {
		String now = value;
		for (int i = 0; i <= nodes.size(); i++) {
			SavedNode node = nodes.get(now);
			if (node == null || !PASSING.contains(node.operator()) || values.containsKey(now) || node.inputs().isEmpty())
				return now;
			now = node.inputs().get(0);
		}
		return now;
	}

	/** The constant of that name, or null. */
	Tensor constant(String value) {
		return source.constants().get(resolved(value));
	}

	long[] shape(String value, int trial) {
		Tensor constant = constant(value);
		return constant != null ? constant.shape() : source.trials().get(trial).shapes().get(resolved(value));
	}

	int rank(String value) {
		return shape(value, 0).length;
	}

	boolean isFirst(String value) {
		Placed placed = values.get(resolved(value));
		return placed != null && placed.first();
	}

	void put(String value, Placed placed) {
		values.put(value, placed);
	}

	/** The name of a value whose axes are in the file's order. */
	String plain(String value) {
		String of = resolved(value);
		Tensor constant = source.constants().get(of);
		if (constant != null)
			return turned.computeIfAbsent(of, key -> target.weight(key, constant));
		Placed placed = placed(value);
		if (!placed.first())
			return placed.name();
		return turned.computeIfAbsent(of, key -> target.node("Transpose", key + ".last", Map.of("perm", longs(toLast(rank(value)))), placed.name()));
	}

	/** The name of a value with its channels, last in the file, on axis 1. */
	String first(String value) {
		String of = resolved(value);
		int rank = rank(value);
		if (rank < 3)
			return plain(value);
		Tensor constant = source.constants().get(of);
		if (constant != null)
			return turned.computeIfAbsent(of + "\n", key -> target.weight(of, constant.permuted(toFirst(rank))));
		Placed placed = placed(value);
		if (placed.first())
			return placed.name();
		return turned.computeIfAbsent(of + "\n", key -> target.node("Transpose", of + ".first", Map.of("perm", longs(toFirst(rank))), placed.name()));
	}

	private Placed placed(String value) {
		Placed placed = values.get(resolved(value));
		if (placed == null)
			throw new GraphException("The network '" + source.name() + "' cannot be converted to ONNX: the value '" + value + "' is of a kind that ONNX has not.");
		return placed;
	}

	/** The graph with its outputs under their own names. */
	private static Graph named(Graph graph, Map<String, String> given) {
		Set<String> inputs = new HashSet<>();
		graph.inputs().forEach(input -> inputs.add(input.name()));
		Map<String, String> renamed = new HashMap<>();
		List<Node> more = new ArrayList<>();
		given.forEach((output, value) -> {
			if (inputs.contains(value) || graph.weights().has(value) || renamed.putIfAbsent(value, output) != null)
				more.add(new Node("Identity", "", output, List.of(renamed.getOrDefault(value, value)), List.of(output), Map.of()));
		});
		List<Node> nodes = new ArrayList<>();
		for (Node node : graph.nodes())
			nodes.add(new Node(node.operator(), node.domain(), node.name(), node.inputs().stream().map(name -> renamed.getOrDefault(name, name)).toList(),
				node.outputs().stream().map(name -> renamed.getOrDefault(name, name)).toList(), node.attributes()));
		nodes.addAll(more);
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), nodes, graph.weights());
	}

	static int[] identity(int rank) {
		int[] identity = new int[rank];
		Arrays.setAll(identity, i -> i);
		return identity;
	}

	static int[] toFirst(int rank) {
		int[] permutation = new int[rank];
		Arrays.setAll(permutation, i -> i < 1 ? 0 : i == 1 ? rank - 1 : i - 1);
		return permutation;
	}

	static int[] toLast(int rank) {
		int[] permutation = new int[rank];
		Arrays.setAll(permutation, i -> i < 1 ? 0 : i == rank - 1 ? 1 : i + 1);
		return permutation;
	}

	static long[] longs(int... values) {
		return Arrays.stream(values).asLongStream().toArray();
	}
}
