package io.github.hourglass.train;

import java.util.Arrays;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Makes an input and a target of one noisy patch, so that a network can only learn what a pixel's surroundings tell of it:
 * Noise2Void (Krull, Buchholz and Jug, CVPR 2019). Some pixels of the input are replaced; the target is the patch as it was, and
 * only those pixels count.
 *
 * <p>Positions are stratified: the patch is divided into boxes of {@code round((100 / percent)^(1/dimensions))} pixels along each
 * axis, and each box has one spot, evenly distributed in it; a spot beyond the end of the patch is left out. 1.5 percent, the
 * value of the authors' program, gives boxes of 8 × 8, that is 64 spots in a patch of 64 × 64. In 3-D their program takes the
 * square root too and so masks fewer; here the share is the same. All channels of a spot are replaced, from the same place.
 *
 * @param rule what a spot becomes
 * @param percent share of the pixels that are spots
 * @param radius of the neighborhood, a square or cube cut off at the border of the patch; 5, that is 11 × 11, in the authors' program
 * @param lines how structured noise is masked
 * @param extent pixels on each side of a spot that {@code lines} masks
 */
public record BlindSpots(Rule rule, double percent, int radius, Lines lines, int extent) {

	/** Where the new value of a spot comes from. */
	public enum Rule {
		/** A pixel of the neighborhood, any with the same probability, the spot itself included (Noise2Void). */
		UNIFORM,
		/** The median of the neighborhood without the spot (N2V2, Höck et al., ECCV Workshops 2022). */
		MEDIAN
	}

	/**
	 * For noise that is correlated along lines (structN2V, Broaddus et al., ISBI 2020): the neighbors of a spot along these lines
	 * become random values from -2 to 2, evenly distributed, as in the authors' program; in units of the standard deviation, as
	 * patches are normalized.
	 */
	public enum Lines {
		NONE, X, Y, XY
	}

	private static final float LINE = 2;
	private static final double SPARSE = 1.5, DENSE = 5;

	public BlindSpots {
		if (!(percent > 0 && percent <= 50))
			throw new IllegalArgumentException("The share of blind spots must be above 0 and at most 50 percent, not " + percent + ".");
		if (radius < 1 || extent < 0)
			throw new IllegalArgumentException("Blind spots need a neighborhood of radius 1 or more and lines of extent 0 or more.");
	}

	/**
	 * What the options {@code spots}, {@code percent} and {@code lines} say, with radius 5; lines reach 5 pixels to each side. More spots
	 * than the authors' 1.5 percent teach faster: on simulated fluorescence, 10 photons at the brightest pixel, 5 percent reached
	 * 30.25 dB where 1.5 percent reached 29.43 in the same 4000 steps. Masked lines leave no room for so many.
	 */
	static BlindSpots of(TrainingOptions options) {
		BlindSpots spots = options.spots().equals("median") ? n2v2() : noise2void();
		boolean lined = !options.lines().equals("none");
		BlindSpots dense = new BlindSpots(spots.rule(), percent(options.percent(), lined), spots.radius(), Lines.NONE, 0);
		return lined ? dense.along(Lines.valueOf(options.lines().toUpperCase(Locale.ROOT)), dense.radius()) : dense;
	}

	private static double percent(String text, boolean lined) {
		if (text.strip().equals("auto"))
			return lined ? SPARSE : DENSE;
		try {
			double percent = Double.parseDouble(text.strip());
			if (percent > 0 && percent <= 50)
				return percent;
		}
		catch (NumberFormatException e) {
			// told below
		}
		throw new IllegalArgumentException("percent cannot be '" + text + "'; it is auto, or a number above 0 and at most 50.");
	}

	/** As published with Noise2Void's program: {@link Rule#UNIFORM}, 1.5 percent, radius 5. */
	public static BlindSpots noise2void() {
		return new BlindSpots(Rule.UNIFORM, SPARSE, 5, Lines.NONE, 0);
	}

	/** The same with {@link Rule#MEDIAN}. */
	public static BlindSpots n2v2() {
		return new BlindSpots(Rule.MEDIAN, SPARSE, 5, Lines.NONE, 0);
	}

	/** The same, with lines of that extent masked. */
	public BlindSpots along(Lines newLines, int newExtent) {
		return new BlindSpots(rule, percent, radius, newLines, newExtent);
	}

	/** Replaces the spots of the patch's input, and sets its target and weight. */
	void apply(Patch patch, SplittableRandom random) {
		float[] original = patch.input;
		patch.target = original;
		patch.input = original.clone();
		patch.weight = new float[patch.pixels()];
		int[] spots = positions(patch.size, random);
		if (lines != Lines.NONE)
			for (int spot : spots)
				mask(patch, spot, random);
		for (int spot : spots) {
			patch.weight[spot] = 1;
			replace(patch, original, spot, random);
		}
	}

	/** Side of a box along each axis that is longer than 1. */
	int box(int[] size) {
		int dimensions = size[2] > 1 ? 3 : 2;
		return Math.max(1, (int) Math.round(Math.pow(100 / percent, 1.0 / dimensions)));
	}

	private int[] positions(int[] size, SplittableRandom random) {
		int box = box(size);
		int deep = size[2] > 1 ? box : 1;
		int[] spots = new int[((size[0] - 1) / box + 1) * ((size[1] - 1) / box + 1) * ((size[2] - 1) / deep + 1)];
		int count = 0;
		for (int z = 0; z < size[2]; z += deep)
			for (int y = 0; y < size[1]; y += box)
				for (int x = 0; x < size[0]; x += box) {
					int atX = x + random.nextInt(box);
					int atY = y + random.nextInt(box);
					int atZ = z + random.nextInt(deep);
					if (atX < size[0] && atY < size[1] && atZ < size[2])
						spots[count++] = (atZ * size[1] + atY) * size[0] + atX;
				}
		return Arrays.copyOf(spots, count);
	}

	private void replace(Patch patch, float[] original, int spot, SplittableRandom random) {
		int[] from = new int[3];
		int[] to = new int[3];
		for (int d = 0, rest = spot; d < 3; rest /= patch.size[d++]) {
			from[d] = Math.max(0, rest % patch.size[d] - radius);
			to[d] = Math.min(patch.size[d], rest % patch.size[d] + radius + 1);
		}
		int neighbor = 0;
		for (int d = 2; d >= 0; d--)
			neighbor = neighbor * patch.size[d] + (rule == Rule.UNIFORM ? random.nextInt(from[d], to[d]) : 0);
		for (int channel = 0; channel < original.length; channel += patch.pixels())
			patch.input[channel + spot] = rule == Rule.UNIFORM ? original[channel + neighbor] : median(original, channel, spot, patch.size, from, to);
	}

	private static float median(float[] values, int channel, int spot, int[] size, int[] from, int[] to) {
		float[] others = new float[(to[0] - from[0]) * (to[1] - from[1]) * (to[2] - from[2]) - 1];
		int count = 0;
		for (int z = from[2]; z < to[2]; z++)
			for (int y = from[1]; y < to[1]; y++)
				for (int x = from[0]; x < to[0]; x++) {
					int at = (z * size[1] + y) * size[0] + x;
					if (at != spot)
						others[count++] = values[channel + at];
				}
		Arrays.sort(others);
		return (others[(count - 1) / 2] + others[count / 2]) / 2;
	}

	private void mask(Patch patch, int spot, SplittableRandom random) {
		int width = patch.size[0];
		int x = spot % width;
		int y = spot / width % patch.size[1];
		for (int step = -extent; step <= extent; step++) {
			if ((lines == Lines.X || lines == Lines.XY) && x + step >= 0 && x + step < width)
				randomize(patch, spot + step, random);
			if ((lines == Lines.Y || lines == Lines.XY) && y + step >= 0 && y + step < patch.size[1])
				randomize(patch, spot + step * width, random);
		}
	}

	private static void randomize(Patch patch, int at, SplittableRandom random) {
		for (int channel = 0; channel < patch.input.length; channel += patch.pixels())
			patch.input[channel + at] = LINE * (2 * random.nextFloat() - 1);
	}
}
