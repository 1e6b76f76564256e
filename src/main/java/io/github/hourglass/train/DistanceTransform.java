package io.github.hourglass.train;

import java.util.Arrays;

/**
 * The exact Euclidean distance of every pixel of a label image to the nearest pixel of another label, in time linear in the
 * number of pixels: lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher, Theory of Computing 2012). Along
 * each line, runs of one label are transformed by themselves, bounded by the pixels next to them, of distance 0: a pixel of the
 * same label beyond another one can never be nearer than what lies between. The border of the image is no other label.
 */
final class DistanceTransform {

	private final int[] labels;
	private final int[] size;
	private final double[] squared;
	private final int[] sites;
	private final double[] heights;
	private final double[] from;
	private final double[] line;

	private DistanceTransform(int[] labels, int[] size) {
		this.labels = labels;
		this.size = size;
		this.squared = new double[labels.length];
		int longest = Arrays.stream(size).max().orElse(1) + 2;
		this.sites = new int[longest];
		this.heights = new double[longest];
		this.from = new double[longest + 1];
		this.line = new double[longest];
	}

	/**
	 * @param labels x fastest
	 * @param size along x, y, z (1 for planes)
	 * @param spacing distance of neighbors along x, y, z
	 * @return 0 where the label is 0; infinite where there is no other label at all
	 */
	static float[] of(int[] labels, int[] size, double[] spacing) {
		DistanceTransform transform = new DistanceTransform(labels, size);
		for (int i = 0; i < labels.length; i++)
			transform.squared[i] = labels[i] == 0 ? 0 : Double.POSITIVE_INFINITY;
		int stride = 1;
		for (int d = 0; d < size.length; stride *= size[d++])
			transform.along(d, stride, spacing[d]);
		float[] distances = new float[labels.length];
		for (int i = 0; i < distances.length; i++)
			distances[i] = (float) Math.sqrt(transform.squared[i]);
		return distances;
	}

	private void along(int d, int stride, double spacing) {
		int n = size[d];
		for (int start = 0; start < labels.length; start++) {
			if (start / stride % n != 0)
				continue;
			for (int first = 0; first < n;) {
				int last = first;
				while (last + 1 < n && labels[start + (last + 1) * stride] == labels[start + first * stride])
					last++;
				if (labels[start + first * stride] != 0)
					run(start, stride, first, last, n, spacing);
				first = last + 1;
			}
		}
	}

	/** One run of a label, positions {@code first} to {@code last} of a line. */
	private void run(int start, int stride, int first, int last, int n, double spacing) {
		int count = 0;
		if (first > 0)
			count = add(count, first - 1, 0, spacing);
		for (int at = first; at <= last; at++)
			if (squared[start + at * stride] < Double.POSITIVE_INFINITY)
				count = add(count, at, squared[start + at * stride], spacing);
		if (last < n - 1)
			count = add(count, last + 1, 0, spacing);
		if (count == 0)
			return;
		for (int at = first, site = 0; at <= last; at++) {
			while (site + 1 < count && from[site + 1] < at)
				site++;
			double distance = (at - sites[site]) * spacing;
			line[at] = distance * distance + heights[site];
		}
		for (int at = first; at <= last; at++)
			squared[start + at * stride] = line[at];
	}

	/** Adds a parabola to the lower envelope of {@code count}; gives how many it then has. */
	private int add(int count, int site, double height, double spacing) {
		double crossing = Double.NEGATIVE_INFINITY;
		int kept = count;
		while (kept > 0) {
			int before = sites[kept - 1];
			crossing = ((height - heights[kept - 1]) / (spacing * spacing) + (double) site * site - (double) before * before) / (2.0 * (site - before));
			if (crossing > from[kept - 1])
				break;
			kept--;
		}
		sites[kept] = site;
		heights[kept] = height;
		from[kept] = kept == 0 ? Double.NEGATIVE_INFINITY : crossing;
		return kept + 1;
	}
}
