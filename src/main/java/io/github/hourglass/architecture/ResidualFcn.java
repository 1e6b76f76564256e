package io.github.hourglass.architecture;

import io.github.hourglass.architecture.Layers.Image;

/**
 * {@link PlainFcn} with an identity shortcut around every two convolutions between the first and the last (He et al., CVPR 2016):
 * a block gives {@code relu(x + conv(relu(conv(x))))}, each convolution normalized. It has the weights of the plain network of
 * that depth, by name, number and, for the same seed, value; what differs is the shortcuts alone. {@code depth} is the number of
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
		Image image = layers.activate("conv0", layers.plain("conv0", input, options.baseFilters(), 2));
		for (int i = 1; i < options.depth() - 1; i += 2) {
			Image inside = layers.linearBlock("conv" + (i + 1), layers.block("conv" + i, image, options.baseFilters()), options.baseFilters());
			image = layers.activate("conv" + (i + 1), layers.add("sum" + i, image, inside));
		}
		image = layers.plain("conv" + (options.depth() - 1), image, options.outputChannels(), 1);
		return layers.finish(options.residual() ? layers.subtract("residual", input, image) : image);
	}
}
