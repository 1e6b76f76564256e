package io.github.hourglass.train;

/**
 * A rule that turns gradients into changes of the weights; the learning rate is given with each step.
 *
 * @param kind which rule
 * @param momentum share of the last change that is kept (sgd with momentum, Nesterov), from 0
 * @param beta1 decay of Adam's first moment
 * @param beta2 decay of Adam's second moment
 * @param epsilon Adam's guard against division by zero
 * @param weightDecay added to the gradient as {@code weightDecay * weight} (L2), for {@link Kind#ADAMW} decoupled, as Loshchilov
 *          and Hutter (ICLR 2019) have it; biases and normalization parameters are not decayed
 */
public record Optimizer(Kind kind, double momentum, double beta1, double beta2, double epsilon, double weightDecay) {

	public enum Kind { SGD, MOMENTUM, NESTEROV, ADAM, ADAMW }

	/** Adam with the values of Kingma and Ba (ICLR 2015): 0.9, 0.999, 1e-8. */
	public static Optimizer adam() {
		return new Optimizer(Kind.ADAM, 0, 0.9, 0.999, 1e-8, 0);
	}
}
