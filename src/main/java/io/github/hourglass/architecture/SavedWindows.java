package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import io.github.hourglass.architecture.SavedTranslation.Rule;
import io.github.hourglass.engine.Tensor;

/** TensorFlow's convolutions, poolings and batch normalizations. */
final class SavedWindows {

	/** Attribute of a convolution that stands for several nodes: how much is added around the image, before and behind each axis. */
	static final String PADS = "pads";

	static final Map<String, Rule> RULES = new HashMap<>();

	static {
		RULES.put("Conv2D", call -> conv(call, false));
		RULES.put("Conv3D", call -> conv(call, false));
		RULES.put("DepthwiseConv2dNative", call -> conv(call, true));
		RULES.put("Conv2DBackpropInput", SavedWindows::transposed);
		RULES.put("Conv3DBackpropInputV2", SavedWindows::transposed);
		for (String pool : new String[] { "MaxPool", "MaxPool3D" })
			RULES.put(pool, call -> pool(call, "MaxPool"));
		for (String pool : new String[] { "AvgPool", "AvgPool3D" })
			RULES.put(pool, call -> pool(call, "AveragePool"));
		for (String normalization : new String[] { "FusedBatchNorm", "FusedBatchNormV2", "FusedBatchNormV3" })
			RULES.put(normalization, SavedWindows::normalization);
		RULES.put("BatchNormWithGlobalNormalization", SavedWindows::oldNormalization);
		RULES.put("LRN", SavedWindows::localNormalization);
		RULES.put(SavedPatterns.DENSE, SavedWindows::dense);
	}

	private SavedWindows() {}

	/** The numbers for the axes in space, of numbers for all axes. */
	private static long[] spatial(SavedCall call, String attribute, int axes) {
		long[] all = call.node().integers(attribute, null), spatial = new long[axes];
		if (all == null) {
			Arrays.fill(spatial, 1);
			return spatial;
		}
		call.require(all.length == axes + 2, "its " + attribute + " are for another number of axes");
		int start = call.channelsLast() ? 1 : 2;
		call.require(all[0] == 1 && all[call.channelsLast() ? axes + 1 : 1] == 1, "its " + attribute + " move along images or channels");
		System.arraycopy(all, start, spatial, 0, axes);
		call.require(Arrays.stream(spatial).allMatch(value -> value > 0), "its " + attribute + " are not positive");
		return spatial;
	}

	private static void conv(SavedCall call, boolean depthwise) {
		Tensor filter = call.weights(1);
		long[] shape = filter.shape();
		int axes = shape.length - 2;
		long channels = call.shape(0, 0)[call.channelsLast() ? axes + 1 : 1];
		int[] order = new int[axes + 2];
		Arrays.setAll(order, i -> i > 1 ? i - 2 : depthwise ? axes + i : axes + 1 - i);
		Tensor weights = filter.permuted(order);
		long group = depthwise ? channels : channels / shape[axes];
		call.require(depthwise ? shape[axes] == channels : group > 0 && group * shape[axes] == channels, "its weights are for another number of channels than the " + channels + " that it is given");
		if (depthwise) {
			long[] each = weights.shape();
			each[0] *= each[1];
			each[1] = 1;
			weights = weights.reshaped(each);
		}
		long[] kernel = Arrays.copyOf(shape, axes), strides = spatial(call, "strides", axes), dilations = spatial(call, "dilations", axes);
		Map<String, Object> attributes = window(kernel, strides);
		attributes.put("dilations", dilations);
		if (group > 1)
			attributes.put("group", group);
		pad(call, attributes, kernel, strides, dilations);
		call.give(call.channelsLast(), "Conv", attributes, call.image(0), call.weight("weights", weights));
	}

	private static Map<String, Object> window(long[] kernel, long[] strides) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("kernel_shape", kernel);
		attributes.put("strides", strides);
		return attributes;
	}

	/** Says the padding in numbers where they do not depend on the size of the image. */
	private static void pad(SavedCall call, Map<String, Object> attributes, long[] kernel, long[] strides, long[] dilations) {
		long[] pads = new long[2 * kernel.length];
		long[] own = call.node().integers(PADS, null);
		if (own != null)
			pads = own;
		else
			switch (call.node().text("padding", "VALID")) {
				case "VALID" -> {}
				case "EXPLICIT" -> pads = explicit(call, kernel.length);
				default -> {
					if (Arrays.stream(strides).anyMatch(stride -> stride > 1)) {
						attributes.put("auto_pad", "SAME_UPPER");
						return;
					}
					for (int i = 0; i < kernel.length; i++) {
						long total = (kernel[i] - 1) * dilations[i];
						pads[i] = total / 2;
						pads[i + kernel.length] = total - total / 2;
					}
				}
			}
		attributes.put("pads", pads);
	}

	private static long[] explicit(SavedCall call, int axes) {
		long[] given = call.node().integers("explicit_paddings", new long[0]), pads = new long[2 * axes];
		call.require(given.length == 2 * axes + 4, "its paddings are for another number of axes");
		int start = call.channelsLast() ? 1 : 2;
		for (int i = 0; i < axes; i++) {
			pads[i] = given[2 * (i + start)];
			pads[i + axes] = given[2 * (i + start) + 1];
		}
		return pads;
	}

	/** What the network computes as the size of the result must, for all images, be the same function of the size of the image. */
	private static void transposed(SavedCall call) {
		Tensor filter = call.weights(1);
		long[] shape = filter.shape();
		int axes = shape.length - 2;
		long[] kernel = Arrays.copyOf(shape, axes), strides = spatial(call, "strides", axes), dilations = spatial(call, "dilations", axes);
		long[] pads = null, more = null;
		for (int trial = 0; trial < call.trials(); trial++) {
			long[] low = new long[2 * axes], behind = new long[axes];
			for (int i = 0; i < axes; i++) {
				int axis = i + (call.channelsLast() ? 1 : 2);
				long full = (call.shape(2, trial)[axis] - 1) * strides[i] + (kernel[i] - 1) * dilations[i] + 1, given = call.given(trial)[axis];
				long total = call.node().text("padding", "VALID").equals("SAME") ? Math.max(full - given, 0) : 0;
				low[i] = total / 2;
				low[i + axes] = total - total / 2;
				if (call.node().text("padding", "VALID").equals("EXPLICIT")) {
					low[i] = explicit(call, axes)[i];
					low[i + axes] = explicit(call, axes)[i + axes];
				}
				behind[i] = given - (full - low[i] - low[i + axes]);
			}
			call.require(pads == null || Arrays.equals(pads, low) && Arrays.equals(more, behind), "the size that it gives is no multiple of the size that it takes");
			pads = low;
			more = behind;
		}
		call.require(Arrays.stream(more).allMatch(value -> value >= 0), "it gives less than its window");
		int[] order = new int[axes + 2];
		Arrays.setAll(order, i -> i > 1 ? i - 2 : axes + 1 - i);
		Map<String, Object> attributes = window(kernel, strides);
		attributes.put("dilations", dilations);
		attributes.put("pads", pads);
		attributes.put("output_padding", more);
		call.give(call.channelsLast(), "ConvTranspose", attributes, call.image(2), call.weight("weights", filter.permuted(order)));
	}

	private static void pool(SavedCall call, String operator) {
		int axes = call.rank(0) - 2;
		long[] kernel = spatial(call, "ksize", axes), strides = spatial(call, "strides", axes), ones = new long[axes];
		Arrays.fill(ones, 1);
		Map<String, Object> attributes = window(kernel, strides);
		pad(call, attributes, kernel, strides, ones);
		call.give(call.channelsLast(), operator, attributes, call.image(0));
	}

	private static void normalization(SavedCall call) {
		call.require(!call.node().flag("is_training"), "it normalizes each image by statistics of its own, as in training");
		Map<String, Object> attributes = Map.of("epsilon", call.node().real("epsilon", 1e-4f));
		String[] inputs = new String[5];
		inputs[0] = call.image(0);
		String[] names = { "", "scale", "shift", "mean", "variance" };
		for (int i = 1; i < 5; i++)
			inputs[i] = call.weight(names[i], call.weights(i));
		call.give(call.channelsLast(), "BatchNormalization", attributes, inputs);
	}

	private static void oldNormalization(SavedCall call) {
		String scale = call.node().flag("scale_after_normalization") ? call.weight("scale", call.weights(4)) : null;
		if (scale == null) {
			float[] ones = new float[(int) call.weights(1).elements()];
			Arrays.fill(ones, 1);
			scale = call.weight("scale", Tensor.of(ones, ones.length));
		}
		call.give(true, "BatchNormalization", Map.of("epsilon", call.node().real("variance_epsilon", 1e-3f)), call.first(0), scale, call.weight("shift", call.weights(3)),
			call.weight("mean", call.weights(1)), call.weight("variance", call.weights(2)));
	}

	private static void localNormalization(SavedCall call) {
		long size = 2 * call.node().integer("depth_radius", 5) + 1;
		call.give(true, "LRN", Map.of("size", size, "alpha", size * call.node().real("alpha", 1), "beta", call.node().real("beta", 0.5f), "bias", call.node().real("bias", 1)), call.first(0));
	}

	/** A matrix along the channels of each pixel. */
	private static void dense(SavedCall call) {
		Tensor matrix = call.weights(1);
		int axes = call.rank(0) - 2;
		long[] shape = new long[axes + 2];
		Arrays.fill(shape, 1);
		shape[0] = matrix.shape()[1];
		shape[1] = matrix.shape()[0];
		call.give(true, "Conv", Map.of("kernel_shape", Arrays.copyOfRange(shape, 2, shape.length)), call.first(0), call.weight("weights", matrix.permuted(1, 0).reshaped(shape)));
	}
}
