package io.github.hourglass.train;

import io.github.hourglass.architecture.ReceptiveField;

/**
 * The halo that a package states for an axis of its output, and what follows from it for the sizes of its input: as far as the
 * network sees, on the network's stride grid, so that whoever cuts an image into tiles and throws the halo away gets what one piece
 * would give. The format wants something to be left between two halos at the least size.
 */
final class StatedHalo {

	private StatedHalo() {}

	/** In pixels of the input; 0 where the network does not see a bounded surrounding. */
	static long of(ReceptiveField.Axis axis) {
		if (axis.kind() != ReceptiveField.Kind.EXACT)
			return 0;
		long sees = Math.max(axis.haloLow(), axis.haloHigh());
		return -Math.floorDiv(-sees, axis.stride()) * axis.stride();
	}

	/** The least size of the input with which the halo can be stated. */
	static long least(ReceptiveField.Axis axis) {
		return axis.allowed(2 * of(axis) + 1);
	}
}
