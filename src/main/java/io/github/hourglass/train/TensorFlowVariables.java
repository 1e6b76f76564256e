package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowTensors;

/** The weights of a network as TensorFlow variables, in the layout TensorFlow wants, and what an optimizer remembers of each. */
final class TensorFlowVariables {

	enum Kind {
		/** Trained, and subject to weight decay. */
		FILTER,
		/** Trained, not decayed: biases, parameters of normalizations and activations. */
		SHIFT,
		/** A running statistic. */
		STATISTIC,
		/** What an optimizer or an accumulation remembers; zero at first. */
		SLOT
	}

	/**
	 * @param name of the weight in the network
	 * @param permutation which ONNX axis each of its axes is
	 * @param read its value
	 */
	record Variable(String name, Kind kind, DataType type, long[] shape, int[] permutation, Output<?> handle, Output<?> read,
		Output<?> fed, Operation assign)
	{}

	private final TensorFlowOps ops;
	private final Weights weights;
	private final boolean constant;
	private final Map<String, Variable> variables = new LinkedHashMap<>();

	TensorFlowVariables(TensorFlowOps ops, Weights weights) {
		this(ops, weights, false);
	}

	private TensorFlowVariables(TensorFlowOps ops, Weights weights, boolean constant) {
		this.ops = ops;
		this.weights = weights;
		this.constant = constant;
	}

	/** The weights as constants, which can only be read. */
	static TensorFlowVariables constant(TensorFlowOps ops, Weights weights) {
		return new TensorFlowVariables(ops, weights, true);
	}

	/** The variable of a weight, made with its axes in the given order if it is new. */
	Variable of(String weight, Kind kind, int[] permutation) {
		Variable variable = variables.get(weight);
		if (variable == null) {
			Tensor tensor = weights.get(weight);
			long[] shape = Arrays.stream(permutation).mapToLong(axis -> tensor.shape()[axis]).toArray();
			variable = constant ? constant(weight, kind, tensor, shape, permutation) : make(weight, kind, TensorFlowTensors.dataType(tensor.type()), shape, permutation);
		}
		return variable;
	}

	/** A variable of the shape and type of another that starts at zero. */
	Variable slot(String name, Variable of) {
		return make(name + "/" + of.name, Kind.SLOT, of.type, of.shape, of.permutation);
	}

	private Variable constant(String weight, Kind kind, Tensor tensor, long[] shape, int[] permutation) {
		Output<?> value = ops.constant(tensor.permuted(permutation));
		Variable variable = new Variable(weight, kind, value.dataType(), shape, permutation, null, value, null, null);
		variables.put(weight, variable);
		return variable;
	}

	private Variable make(String name, Kind kind, DataType type, long[] shape, int[] permutation) {
		Output<?> handle = ops.call("VarHandleOp").type("dtype", type).shape("shape", shape).text("shared_name", "variable_" + variables.size()).output();
		Output<?> read = ops.call("ReadVariableOp", handle).type("dtype", type).output();
		Output<?> fed = ops.placeholder(type, shape);
		Operation assign = ops.call("AssignVariableOp", handle, fed).operation();
		Variable variable = new Variable(name, kind, type, shape, permutation, handle, read, fed, assign);
		variables.put(name, variable);
		return variable;
	}

	boolean has(String weight) {
		return variables.containsKey(weight);
	}

	List<Variable> all() {
		return List.copyOf(variables.values());
	}

	/** Gives every variable its first value. */
	void initialize(Session session) {
		Map<String, Tensor> values = new LinkedHashMap<>();
		for (Variable variable : variables.values())
			values.put(variable.name, variable.kind == Kind.SLOT ? Tensor.allocate(TensorFlowTensors.type(variable.type), variable.shape)
				: weights.get(variable.name).permuted(variable.permutation));
		assign(session, values);
	}

	/** @param values by the variables' names, in TensorFlow's layout */
	void assign(Session session, Map<String, Tensor> values) {
		List<org.tensorflow.Tensor> fed = new ArrayList<>();
		try {
			Session.Runner runner = session.runner();
			values.forEach((name, tensor) -> {
				Variable variable = variables.get(name);
				fed.add(TensorFlowTensors.of(tensor));
				runner.feed(variable.fed, fed.get(fed.size() - 1)).addTarget(variable.assign);
			});
			if (!values.isEmpty())
				runner.run().close();
		}
		finally {
			fed.forEach(org.tensorflow.Tensor::close);
		}
	}

	/** The values of all variables by name, in TensorFlow's layout. */
	Map<String, Tensor> values(Session session) {
		Map<String, Tensor> values = new LinkedHashMap<>();
		if (variables.isEmpty())
			return values;
		Session.Runner runner = session.runner();
		variables.values().forEach(variable -> runner.fetch(variable.read));
		try (org.tensorflow.Result result = runner.run()) {
			int i = 0;
			for (String name : variables.keySet())
				values.put(name, TensorFlowTensors.copy(result.get(i++)));
		}
		return values;
	}

	/** The weights of the network as they are now, in ONNX's layout. */
	Map<String, Tensor> weights(Session session) {
		Map<String, Tensor> values = values(session);
		Map<String, Tensor> current = new LinkedHashMap<>();
		for (Variable variable : variables.values())
			if (variable.kind != Kind.SLOT)
				current.put(variable.name, values.get(variable.name).permuted(TensorFlowTensors.inverse(variable.permutation)));
		return current;
	}
}
