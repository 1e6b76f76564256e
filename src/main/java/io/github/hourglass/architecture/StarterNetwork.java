package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Tensor;

/**
 * A denoiser that was never trained: an encoder-decoder with skip connections whose weights are set by formula, so that its
 * output is known without it. It takes one channel and sizes that are multiples of 4, in 2-D or 3-D.
 * <p>
 * The encoder halves the image twice with the binomial filter (1 3 3 1)/8; the decoder doubles it by linear interpolation.
 * What a level loses that way, its band, is transformed by the discrete cosine transform of every 3-pixel block; each
 * coefficient c becomes c max(0, 1 - t²/c²), the non-negative garrote, which removes what is below t and keeps edges
 * almost as they are; the blocks are transformed back and averaged. The threshold t is {@value #THRESHOLD} standard
 * deviations of the noise in that coefficient, for white noise of the strength found nearby: the mean of |L|√(π/2), where L is
 * the second difference (1 -2 1)/√6 along every axis (Immerkær, Computer Vision and Image Understanding 1996), taken on the
 * coarsest level. Noise that grows with the brightness, as in fluorescence, is therefore removed alike everywhere, and
 * {@code f(a x + b) = a f(x) + b}: no normalization changes the result.
 * <p>
 * Two levels and a threshold of 2 gave the best mean PSNR on nuclei with Poisson and Gaussian noise of several strengths,
 * within 0.1 dB of the Gaussian filter that is best for each image.
 */
public final class StarterNetwork {

	private static final double THRESHOLD = 2;
	private static final int LEVELS = 2;
	private static final double[] BINOMIAL = { 1 / 8d, 3 / 8d, 3 / 8d, 1 / 8d };
	private static final double[] SMOOTH = { 0.25, 0.5, 0.25 };
	private static final double[] SECOND_DIFFERENCE = { 1 / Math.sqrt(6), -2 / Math.sqrt(6), 1 / Math.sqrt(6) };
	/** Keeps 0/0 from arising. */
	private static final float TINY = 1e-20f;

	private final int dimensions;
	private final int coefficients;
	private final GraphBuilder graph;

	private StarterNetwork(int dimensions) {
		this.dimensions = dimensions;
		this.coefficients = dimensions == 2 ? 9 : 27;
		this.graph = new GraphBuilder("Starter denoiser " + dimensions + "-D");
	}

	/** @param dimensions 2 or 3 */
	public static Graph of(int dimensions) {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("The starter network has 2 or 3 dimensions, not " + dimensions + ".");
		return new StarterNetwork(dimensions).build();
	}

	private Graph build() {
		graph.input(Layers.info(Layers.INPUT, 1, dimensions));
		graph.take(Layers.OUTPUT);
		String[] images = new String[LEVELS + 1], noises = new String[LEVELS + 1];
		images[0] = Layers.INPUT;
		for (int level = 0; level < LEVELS; level++)
			images[level + 1] = halve("down" + level, images[level]);
		noises[LEVELS] = noise();
		for (int level = LEVELS - 1; level >= 0; level--)
			noises[level] = twice("noise" + level, noises[level + 1]);
		String clean = images[LEVELS];
		for (int level = LEVELS - 1; level >= 0; level--) {
			String coarse = twice("skip" + level + ".coarse", images[level + 1]);
			String detail = detail("band" + level, level, images[level], coarse, noises[level]);
			clean = add(level, level == LEVELS - 1 ? coarse : twice("up" + level, clean), detail);
		}
		graph.output(Layers.info(Layers.OUTPUT, 1, dimensions));
		return graph.build();
	}

	private String add(int level, String coarse, String detail) {
		if (level > 0)
			return graph.node("Add", "up" + level + ".sum", Map.of(), coarse, detail);
		graph.node(new Node("Add", "", Layers.OUTPUT, List.of(coarse, detail), List.of(Layers.OUTPUT), Map.of()));
		return Layers.OUTPUT;
	}

	private String halve(String name, String image) {
		return convolve(name, pad(name, image, 1), 2, kernel(1, BINOMIAL), 1, 1, 4);
	}

	private String twice(String name, String image) {
		float[] factors = new float[dimensions + 2];
		Arrays.fill(factors, 2);
		factors[0] = factors[1] = 1;
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("mode", "linear");
		attributes.put("coordinate_transformation_mode", "half_pixel");
		return graph.node("Resize", name, attributes, image, "", graph.weight(name + ".scales", Tensor.of(factors, factors.length)));
	}

	/** Standard deviation of the noise nearby, on the coarsest level. */
	private String noise() {
		String rough = convolve("noise.rough", pad("noise.rough", Layers.INPUT, 1), 1, kernel(1, SECOND_DIFFERENCE), 1, 1, 3);
		String mean = graph.node("Abs", "noise.size", Map.of(), rough);
		for (int level = 0; level < LEVELS; level++)
			mean = halve("noise.down" + level, mean);
		return convolve("noise.mean", pad("noise.mean", mean, 1), 1, kernel(Math.sqrt(Math.PI / 2), SMOOTH), 1, 1, 3);
	}

	/** What remains of the difference between an image and its coarse form. */
	private String detail(String name, int level, String image, String coarse, String noise) {
		String both = graph.node("Concat", name, Map.of("axis", 1L), image, coarse);
		String values = convolve(name + ".cosines", pad(name + ".cosines", both, 2), 1, forward(), coefficients, 2, 3);
		String power = graph.node("Mul", name + ".noise", Map.of(), noise, noise);
		String limit = convolve(name + ".limit", pad(name + ".limit", power, 1), 1, limits(level), coefficients, 1, 1);
		String energy = graph.node("Mul", name + ".energy", Map.of(), values, values);
		String above = graph.node("Relu", name + ".above", Map.of(), graph.node("Sub", name + ".rest", Map.of(), energy, limit));
		String tiny = graph.weight(name + ".tiny", Initializer.constant(TINY));
		String share = graph.node("Div", name + ".share", Map.of(), above, graph.node("Add", name + ".positive", Map.of(), energy, tiny));
		String kept = graph.node("Mul", name + ".kept", Map.of(), values, share);
		return convolve(name + ".detail", kept, 1, backward(), 1, coefficients, 3);
	}

	/** Repeats the border. */
	private String pad(String name, String image, int width) {
		long[] widths = new long[2 * (dimensions + 2)];
		for (int i = 0; i < dimensions; i++)
			widths[2 + i] = widths[4 + dimensions + i] = width;
		String pads = graph.weight(name + ".pads", Tensor.of(widths, widths.length));
		return graph.node("Pad", name + ".pad", Map.of("mode", "edge"), image, pads);
	}

	/** Convolution without padding. */
	private String convolve(String name, String image, int stride, double[] weights, int outputs, int inputs, int size) {
		long[] shape = new long[dimensions + 2], sizes = new long[dimensions], strides = new long[dimensions];
		Arrays.fill(shape, size);
		shape[0] = outputs;
		shape[1] = inputs;
		Arrays.fill(sizes, size);
		Arrays.fill(strides, stride);
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("kernel_shape", sizes);
		attributes.put("strides", strides);
		float[] values = new float[weights.length];
		for (int i = 0; i < values.length; i++)
			values[i] = (float) weights[i];
		return graph.node("Conv", name, attributes, image, graph.weight(name + ".weight", Tensor.of(values, shape)));
	}

	/** The same filter along every axis, times a factor. */
	private double[] kernel(double factor, double[] filter) {
		int size = (int) StrictMath.pow(filter.length, dimensions);
		double[] kernel = new double[size];
		for (int i = 0; i < size; i++) {
			kernel[i] = factor;
			for (int rest = i, axis = 0; axis < dimensions; axis++, rest /= filter.length)
				kernel[i] *= filter[rest % filter.length];
		}
		return kernel;
	}

	/** From image and coarse image to the coefficients of the difference. */
	private double[] forward() {
		double[] weights = new double[2 * coefficients * coefficients];
		for (int c = 0; c < coefficients; c++) {
			for (int i = 0; i < coefficients; i++) {
				weights[2 * c * coefficients + i] = cosine(c, i);
				weights[(2 * c + 1) * coefficients + i] = -cosine(c, i);
			}
		}
		return weights;
	}

	/** The mean over all blocks that hold a pixel. A pixel's place in the block is opposite to the block's place around it. */
	private double[] backward() {
		double[] weights = new double[coefficients * coefficients];
		for (int c = 0; c < coefficients; c++)
			for (int i = 0; i < coefficients; i++)
				weights[c * coefficients + i] = cosine(c, coefficients - 1 - i) / coefficients;
		return weights;
	}

	private double cosine(int coefficient, int place) {
		double product = 1;
		for (int c = coefficient, i = place, axis = 0; axis < dimensions; axis++, c /= 3, i /= 3)
			product *= WhiteNoise.COSINES[c % 3][i % 3];
		return product;
	}

	/** Squared thresholds for noise of strength 1. */
	private double[] limits(int level) {
		double[] limits = new double[coefficients];
		for (int c = 0; c < coefficients; c++)
			limits[c] = THRESHOLD * THRESHOLD * WhiteNoise.variance(level, c, dimensions);
		return limits;
	}

	/** What becomes of white noise of variance 1 on its way through the pyramid, worked out along one axis. */
	private static final class WhiteNoise {

		/** The orthonormal cosine transform of three values: by frequency, then place. */
		private static final double[][] COSINES = cosines();

		private static final int LENGTH = 64;

		private static double[][] cosines() {
			double[][] cosines = new double[3][3];
			for (int frequency = 0; frequency < 3; frequency++)
				for (int place = 0; place < 3; place++)
					cosines[frequency][place] = StrictMath.cos(Math.PI * (2 * place + 1) * frequency / 6) * Math.sqrt((frequency == 0 ? 1 : 2) / 3d);
			return cosines;
		}

		/**
		 * Variance of a coefficient of a level's band. Band = image - coarse, and both are products over the axes, so the
		 * variance is Π|image|² - 2Π image·coarse + Π|coarse|², each the mean over even and odd positions.
		 */
		static double variance(int level, int coefficient, int dimensions) {
			double[][] image = identity();
			for (int i = 0; i < level; i++)
				image = halved(image);
			double[][] coarse = doubled(halved(image));
			double images = 1, mixed = 1, coarses = 1;
			for (int c = coefficient, axis = 0; axis < dimensions; axis++, c /= 3) {
				double[] cosine = COSINES[c % 3];
				images *= product(cosine, image, image);
				mixed *= product(cosine, image, coarse);
				coarses *= product(cosine, coarse, coarse);
			}
			return images - 2 * mixed + coarses;
		}

		private static double product(double[] cosine, double[][] first, double[][] second) {
			double sum = 0;
			for (int i = first.length / 2; i < first.length / 2 + 2; i++)
				for (int j = 0; j < LENGTH; j++)
					sum += filtered(cosine, first, i, j) * filtered(cosine, second, i, j);
			return sum / 2;
		}

		private static double filtered(double[] cosine, double[][] rows, int i, int j) {
			return cosine[0] * rows[i - 1][j] + cosine[1] * rows[i][j] + cosine[2] * rows[i + 1][j];
		}

		/** Each row says how one pixel of a line depends on the pixels of the original line. */
		private static double[][] identity() {
			double[][] rows = new double[LENGTH][LENGTH];
			for (int i = 0; i < LENGTH; i++)
				rows[i][i] = 1;
			return rows;
		}

		private static double[][] halved(double[][] rows) {
			double[][] halved = new double[rows.length / 2][LENGTH];
			for (int i = 0; i < halved.length; i++)
				for (int k = 0; k < BINOMIAL.length; k++)
					add(halved[i], BINOMIAL[k], rows, 2 * i - 1 + k);
			return halved;
		}

		private static double[][] doubled(double[][] rows) {
			double[][] doubled = new double[2 * rows.length][LENGTH];
			for (int i = 0; i < doubled.length; i++) {
				add(doubled[i], 0.75, rows, i / 2);
				add(doubled[i], 0.25, rows, i % 2 == 0 ? i / 2 - 1 : i / 2 + 1);
			}
			return doubled;
		}

		private static void add(double[] sum, double factor, double[][] rows, int i) {
			double[] row = rows[Math.max(0, Math.min(rows.length - 1, i))];
			for (int j = 0; j < LENGTH; j++)
				sum[j] += factor * row[j];
		}
	}
}
