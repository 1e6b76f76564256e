package io.github.hourglass.architecture;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.hourglass.architecture.Layers.Image;

/**
 * A U-Net whose levels are residual blocks (He et al., CVPR 2016; Zhang, Liu and Wang, IEEE GRSL 2018): what a block computes
 * is added to its input, which passes a convolution of kernel 1 where the number of channels changes. Input and output sizes
 * must be multiples of 2^depth.
 */
public final class ResidualUNet {

	private ResidualUNet() {}

	/** A network with random weights that depend on the seed. */
	public static Graph of(NetworkOptions options, long seed) {
		options.requireLevels("residual U-Net");
		Layers layers = new Layers("Residual U-Net", options, seed);
		Image input = layers.input();
		Image image = input;
		Deque<Image> skips = new ArrayDeque<>();
		for (int level = 0; level < options.depth(); level++) {
			image = block(layers, "down" + level, image, options, options.baseFilters() << level);
			skips.push(image);
			image = layers.halve("down" + level + ".pool", image);
		}
		image = block(layers, "middle", image, options, options.baseFilters() << options.depth());
		for (int level = options.depth() - 1; level >= 0; level--) {
			image = layers.twice("up" + level + ".resize", image);
			image = layers.concatenate("up" + level + ".skip", image, skips.pop());
			image = block(layers, "up" + level, image, options, options.baseFilters() << level);
		}
		return UNet.last(layers, options, input, image);
	}

	private static Image block(Layers layers, String name, Image image, NetworkOptions options, int channels) {
		int last = options.convolutions() - 1;
		Image shortcut = image.channels() == channels ? image : layers.project(name + ".shortcut", image, channels);
		for (int i = 0; i < last; i++)
			image = layers.block(name + ".conv" + i, image, channels);
		image = layers.linearBlock(name + ".conv" + last, image, channels);
		return layers.activate(name + ".sum", layers.add(name + ".sum", shortcut, image));
	}
}
