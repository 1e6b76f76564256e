package io.github.hourglass.train;

import java.util.SplittableRandom;
import java.util.function.UnaryOperator;

/** One kind of augmentation. Keeps size and channels of the patch. */
interface Change {

	/** Changes the patch as {@code random} decides. */
	void apply(Patch patch, SplittableRandom random);

	/** Does the same to input, target and weight. */
	static void all(Patch patch, UnaryOperator<float[]> change) {
		patch.input = change.apply(patch.input);
		if (patch.target != null)
			patch.target = change.apply(patch.target);
		if (patch.weight != null)
			patch.weight = change.apply(patch.weight);
	}
}
