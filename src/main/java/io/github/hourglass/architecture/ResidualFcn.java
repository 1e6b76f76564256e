package io.github.hourglass.architecture;

import io.github.hourglass.architecture.Layers.Image;

/**
 * {@link PlainFcn} with an identity shortcut around every two convolutions between the first and the last, in the order of
 * "Identity mappings in deep residual networks" (He et al., ECCV 2016): nothing but the sums lies on the way past the blocks, and
 * normalization and activation come behind a sum, before the next convolution. It has the weights of the plain network of that
 * depth, by name, number and, for the same seed, value; what differs is the shortcuts alone. {@code depth} is the number of
 * convolutions, and even; of the other options, those apply that do for the plain one. Any size goes in.
 */
public final class ResidualFcn {

	private ResidualFcn() {}

	/** A network with random weights that depend on the seed. */
	public static Graph of(NetworkOptions options, long seed) {
		options.requireDepth("residual network", 4, 100);
		if (options.depth() % 2 != 0)
			throw new IllegalArgumentException("The depth of a residual network must be even, since its blocks have two convolutions, not " + options.depth() + ".");
		Layers layers = new Layers("Residual network", options, seed);
		Image input = layers.input();
		Image sum = layers.plain("conv0", input, options.baseFilters(), 2);
		Image image = layers.activate("conv0", sum);
		for (int i = 1; i < options.depth() - 1; i += 2) {
			String second = "conv" + (i + 1);
			Image inside = layers.convolution(second, layers.block("conv" + i, image, options.baseFilters()), options.baseFilters());
			sum = layers.add("sum" + i, sum, inside);
			image = layers.activate(second, layers.normalize(second, sum));
		}
		image = layers.plain("conv" + (options.depth() - 1), image, options.outputChannels(), 1);
		return layers.finish(options.residual() ? layers.subtract("residual", input, image) : image);
	}
}
