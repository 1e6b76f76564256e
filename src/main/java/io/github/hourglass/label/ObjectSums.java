package io.github.hourglass.label;

import java.util.Arrays;

/** What is added up over the voxels of one object, part by part. */
final class ObjectSums {

	final int id;
	long voxels;
	/** Sums of the positions along x, y, z. */
	final long[] position = new long[3];
	/** First and last position along x, y, z. */
	final long[] min = { Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE };
	final long[] max = { -1, -1, -1 };
	/** Neighbors that are both of the object, per direction of {@link Crofton}. */
	final long[] pairs;
	/** Per channel. */
	final double[] sum;
	final double[] least;
	final double[] most;
	/** Along the outer outlines; only in planes. */
	double perimeter;

	ObjectSums(int id, int channels, boolean solid) {
		this.id = id;
		pairs = new long[solid ? Crofton.DIRECTIONS.length : 0];
		sum = new double[channels];
		least = new double[channels];
		most = new double[channels];
		Arrays.fill(least, Double.POSITIVE_INFINITY);
		Arrays.fill(most, Double.NEGATIVE_INFINITY);
	}

	/** Takes the voxels {@code from} to {@code to}, inclusive, of a line along x. */
	void addRun(long from, long to, long y, long z) {
		long n = to - from + 1;
		voxels += n;
		position[0] += n * (from + to) / 2;
		position[1] += n * y;
		position[2] += n * z;
		extend(0, from, to);
		extend(1, y, y);
		extend(2, z, z);
	}

	void addValue(int channel, double value) {
		sum[channel] += value;
		least[channel] = Math.min(least[channel], value);
		most[channel] = Math.max(most[channel], value);
	}

	void merge(ObjectSums other) {
		voxels += other.voxels;
		for (int d = 0; d < 3; d++) {
			position[d] += other.position[d];
			extend(d, other.min[d], other.max[d]);
		}
		for (int i = 0; i < pairs.length; i++)
			pairs[i] += other.pairs[i];
		for (int c = 0; c < sum.length; c++) {
			sum[c] += other.sum[c];
			least[c] = Math.min(least[c], other.least[c]);
			most[c] = Math.max(most[c], other.most[c]);
		}
	}

	private void extend(int d, long from, long to) {
		min[d] = Math.min(min[d], from);
		max[d] = Math.max(max[d], to);
	}
}
