package io.github.hourglass.train;

import java.util.HashMap;
import java.util.Map;

import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.train.TensorFlowTranslation.Rule;
import io.github.hourglass.train.TensorFlowTranslation.Statistic;
import io.github.hourglass.train.TensorFlowVariables.Kind;
import io.github.hourglass.train.TensorFlowVariables.Variable;

/** Normalizations, dropout and softmax. */
final class TensorFlowNormalizations {

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.put("BatchNormalization", TensorFlowNormalizations::batch);
		RULES.put("InstanceNormalization", TensorFlowNormalizations::instance);
		RULES.put("LayerNormalization", TensorFlowNormalizations::layer);
		RULES.put("LRN", TensorFlowNormalizations::local);
		RULES.put("Dropout", TensorFlowNormalizations::dropout);
		RULES.put("Softmax", node -> softmax(node, "Softmax"));
		RULES.put("LogSoftmax", node -> softmax(node, "LogSoftmax"));
	}

	private TensorFlowNormalizations() {}

	private static void batch(TensorFlowNode node) {
		node.requireOneOutput();
		TensorFlowOps ops = node.ops;
		double epsilon = node.node().real("epsilon", 1e-5f);
		Output<?> x = node.last(0), scale = node.vector(1, Kind.SHIFT), shift = node.vector(2, Kind.SHIFT);
		Output<?> mean = node.vector(3, Kind.STATISTIC), variance = node.vector(4, Kind.STATISTIC);
		if (isTrained(node)) {
			node.giveLast(x.dataType() == DataType.DT_FLOAT || x.dataType() == DataType.DT_BFLOAT16 ? fused(node, x, scale, shift, epsilon) : composed(node, x, scale, shift, epsilon));
			return;
		}
		Output<?> factor = ops.mul(scale, ops.apply("Rsqrt", ops.add(variance, ops.like(epsilon, variance))));
		Output<?> offset = ops.sub(shift, ops.mul(mean, factor));
		node.giveLast(ops.add(ops.mul(x, ops.cast(factor, x.dataType())), ops.cast(offset, x.dataType())));
	}

	/** A normalization whose scale and shift are both frozen stays as it is. */
	private static boolean isTrained(TensorFlowNode node) {
		TensorFlowTranslation.Training training = node.translation().training();
		return training != null && node.isWeight(3) && node.isWeight(4)
			&& !(training.frozen().test(node.node().input(1)) && training.frozen().test(node.node().input(2)));
	}

	private static Output<?> fused(TensorFlowNode node, Output<?> x, Output<?> scale, Output<?> shift, double epsilon) {
		TensorFlowOps ops = node.ops;
		int rank = x.shape().numDimensions();
		Output<?> shape = ops.shape(x);
		Output<?> plane = rank == 4 ? x : ops.reshape(x, ops.concat(0, ops.part(shape, 0, 1), ops.ints(-1, 1), ops.part(shape, rank - 1, rank)));
		Output<?> none = ops.call("Fill", ops.ints(0), ops.scalar(0, DataType.DT_FLOAT)).output();
		Operation fused = ops.call("FusedBatchNormV3", plane, scale, shift, none, none).real("epsilon", epsilon).flag("is_training", true).operation();
		Output<?> count = count(ops, x, DataType.DT_FLOAT);
		Output<?> biased = ops.div(ops.sub(count, ops.like(1, count)), count);
		statistics(node, fused.output(1), ops.mul(fused.output(2), biased));
		return rank == 4 ? fused.output(0) : ops.reshape(fused.output(0), shape);
	}

	/** How many values a channel has. */
	private static Output<?> count(TensorFlowOps ops, Output<?> x, DataType type) {
		int rank = x.shape().numDimensions();
		return ops.call("Prod", ops.cast(ops.part(ops.shape(x), 0, rank - 1), type), ops.ints(0)).output();
	}

	private static Output<?> composed(TensorFlowNode node, Output<?> x, Output<?> scale, Output<?> shift, double epsilon) {
		TensorFlowOps ops = node.ops;
		int[] axes = TensorFlowTranslation.identity(x.shape().numDimensions() - 1);
		Output<?> mean = ops.mean(x, ops.ints(axes), false);
		Output<?> variance = ops.mean(ops.apply("SquaredDifference", x, mean), ops.ints(axes), false);
		statistics(node, mean, variance);
		Output<?> factor = ops.mul(scale, ops.apply("Rsqrt", ops.add(variance, ops.like(epsilon, x))));
		return ops.add(ops.mul(ops.sub(x, mean), factor), shift);
	}

	/** Running statistics move by {@code 1 - momentum} towards mean and (population) variance of the batch, as ONNX has it. */
	private static void statistics(TensorFlowNode node, Output<?> mean, Output<?> variance) {
		double momentum = node.node().real("momentum", 0.9f);
		node.translation().statistic(new Statistic(variable(node, 3), mean, momentum));
		node.translation().statistic(new Statistic(variable(node, 4), variance, momentum));
	}

	private static Variable variable(TensorFlowNode node, int i) {
		return node.translation().variables().of(node.node().input(i), Kind.STATISTIC, new int[1]);
	}

	private static void instance(TensorFlowNode node) {
		int[] axes = new int[node.rank(0) - 2];
		for (int i = 0; i < axes.length; i++)
			axes[i] = i + 1;
		TensorFlowOps ops = node.ops;
		Output<?> x = node.last(0), mean = ops.mean(x, ops.ints(axes), true);
		Output<?> variance = ops.mean(ops.apply("SquaredDifference", x, mean), ops.ints(axes), true);
		Output<?> inverse = ops.apply("Rsqrt", ops.add(variance, ops.like(node.node().real("epsilon", 1e-5f), x)));
		Output<?> normal = ops.mul(ops.sub(x, mean), inverse);
		node.giveLast(ops.add(ops.mul(normal, node.vector(1, Kind.SHIFT)), node.vector(2, Kind.SHIFT)));
	}

	private static void layer(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		int rank = node.rank(0), start = node.axis(node.node().integer("axis", -1));
		int[] axes = new int[rank - start];
		for (int i = 0; i < axes.length; i++)
			axes[i] = start + i;
		Output<?> x = node.first(0), mean = ops.mean(x, ops.ints(axes), true);
		Output<?> variance = ops.mean(ops.apply("SquaredDifference", x, mean), ops.ints(axes), true);
		Output<?> inverse = ops.apply("Rsqrt", ops.add(variance, ops.like(node.node().real("epsilon", 1e-5f), x)));
		Output<?> result = ops.mul(ops.mul(ops.sub(x, mean), inverse), whole(node, 1));
		node.giveFirst(node.has(2) ? ops.add(result, whole(node, 2)) : result);
		node.first(1, mean);
		node.first(2, inverse);
	}

	private static Output<?> whole(TensorFlowNode node, int i) {
		return node.parameter(i, Kind.SHIFT, TensorFlowTranslation.identity(node.rank(i)));
	}

	private static void local(TensorFlowNode node) {
		long size = node.node().integer("size", 1);
		node.require(size % 2 == 1 && node.rank(0) == 4, "it is supported for images in a plane and odd sizes only");
		node.giveLast(node.ops.call("LRN", node.last(0)).integer("depth_radius", size / 2).real("bias", node.node().real("bias", 1))
			.real("alpha", node.node().real("alpha", 1e-4f) / size).real("beta", node.node().real("beta", 0.75f)).output());
	}

	/** Values are dropped at random, each for itself, and those that stay are enlarged so that the mean stays. */
	private static void dropout(TensorFlowNode node) {
		node.require(!node.gives(1), "its mask is not supported");
		TensorFlowTranslation.Training training = node.translation().training();
		double ratio = node.has(1) ? node.reals(1)[0] : 0.5;
		TensorFlowOps ops = node.ops;
		Output<?> x = node.value(0).either();
		if (training == null || ratio == 0) {
			node.giveAlike(ops.apply("Identity", x));
			return;
		}
		long place = node.translation().source().nodes().indexOf(node.node());
		Output<?> seed = ops.add(training.key(), ops.longs(0, place * 0x9E3779B97F4A7C15L));
		Output<?> uniform = ops.call("StatelessRandomUniform", ops.shape(x), seed).type("dtype", DataType.DT_FLOAT).output();
		Output<?> kept = ops.cast(ops.apply("GreaterEqual", uniform, ops.scalar(ratio, DataType.DT_FLOAT)), x.dataType());
		node.giveAlike(ops.mul(x, ops.mul(kept, ops.like(1 / (1 - ratio), x))));
	}

	private static void softmax(TensorFlowNode node, String operator) {
		int rank = node.rank(0), axis = node.axis(node.node().integer("axis", -1));
		if (axis == 1 && rank > 2) {
			node.giveLast(alongLast(node.ops, operator, node.last(0)));
			return;
		}
		int[] swap = TensorFlowTranslation.identity(rank);
		swap[axis] = rank - 1;
		swap[rank - 1] = axis;
		node.giveFirst(node.ops.transpose(alongLast(node.ops, operator, node.ops.transpose(node.first(0), swap)), swap));
	}

	/** LogSoftmax as {@code x - max - log(sum(exp(x - max)))}, because the gradient that TensorFlow has for its own operator is right only for tables. */
	private static Output<?> alongLast(TensorFlowOps ops, String operator, Output<?> x) {
		if (!operator.equals("LogSoftmax"))
			return ops.apply(operator, x);
		Output<?> last = ops.ints(x.shape().numDimensions() - 1);
		Output<?> largest = ops.apply("StopGradient", ops.call("Max", x, last).flag("keep_dims", true).output());
		Output<?> below = ops.sub(x, largest);
		return ops.sub(below, ops.apply("Log", ops.sum(ops.apply("Exp", below), last, true)));
	}
}
