package io.github.hourglass.score;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

import io.github.hourglass.image.Metadata;
import io.github.hourglass.image.Moments;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.io.Table;

/** Compares intensities, every frame and channel by itself; the range is that of a channel over all frames. */
final class ImageComparison {

	private static final List<String> COLUMNS = List.of(Table.LABEL, "MSE", "PSNR", "SSIM", "MS-SSIM", "Range");
	private static final int LEAST = 2 * StructuralSimilarity.RADIUS + 1;

	/** The picture goes from so many times the root of the mean squared difference below to as many above 0. */
	private static final double SHOWN = 3;

	private final Volume truth;
	private final Volume result;
	private final CompareOptions options;
	private final int channels;
	private final int frames;

	/** @param result of the truth's size and order of axes */
	ImageComparison(Volume result, Volume truth, CompareOptions options) {
		this.truth = truth.inOrder("xyzct");
		this.result = result.inOrder("xyzct");
		this.options = options;
		this.channels = Math.toIntExact(truth.size('c'));
		this.frames = Math.toIntExact(truth.size('t'));
	}

	Comparison run(Progress progress) {
		int count = Math.multiplyExact(channels, frames);
		double[] ranges = new double[channels];
		for (int c = 0; c < channels; c++)
			ranges[c] = range(c, progress.part(c, channels * (count + 1)));
		List<double[]> rows = new ArrayList<>();
		Volume[] compared = new Volume[count];
		Table table = new Table(COLUMNS);
		for (int i = 0; i < count; i++) {
			int c = i % channels;
			int t = i / channels;
			Volume truthPart = part(truth, c, t);
			Progress part = progress.part(i + 1, count + 1);
			compared[i] = options.fit() ? ImageScores.fitted(truthPart, part(result, c, t), part.part(0, 2)) : part(result, c, t);
			double[] row = scores(truthPart, compared[i], ranges[c], part.part(1, 2));
			rows.add(row);
			add(table, Comparison.name(result, c, t), row);
		}
		if (count > 1)
			add(table, "mean", means(rows));
		tellWhatIsMissing(rows, progress);
		return new Comparison(table, difference(compared, rows));
	}

	private double[] scores(Volume truthPart, Volume image, double range, Progress progress) {
		int dimensions = Integer.parseInt(options.dimensions());
		double mse = ImageScores.mse(truthPart, image, progress.part(0, 3));
		boolean small = truth.size('x') < LEAST || truth.size('y') < LEAST || dimensions == 3 && truth.size('z') < LEAST;
		double ssim = small ? Double.NaN : ImageScores.ssim(truthPart, image, dimensions, range, progress.part(1, 3));
		return new double[] { mse, ImageScores.psnr(mse, range), ssim, ImageScores.msSsim(truthPart, image, range, progress.part(2, 3)), range };
	}

	private void tellWhatIsMissing(List<double[]> rows, Progress progress) {
		if (rows.stream().anyMatch(row -> Double.isNaN(row[0])))
			progress.note("The images contain values that are not finite (NaN or infinite); there they have no scores.");
		else if (rows.stream().anyMatch(row -> Double.isNaN(row[2])))
			progress.note("SSIM needs " + LEAST + " pixels along " + (options.dimensions().equals("3") ? "x, y and z" : "x and y") + "; these images are too small.");
		else if (rows.stream().anyMatch(row -> Double.isNaN(row[3])))
			progress.note("MS-SSIM needs " + MultiScaleSimilarity.LEAST + " pixels along x and y; these images are too small.");
	}

	private double range(int c, Progress progress) {
		if (options.isRangeOfType()) {
			if (truth.type() != PixelType.UINT8 && truth.type() != PixelType.UINT16)
				throw new IllegalArgumentException("range=type needs a truth of 8 or 16 bits, but '" + truth.metadata().title() + "' has "
					+ 8 * truth.type().bytes() + "; give the range as a number.");
			return truth.type().max();
		}
		if (!options.isRangeOfTruth())
			return options.rangeNumber();
		long[] min = new long[5];
		long[] size = truth.dimensions();
		min[3] = c;
		size[3] = 1;
		Moments.Statistics statistics = Moments.of(truth.crop(min, size), "", progress).joint();
		if (!(statistics.max() > statistics.min()))
			throw new IllegalArgumentException("The truth '" + truth.metadata().title() + "' has the same value everywhere" + (channels > 1 ? " in channel " + (c + 1) : "")
				+ ", so it has no range; give one, such as range=255.");
		return statistics.max() - statistics.min();
	}

	private Volume part(Volume volume, int c, int t) {
		long[] size = volume.dimensions();
		size[3] = 1;
		size[4] = 1;
		return volume.crop(new long[] { 0, 0, 0, c, t }, size);
	}

	private static void add(Table table, String label, double[] row) {
		List<Object> values = new ArrayList<>(List.of(label));
		Arrays.stream(row).forEach(values::add);
		table.add(values);
	}

	private static double[] means(List<double[]> rows) {
		double[] means = new double[COLUMNS.size() - 1];
		for (double[] row : rows)
			for (int i = 0; i < means.length; i++)
				means[i] += row[i] / rows.size();
		return means;
	}

	private Volume difference(Volume[] compared, List<double[]> rows) {
		double root = Math.sqrt(rows.stream().mapToDouble(row -> row[0]).filter(Double::isFinite).max().orElse(0));
		double shown = root > 0 ? SHOWN * root : 1;
		Metadata metadata = Metadata.titled("difference").withChannels(Collections.nCopies(channels, new Metadata.Channel("", blueWhiteRed(), -shown, shown)))
			.withProvenance(Comparison.SHOWS, "result minus truth" + (options.fit() ? ", the result scaled and shifted to fit the truth first" : ""));
		Volume lazy = truth.withPixels(PixelType.FLOAT32, (min, size, dest) -> {
			int n = size[0] * size[1] * size[2];
			int[] partSize = { size[0], size[1], size[2], 1, 1 };
			for (int i = 0; i < size[3] * size[4]; i++) {
				int c = (int) min[3] + i % size[3];
				int t = (int) min[4] + i / size[3];
				long[] at = { min[0], min[1], min[2], 0, 0 };
				double[] a = ImageScores.doubles(compared[t * channels + c], at, partSize);
				double[] b = ImageScores.doubles(part(truth, c, t), at, partSize);
				for (int k = 0; k < n; k++)
					((float[]) dest)[i * n + k] = (float) (a[k] - b[k]);
			}
		});
		return lazy.withMetadata(metadata);
	}

	/** Blue below, white at, red above the middle. */
	private static byte[] blueWhiteRed() {
		byte[] lut = new byte[768];
		for (int i = 0; i < 256; i++) {
			lut[i] = (byte) Math.min(255, 2 * i);
			lut[256 + i] = (byte) Math.min(255, 2 * Math.min(i, 255 - i));
			lut[512 + i] = (byte) Math.min(255, 2 * (255 - i));
		}
		return lut;
	}
}
