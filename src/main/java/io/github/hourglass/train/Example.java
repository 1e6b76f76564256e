package io.github.hourglass.train;

import java.util.List;

import io.github.hourglass.image.Volume;
import io.github.hourglass.model.StepSpec;

/**
 * A part of a validation image, to test and to show an exported model with, and what the package must do to images.
 *
 * @param input as it is, not normalized, with the axes x, y[, z], c
 * @param target what the network should give there, with the same axes; null where there is none
 * @param before the rules by which images are normalized, for axes with the ids {@code channel}, {@code x}, {@code y}, {@code z}
 * @param after the rules that make results of what the network gives, in the same words
 * @param restores whether the network gives back the image it got, only better, so that the normalization is to be undone
 * @param changes what was done to the model that training started from, in sentences
 */
public record Example(Volume input, Volume target, List<StepSpec> before, List<StepSpec> after, boolean restores, List<String> changes) {

	public Example {
		before = List.copyOf(before);
		after = List.copyOf(after);
		changes = List.copyOf(changes);
	}

	/** Of a new network whose results are as it gives them. */
	public Example(Volume input, Volume target, List<StepSpec> before, boolean restores) {
		this(input, target, before, List.of(), restores, List.of());
	}
}
