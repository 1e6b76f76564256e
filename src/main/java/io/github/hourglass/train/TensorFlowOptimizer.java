package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.List;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat64;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.train.Optimizer.Kind;
import io.github.hourglass.train.TensorFlowVariables.Variable;

/**
 * The rules of {@link Optimizer} by TensorFlow's own kernels. Gradients are clipped first; then the decay is added (L2) or, for
 * AdamW, the weights shrink by {@code rate * weightDecay} of themselves beside Adam's step.
 */
final class TensorFlowOptimizer {

	private final Optimizer optimizer;
	private final TensorFlowOps ops;
	private final List<Variable> variables;
	private final List<Variable> first = new ArrayList<>(), second = new ArrayList<>();
	private final Output<?> rate, epsilon, shrinkage;

	/** @param variables those that are trained */
	TensorFlowOptimizer(Optimizer optimizer, List<Variable> trained, TensorFlowVariables variables, TensorFlowOps ops) {
		this.optimizer = optimizer;
		this.ops = ops;
		this.variables = trained;
		rate = ops.placeholder(DataType.DT_DOUBLE);
		epsilon = ops.placeholder(DataType.DT_DOUBLE);
		shrinkage = ops.placeholder(DataType.DT_DOUBLE);
		for (Variable variable : trained) {
			if (isAdam())
				second.add(variables.slot("second", variable));
			if (optimizer.kind() != Kind.SGD)
				first.add(variables.slot(isAdam() ? "first" : "change", variable));
		}
	}

	private boolean isAdam() {
		return optimizer.kind() == Kind.ADAM || optimizer.kind() == Kind.ADAMW;
	}

	/**
	 * Feeds what depends on the step.
	 *
	 * @param step number of this step, from 1
	 * @return to be closed after the run
	 */
	List<org.tensorflow.Tensor> feed(Session.Runner runner, double learningRate, long step) {
		double firstBias = 1 - Math.pow((float) optimizer.beta1(), step), secondBias = Math.sqrt(1 - Math.pow((float) optimizer.beta2(), step));
		List<org.tensorflow.Tensor> fed = List.of(TFloat64.scalarOf(isAdam() ? learningRate * secondBias / firstBias : learningRate),
			TFloat64.scalarOf(optimizer.epsilon() * secondBias), TFloat64.scalarOf(learningRate * optimizer.weightDecay()));
		runner.feed(rate, fed.get(0));
		if (isAdam())
			runner.feed(epsilon, fed.get(1));
		if (optimizer.kind() == Kind.ADAMW && optimizer.weightDecay() > 0)
			runner.feed(shrinkage, fed.get(2));
		return fed;
	}

	/**
	 * The changes of all variables, none of which happens before all gradients are known.
	 *
	 * @param gradients one per trained variable
	 * @param clip largest norm of all gradients together; 0 does not clip
	 * @param before what must be done before any change
	 */
	List<Operation> apply(List<? extends Output<?>> gradients, double clip, List<? extends Operation> before) {
		List<Output<?>> clipped = clip > 0 && !gradients.isEmpty() ? clipped(gradients, clip) : List.copyOf(gradients);
		List<Operation> known = new ArrayList<>(before);
		clipped.forEach(gradient -> known.add(gradient.op()));
		Operation ready = ops.call("NoOp").after(known).operation();
		List<Operation> changes = new ArrayList<>();
		for (int i = 0; i < variables.size(); i++)
			changes.add(change(i, decayed(variables.get(i), clipped.get(i)), ready));
		return changes;
	}

	private List<Output<?>> clipped(List<? extends Output<?>> gradients, double clip) {
		List<Output<?>> squares = new ArrayList<>();
		for (Output<?> gradient : gradients)
			squares.add(ops.cast(ops.apply("L2Loss", gradient), DataType.DT_DOUBLE));
		Output<?> sum = ops.call("AddN").list(squares).output();
		Output<?> norm = ops.apply("Sqrt", ops.mul(sum, ops.like(2, sum)));
		Output<?> factor = ops.div(ops.like(clip, norm), ops.apply("Maximum", norm, ops.like(clip, norm)));
		List<Output<?>> clipped = new ArrayList<>();
		for (Output<?> gradient : gradients)
			clipped.add(ops.mul(gradient, ops.cast(factor, gradient.dataType())));
		return clipped;
	}

	private boolean isDecayed(Variable variable) {
		return optimizer.weightDecay() > 0 && variable.kind() == TensorFlowVariables.Kind.FILTER;
	}

	private Output<?> decayed(Variable variable, Output<?> gradient) {
		if (!isDecayed(variable) || optimizer.kind() == Kind.ADAMW)
			return gradient;
		return ops.add(gradient, ops.mul(variable.read(), ops.like(optimizer.weightDecay(), gradient)));
	}

	private Operation change(int i, Output<?> gradient, Operation ready) {
		Variable variable = variables.get(i);
		Output<?> step = ops.cast(rate, variable.type());
		List<Operation> before = new ArrayList<>(List.of(ready));
		if (optimizer.kind() == Kind.ADAMW && isDecayed(variable)) {
			Output<?> less = ops.mul(variable.read(), ops.cast(shrinkage, variable.type()));
			before.add(ops.call("AssignSubVariableOp", variable.handle(), less).after(List.of(ready)).operation());
		}
		return switch (optimizer.kind()) {
			case SGD -> ops.call("ResourceApplyGradientDescent", variable.handle(), step, gradient).after(before).operation();
			case MOMENTUM, NESTEROV -> ops.call("ResourceApplyMomentum", variable.handle(), first.get(i).handle(), step, gradient, ops.like(optimizer.momentum(), gradient))
				.flag("use_nesterov", optimizer.kind() == Kind.NESTEROV).after(before).operation();
			case ADAM, ADAMW -> ops.call("ResourceApplyAdam", variable.handle(), first.get(i).handle(), second.get(i).handle(), ops.like(0, gradient), ops.like(0, gradient),
				step, ops.like(optimizer.beta1(), gradient), ops.like(optimizer.beta2(), gradient), ops.cast(epsilon, variable.type()), gradient).after(before).operation();
		};
	}
}
