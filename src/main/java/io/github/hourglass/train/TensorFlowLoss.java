package io.github.hourglass.train;

import java.util.Optional;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.TensorFlowOps;

/**
 * The losses of {@link Loss} as TensorFlow operators. Those of classes start from the values before the network's last softmax or
 * sigmoid. Where a network gives as many channels as the target has, each channel is a class of its own (sigmoid); else the
 * target's only channel holds class numbers (softmax).
 */
final class TensorFlowLoss {

	private static final double SMALL = 1e-30, DICE_GUARD = 1e-5;
	private static final int DENOISEG_CLASSES = 3;

	private final TensorFlowOps ops;
	private final Output<?> output, logits, target, weight;
	private final boolean separate;

	/**
	 * @param translation of the network
	 * @param target with channels last
	 * @param weight with channels last; sizes of 1 stand for all
	 */
	TensorFlowLoss(TensorFlowTranslation translation, String name, Output<?> target, Output<?> weight) {
		this.ops = translation.ops();
		this.output = translation.single(name).last();
		this.logits = logits(translation, name);
		this.target = ops.cast(target, output.dataType());
		this.weight = ops.cast(weight, output.dataType());
		this.separate = channels() == 1;
	}

	/** What goes into the last activation, or the output itself where there is none. */
	private static Output<?> logits(TensorFlowTranslation translation, String name) {
		Graph graph = translation.source();
		Optional<Node> node = graph.nodes().stream().filter(n -> n.outputs().contains(name)).findFirst();
		while (node.isPresent()) {
			Node n = node.get();
			String input = n.input(0);
			if (n.operator().equals("Sigmoid") || n.operator().equals("Softmax"))
				return translation.single(input).last();
			if (!n.operator().equals("Identity"))
				return translation.single(n.outputs().get(0)).last();
			node = graph.nodes().stream().filter(other -> other.outputs().contains(input)).findFirst();
		}
		return translation.single(name).last();
	}

	private long channels() {
		int rank = output.shape().numDimensions();
		return output.shape().get(rank - 1);
	}

	/** A scalar. */
	Output<?> of(Loss loss) {
		return switch (loss.kind()) {
			case L1 -> mean(ops.apply("Abs", ops.sub(output, target)), weight);
			case L2 -> mean(ops.apply("SquaredDifference", output, target), weight);
			case LAPLACE -> laplace();
			case CROSS_ENTROPY -> crossEntropy();
			case DICE -> dice();
			case CROSS_ENTROPY_DICE -> ops.add(crossEntropy(), dice());
			case DENOISEG -> denoiseg(loss.share());
		};
	}

	/** The mean over the pixels that count. */
	private Output<?> mean(Output<?> each, Output<?> weights) {
		Output<?> counted = ops.total(ops.apply("BroadcastTo", weights, ops.shape(each)));
		return ops.div(ops.total(ops.mul(each, weights)), ops.apply("Maximum", counted, ops.like(SMALL, counted)));
	}

	private Output<?> laplace() {
		int axis = output.shape().numDimensions() - 1;
		if (channels() > 0 && channels() % 2 != 0)
			throw new IllegalArgumentException("The loss laplace needs a network with two output channels per target channel, not " + channels() + " in all.");
		Output<?>[] halves = ops.split(output, axis, 2);
		Output<?> distance = ops.mul(ops.apply("Abs", ops.sub(halves[0], target)), ops.apply("Exp", ops.apply("Neg", halves[1])));
		return mean(ops.add(ops.add(distance, halves[1]), ops.like(Math.log(2), output)), weight);
	}

	private Output<?> crossEntropy() {
		if (separate)
			return mean(ops.sub(ops.apply("Softplus", logits), ops.mul(logits, target)), weight);
		return crossEntropy(logits, target, (int) channels(), weight);
	}

	/** The logarithms of the softmax come of a table of pixels by classes, because the gradient of TensorFlow's LogSoftmax is right only for tables. */
	private Output<?> crossEntropy(Output<?> values, Output<?> numbers, int classes, Output<?> weights) {
		int axis = values.shape().numDimensions() - 1;
		Output<?> table = ops.apply("LogSoftmax", ops.reshape(values, ops.ints(-1, classes)));
		Output<?> likelihood = ops.mul(ops.reshape(table, ops.shape(values)), classes(values, numbers));
		return mean(ops.apply("Neg", ops.sum(likelihood, ops.ints(axis), true)), weights);
	}

	/** One for the class of each pixel, zero for the others. */
	private Output<?> classes(Output<?> values, Output<?> numbers) {
		int axis = values.shape().numDimensions() - 1;
		Output<?> whole = ops.cast(ops.apply("Rint", ops.call("Squeeze", numbers).integers("squeeze_dims", axis).output()), DataType.DT_INT32);
		return ops.apply("OneHot", whole, ops.size(values, axis), ops.like(1, values), ops.like(0, values));
	}

	private Output<?> denoiseg(double share) {
		int images = (int) channels() - DENOISEG_CLASSES;
		if (images < 1)
			throw new IllegalArgumentException("The loss of denoiseg needs a network with an output channel per image channel and three more, not " + channels() + " in all.");
		Output<?> difference = ops.apply("SquaredDifference", ops.channels(output, 0, images), ops.channels(target, 0, images));
		Output<?> classes = crossEntropy(ops.channels(output, images, DENOISEG_CLASSES), ops.channels(target, images, 1), DENOISEG_CLASSES,
			ops.channels(target, images + 1, 1));
		Output<?> denoising = mean(difference, weight);
		return ops.add(ops.mul(denoising, ops.like(share, denoising)), ops.mul(classes, ops.like(1 - share, classes)));
	}

	/** Over all pixels of the batch together, then the mean over the classes. */
	private Output<?> dice() {
		Output<?> given = separate ? ops.apply("Sigmoid", logits) : ops.apply("Softmax", logits), wanted = separate ? target : classes(logits, target);
		Output<?> axes = ops.ints(TensorFlowTranslation.identity(logits.shape().numDimensions() - 1));
		Output<?> both = ops.sum(ops.mul(ops.mul(given, wanted), weight), axes, false);
		Output<?> either = ops.sum(ops.mul(ops.add(ops.apply("Square", given), ops.apply("Square", wanted)), weight), axes, false);
		Output<?> guard = ops.like(DICE_GUARD, both);
		Output<?> coefficient = ops.div(ops.add(ops.mul(both, ops.like(2, both)), guard), ops.add(either, guard));
		return ops.sub(ops.like(1, both), ops.mean(coefficient, ops.ints(0), false));
	}
}
