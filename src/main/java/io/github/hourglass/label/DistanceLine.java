package io.github.hourglass.label;

/**
 * One line of a Euclidean distance transform (Felzenszwalb and Huttenlocher, Theory of Computing 2012): from the squared
 * distances within the planes across the line, or infinities, to those within the volume, as the lower envelope of parabolas.
 */
final class DistanceLine {

	private final double spacing;
	private final double inverse;
	private final int[] sites;
	private final double[] heights;
	private final double[] from;
	private final double[] result;

	/** @param longest pixels of the longest line */
	DistanceLine(int longest, double spacing) {
		this.spacing = spacing;
		this.inverse = 1 / (spacing * spacing);
		sites = new int[longest + 2];
		heights = new double[longest + 2];
		from = new double[longest + 3];
		result = new double[longest];
	}

	/**
	 * Transforms one run of an object in place. Where the run does not end at the border of the image, the pixel beyond it is at
	 * distance 0.
	 *
	 * @param squared the line
	 * @param first first position of the run
	 * @param last its last position
	 * @param n length of the line
	 */
	void run(double[] squared, int first, int last, int n) {
		int count = 0;
		if (first > 0)
			count = add(count, first - 1, 0);
		for (int at = first; at <= last; at++)
			if (squared[at] < Double.POSITIVE_INFINITY)
				count = add(count, at, squared[at]);
		if (last < n - 1)
			count = add(count, last + 1, 0);
		if (count == 0)
			return;
		for (int at = first, site = 0; at <= last; at++) {
			while (site + 1 < count && from[site + 1] < at)
				site++;
			double distance = (at - sites[site]) * spacing;
			result[at] = distance * distance + heights[site];
		}
		System.arraycopy(result, first, squared, first, last - first + 1);
	}

	/** Adds a parabola to the lower envelope of {@code count}; gives how many it then has. */
	private int add(int count, int site, double height) {
		double crossing = Double.NEGATIVE_INFINITY;
		int kept = count;
		while (kept > 0) {
			int before = sites[kept - 1];
			crossing = 0.5 * ((height - heights[kept - 1]) * inverse / (site - before) + site + before);
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
