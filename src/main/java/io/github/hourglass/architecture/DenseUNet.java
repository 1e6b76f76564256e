package io.github.hourglass.architecture;

import java.util.ArrayDeque;
import java.util.Deque;

import io.github.hourglass.architecture.Layers.Image;

/**
 * A U-Net whose levels are dense blocks (Huang et al., CVPR 2017; Jégou et al., CVPR Workshops 2017): each convolution sees
 * the results of all before it in its level and adds {@code baseFilters} channels; a convolution of kernel 1 then leaves
 * {@code baseFilters * 2^level} of them. Input and output sizes must be multiples of 2^depth.
 */
public final class DenseUNet {

	private DenseUNet() {}

	/** A network with random weights that depend on the seed. */
	public static Graph of(NetworkOptions options, long seed) {
		options.requireLevels("dense U-Net");
		Layers layers = new Layers("Dense U-Net", options, seed);
		Image input = layers.input();
		Image image = input;
		Deque<Image> skips = new ArrayDeque<>();
		for (int level = 0; level < options.depth(); level++) {
			image = block(layers, "down" + level, image, options, level);
			skips.push(image);
			image = layers.halve("down" + level + ".pool", image);
		}
		image = block(layers, "middle", image, options, options.depth());
		for (int level = options.depth() - 1; level >= 0; level--) {
			image = layers.twice("up" + level + ".resize", image);
			image = layers.concatenate("up" + level + ".skip", image, skips.pop());
			image = block(layers, "up" + level, image, options, level);
		}
		return UNet.last(layers, options, input, image);
	}

	private static Image block(Layers layers, String name, Image image, NetworkOptions options, int level) {
		for (int i = 0; i < options.convolutions(); i++) {
			Image more = layers.block(name + ".conv" + i, image, options.baseFilters());
			image = layers.concatenate(name + ".dense" + i, image, more);
		}
		return layers.project(name + ".transition", image, options.baseFilters() << level);
	}
}
