package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** One operator applied to values whose shapes are known. Hides what moved from attributes to inputs between opsets. */
final class Call {

	/** The shape of a result cannot be known before the graph runs, or the operator is not known here. */
	static final class UnknownShape extends RuntimeException {

		private static final long serialVersionUID = 1;

		UnknownShape(String message) {
			super(message, null, false, false);
		}
	}

	private final Node node;
	private final int opset;
	private final List<Value> inputs;

	/** @param inputs null where left out */
	Call(Node node, int opset, List<Value> inputs) {
		this.node = node;
		this.opset = opset;
		this.inputs = inputs;
	}

	Node node() {
		return node;
	}

	String operator() {
		return node.operator();
	}

	int opset() {
		return opset;
	}

	int inputs() {
		return inputs.size();
	}

	boolean has(int i) {
		return i < inputs.size() && inputs.get(i) != null;
	}

	Value input(int i) {
		if (!has(i))
			throw new IllegalArgumentException(node + " lacks its input " + (i + 1) + "; the file is not a valid network.");
		return inputs.get(i);
	}

	long[] shape(int i) {
		return input(i).shape();
	}

	int rank(int i) {
		return input(i).rank();
	}

	/** Integers that are an attribute in old opsets and an input in new ones; null where neither is there. */
	long[] integers(String attribute, int i) {
		long[] attributed = node.integers(attribute, null);
		if (attributed != null)
			return attributed;
		if (!has(i))
			return null;
		long[] values = input(i).integers();
		if (values == null)
			throw new UnknownShape("The shape that " + node + " gives depends on '" + node.input(i)
				+ "', which is known only when the network runs.");
		return values;
	}

	/** Numbers that are an attribute in old opsets and an input in new ones; null where neither is there or it is empty. */
	double[] reals(String attribute, int i) {
		if (node.attributes().get(attribute) instanceof float[] attributed) {
			double[] values = new double[attributed.length];
			for (int k = 0; k < values.length; k++)
				values[k] = attributed[k];
			return values;
		}
		if (!has(i) || input(i).elements() == 0)
			return null;
		double[] values = input(i).numbers();
		if (values == null)
			throw new UnknownShape("The shape that " + node + " gives depends on '" + node.input(i)
				+ "', which is known only when the network runs.");
		return values;
	}

	/** The attribute {@code axis}, counted from the front. */
	int axis(long byDefault, int rank) {
		return fromFront(rank, node.integer("axis", byDefault));
	}

	/** An axis that may count from the back, counted from the front. */
	int fromFront(int rank, long axis) {
		require(axis >= -rank && axis < Math.max(rank, 1), "has no axis " + axis);
		return (int) (axis < 0 ? axis + rank : axis);
	}

	/** Axes that may count from the back, counted from the front; all of them where {@code axes} is null. */
	int[] axes(int rank, long[] axes) {
		if (axes == null)
			return java.util.stream.IntStream.range(0, rank).toArray();
		return Arrays.stream(axes).mapToInt(axis -> fromFront(rank, axis)).toArray();
	}

	/** Refuses unless the condition holds, in a sentence that names the node and its input shapes. */
	void require(boolean condition, String complaint) {
		if (!condition)
			throw new IllegalArgumentException(node + " cannot take inputs of shape " + shapes() + ": it " + complaint + ".");
	}

	private String shapes() {
		return inputs.stream().filter(Objects::nonNull).map(v -> Arrays.toString(v.shape())).collect(Collectors.joining(", "));
	}
}
