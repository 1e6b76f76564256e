package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.op.Ops;
import org.tensorflow.op.nn.Conv3d;
import org.tensorflow.op.nn.Conv3dBackpropFilter;
import org.tensorflow.op.nn.Conv3dBackpropInput;
import org.tensorflow.types.family.TNumber;

import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.engine.TensorFlowFailure;
import io.github.hourglass.engine.TensorFlowOps;

/** Gradients by TensorFlow's own rules, and the rules it lacks: those of the 3-D convolutions. */
final class TensorFlowGradients {

	private static boolean registered;

	private TensorFlowGradients() {}

	/** Makes the missing rules known to TensorFlow, once per process. */
	static synchronized void register() {
		if (registered)
			return;
		TensorFlow.registerCustomGradient("Conv3D", TensorFlowGradients::conv);
		TensorFlow.registerCustomGradient("Conv3DBackpropInputV2", TensorFlowGradients::transposed);
		registered = true;
	}

	/**
	 * The gradient of a scalar.
	 *
	 * @throws GraphException if an operator on the way has no gradient; the node that needs it is named
	 */
	static List<Output<?>> of(Output<?> loss, List<? extends Output<?>> variables, TensorFlowOps ops, String network) {
		register();
		try {
			Output<?>[] gradients = ops.graph().addGradients(loss, variables.toArray(Output<?>[]::new));
			return List.copyOf(Arrays.asList(gradients));
		}
		catch (TensorFlowException e) {
			String type = e.getMessage().replaceAll("(?s).*No gradient defined for op: (\\w+).*", "$1");
			String node = ops.origin(type);
			throw new GraphException("The network '" + network + "' cannot be trained"
				+ (node.isEmpty() ? " (" + TensorFlowFailure.sentence(e) + ")." : ": its node " + node + " has no gradient."));
		}
	}

	@SuppressWarnings("unchecked")
	private static <T extends TNumber> Operand<T> number(Output<?> value) {
		return (Operand<T>) value;
	}

	private static List<Operand<?>> conv(Ops tf, GraphOperation operation, List<Output<?>> upstream) {
		Operand<TNumber> x = number(operation.input(0)), filter = number(operation.input(1)), error = number(upstream.get(0));
		List<Long> strides = strides(operation);
		String padding = operation.attributes().getAttrString("padding");
		List<Operand<?>> gradients = new ArrayList<>();
		gradients.add(Conv3dBackpropInput.create(tf.scope(), tf.shape(x), filter, error, strides, padding));
		gradients.add(Conv3dBackpropFilter.create(tf.scope(), x, tf.shape(filter), error, strides, padding));
		return gradients;
	}

	private static List<Operand<?>> transposed(Ops tf, GraphOperation operation, List<Output<?>> upstream) {
		Operand<TNumber> filter = number(operation.input(1)), x = number(operation.input(2)), error = number(upstream.get(0));
		List<Long> strides = strides(operation);
		String padding = operation.attributes().getAttrString("padding");
		List<Operand<?>> gradients = new ArrayList<>();
		gradients.add(tf.zerosLike(operation.input(0)));
		gradients.add(Conv3dBackpropFilter.create(tf.scope(), error, tf.shape(filter), x, strides, padding));
		gradients.add(Conv3d.create(tf.scope(), error, filter, strides, padding));
		return gradients;
	}

	private static List<Long> strides(GraphOperation operation) {
		return Arrays.stream(operation.attributes().getAttrIntList("strides")).boxed().toList();
	}
}
