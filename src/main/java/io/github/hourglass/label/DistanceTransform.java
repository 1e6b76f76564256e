package io.github.hourglass.label;

import java.util.Arrays;

import io.github.hourglass.image.Volume;

/**
 * The exact Euclidean distance of every pixel of a label image to the nearest pixel of another label, in time linear in the
 * number of pixels: lower envelopes of parabolas, axis by axis (Felzenszwalb and Huttenlocher, Theory of Computing 2012). Along
 * each line, runs of one label are transformed by themselves, bounded by the pixels next to them, of distance 0: a pixel of the
 * same label beyond another one can never be nearer than what lies between. The border of the image is no other label.
 * {@link DistanceMap} does the same for images of any size.
 */
public final class DistanceTransform {

	/** Neighboring lines transformed together, as far as they lie in one cache line. */
	private static final int COLUMNS = 16;

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
	 * Transforms all lines along one axis in place; x comes first, from 0 in the background and infinity elsewhere.
	 *
	 * @param labels as above; null if it is a mask whose background has distance 0
	 */
	static void along(int d, int[] labels, float[] squared, int[] size, double spacing) {
		if (d == 0) {
			alongX(labels, squared, size, spacing);
			return;
		}
		int stride = 1;
		for (int i = 0; i < d; i++)
			stride *= size[i];
		int n = size[d];
		int pixels = Volume.pixels(size);
		DistanceLine envelope = new DistanceLine(n, spacing);
		int wide = Math.min(stride, COLUMNS);
		double[][] lines = new double[wide][n];
		int[][] ids = new int[labels == null ? 0 : wide][n];
		boolean[] any = new boolean[wide];
		for (int outer = 0; outer < pixels; outer += stride * n)
			for (int start = outer; start < outer + stride; start += wide) {
				int columns = Math.min(wide, outer + stride - start);
				gather(squared, start, stride, columns, lines, any);
				for (int c = 0; c < columns; c++)
					if (any[c] && labels == null)
						runs(lines[c], envelope);
					else if (any[c])
						runs(read(labels, start + c, stride, ids[c]), lines[c], envelope);
				for (int at = 0, i = start; at < n; at++, i += stride)
					for (int c = 0; c < columns; c++)
						squared[i + c] = (float) lines[c][at];
			}
	}

	/** Along x there is nothing nearer than the ends of a run. */
	private static void alongX(int[] labels, float[] squared, int[] size, double spacing) {
		int n = size[0];
		for (int from = 0, pixels = Volume.pixels(size); from < pixels; from += n)
			for (int first = 0; first < n;) {
				int last = first;
				if (squared[from + first] != 0) {
					while (last + 1 < n && squared[from + last + 1] != 0 && (labels == null || labels[from + last + 1] == labels[from + first]))
						last++;
					for (int at = first; at <= last; at++) {
						double before = first > 0 ? at - first + 1 : Double.POSITIVE_INFINITY;
						double behind = last < n - 1 ? last - at + 1 : Double.POSITIVE_INFINITY;
						double distance = Math.min(before, behind) * spacing;
						squared[from + at] = (float) (distance * distance);
					}
				}
				first = last + 1;
			}
	}

	/** Reads a few neighboring lines, and which of them have any foreground. */
	private static void gather(float[] squared, int start, int stride, int columns, double[][] lines, boolean[] any) {
		Arrays.fill(any, false);
		for (int at = 0, n = lines[0].length, i = start; at < n; at++, i += stride)
			for (int c = 0; c < columns; c++) {
				float value = squared[i + c];
				lines[c][at] = value;
				any[c] |= value != 0;
			}
	}

	private static int[] read(int[] labels, int start, int stride, int[] ids) {
		for (int at = 0, i = start; at < ids.length; at++, i += stride)
			ids[at] = labels[i];
		return ids;
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

	private static void runs(double[] line, DistanceLine envelope) {
		int n = line.length;
		for (int first = 0; first < n; first++)
			if (line[first] != 0) {
				int last = first;
				while (last + 1 < n && line[last + 1] != 0)
					last++;
				envelope.run(line, first, last, n);
				first = last + 1;
			}
	}
}
