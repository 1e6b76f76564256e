package io.github.hourglass.step;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Percentiles;
import io.github.hourglass.model.StepSpec;

/**
 * The rules of bioimage.io whose numbers are measured on an image, as its specification 0.5 (models, {@code v0_5}) defines them.
 * Where {@code axes} are not given, all axes are measured jointly.
 */
final class MeasuredRules {

	private static final double EPS = 1e-6;

	private MeasuredRules() {}

	/** Names of the images that a rule must see whole before it gives the first pixel. */
	static List<String> measured(StepSpec spec, String own) {
		Map<String, Object> arguments = spec.arguments();
		String reference = String.valueOf(arguments.getOrDefault("reference_tensor", own));
		return switch (spec.name()) {
			case "zero_mean_unit_variance" -> List.of(own);
			case "scale_range" -> List.of(reference);
			case "scale_mean_variance" -> List.of(own, reference);
			case "clip" -> arguments.get("min_percentile") != null || arguments.get("max_percentile") != null ? List.of(own) : List.of();
			default -> List.of();
		};
	}

	/** {@code (tensor - mean) / (std + eps)}, mean and population standard deviation over {@code axes}. */
	static Rule zeroMeanUnitVariance(Arguments arguments) {
		String axes = arguments.axes();
		Normalize normalize = Normalize.zeroMeanUnitVariance().eps(arguments.number("eps", EPS));
		return (volume, measurement) -> normalize.measure(measurement, arguments.tensor(), axes).apply(volume);
	}

	/**
	 * {@code (tensor - low) / (high - low + eps)}, the values at {@code min_percentile} (0) and {@code max_percentile} (100) of the
	 * tensor or of {@code reference_tensor}, over {@code axes}, interpolated linearly.
	 */
	static Rule scaleRange(Arguments arguments) {
		String axes = arguments.axes();
		String reference = arguments.has("reference_tensor") ? arguments.text("reference_tensor") : arguments.tensor();
		double low = arguments.number("min_percentile", 0);
		double high = arguments.number("max_percentile", 100);
		if (!(low >= 0 && low < high && high <= 100))
			throw arguments.refuse("the percentiles " + low + " and " + high + " must rise and lie between 0 and 100");
		Normalize normalize = Normalize.percentiles(low, high).eps(arguments.number("eps", EPS));
		return (volume, measurement) -> normalize.measure(measurement, reference, axes).apply(volume);
	}

	/** {@code (tensor - mean) / (std + eps) * (ref_std + eps) + ref_mean}, all over {@code axes}. */
	static Rule scaleMeanVariance(Arguments arguments) {
		String axes = arguments.axes();
		String reference = arguments.text("reference_tensor");
		double eps = arguments.number("eps", EPS);
		return (volume, measurement) -> {
			Measurement.Spread own = measurement.moments(arguments.tensor(), axes);
			Measurement.Spread other = measurement.moments(reference, axes);
			double[] factor = new double[own.positions().count()];
			Arrays.setAll(factor, i -> (other.deviation()[i] + eps) / (own.deviation()[i] + eps));
			String statistics = own.positions().list(i -> "mean " + (float) own.mean()[i] + " to " + (float) other.mean()[i]
				+ ", deviation " + (float) own.deviation()[i] + " to " + (float) other.deviation()[i]);
			return Affine.of(own.positions(), own.mean(), factor, other.mean()).from(statistics).apply(volume);
		};
	}

	/**
	 * Values below {@code min} become it, values above {@code max} become that; either may be missing or be measured, as the value
	 * at {@code min_percentile} or {@code max_percentile} over {@code axes}. As in bioimage.io core that value is one of the image
	 * (NumPy's {@code inverted_cdf}), and interpolated only where {@code axes} is missing or names the batch.
	 */
	static Rule clip(Arguments arguments) {
		if (!arguments.has("min") && !arguments.has("max") && !arguments.has("min_percentile") && !arguments.has("max_percentile"))
			throw arguments.refuse("it has neither 'min' nor 'max' nor a percentile for them");
		String axes = arguments.axes();
		boolean interpolated = !arguments.has("axes") || axes.indexOf('b') >= 0;
		Percentiles.Method method = interpolated ? Percentiles.Method.LINEAR : Percentiles.Method.INVERTED_CDF;
		double min = arguments.number("min", Double.NEGATIVE_INFINITY);
		double max = arguments.number("max", Double.POSITIVE_INFINITY);
		boolean low = arguments.has("min_percentile");
		boolean high = arguments.has("max_percentile");
		if (!low && !high)
			return (volume, measurement) -> Clip.apply(volume, min, max);
		double least = arguments.number("min_percentile", 0);
		double most = arguments.number("max_percentile", 100);
		return (volume, measurement) -> {
			Positions positions = measurement.positions(axes);
			double[][] values = measurement.percentiles(arguments.tensor(), axes, method, least, most);
			if (!low)
				Arrays.fill(values[0], min);
			if (!high)
				Arrays.fill(values[1], max);
			return Clip.apply(volume, positions, values[0], values[1]);
		};
	}
}
