package io.github.hourglass.architecture;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.hourglass.architecture.Layers.Image;

/**
 * The U-Net (Ronneberger, Fischer and Brox, MICCAI 2015) in the form of CARE and CSBDeep (Weigert et al., Nature Methods
 * 2018): convolutions keep the size, the decoder halves its channels before it doubles the image, and skip connections are
 * concatenated. Input and output sizes must be multiples of 2^depth.
 */
public final class UNet {

	private UNet() {}

	/** A network with random weights that depend on the seed. */
	public static Graph of(NetworkOptions options, long seed) {
		options.requireLevels("U-Net");
		Layers layers = new Layers("U-Net", options, seed);
		Image input = layers.input();
		Image image = input;
		Deque<Image> skips = new ArrayDeque<>();
		for (int level = 0; level < options.depth(); level++) {
			image = convolutions(layers, "down" + level, image, options.convolutions(), options.baseFilters() << level);
			skips.push(image);
			image = layers.halve("down" + level + ".pool", image);
		}
		image = narrowing(layers, "middle", image, options, options.depth());
		for (int level = options.depth() - 1; level >= 0; level--) {
			image = layers.twice("up" + level + ".resize", image);
			image = layers.concatenate("up" + level + ".skip", image, skips.pop());
			image = narrowing(layers, "up" + level, image, options, level);
		}
		return last(layers, options, input, image);
	}

	private static Image convolutions(Layers layers, String name, Image image, int number, int channels) {
		for (int i = 0; i < number; i++)
			image = layers.block(name + ".conv" + i, image, channels);
		return image;
	}

	/** Convolutions of which the last has the channels of the next finer level. */
	private static Image narrowing(Layers layers, String name, Image image, NetworkOptions options, int level) {
		int last = options.convolutions() - 1;
		image = convolutions(layers, name, image, last, options.baseFilters() << level);
		return layers.block(name + ".conv" + last, image, options.baseFilters() << Math.max(0, level - 1));
	}

	/** The output: a convolution of kernel 1, added to the input if residual. */
	static Graph last(Layers layers, NetworkOptions options, Image input, Image image) {
		image = layers.project("last", image, options.outputChannels());
		return layers.finish(options.residual() ? layers.add("last.residual", input, image) : image);
	}
}
