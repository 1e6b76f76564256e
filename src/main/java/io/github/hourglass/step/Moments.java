package io.github.hourglass.step;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/**
 * Mean and population standard deviation at each position, NaN left out; NaN where there is nothing else.
 *
 * @param nans number of NaN in all
 */
record Moments(Positions positions, double[] mean, double[] deviation, long nans) {

	/** One pass over the image, in its own blocks; blocks are merged by the rule of Chan, Golub and LeVeque (1979). */
	static Moments of(Volume volume, Positions positions, Progress progress) {
		Sum sum = new Sum(positions.count());
		long blocks = volume.blocks().count();
		for (long b = 0; b < blocks; b++) {
			progress.check();
			progress.report("Measuring", b, blocks);
			long[] min = volume.blocks().min(b);
			int[] size = volume.blocks().size(b);
			float[] pixels = new float[Volume.pixels(size)];
			volume.copyFloats(min, size, pixels);
			positions.visit(volume.axes(), min, size, (position, from, to) -> sum.add(pixels, from, to, position));
		}
		progress.report("Measuring", blocks, blocks);
		double[] deviation = new double[positions.count()];
		for (int i = 0; i < deviation.length; i++) {
			deviation[i] = Math.sqrt(sum.squares[i] / sum.n[i]);
			if (sum.n[i] == 0)
				sum.mean[i] = Double.NaN;
		}
		return new Moments(positions, sum.mean, deviation, sum.nans);
	}

	private static final class Sum {

		final long[] n;
		final double[] mean;
		final double[] squares;
		long nans;

		Sum(int count) {
			n = new long[count];
			mean = new double[count];
			squares = new double[count];
		}

		void add(float[] pixels, int from, int to, int position) {
			int count = 0;
			double total = 0;
			for (int i = from; i < to; i++)
				if (pixels[i] == pixels[i]) {
					total += pixels[i];
					count++;
				}
			nans += to - from - count;
			if (count == 0)
				return;
			double center = total / count;
			double square = 0;
			for (int i = from; i < to; i++)
				if (pixels[i] == pixels[i]) {
					double distance = pixels[i] - center;
					square += distance * distance;
				}
			double distance = center - mean[position];
			long all = n[position] + count;
			squares[position] += square + distance * distance * ((double) n[position] * count / all);
			mean[position] += distance * count / all;
			n[position] = all;
		}
	}
}
