package io.github.hourglass.train;

import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Moments;
import io.github.hourglass.image.Percentiles;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.StepSpec;

/**
 * How an image's values become those the network sees, {@code (x - subtract) * factor}, with numbers of its own for each
 * channel, measured once over the whole image: the same rules, and the same results, as {@link io.github.hourglass.step.Normalize}
 * gives in prediction.
 */
record Scaling(double[] subtract, double[] factor) {

	/** CARE's percentiles, in percent. */
	static final double LOW = 3;
	static final double HIGH = 99.8;
	private static final double EPS_RANGE = 1e-20;
	private static final double EPS_DEVIATION = 1e-6;

	/** Changes nothing. */
	static final Scaling NONE = new Scaling(new double[0], new double[0]);

	/** As {@code Normalize.percentiles(3, 99.8).perChannel()}. */
	static Scaling percentiles(Volume volume, Progress progress) {
		Percentiles percentiles = Percentiles.of(volume, "c", progress, LOW, HIGH);
		return range(percentiles.values(0), percentiles.values(1));
	}

	/** Brings these values, one of each per channel, to 0 and 1. */
	static Scaling range(double[] low, double[] high) {
		double[] factor = new double[low.length];
		for (int c = 0; c < factor.length; c++)
			factor[c] = 1 / (high[c] - low[c] + EPS_RANGE);
		return new Scaling(low, factor);
	}

	/** As {@code Normalize.zeroMeanUnitVariance().perChannel()}. */
	static Scaling zeroMean(Volume volume, Progress progress) {
		Moments moments = Moments.of(volume, "c", progress);
		double[] mean = new double[moments.groups().count()];
		double[] factor = new double[mean.length];
		for (int c = 0; c < mean.length; c++) {
			mean[c] = moments.at(c).mean();
			factor[c] = 1 / (moments.at(c).deviation() + EPS_DEVIATION);
		}
		return new Scaling(mean, factor);
	}

	/** True where a run normalizes by percentiles, false where by mean and deviation. */
	static boolean isByPercentiles(TrainingOptions options) {
		return options.scaling().equals("auto") ? !Task.of(options).isBlind() : options.scaling().equals("percentiles");
	}

	/** {@link #percentiles} or {@link #zeroMean} in the words of a package, over the axes with these ids. */
	static StepSpec spec(boolean byPercentiles, List<String> axes) {
		return byPercentiles
			? new StepSpec("scale_range", Map.of("axes", axes, "min_percentile", LOW, "max_percentile", HIGH, "eps", EPS_RANGE))
			: new StepSpec("zero_mean_unit_variance", Map.of("axes", axes, "eps", EPS_DEVIATION));
	}

	/** Scales pixels in place; channels one after the other, each of {@code pixels}. */
	void apply(float[] values, int pixels) {
		for (int c = 0; c < subtract.length; c++)
			for (int i = c * pixels; i < (c + 1) * pixels; i++)
				values[i] = (float) ((values[i] - subtract[c]) * factor[c]);
	}
}
