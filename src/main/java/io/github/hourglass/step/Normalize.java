package io.github.hourglass.step;

import io.github.hourglass.image.Percentiles;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Brings an image into the range a network was trained on, by statistics of the image itself. An order reads
 * {@code Normalize.percentiles(3, 99.8)}. Measuring gives an {@link Affine} map; its inverse undoes the normalization on the
 * network's result. Immutable.
 */
public final class Normalize {

	private final double low;
	private final double high;
	private final double eps;
	private final boolean perChannel;
	private final boolean clipped;

	private Normalize(double low, double high, double eps, boolean perChannel, boolean clipped) {
		this.low = low;
		this.high = high;
		this.eps = eps;
		this.perChannel = perChannel;
		this.clipped = clipped;
	}

	/**
	 * {@code (x - low) / (high - low + 1e-20)}, low and high the values at these percentiles, interpolated linearly as NumPy
	 * does: CSBDeep's {@code normalize(x, pmin, pmax)}.
	 *
	 * @param low in percent, from 0
	 * @param high in percent, above {@code low}, to 100
	 */
	public static Normalize percentiles(double low, double high) {
		if (!(low >= 0 && low < high && high <= 100))
			throw new IllegalArgumentException("The percentiles " + low + " and " + high + " must rise and lie between 0 and 100.");
		return new Normalize(low, high, 1e-20, false, false);
	}

	/** {@code (x - mean) / (deviation + 1e-6)}, the population standard deviation: bioimage.io's {@code zero_mean_unit_variance}. */
	public static Normalize zeroMeanUnitVariance() {
		return new Normalize(Double.NaN, Double.NaN, 1e-6, false, false);
	}

	/** The same with another small number against division by zero. */
	public Normalize eps(double newEps) {
		return new Normalize(low, high, newEps, perChannel, clipped);
	}

	/** The same with every channel by itself; otherwise the channels a network takes together are measured together. */
	public Normalize perChannel() {
		return new Normalize(low, high, eps, true, clipped);
	}

	/** The same with the result clipped to 0..1. */
	public Normalize clipped() {
		return new Normalize(low, high, eps, perChannel, true);
	}

	/**
	 * Measures the image, in one or a few passes over it.
	 *
	 * @param networkAxes letters of the axes the network takes, such as {@code yxc}; the others are looped over
	 */
	public Affine measure(Volume volume, String networkAxes, Scope scope, Progress progress) {
		String name = volume.metadata().title();
		Measurement measurement = new Measurement(Sample.of(name, volume), name, letter -> networkAxes.indexOf(letter) < 0, scope, progress);
		return measure(measurement, name, perChannel ? networkAxes.replace("c", "") : networkAxes);
	}

	/** Measures the volume of that name and replaces it. */
	public Step on(String name, String networkAxes, Scope scope) {
		return (sample, progress) -> {
			Volume volume = sample.get(name);
			return sample.with(name, apply(measure(volume, networkAxes, scope, progress), volume));
		};
	}

	/** The image mapped, and clipped if so ordered. */
	public Volume apply(Affine measured, Volume volume) {
		Volume mapped = measured.apply(volume);
		return clipped ? Clip.apply(mapped, 0, 1) : mapped;
	}

	/** @param name of the image whose statistics count, the measurement's own or a reference */
	Affine measure(Measurement measurement, String name, String jointly) {
		Positions positions = measurement.positions(jointly);
		int n = positions.count();
		double[] subtract;
		double[] factor = new double[n];
		String statistics;
		if (Double.isNaN(low)) {
			Measurement.Spread moments = measurement.moments(name, jointly);
			subtract = moments.mean();
			for (int i = 0; i < n; i++)
				factor[i] = 1 / (moments.deviation()[i] + eps);
			statistics = positions.list(i -> "mean " + (float) moments.mean()[i] + ", deviation " + (float) moments.deviation()[i]);
		}
		else {
			double[][] values = measurement.percentiles(name, jointly, Percentiles.Method.LINEAR, low, high);
			subtract = values[0];
			for (int i = 0; i < n; i++)
				factor[i] = 1 / (values[1][i] - values[0][i] + eps);
			statistics = positions.list(i -> "percentile " + number(low) + " = " + (float) values[0][i] + ", "
				+ number(high) + " = " + (float) values[1][i]);
		}
		return Affine.of(positions, subtract, factor, new double[n]).from(statistics);
	}

	private static String number(double percentage) {
		return percentage == Math.rint(percentage) ? String.valueOf((long) percentage) : String.valueOf(percentage);
	}
}
