package io.github.hourglass.train;

import java.util.SplittableRandom;
import java.util.function.BiFunction;

/** One kind of augmentation. Keeps size and channels of the patch. */
interface Change {

	/** Changes the patch as {@code random} decides. */
	void apply(Patch patch, SplittableRandom random);

	/** Does the same to input, target and weight, each with its size along x, y, z. */
	static void all(Patch patch, BiFunction<float[], int[], float[]> change) {
		patch.input = change.apply(patch.input, patch.size);
		if (patch.target != null)
			patch.target = change.apply(patch.target, patch.targetSize);
		if (patch.weight != null)
			patch.weight = change.apply(patch.weight, patch.targetSize);
	}
}
