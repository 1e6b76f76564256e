package io.github.hourglass.architecture;

/**
 * What the well-known architectures ({@link UNet}, {@link ResidualUNet}, {@link DenseUNet}, {@link PlainFcn},
 * {@link ResidualFcn}) can be asked for. Immutable; start from {@link #of} and change one thing at a time:
 * {@code NetworkOptions.of(2).depth(3).residual(true)}.
 *
 * @param dimensions 2 or 3 axes in space
 * @param inputChannels 1 to 1024
 * @param outputChannels 1 to 1024
 * @param depth how often a U-Net halves the image (1 to 6), or the number of convolutions of a {@link PlainFcn} (2 to 100) or
 *          {@link ResidualFcn} (4 to 100, even)
 * @param baseFilters channels on the finest level; each deeper level of a U-Net has twice as many; 1 to 1024
 * @param kernel size of the convolutions along each axis: 3, 5, 7, 9 or 11
 * @param convolutions convolutions per level of a U-Net, 1 to 10
 * @param normalization what follows each convolution but the last
 * @param activation what follows the normalization
 * @param dropout share of the values dropped in training after each activation, from 0 to below 1; 0 for none
 * @param residual the network computes what to add to its input (U-Nets) or to take from it (DnCNN); needs as many output
 *          channels as input channels
 * @param lastActivation what gives the output
 * @param pooling how a U-Net halves the image
 * @param upsampling how a U-Net doubles it again
 */
public record NetworkOptions(int dimensions, int inputChannels, int outputChannels, int depth, int baseFilters, int kernel,
	int convolutions, Normalization normalization, Activation activation, float dropout, boolean residual,
	LastActivation lastActivation, Pooling pooling, Upsampling upsampling)
{

	/** Scales and shifts each channel: by statistics learned in training, or by those of the image at hand. */
	public enum Normalization {
		NONE, BATCH, INSTANCE
	}

	/** LEAKYRELU has slope 0.01 below zero. */
	public enum Activation {
		RELU, LEAKYRELU, ELU
	}

	/** SOFTMAX runs over the channels. */
	public enum LastActivation {
		LINEAR, SIGMOID, SOFTMAX
	}

	/** STRIDED is a convolution that moves in steps of two. */
	public enum Pooling {
		MAX, AVERAGE, STRIDED
	}

	/** NEAREST repeats each pixel; TRANSPOSED is a transposed convolution, kernel and stride 2. */
	public enum Upsampling {
		NEAREST, TRANSPOSED
	}

	public NetworkOptions {
		if (dimensions != 2 && dimensions != 3)
			throw new IllegalArgumentException("A network has 2 or 3 dimensions, not " + dimensions + ".");
		range("number of input channels", inputChannels, 1, 1024);
		range("number of output channels", outputChannels, 1, 1024);
		range("depth", depth, 1, 100);
		range("number of base filters", baseFilters, 1, 1024);
		range("kernel size", kernel, 3, 11);
		range("number of convolutions per level", convolutions, 1, 10);
		if (kernel % 2 == 0)
			throw new IllegalArgumentException("The kernel size must be odd so that it has a center, not " + kernel + ".");
		if (!(dropout >= 0 && dropout < 1))
			throw new IllegalArgumentException("The dropout must be at least 0 and below 1, not " + dropout + ".");
		if (residual && inputChannels != outputChannels)
			throw new IllegalArgumentException("A residual network needs as many output channels (" + outputChannels
				+ ") as input channels (" + inputChannels + "); turn residual off or make them equal.");
	}

	/** One channel in and out, depth 2, 32 filters, 3-kernels, two convolutions per level, ReLU, nothing else: CARE's U-Net. */
	public static NetworkOptions of(int dimensions) {
		return new NetworkOptions(dimensions, 1, 1, 2, 32, 3, 2, Normalization.NONE, Activation.RELU, 0, false,
			LastActivation.LINEAR, Pooling.MAX, Upsampling.NEAREST);
	}

	public NetworkOptions channels(int inputChannels, int outputChannels) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions depth(int depth) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions baseFilters(int baseFilters) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions kernel(int kernel) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions convolutions(int convolutions) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions normalization(Normalization normalization) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions activation(Activation activation) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions dropout(float dropout) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions residual(boolean residual) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions lastActivation(LastActivation lastActivation) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions pooling(Pooling pooling) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	public NetworkOptions upsampling(Upsampling upsampling) {
		return new NetworkOptions(dimensions, inputChannels, outputChannels, depth, baseFilters, kernel,
			convolutions, normalization, activation, dropout, residual,
			lastActivation, pooling, upsampling);
	}

	private static void range(String what, int value, int least, int most) {
		if (value < least || value > most)
			throw new IllegalArgumentException("The " + what + " must be from " + least + " to " + most + ", not " + value + ".");
	}

	/** Refuses what no U-Net of that kind can have; the deepest level has at most 4096 channels. */
	void requireLevels(String network) {
		requireDepth(network, 1, 6);
		if (baseFilters << depth > 4096)
			throw new IllegalArgumentException("A " + network + " of depth " + depth + " with " + baseFilters
				+ " base filters would have " + (baseFilters << depth) + " channels; choose fewer filters or less depth.");
	}

	/** Refuses a depth that makes no sense for one of the architectures. */
	void requireDepth(String network, int least, int most) {
		if (depth < least || depth > most)
			throw new IllegalArgumentException("The depth of a " + network + " must be from " + least + " to " + most + ", not " + depth + ".");
	}
}
