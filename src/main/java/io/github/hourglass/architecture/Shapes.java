package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * The shape and element type of every value of a graph for given input shapes, worked out without running it, by the
 * rules of the ONNX operator specification (opsets 6 to 25). Sizes that the network computes for itself from its input's
 * shape are followed through. A value behind an operator that is not known here, or whose shape depends on pixel values,
 * is unknown; {@link #unknown} says which node is to blame.
 */
public final class Shapes {

	private final Graph graph;
	private final Map<String, Value> values = new HashMap<>();
	private final Map<String, String> unknown = new LinkedHashMap<>();

	private Shapes(Graph graph) {
		this.graph = graph;
	}

	/**
	 * Infers all shapes.
	 *
	 * @param inputs the shape of each input by name
	 * @throws IllegalArgumentException if an input is missing or the network does not accept these shapes; one sentence
	 *           that names the node and the shapes
	 */
	public static Shapes of(Graph graph, Map<String, long[]> inputs) {
		Shapes shapes = new Shapes(graph);
		for (TensorInfo input : graph.inputs())
			shapes.feed(input, inputs.get(input.name()));
		for (Node node : graph.nodes())
			shapes.infer(node);
		return shapes;
	}

	/** As {@link #of}, but what does not fit becomes unknown instead of being refused. */
	static Shapes lenient(Graph graph, Map<String, long[]> inputs) {
		Shapes shapes = new Shapes(graph);
		for (TensorInfo input : graph.inputs())
			shapes.feed(input, inputs.get(input.name()));
		for (Node node : graph.nodes()) {
			try {
				shapes.infer(node);
			}
			catch (IllegalArgumentException misfit) {
				shapes.forget(node, misfit.getMessage());
			}
		}
		return shapes;
	}

	private void feed(TensorInfo input, long[] shape) {
		if (shape == null)
			throw new IllegalArgumentException("The shape of the network's input '" + input.name() + "' is not given.");
		if (input.rank() >= 0 && input.rank() != shape.length)
			throw new IllegalArgumentException("The network's input '" + input.name() + "' has " + input.rank()
				+ " axes, the shape " + Arrays.toString(shape) + " has " + shape.length + ".");
		values.put(input.name(), Value.of(input.type(), shape));
	}

	private void infer(Node node) {
		Call call = call(node);
		if (call == null)
			return;
		try {
			List<Value> results = ShapeRules.results(call);
			for (int i = 0; i < node.outputs().size() && i < results.size(); i++)
				values.put(node.outputs().get(i), i == 0 ? Folding.fold(call, results.get(0)) : results.get(i));
			forget(node, "What " + node + " gives besides its first output is not known here.");
		}
		catch (Call.UnknownShape cause) {
			forget(node, cause.getMessage());
		}
		catch (ArithmeticException | IndexOutOfBoundsException | NullPointerException cause) {
			throw new IllegalArgumentException(node + " has attributes or inputs that make no sense; the file is not a valid network.", cause);
		}
	}

	/** The node with what is known of its inputs, or null where something it needs is not known. */
	Call call(Node node) {
		List<Value> inputs = new ArrayList<>();
		for (String name : node.inputs()) {
			Value value = name.isEmpty() ? null : value(name);
			if (value == null && !name.isEmpty()) {
				forget(node, unknown.getOrDefault(name, "Nothing in the network gives the value '" + name + "' that " + node + " takes."));
				return null;
			}
			inputs.add(value);
		}
		return new Call(node, graph.opset(), inputs);
	}

	private void forget(Node node, String why) {
		for (String output : node.outputs())
			if (!values.containsKey(output))
				unknown.put(output, why);
	}

	/** What is known of a value, or null. */
	Value value(String name) {
		Value value = values.get(name);
		if (value == null && graph.weights().has(name)) {
			value = Value.of(graph.weights().get(name));
			values.put(name, value);
		}
		return value;
	}

	/** Why a value is not known, or null. */
	String why(String name) {
		return unknown.get(name);
	}

	Graph graph() {
		return graph;
	}

	/** True if the shape of that value could be worked out. */
	public boolean knows(String name) {
		return value(name) != null;
	}

	/**
	 * The shape of an input, a weight or an intermediate value.
	 *
	 * @throws IllegalArgumentException if it is unknown, naming the node that is to blame
	 */
	public long[] shape(String name) {
		return known(name).shape();
	}

	/** The element type of a value; like {@link #shape}. */
	public TensorType type(String name) {
		return known(name).type();
	}

	private Value known(String name) {
		Value value = value(name);
		if (value == null)
			throw new IllegalArgumentException(unknown.getOrDefault(name, "The network has no value '" + name + "'."));
		return value;
	}

	/** Why something is unknown: a sentence about the first node whose results could not be told; empty if all is known. */
	public Optional<String> unknown() {
		return unknown.values().stream().findFirst();
	}

	/**
	 * An estimate of the memory that ONNX Runtime takes on the processor while the graph runs on these shapes, in bytes:
	 * inputs, outputs and the intermediate tensors that are alive at once, with what its allocator loses to fragmentation;
	 * weights not. Real peaks were 1.04 to 1.4 times this.
	 *
	 * @throws IllegalArgumentException if a shape is unknown
	 */
	public long liveBytes() {
		return LiveMemory.peak(this);
	}

	/**
	 * Floating-point operations of all convolutions and matrix products, a multiply-add counting as two; operators that
	 * only touch each element once are left out.
	 *
	 * @throws IllegalArgumentException if a shape is unknown
	 */
	public long flops() {
		return Work.flops(this);
	}
}
