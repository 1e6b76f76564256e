package io.github.hourglass.step;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

import io.github.hourglass.image.Moments;
import io.github.hourglass.image.Percentiles;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** The statistics that the rules of one image ask for, measured on the images as they were before any rule. */
final class Measurement {

	/** Mean and population standard deviation at each position. */
	record Spread(Positions positions, double[] mean, double[] deviation) {}

	private final Sample raw;
	private final String own;
	private final Frames.Looped looped;
	private final Scope scope;
	private final Progress progress;
	private final Set<String> said = new HashSet<>();

	/**
	 * @param raw the images before any rule
	 * @param own name of the image the rules are applied to
	 * @param looped which of its axes the network does not take
	 */
	Measurement(Sample raw, String own, Frames.Looped looped, Scope scope, Progress progress) {
		this.raw = raw;
		this.own = own;
		this.looped = looped;
		this.scope = scope;
		this.progress = progress;
	}

	Progress progress() {
		return progress;
	}

	/** Where the own image has its own statistics. */
	Positions positions(String jointly) {
		return Positions.of(raw.get(own), kept(jointly));
	}

	/**
	 * Mean and standard deviation of an image, at the positions of the own one.
	 *
	 * @param name of the image to measure, the own one or a reference
	 * @param jointly letters of the axes that the rule measures jointly
	 */
	Spread moments(String name, String jointly) {
		Volume volume = raw.get(name);
		Positions from = Positions.of(volume, kept(jointly));
		Moments moments = Moments.of(volume, from.letters(), progress);
		if (moments.joint().nans() > 0)
			say(name, "NaN");
		if (moments.joint().infinities() > 0)
			say(name, "infinite values");
		double[] mean = new double[from.count()];
		double[] deviation = new double[from.count()];
		Arrays.setAll(mean, i -> moments.at(i).mean());
		Arrays.setAll(deviation, i -> moments.at(i).deviation());
		Positions to = positions(jointly);
		return new Spread(to, spread(mean, from, to, name), spread(deviation, from, to, name));
	}

	/**
	 * Percentiles of an image, at the positions of the own one.
	 *
	 * @return per percentage, per position
	 */
	double[][] percentiles(String name, String jointly, Percentiles.Method method, double... percentages) {
		Volume volume = raw.get(name);
		Positions from = Positions.of(volume, kept(jointly));
		Percentiles percentiles = Percentiles.of(volume, from.letters(), method, progress, percentages);
		if (percentiles.nans() > 0)
			say(name, "NaN");
		Positions to = positions(jointly);
		double[][] values = new double[percentages.length][];
		for (int p = 0; p < values.length; p++)
			values[p] = spread(percentiles.values(p), from, to, name);
		return values;
	}

	private String kept(String jointly) {
		return Frames.kept(raw.get(own), looped, jointly, scope);
	}

	private double[] spread(double[] values, Positions from, Positions to, String name) {
		double[] spread = from.spread(values, to);
		if (spread == null)
			throw new IllegalArgumentException("The statistics of '" + name + "' cannot be used for '" + own + "': along '"
				+ from.letters() + "' the two images differ in size.");
		return spread;
	}

	private void say(String name, String what) {
		if (said.add(name + what))
			progress.note("The image '" + name + "' contains " + what + ", left out of its statistics and passed through.");
	}
}
