package io.github.hourglass.train;

import java.util.Arrays;
import java.util.Set;

import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.train.TensorFlowVariables.Kind;

/** One node of a network that is being translated: its inputs as TensorFlow has them, and where its outputs go. */
final class TensorFlowNode {

	/** Operators that take 16-bit floats as they come; to the others they are given in 32 bits. */
	private static final Set<String> ANY_PRECISION = Set.of("Conv", "ConvTranspose", "Relu", "LeakyRelu", "Elu", "Sigmoid", "Tanh", "MaxPool", "AveragePool",
		"Concat", "Resize", "BatchNormalization", "Dropout", "Identity", "Add", "Sub", "Mul");

	private final Node node;
	private final TensorFlowTranslation translation;
	final TensorFlowOps ops;

	TensorFlowNode(Node node, TensorFlowTranslation translation) {
		this.node = node;
		this.translation = translation;
		ops = translation.ops();
	}

	Node node() {
		return node;
	}

	TensorFlowTranslation translation() {
		return translation;
	}

	GraphException refusal(String why) {
		return translation.refusal(node, why);
	}

	/** Refuses the node unless the condition holds. */
	void require(boolean condition, String complaint) {
		if (!condition)
			throw refusal(complaint);
	}

	int inputs() {
		return node.inputs().size();
	}

	boolean has(int i) {
		return !node.input(i).isEmpty();
	}

	TensorFlowValue value(int i) {
		String name = node.input(i);
		TensorFlowValue value = ANY_PRECISION.contains(node.operator()) ? translation.value(name) : translation.single(name);
		require(value != null, "nothing gives its input '" + node.input(i) + "'");
		return value;
	}

	/** An input with channels on axis 1. */
	Output<?> first(int i) {
		return value(i).first();
	}

	/** An input with channels last. */
	Output<?> last(int i) {
		return value(i).last();
	}

	int rank(int i) {
		int rank = value(i).rank();
		require(rank >= 0, "the number of axes of its input '" + node.input(i) + "' is not known");
		return rank;
	}

	/** An input in 32 bits, whatever the operator. */
	TensorFlowValue single(int i) {
		return translation.single(node.input(i));
	}

	DataType type(int i) {
		return value(i).either().dataType();
	}

	/** An axis of the first input, which may count from the back, counted from the front. */
	int axis(long axis) {
		return axis(axis, rank(0));
	}

	int axis(long axis, int rank) {
		require(axis >= -rank && axis < Math.max(1, rank), "it has no axis " + axis);
		return (int) (axis < 0 ? axis + rank : axis);
	}

	/** True if an input is one of the network's weights. */
	boolean isWeight(int i) {
		return translation.source().weights().has(node.input(i));
	}

	/** The shape of an input as far as it is known, channels on axis 1; unknown sizes are -1. */
	long[] shape(int i) {
		if (isWeight(i))
			return translation.source().weights().get(node.input(i)).shape();
		return first(i).shape().asArray();
	}

	/** An input that training changes if it is a weight, with its axes in the given order. */
	Output<?> parameter(int i, Kind kind, int... permutation) {
		return isWeight(i) ? translation.parameter(node.input(i), kind, permutation) : ops.transpose(first(i), permutation);
	}

	/** The weights of a convolution: all sizes must be known. */
	long[] kernel(int i) {
		long[] shape = shape(i);
		require(Arrays.stream(shape).allMatch(size -> size > 0), "the sizes of its weights '" + node.input(i) + "' are not known");
		return shape;
	}

	/** A vector that training changes if it is a weight. */
	Output<?> vector(int i, Kind kind) {
		return parameter(i, kind, 0);
	}

	/** The integers of an input that depends on constants only, or null where it depends on more. */
	long[] integersOrNull(int i) {
		Tensor tensor = constant(i);
		if (tensor == null)
			return null;
		long[] values = new long[Math.toIntExact(tensor.elements())];
		for (int k = 0; k < values.length; k++)
			values[k] = switch (tensor.type()) {
				case INT64 -> tensor.bytes().getLong(8 * k);
				case INT32 -> tensor.bytes().getInt(4 * k);
				case FLOAT32 -> (long) tensor.bytes().getFloat(4 * k);
				case BOOL, UINT8 -> tensor.bytes().get(k);
				default -> throw refusal("its input '" + node.input(i) + "' has the type " + tensor.type());
			};
		return values;
	}

	/** The integers of an input that must depend on constants only. */
	long[] integers(int i) {
		long[] values = integersOrNull(i);
		require(values != null, "its input '" + node.input(i) + "' is not constant");
		return values;
	}

	/** The numbers of an input that must depend on constants only. */
	double[] reals(int i) {
		Tensor tensor = constant(i);
		require(tensor != null, "its input '" + node.input(i) + "' is not constant");
		double[] values = new double[Math.toIntExact(tensor.elements())];
		for (int k = 0; k < values.length; k++)
			values[k] = switch (tensor.type()) {
				case FLOAT32 -> tensor.bytes().getFloat(4 * k);
				case FLOAT64 -> tensor.bytes().getDouble(8 * k);
				case INT64 -> tensor.bytes().getLong(8 * k);
				default -> throw refusal("its input '" + node.input(i) + "' has the type " + tensor.type());
			};
		return values;
	}

	private Tensor constant(int i) {
		Weights weights = translation.source().weights();
		if (weights.has(node.input(i)))
			return weights.get(node.input(i));
		TensorFlowValue value = value(i);
		if (!value.isConstant())
			return null;
		try (Session session = new Session(ops.graph()); org.tensorflow.Result result = session.runner().fetch(value.first()).run()) {
			return TensorFlowTensors.copy(result.get(0));
		}
	}

	/** True if somebody wants the i-th output. */
	boolean gives(int i) {
		if (i >= node.outputs().size() || node.outputs().get(i).isEmpty())
			return false;
		String output = node.outputs().get(i);
		return translation.source().nodes().stream().anyMatch(other -> other.inputs().contains(output))
			|| translation.source().outputs().stream().anyMatch(info -> info.name().equals(output));
	}

	void requireOneOutput() {
		for (int i = 1; i < node.outputs().size(); i++)
			require(!gives(i), "its output '" + node.outputs().get(i) + "' is not supported");
	}

	/** Sets an output that has channels on axis 1. */
	void first(int output, Output<?> value) {
		boolean constant = inputs() > 0;
		for (int i = 0; i < inputs(); i++)
			constant &= !has(i) || value(i).isConstant();
		put(output, TensorFlowValue.first(ops, value, constant));
	}

	/** Sets the first output, which has channels on axis 1. */
	void giveFirst(Output<?> value) {
		first(0, value);
	}

	/** Sets the first output, which has channels last. */
	void giveLast(Output<?> value) {
		put(0, TensorFlowValue.last(ops, value));
	}

	/** Sets the first output in the layout of the first input. */
	void giveAlike(Output<?> value) {
		if (value(0).isLast())
			giveLast(value);
		else
			giveFirst(value);
	}

	void put(int output, TensorFlowValue value) {
		if (output < node.outputs().size() && !node.outputs().get(output).isEmpty())
			translation.put(node.outputs().get(output), value);
	}

	/** The spatial sizes of a value with channels last. */
	Output<?> spatial(Output<?> last) {
		return ops.part(ops.shape(last), 1, last.shape().numDimensions() - 1);
	}

	static long[] filled(int length, long value) {
		long[] values = new long[length];
		Arrays.fill(values, value);
		return values;
	}
}
