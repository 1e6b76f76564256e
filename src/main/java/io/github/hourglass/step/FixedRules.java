package io.github.hourglass.step;

import java.util.Arrays;

import io.github.hourglass.image.Volume;

/** The rules of bioimage.io whose numbers stand in the package, as its specification 0.5 (models, {@code v0_5}) defines them. */
final class FixedRules {

	/** What bioimage.io core adds to a fixed standard deviation. */
	private static final double EPS = 1e-6;

	private FixedRules() {}

	/** {@code tensor > threshold}; one threshold or one per position of {@code axis}. */
	static Rule binarize(Arguments arguments) {
		double[] thresholds = arguments.numbers("threshold", Double.NaN);
		if (!arguments.has("threshold"))
			throw arguments.refuse("it has no 'threshold'");
		char axis = arguments.axis(' ');
		return (volume, measurement) -> {
			Positions positions = along(volume, axis, thresholds.length, arguments);
			return Threshold.apply(volume, positions, thresholds);
		};
	}

	/** {@code tensor * gain + offset}; each one number or one per position of {@code axis}. */
	static Rule scaleLinear(Arguments arguments) {
		double[] gain = arguments.numbers("gain", 1);
		double[] offset = arguments.numbers("offset", 0);
		char axis = arguments.axis(' ');
		return (volume, measurement) -> {
			Positions positions = along(volume, axis, Math.max(gain.length, offset.length), arguments);
			int n = positions.count();
			return Affine.of(positions, new double[n], spread(gain, n, arguments), spread(offset, n, arguments)).apply(volume);
		};
	}

	/** {@code (tensor - mean) / (std + 1e-6)}, the small number as in bioimage.io core and in the format 0.4. */
	static Rule fixedZeroMeanUnitVariance(Arguments arguments) {
		if (!arguments.has("mean") || !arguments.has("std"))
			throw arguments.refuse("it needs 'mean' and 'std'");
		double[] mean = arguments.numbers("mean", 0);
		double[] std = arguments.numbers("std", 1);
		double eps = arguments.number("eps", EPS);
		char axis = arguments.axis(' ');
		return (volume, measurement) -> {
			Positions positions = along(volume, axis, Math.max(mean.length, std.length), arguments);
			int n = positions.count();
			double[] factor = Arrays.stream(spread(std, n, arguments)).map(value -> 1 / (value + eps)).toArray();
			return Affine.of(positions, spread(mean, n, arguments), factor, new double[n]).apply(volume);
		};
	}

	static Rule sigmoid(Arguments arguments) {
		return (volume, measurement) -> Sigmoid.apply(volume);
	}

	static Rule softmax(Arguments arguments) {
		char axis = arguments.axis('c');
		return (volume, measurement) -> Softmax.apply(volume, axis);
	}

	static Rule ensureDtype(Arguments arguments) {
		Convert convert = Convert.dtype(arguments.text("dtype"));
		return (volume, measurement) -> convert.apply(volume, measurement.progress());
	}

	/** Where the values of a list of that length hold; a list must be as long as its axis. */
	private static Positions along(Volume volume, char axis, int length, Arguments arguments) {
		if (length == 1)
			return Positions.single();
		if (axis == ' ')
			throw arguments.refuse("it has " + length + " values but no 'axis' along which they run");
		if (volume.size(axis) != length)
			throw arguments.refuse("it has " + length + " values along " + axis + ", but the image has " + volume.size(axis) + " there");
		return Positions.of(volume, String.valueOf(axis));
	}

	private static double[] spread(double[] values, int n, Arguments arguments) {
		if (values.length == n)
			return values;
		if (values.length != 1)
			throw arguments.refuse("its lists are of different lengths, " + values.length + " and " + n);
		double[] spread = new double[n];
		Arrays.fill(spread, values[0]);
		return spread;
	}
}
