package io.github.hourglass.architecture;

import io.github.hourglass.architecture.Layers.Image;

/**
 * Convolutions in a row, all at full size: DnCNN (Zhang et al., IEEE Transactions on Image Processing 2017) when residual, where
 * the network computes the noise, which is taken from its input. Of the options, {@code depth} is the number of
 * convolutions; {@code convolutions}, {@code pooling} and {@code upsampling} do not apply. The first and the last convolution
 * are not normalized. Any size goes in.
 */
public final class PlainFcn {

	private PlainFcn() {}

	/** A network with random weights that depend on the seed. */
	public static Graph of(NetworkOptions options, long seed) {
		options.requireDepth("plain network", 2, 100);
		Layers layers = new Layers("DnCNN", options, seed);
		Image input = layers.input();
		Image image = layers.activate("conv0", layers.plain("conv0", input, options.baseFilters(), 2));
		for (int i = 1; i < options.depth() - 1; i++)
			image = layers.block("conv" + i, image, options.baseFilters());
		int last = options.depth() - 1;
		image = layers.plain("conv" + last, image, options.outputChannels(), 1);
		return layers.finish(options.residual() ? layers.subtract("residual", input, image) : image);
	}
}
