package io.github.hourglass.io;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Volume;

/**
 * Colors for label images: black for 0 and 255 colors that are easy to tell apart, those of consecutive numbers most of all. Chosen
 * one by one, each as far from all before it as can be (Glasbey, van der Heijden, Toh and Gray, Color Research and Application 2007),
 * from the colors of an even grid in sRGB; distances are those of CIELAB, D65. Always the same colors.
 */
public final class LabelColors {

	private static final int STEP = 17;
	/** Colors darker than this are lost on the black background. */
	private static final double LEAST_LIGHTNESS = 35;
	/** So many colors before a color must be so many times as far from it as all others. */
	private static final int RECENT = 8;
	private static final double RECENT_WEIGHT = 0.4;
	private static final byte[] LUT = table();

	private LabelColors() {}

	/** 256 red, then 256 green, then 256 blue values. */
	public static byte[] lut() {
		return LUT.clone();
	}

	/**
	 * A label image that shows each number in its own color up to 255; with more objects a few consecutive numbers share one.
	 *
	 * @param largest the largest number in it
	 */
	public static Volume colored(Volume labels, long largest) {
		Metadata.Channel channel = new Metadata.Channel("", lut(), 0, Math.max(255, largest));
		long channels = labels.size('c');
		return labels.withMetadata(labels.metadata().withRgb(false).withChannels(java.util.Collections.nCopies((int) channels, channel)));
	}

	/** The color of one number as {@code 0xrrggbb}; numbers above 255 begin again. */
	public static int of(long label) {
		int i = label <= 0 ? 0 : (int) ((label - 1) % 255) + 1;
		return (LUT[i] & 0xff) << 16 | (LUT[256 + i] & 0xff) << 8 | LUT[512 + i] & 0xff;
	}

	private static byte[] table() {
		List<int[]> colors = grid();
		double[][] labs = colors.stream().map(LabelColors::lab).toArray(double[][]::new);
		double[][] chosen = new double[256][];
		byte[] table = new byte[768];
		chosen[0] = lab(new int[3]);
		double[] nearest = new double[labs.length];
		Arrays.fill(nearest, Double.POSITIVE_INFINITY);
		for (int i = 1; i < 256; i++) {
			int best = 0;
			double farthest = -1;
			for (int k = 0; k < labs.length; k++) {
				nearest[k] = Math.min(nearest[k], distance(labs[k], chosen[i - 1]));
				double score = nearest[k];
				for (int r = Math.max(1, i - RECENT); r < i; r++)
					score = Math.min(score, RECENT_WEIGHT * distance(labs[k], chosen[r]));
				if (score > farthest) {
					farthest = score;
					best = k;
				}
			}
			chosen[i] = labs[best];
			for (int part = 0; part < 3; part++)
				table[256 * part + i] = (byte) colors.get(best)[part];
		}
		return table;
	}

	private static List<int[]> grid() {
		List<int[]> colors = new ArrayList<>();
		for (int red = 0; red < 256; red += STEP)
			for (int green = 0; green < 256; green += STEP)
				for (int blue = 0; blue < 256; blue += STEP) {
					int[] color = { red, green, blue };
					if (lab(color)[0] >= LEAST_LIGHTNESS)
						colors.add(color);
				}
		return colors;
	}

	private static double distance(double[] a, double[] b) {
		return Math.sqrt((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1]) + (a[2] - b[2]) * (a[2] - b[2]));
	}

	/** sRGB to CIELAB with the white point D65 (IEC 61966-2-1, CIE 15). */
	static double[] lab(int[] rgb) {
		double r = linear(rgb[0]), g = linear(rgb[1]), b = linear(rgb[2]);
		double x = root((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
		double y = root(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
		double z = root((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
		return new double[] { 116 * y - 16, 500 * (x - y), 200 * (y - z) };
	}

	private static double linear(int value) {
		double v = value / 255.0;
		return v <= 0.04045 ? v / 12.92 : Math.pow((v + 0.055) / 1.055, 2.4);
	}

	private static double root(double t) {
		return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
	}
}
