package io.github.hourglass.label;

import io.github.hourglass.image.Volume;

/**
 * The exact Euclidean distance of every pixel of a label image to the nearest pixel of another label, in time linear in the
 * number of pixels: lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher, Theory of Computing 2012). Along
 * each line, runs of one label are transformed by themselves, bounded by the pixels next to them, of distance 0: a pixel of the
 * same label beyond another one can never be nearer than what lies between. The border of the image is no other label.
 * {@link DistanceMap} does the same for images of any size.
 */
public final class DistanceTransform {

	private DistanceTransform() {}

	/**
	 * @param labels x fastest
	 * @param size along x, y, z (1 for planes)
	 * @param spacing distance of neighbors along x, y, z
	 * @return 0 where the label is 0; infinite where there is no other label at all
	 */
	public static float[] of(int[] labels, int[] size, double[] spacing) {
		float[] squared = new float[labels.length];
		for (int i = 0; i < labels.length; i++)
			squared[i] = labels[i] == 0 ? 0 : Float.POSITIVE_INFINITY;
		for (int d = 0; d < size.length; d++)
			along(d, labels, squared, size, spacing[d]);
		for (int i = 0; i < squared.length; i++)
			squared[i] = (float) Math.sqrt(squared[i]);
		return squared;
	}

	/**
	 * Transforms all lines along one axis in place.
	 *
	 * @param labels as above; null if it is a mask whose background has distance 0
	 */
	static void along(int d, int[] labels, float[] squared, int[] size, double spacing) {
		int stride = 1;
		for (int i = 0; i < d; i++)
			stride *= size[i];
		int n = size[d];
		DistanceLine envelope = new DistanceLine(n, spacing);
		double[] line = new double[n];
		int[] ids = new int[n];
		int pixels = Volume.pixels(size);
		for (int outer = 0; outer < pixels; outer += stride * n)
			for (int start = outer; start < outer + stride; start++) {
				for (int at = 0, i = start; at < n; at++, i += stride) {
					line[at] = squared[i];
					ids[at] = labels == null ? squared[i] == 0 ? 0 : 1 : labels[i];
				}
				runs(ids, line, envelope);
				for (int at = 0, i = start; at < n; at++, i += stride)
					squared[i] = (float) line[at];
			}
	}

	private static void runs(int[] ids, double[] line, DistanceLine envelope) {
		int n = ids.length;
		for (int first = 0; first < n;) {
			int last = first;
			while (last + 1 < n && ids[last + 1] == ids[first])
				last++;
			if (ids[first] != 0)
				envelope.run(line, first, last, n);
			first = last + 1;
		}
	}
}
