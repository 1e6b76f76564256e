package io.github.hourglass.architecture;

import io.github.hourglass.architecture.AxisRules.Move;
import io.github.hourglass.architecture.Taps.Filter;
import io.github.hourglass.architecture.Taps.Resampled;

/**
 * How Resize and Upsample move an axis. A coordinate mode whose formula holds the sizes (align_corners,
 * tf_crop_and_resize) depends on the place; the others repeat themselves as soon as the factor is a fraction.
 */
final class ResizeRules {

	/** Factors with a larger numerator or denominator count as depending on the place. */
	private static final int LARGEST = 1024;
	/** For as many output elements the engine's float arithmetic is compared with the exact one. */
	private static final int COMPARED = 1 << 14;

	private ResizeRules() {}

	static Move move(Call call, int axis) {
		Resampling resampling = Resampling.of(call)[axis];
		String mode = Resampling.mode(call);
		if (resampling.in() == resampling.out() && (resampling.bySize() || resampling.scale() == 1) && !mode.equals("tf_crop_and_resize"))
			return Move.same(axis);
		if (mode.equals("align_corners") || mode.equals("tf_crop_and_resize"))
			return AxisRules.positional(call, "resizes in the mode " + mode + ", in which every place depends on the size");
		Ratio ratio = ratio(resampling);
		if (ratio == null)
			return AxisRules.positional(call, "resizes by a factor that is not a simple fraction");
		if (mode.equals("half_pixel_symmetric") && resampling.in() * ratio.numerator() != resampling.out() * ratio.denominator())
			return AxisRules.positional(call, "centers its samples by the size");
		Resampled taps = new Resampled(ratio, filter(call), rounding(call, ratio), mode.equals("asymmetric") ? 0 : 1,
			mode.equals("asymmetric") || mode.equals("tf_half_pixel_for_nn") ? 0 : 1, call.node().integer("antialias", 0) != 0);
		if (taps.filter() == Filter.NEAREST && !roundsAlike(taps, resampling.scale()))
			return AxisRules.positional(call, "resizes by a factor for which the engine's rounding depends on the place");
		return new Move(axis, taps);
	}

	private static Filter filter(Call call) {
		return switch (call.node().text("mode", "nearest")) {
			case "nearest" -> Filter.NEAREST;
			case "linear", "bilinear" -> Filter.LINEAR;
			default -> Filter.CUBIC;
		};
	}

	/** Before opset 11 ONNX Runtime takes the floor, or the ceiling when shrinking. */
	private static String rounding(Call call, Ratio ratio) {
		if (!call.node().text("mode", "nearest").equals("nearest"))
			return "";
		if (call.operator().equals("Upsample") || call.opset() < 11)
			return ratio.numerator() < ratio.denominator() ? "ceil" : "floor";
		return call.node().text("nearest_mode", "round_prefer_floor");
	}

	private static Ratio ratio(Resampling resampling) {
		if (resampling.bySize()) {
			Ratio ratio = new Ratio(resampling.out(), resampling.in());
			return ratio.numerator() <= LARGEST && ratio.denominator() <= LARGEST ? ratio : null;
		}
		for (int denominator = 1; denominator <= LARGEST; denominator++) {
			long numerator = Math.round((double) resampling.scale() * denominator);
			if (numerator > 0 && numerator <= LARGEST && (float) numerator / denominator == resampling.scale())
				return new Ratio(numerator, denominator);
		}
		return null;
	}

	/** True if coordinates computed in float precision pick the same elements as exact ones. */
	private static boolean roundsAlike(Resampled taps, float scale) {
		if (Long.bitCount(taps.ratio().numerator()) == 1)
			return true;
		for (int output = 0; output < COMPARED; output++) {
			float coordinate = (output + taps.outShift() * 0.5f) / scale - taps.inShift() * 0.5f;
			long[] exact = new long[1];
			taps.of(output, i -> exact[0] = i);
			if (rounded(coordinate, taps.rounding()) != exact[0])
				return false;
		}
		return true;
	}

	private static long rounded(float coordinate, String rounding) {
		return switch (rounding) {
			case "floor" -> (long) Math.floor(coordinate);
			case "ceil" -> (long) Math.ceil(coordinate);
			case "round_prefer_ceil" -> (long) Math.floor(coordinate + 0.5);
			default -> (long) Math.ceil(coordinate - 0.5);
		};
	}
}
