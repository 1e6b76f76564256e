package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Quiet;
import io.github.hourglass.image.Volume;
import io.github.hourglass.image.Workers;
import io.github.hourglass.score.ImageScores;
import io.github.hourglass.simulate.SimulationOptions;
import net.imglib2.img.array.ArrayImgs;

/**
 * Scores of restored images: PSNR and SSIM against the truth, or, where the truth is the same everywhere, how much of the deviation is left;
 * and how far the brightness of blocks of 256² moves. Beside the input stand classic filters, each with the parameters that are best for the
 * image, after the Anscombe transformation where the camera is known. Where the truth is larger than the image, that is interpolated, and the
 * Gaussian filter stands for all.
 */
final class ImageEvaluation {

	private static final String INPUT = "input";
	private static final int BLOCK = 256;
	private static final double HEADROOM = 3;

	private final RecipeSet set;
	private final Map<String, List<double[]>> rows = new LinkedHashMap<>();
	private boolean flat = true;

	ImageEvaluation(RecipeSet set) {
		this.set = set;
	}

	/** The input, and where the camera is known every filter. */
	void classic(List<Evaluation.Item> items, Progress progress) {
		flat = items.stream().allMatch(item -> isConstant(item.truth()));
		Camera camera = flat ? null : Camera.of(set.simulate());
		List<Map<String, double[]>> scores = new ArrayList<>(java.util.Collections.nCopies(items.size(), null));
		Progress quiet = Quiet.of(progress);
		Workers.run(items.size(), Runtime.getRuntime().availableProcessors(), progress, "Filtering " + set.name(), () -> i -> {
			Evaluation.Item item = items.get((int) i);
			Map<String, double[]> own = new LinkedHashMap<>();
			if (isEnlarged(item))
				for (Interpolation interpolation : Interpolation.values())
					own.put(named(interpolation), score(item, interpolation.of(item.input(), item.truth())));
			else
				own.put(INPUT, score(item, item.input()));
			if (camera != null)
				filter(item, camera, own, quiet);
			scores.set((int) i, own);
		});
		for (Map<String, double[]> own : scores)
			own.forEach((name, values) -> rows.computeIfAbsent(name, n -> new ArrayList<>()).add(values));
	}

	private static boolean isEnlarged(Evaluation.Item item) {
		return item.truth().voxels() > item.input().voxels();
	}

	private static String named(Interpolation interpolation) {
		return interpolation.name().toLowerCase(Locale.ROOT) + " interpolation";
	}

	void add(String method, Evaluation.Item item, Volume result) {
		rows.computeIfAbsent(method, n -> new ArrayList<>()).add(score(item, result));
	}

	private void filter(Evaluation.Item item, Camera camera, Map<String, double[]> scores, Progress progress) {
		Anscombe anscombe = new Anscombe(camera.noise, HEADROOM * camera.peak + 60);
		float[] counts = Evaluation.pixels(item.input()), truth = Evaluation.pixels(item.truth()), stable = new float[counts.length];
		for (int i = 0; i < stable.length; i++)
			stable[i] = (float) anscombe.of((counts[i] - camera.offset) / camera.gain);
		int width = (int) item.input().size('x'), height = (int) item.input().size('y');
		boolean enlarged = isEnlarged(item);
		new ClassicDenoisers(stable, width, height, counts.length / width / height).methods().forEach((name, results) -> {
			if (enlarged && !name.equals(ClassicDenoisers.GAUSSIAN))
				return;
			float[][] best = new float[1][];
			double[] least = { Double.POSITIVE_INFINITY };
			results.accept(result -> {
				progress.check();
				float[] restored = new float[result.length];
				for (int i = 0; i < restored.length; i++)
					restored[i] = (float) (camera.offset + camera.gain * anscombe.inverse(result[i]));
				if (enlarged)
					restored = Evaluation.pixels(Interpolation.CUBIC.of(restored, item.input(), item.truth()));
				double error = 0;
				for (int i = 0; i < restored.length; i++)
					error += (restored[i] - truth[i]) * (restored[i] - truth[i]);
				if (error < least[0]) {
					least[0] = error;
					best[0] = restored;
				}
			});
			scores.put(enlarged ? name + ", then " + named(Interpolation.CUBIC) : name, score(item, Volume.of(ArrayImgs.floats(best[0], item.truth().dimensions()), item.truth().axes())));
		});
	}

	private double[] score(Evaluation.Item item, Volume result) {
		double shift = shift(item.input(), result);
		if (flat)
			return new double[] { 100 * deviation(Evaluation.pixels(result)) / deviation(Evaluation.pixels(item.input())), shift };
		if (isConstant(item.truth()))
			return new double[] { Double.NaN, Double.NaN, shift };
		ImageScores scores = ImageScores.of(item.truth(), result, item.truth().size('z') > 1 ? 3 : 2, false, Progress.none());
		return new double[] { scores.psnr(), scores.ssim(), shift };
	}

	private static boolean isConstant(Volume volume) {
		float[] pixels = Evaluation.pixels(volume);
		for (float pixel : pixels)
			if (pixel != pixels[0])
				return false;
		return true;
	}

	private static double mean(float[] values) {
		double sum = 0;
		for (float value : values)
			sum += value;
		return sum / values.length;
	}

	private static double deviation(float[] values) {
		double mean = mean(values), sum = 0;
		for (float value : values)
			sum += (value - mean) * (value - mean);
		return Math.sqrt(sum / values.length);
	}

	/** The largest change of the mean of a block, in percent of what it was; blocks are as large as the image where that is smaller, and in a larger result as many times as large. */
	private static double shift(Volume input, Volume result) {
		long[] dimensions = input.dimensions(), min = new long[dimensions.length], size = dimensions.clone();
		int x = input.axes().indexOf('x'), y = input.axes().indexOf('y');
		double most = 0;
		Volume other = result.inOrder(input.axes().letters());
		for (long top = 0; top == 0 || top + BLOCK <= dimensions[y]; top += BLOCK)
			for (long left = 0; left == 0 || left + BLOCK <= dimensions[x]; left += BLOCK) {
				min[x] = left;
				min[y] = top;
				size[x] = Math.min(BLOCK, dimensions[x]);
				size[y] = Math.min(BLOCK, dimensions[y]);
				double before = mean(Evaluation.pixels(input.crop(min, size)));
				most = Math.max(most, 100 * Math.abs(mean(Evaluation.pixels(other.crop(scaled(min, dimensions, other), scaled(size, dimensions, other)))) - before) / Math.abs(before));
			}
		return most;
	}

	private static long[] scaled(long[] values, long[] dimensions, Volume result) {
		long[] scaled = values.clone();
		for (int d = 0; d < scaled.length; d++)
			scaled[d] *= result.dimensions()[d] / dimensions[d];
		return scaled;
	}

	SetScores scores(int images) {
		List<String> columns = flat ? List.of("deviation left (%)", "largest shift of brightness (%)") : List.of("PSNR (dB)", "SSIM", "largest shift of brightness (%)");
		Map<String, List<Double>> methods = new LinkedHashMap<>();
		rows.forEach((name, scores) -> {
			List<Double> means = new ArrayList<>();
			for (int c = 0; c < columns.size(); c++) {
				int column = c;
				double[] values = scores.stream().mapToDouble(score -> score[column]).filter(Double::isFinite).toArray();
				means.add(c == columns.size() - 1 ? Arrays.stream(values).max().orElse(Double.NaN) : Arrays.stream(values).average().orElse(Double.NaN));
			}
			methods.put(name, means);
		});
		return new SetScores(set.name(), images, columns, methods);
	}

	/** What the filters are told. */
	private record Camera(double gain, double offset, double noise, double peak) {

		/** Null where each image has another. */
		static Camera of(SimulationOptions options) {
			if (options == null)
				return null;
			double[] values = { number(options.gain()), number(options.offset()), number(options.noise()), number(options.peak()) };
			boolean other = Arrays.stream(new String[] { options.hot(), options.rows(), options.smear() }).anyMatch(text -> number(text) != 0);
			return other || Arrays.stream(values).anyMatch(Double::isNaN) ? null : new Camera(values[0], values[1], values[2], values[3]);
		}

		private static double number(String text) {
			try {
				return Double.parseDouble(text.strip());
			}
			catch (NumberFormatException range) {
				return Double.NaN;
			}
		}
	}
}
