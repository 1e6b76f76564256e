package io.github.hourglass.step;

import io.github.hourglass.image.Progress;

/**
 * What Hourglass is made of: a sample of images goes in, a sample comes out. Normalization, a tiled network, a threshold, a
 * labelling are all steps. A step may first pass over the data (statistics, labels), reporting progress; then its volumes are
 * computed block by block, on demand.
 */
@FunctionalInterface
public interface Step {

	/**
	 * @param input what to work on; not changed
	 * @param progress told of passes over the data and asked whether to stop
	 * @return the same sample with the volumes that this step changes replaced, lazily computed
	 */
	Sample apply(Sample input, Progress progress);
}
