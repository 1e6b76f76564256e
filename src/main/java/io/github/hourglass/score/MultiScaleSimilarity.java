package io.github.hourglass.score;

import io.github.hourglass.image.Axes;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;

/** Structural similarity over several scales of a plane, see {@link ImageScores#msSsim}. */
final class MultiScaleSimilarity {

	private static final double[] WEIGHTS = { 0.0448, 0.2856, 0.3001, 0.2363, 0.1333 };
	static final int LEAST = (2 * StructuralSimilarity.RADIUS << WEIGHTS.length - 1) + 1;
	private static final int TILE = 128;

	private MultiScaleSimilarity() {}

	/** @param image of the truth's size and order of axes */
	static double of(Volume truth, Volume image, double range, Progress progress) {
		if (truth.size('x') < LEAST || truth.size('y') < LEAST)
			return Double.NaN;
		long planes = truth.voxels() / truth.size('x') / truth.size('y');
		double sum = 0;
		long[] at = new long[truth.axes().count()];
		for (long i = 0; i < planes; i++) {
			progress.report("Comparing scales", i, planes);
			sum += ofPlane(plane(truth, at), plane(image, at), range, progress);
			next(at, truth);
		}
		return sum / planes;
	}

	private static double ofPlane(Volume truth, Volume image, double range, Progress progress) {
		double product = 1;
		Volume a = truth;
		Volume b = image;
		for (int scale = 0; scale < WEIGHTS.length; scale++) {
			progress.check();
			boolean last = scale == WEIGHTS.length - 1;
			Volume map = StructuralSimilarity.map(a, b, 2, range, last ? StructuralSimilarity.WHOLE : StructuralSimilarity.CONTRAST_STRUCTURE);
			double mean = ImageScores.mean(map, Silent.of(progress));
			product *= Math.pow(mean < 0 ? 0 : mean, WEIGHTS[scale]);
			if (!last) {
				a = halved(a);
				b = halved(b);
			}
		}
		return product;
	}

	/** Cancelled as the other is, but reports nothing: the planes are what is told. */
	private record Silent(Progress progress) implements Progress {

		static Progress of(Progress progress) {
			return new Silent(progress);
		}

		@Override
		public void report(String stage, long done, long total) {}

		@Override
		public void note(String sentence) {
			progress.note(sentence);
		}

		@Override
		public boolean cancelled() {
			return progress.cancelled();
		}
	}

	/** The plane through a position, axes x and y. */
	private static Volume plane(Volume volume, long[] at) {
		long[] min = at.clone();
		long[] size = new long[min.length];
		for (int d = 0; d < size.length; d++) {
			boolean inPlane = volume.axes().letter(d) == 'x' || volume.axes().letter(d) == 'y';
			size[d] = inPlane ? volume.dimensions()[d] : 1;
		}
		return volume.crop(min, size).inOrder("xy");
	}

	/** The position of the next plane. */
	private static void next(long[] at, Volume volume) {
		for (int d = 0; d < at.length; d++) {
			char letter = volume.axes().letter(d);
			if (letter == 'x' || letter == 'y')
				continue;
			if (++at[d] < volume.dimensions()[d])
				return;
			at[d] = 0;
		}
	}

	/** Means of 2 x 2 pixels; computed on demand. */
	private static Volume halved(Volume plane) {
		long[] size = plane.dimensions();
		long[] half = { (size[0] + 1) / 2, (size[1] + 1) / 2 };
		return Volume.of(PixelType.FLOAT64, half, Axes.of("xy"), new int[] { TILE, TILE }, (min, count, dest) -> {
			long[] from = { 2 * min[0], 2 * min[1] };
			int[] wide = { (int) Math.min(2L * count[0], size[0] - from[0]), (int) Math.min(2L * count[1], size[1] - from[1]) };
			double[] values = ImageScores.doubles(plane, from, wide);
			double[] means = (double[]) dest;
			for (int y = 0; y < count[1]; y++) {
				int row = 2 * y * wide[0];
				int below = Math.min(2 * y + 1, wide[1] - 1) * wide[0];
				for (int x = 0; x < count[0]; x++) {
					int left = 2 * x;
					int right = Math.min(left + 1, wide[0] - 1);
					means[y * count[0] + x] = (values[row + left] + values[row + right] + values[below + left] + values[below + right]) / 4;
				}
			}
		});
	}
}
