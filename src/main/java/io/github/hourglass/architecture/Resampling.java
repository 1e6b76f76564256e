package io.github.hourglass.architecture;

import java.util.Arrays;

/**
 * What Resize or Upsample does along one axis, for one input size.
 *
 * @param in size of the input
 * @param out size of the output
 * @param scale the factor the engine computes coordinates with, in float precision
 * @param bySize true if the output size was given and the factor follows, false the other way round
 */
record Resampling(long in, long out, float scale, boolean bySize) {

	/** One per axis of the input, also for axes left as they are. */
	static Resampling[] of(Call call) {
		int rank = call.rank(0);
		double[] scales = scales(call);
		long[] sizes = call.operator().equals("Resize") && call.has(3) && call.input(3).elements() > 0 ? call.integers("sizes", 3) : null;
		call.require(scales != null || sizes != null, "has neither scales nor sizes");
		int[] axes = call.axes(rank, call.node().integers("axes", null));
		call.require((sizes != null ? sizes.length : scales.length) == axes.length, "has scales or sizes for another number of axes");
		Resampling[] result = new Resampling[rank];
		for (int axis = 0; axis < rank; axis++)
			result[axis] = new Resampling(call.input(0).size(axis), call.input(0).size(axis), 1, false);
		if (sizes != null)
			bySizes(call, sizes, axes, result);
		else
			for (int i = 0; i < axes.length; i++)
				result[axes[i]] = byScale(call, axes[i], (float) scales[i], i);
		return result;
	}

	private static double[] scales(Call call) {
		if (!call.operator().equals("Upsample"))
			return call.reals("scales", call.opset() < 11 ? 1 : 2);
		Node node = call.node();
		if (node.attributes().containsKey("height_scale"))
			return new double[] { 1, 1, node.real("height_scale", 1), node.real("width_scale", 1) };
		return call.reals("scales", 1);
	}

	private static Resampling byScale(Call call, int axis, float scale, int i) {
		long in = call.input(0).size(axis);
		call.require(scale > 0, "has a scale that is not positive");
		double part = 1;
		if (mode(call).equals("tf_crop_and_resize")) {
			double[] roi = call.reals("roi", 1);
			part = roi == null ? 1 : roi[i + roi.length / 2] - roi[i];
		}
		long out = part == 1 ? (long) (in * scale) : (long) Math.floor(in * part * scale);
		call.require(out > 0, "would give an empty output along axis " + axis);
		return new Resampling(in, out, scale, false);
	}

	private static void bySizes(Call call, long[] sizes, int[] axes, Resampling[] result) {
		String policy = call.node().text("keep_aspect_ratio_policy", "stretch");
		long[] wanted = sizes.clone();
		if (!policy.equals("stretch")) {
			double[] ratios = new double[axes.length];
			for (int i = 0; i < axes.length; i++)
				ratios[i] = (float) sizes[i] / (float) call.input(0).size(axes[i]);
			double ratio = policy.equals("not_larger") ? Arrays.stream(ratios).min().orElse(1) : Arrays.stream(ratios).max().orElse(1);
			for (int i = 0; i < axes.length; i++)
				wanted[i] = (long) Math.floor(ratio * call.input(0).size(axes[i]) + 0.5);
		}
		for (int i = 0; i < axes.length; i++) {
			long in = call.input(0).size(axes[i]);
			call.require(wanted[i] > 0 && in > 0, "would give an empty output along axis " + axes[i]);
			result[axes[i]] = new Resampling(in, wanted[i], (float) wanted[i] / in, true);
		}
	}

	/** The coordinate mode; operators before Resize 11 are asymmetric. */
	static String mode(Call call) {
		boolean old = call.operator().equals("Upsample") || call.opset() < 11;
		return old ? "asymmetric" : call.node().text("coordinate_transformation_mode", "half_pixel");
	}
}
