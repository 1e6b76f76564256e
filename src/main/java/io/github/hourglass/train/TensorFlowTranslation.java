package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

import org.tensorflow.Output;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.TensorFlowFailure;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowStop;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.train.TensorFlowVariables.Variable;

/**
 * A network of operator set 17 said once more in TensorFlow's operators. Several translations may share their inputs and
 * variables: one for training, one for use.
 */
final class TensorFlowTranslation {

	/** Adds to the TensorFlow graph what computes the outputs of a node. */
	interface Rule {

		void translate(TensorFlowNode node);
	}

	/** A running statistic and what a batch has in its place. */
	record Statistic(Variable running, Output<?> ofBatch, double momentum) {}

	/**
	 * What training changes.
	 *
	 * @param key two 64-bit integers that decide all random choices
	 * @param frozen weights that are not trained; normalizations of which all are frozen keep their statistics
	 * @param mixed true to convolve in bfloat16
	 */
	record Training(Output<?> key, Predicate<String> frozen, boolean mixed) {}

	private static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.putAll(TensorFlowConvolutions.RULES);
		RULES.putAll(TensorFlowPooling.RULES);
		RULES.putAll(TensorFlowElements.RULES);
		RULES.putAll(TensorFlowNormalizations.RULES);
		RULES.putAll(TensorFlowLayouts.RULES);
		RULES.putAll(TensorFlowShapes.RULES);
		RULES.putAll(TensorFlowResizing.RULES);
	}

	private final Graph source;
	private final TensorFlowOps ops;
	private final TensorFlowVariables variables;
	private final Training training;
	private final TensorFlowStop stop;
	private final Map<String, TensorFlowValue> values = new HashMap<>();
	private final Map<String, TensorFlowValue> singles = new HashMap<>();
	private final List<Statistic> statistics = new ArrayList<>();

	private TensorFlowTranslation(Graph source, TensorFlowVariables variables, TensorFlowOps ops, Training training, TensorFlowStop stop) {
		this.stop = stop;
		this.source = source;
		this.ops = ops;
		this.variables = variables;
		this.training = training;
	}

	/**
	 * A place to feed each input of the network.
	 *
	 * @param free true to let images be of any size and number, whatever the network declares
	 */
	static Map<String, Output<?>> placeholders(Graph network, boolean free, TensorFlowOps ops) {
		Map<String, Output<?>> inputs = new LinkedHashMap<>();
		for (TensorInfo input : network.inputs()) {
			if (input.shape() == null)
				throw new GraphException("The network '" + network.name() + "' cannot be translated for TensorFlow: the number of axes of its input '"
					+ input.name() + "' is not declared.");
			DataType type = TensorFlowTensors.dataType(input.type());
			long[] shape = input.shape();
			for (int axis = 0; axis < shape.length; axis++)
				if (free && shape.length > 2 && axis != 1)
					shape[axis] = -1;
			inputs.put(input.name(), ops.placeholder(type, shape));
		}
		return inputs;
	}

	/**
	 * Translates a network.
	 *
	 * @param network of operator set 17
	 * @param training null to translate it for use
	 * @param stop ends a run between two nodes; null if nothing does
	 * @throws GraphException if an operator cannot be translated; its node is named
	 */
	static TensorFlowTranslation of(Graph network, Map<String, Output<?>> inputs, TensorFlowVariables variables, TensorFlowOps ops, Training training,
		TensorFlowStop stop)
	{
		TensorFlowTranslation translation = new TensorFlowTranslation(network, variables, ops, training, stop);
		inputs.forEach((name, input) -> translation.values.put(name, TensorFlowValue.first(ops, input, false)));
		for (Node node : network.nodes())
			translation.translate(node);
		ops.forNode("");
		return translation;
	}

	/** The same value, which fails to be computed once the run is to stop. */
	private TensorFlowValue guarded(TensorFlowValue value) {
		if (stop == null || value.isConstant())
			return value;
		Output<?> passed = stop.guarded(value.either());
		return value.isLast() ? TensorFlowValue.last(ops, passed) : TensorFlowValue.first(ops, passed, false);
	}

	private void translate(Node node) {
		Rule rule = node.domain().isEmpty() || node.domain().equals("ai.onnx") ? RULES.get(node.operator()) : null;
		if (rule == null)
			throw refusal(node, "the operator has no counterpart there");
		ops.forNode(node.toString());
		try {
			rule.translate(new TensorFlowNode(node, this));
		}
		catch (TensorFlowException e) {
			throw refusal(node, "TensorFlow says: " + TensorFlowFailure.sentence(e));
		}
		catch (IndexOutOfBoundsException | NullPointerException | ArithmeticException | ClassCastException e) {
			throw refusal(node, "its inputs and attributes do not fit together");
		}
	}

	GraphException refusal(Node node, String why) {
		String operator = node.name().isEmpty() ? node.operator() + " that gives '" + String.join("', '", node.outputs()) + "'" : node.toString();
		return new GraphException("The network '" + source.name() + "' cannot be trained or run by TensorFlow because of its node " + operator + ": " + why + ".");
	}

	Graph source() {
		return source;
	}

	TensorFlowOps ops() {
		return ops;
	}

	TensorFlowVariables variables() {
		return variables;
	}

	/** Null where the network is translated for use. */
	Training training() {
		return training;
	}

	void statistic(Statistic statistic) {
		statistics.add(statistic);
	}

	List<Statistic> statistics() {
		return statistics;
	}

	void put(String name, TensorFlowValue value) {
		values.put(name, guarded(value));
	}

	/** A value by name; a weight that is no variable is a constant. Null if there is none. */
	TensorFlowValue value(String name) {
		TensorFlowValue value = values.get(name);
		if (value == null && source.weights().has(name)) {
			if (variables.has(name)) {
				int axes = source.weights().get(name).shape().length;
				value = TensorFlowValue.first(ops, parameter(name, TensorFlowVariables.Kind.SHIFT, identity(axes)), false);
			}
			else
				value = TensorFlowValue.first(ops, ops.constant(source.weights().get(name)), true);
			values.put(name, value);
		}
		return value;
	}

	/** A value as {@link #value}, in 32-bit floats where it is in 16 bits. */
	TensorFlowValue single(String name) {
		TensorFlowValue value = value(name);
		if (value == null || value.either().dataType() != DataType.DT_BFLOAT16)
			return value;
		return singles.computeIfAbsent(name, key -> value.cast(DataType.DT_FLOAT));
	}

	/**
	 * The type that a convolution computes in. The last one stays in 32 bits: its result is compared with the target.
	 */
	DataType convolved(Node node, DataType type) {
		boolean last = source.nodes().stream().filter(n -> n.operator().startsWith("Conv")).reduce((a, b) -> b).filter(n -> n == node).isPresent();
		return training != null && training.mixed() && type == DataType.DT_FLOAT && !last ? DataType.DT_BFLOAT16 : type;
	}

	/** A weight as a variable, with its axes in the given order. */
	Output<?> parameter(String name, TensorFlowVariables.Kind kind, int[] permutation) {
		Variable variable = variables.of(name, kind, permutation);
		if (Arrays.equals(variable.permutation(), permutation))
			return variable.read();
		int[] inverse = TensorFlowTensors.inverse(variable.permutation());
		return ops.transpose(variable.read(), Arrays.stream(permutation).map(axis -> inverse[axis]).toArray());
	}

	static int[] identity(int axes) {
		int[] identity = new int[axes];
		Arrays.setAll(identity, i -> i);
		return identity;
	}

	boolean isInput(String name) {
		return source.inputs().stream().anyMatch(input -> input.name().equals(name));
	}
}
