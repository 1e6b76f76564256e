package io.github.hourglass.architecture;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.engine.TensorInfo;

/**
 * One axis of a graph's inputs whose size is varied while the others stay as they are: the same axis of all inputs with
 * as many axes, which grow together.
 *
 * @param axis its index
 * @param ratios for each input that has it, its size divided by the free size
 * @param others the shapes of all inputs, for the sizes that stay
 */
record FreeAxis(int axis, Map<String, Ratio> ratios, Map<String, long[]> others) {

	/** True if all inputs come out whole at that size. */
	boolean has(long size) {
		return ratios.values().stream().allMatch(ratio -> size * ratio.numerator() % ratio.denominator() == 0);
	}

	/** The shapes of all inputs when the free size is {@code size}. */
	Map<String, long[]> shapes(long size) {
		Map<String, long[]> shapes = new HashMap<>(others);
		ratios.forEach((input, ratio) -> {
			long[] shape = others.get(input).clone();
			shape[axis] = ratio.of(size);
			shapes.put(input, shape);
		});
		return shapes;
	}

	/** @param free the size to use where an input leaves it open */
	static FreeAxis of(Graph graph, TensorInfo input, int axis, long free) {
		Map<String, long[]> others = new HashMap<>();
		Map<String, Ratio> ratios = new LinkedHashMap<>();
		ratios.put(input.name(), Ratio.ONE);
		for (TensorInfo other : graph.inputs()) {
			others.put(other.name(), typical(graph, other, free));
			if (other.rank() == input.rank() && !other.name().equals(input.name()))
				ratio(input.shape()[axis], other.shape()[axis], ratios, other.name());
		}
		return new FreeAxis(axis, ratios, others);
	}

	private static void ratio(long size, long other, Map<String, Ratio> ratios, String name) {
		if (size > 0 && other > 0 && size != 1 && other != 1)
			ratios.put(name, new Ratio(other, size));
		else if (size <= 0 || other <= 0 || size == other)
			ratios.put(name, Ratio.ONE);
	}

	private static long[] typical(Graph graph, TensorInfo input, long free) {
		long[] shape = input.shape();
		if (shape == null)
			return null;
		for (int i = 0; i < shape.length; i++)
			if (shape[i] < 0)
				shape[i] = i == 0 ? 1 : i == 1 && shape.length > 2 ? channels(graph, input.name()) : free;
		return shape;
	}

	/** The number of channels of an input that leaves it open: what the first convolution on it wants, else 1. */
	private static long channels(Graph graph, String input) {
		for (Node node : graph.nodes())
			if (node.operator().equals("Conv") && node.input(0).equals(input) && graph.weights().has(node.input(1)))
				return graph.weights().get(node.input(1)).shape()[1] * node.integer("group", 1);
		return 1;
	}
}
