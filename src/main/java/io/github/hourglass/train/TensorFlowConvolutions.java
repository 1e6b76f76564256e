package io.github.hourglass.train;

import java.util.Arrays;
import java.util.Map;

import org.tensorflow.Output;
import org.tensorflow.proto.DataType;

import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.train.TensorFlowTranslation.Rule;
import io.github.hourglass.train.TensorFlowVariables.Kind;

/** Conv and ConvTranspose in 1, 2 and 3 dimensions. */
final class TensorFlowConvolutions {

	static final Map<String, Rule> RULES = Map.of("Conv", TensorFlowConvolutions::conv, "ConvTranspose", TensorFlowConvolutions::transposed);

	private TensorFlowConvolutions() {}

	private static void conv(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		long[] weights = node.kernel(1);
		TensorFlowWindow window = TensorFlowWindow.of(node, Arrays.copyOfRange(weights, 2, weights.length));
		int groups = (int) node.node().integer("group", 1);
		DataType type = node.translation().convolved(node.node(), single(node));
		Output<?> x = window.lifted(ops.cast(node.last(0), type));
		Output<?> filter = ops.cast(filter(node, weights.length), type);
		boolean depthwise = groups > 1 && weights[1] == 1 && x.shape().numDimensions() == 4 && window.hasOneStride();
		Output<?> result;
		if (groups == 1)
			result = convolve(ops, window, x, filter);
		else if (depthwise)
			result = depthwise(ops, window, x, filter, groups, weights[0] / groups);
		else {
			Output<?>[] parts = ops.split(x, x.shape().numDimensions() - 1, groups);
			Output<?>[] filters = ops.split(filter, filter.shape().numDimensions() - 1, groups);
			for (int g = 0; g < groups; g++)
				parts[g] = convolve(ops, window, parts[g], filters[g]);
			result = ops.concat(x.shape().numDimensions() - 1, parts);
		}
		node.giveLast(biased(node, window.lowered(result)));
	}

	/** The type of the first input, where it is not in 16 bits only because of a convolution before. */
	private static DataType single(TensorFlowNode node) {
		return node.type(0) == DataType.DT_BFLOAT16 ? DataType.DT_FLOAT : node.type(0);
	}

	/** The weights with the kernel's axes first, then input and output channels; a line becomes a plane of one row. */
	private static Output<?> filter(TensorFlowNode node, int rank) {
		int[] permutation = new int[rank];
		for (int i = 0; i < rank - 2; i++)
			permutation[i] = i + 2;
		permutation[rank - 2] = 1;
		permutation[rank - 1] = 0;
		Output<?> filter = node.parameter(1, Kind.FILTER, permutation);
		return rank == 3 ? node.ops.apply("ExpandDims", filter, node.ops.integer(0)) : filter;
	}

	private static Output<?> convolve(TensorFlowOps ops, TensorFlowWindow window, Output<?> x, Output<?> filter) {
		boolean stack = x.shape().numDimensions() == 5;
		return window.slide(x, 0, (padded, strides, padding) -> {
			if (stack && padding.equals("SAME") && x.dataType() == DataType.DT_BFLOAT16 && filter.shape().get(0) > 1 && strides[1] == 1)
				return inDeepStack(ops, window, padded, filter, strides);
			return ops.call(stack ? "Conv3D" : "Conv2D", padded, filter).integers("strides", strides).text("padding", padding).output();
		});
	}

	/**
	 * With as many slices as the kernel has at least, of which those that were added are taken away again. In 16 bits, where TensorFlow pads by itself, oneDNN reads beside a
	 * stack of fewer slices (seen with TensorFlow 2.18 on processors with AVX-512 BF16): the gradient is NaN now and then, or the process ends. Adding and taking away nothing
	 * costs nothing.
	 */
	private static Output<?> inDeepStack(TensorFlowOps ops, TensorFlowWindow window, Output<?> x, Output<?> filter, long[] strides) {
		Output<?> slices = ops.part(ops.shape(x), 1, 2), none = ops.ints(0);
		Output<?> missing = ops.apply("Maximum", ops.sub(ops.ints(filter.shape().get(0)), slices), none);
		Output<?> widths = window.widths(ops.ints(0, 0, 0), ops.concat(0, missing, none, none));
		Output<?> result = ops.call("Conv3D", ops.pad(x, widths, 0), filter).integers("strides", strides).text("padding", "SAME").output();
		Output<?> rest = ops.ints(-1), kept = ops.concat(0, rest, slices, rest, rest, rest);
		return ops.apply("Slice", result, ops.ints(0, 0, 0, 0, 0), kept);
	}

	private static Output<?> depthwise(TensorFlowOps ops, TensorFlowWindow window, Output<?> x, Output<?> filter, int channels, long each) {
		long[] kernel = filter.shape().asArray();
		Output<?> perChannel = ops.reshape(filter, ops.ints(kernel[0], kernel[1], channels, each));
		return window.slide(x, 0, (padded, strides, padding) -> ops.call("DepthwiseConv2dNative", padded, perChannel).integers("strides", strides)
			.text("padding", padding).output());
	}

	private static Output<?> biased(TensorFlowNode node, Output<?> result) {
		return node.has(2) ? node.ops.apply("BiasAdd", result, node.ops.cast(node.vector(2, Kind.SHIFT), result.dataType())) : result;
	}

	private static void transposed(TensorFlowNode node) {
		TensorFlowOps ops = node.ops;
		long[] weights = node.kernel(1);
		TensorFlowWindow window = TensorFlowWindow.of(node, Arrays.copyOfRange(weights, 2, weights.length));
		int groups = (int) node.node().integer("group", 1);
		DataType type = node.translation().convolved(node.node(), single(node));
		Output<?> x = window.lifted(ops.cast(node.last(0), type));
		Output<?> filter = window.spread(ops.cast(filter(node, weights.length), type));
		int channelAxis = x.shape().numDimensions() - 1;
		Output<?> full = window.fullSizes(x);
		Output<?> shape = ops.concat(0, ops.part(ops.shape(x), 0, 1), full, ops.ints(weights[1]));
		String operator = channelAxis == 4 ? "Conv3DBackpropInputV2" : "Conv2DBackpropInput";
		Output<?>[] parts = groups == 1 ? new Output<?>[] { x } : ops.split(x, channelAxis, groups);
		Output<?>[] filters = groups == 1 ? new Output<?>[] { filter } : ops.split(filter, channelAxis, groups);
		for (int g = 0; g < groups; g++)
			parts[g] = ops.call(operator, shape, filters[g], parts[g]).integers("strides", window.strides()).text("padding", "VALID").output();
		Output<?> result = window.cropped(ops.concat(channelAxis, parts), full, window.spatialSizes(x));
		node.giveLast(biased(node, window.lowered(result)));
	}
}
