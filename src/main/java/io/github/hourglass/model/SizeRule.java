package io.github.hourglass.model;

/** Which sizes an axis of a model's tensor may have; the four rules of bioimage.io 0.5. */
public sealed interface SizeRule {

	/** Exactly this size. */
	record Fixed(long size) implements SizeRule {}

	/** {@code min + i * step}, i = 0, 1, 2, … */
	record Stepped(long min, long step) implements SizeRule {

		/** The least allowed size that is not below {@code size}. */
		public long atLeast(long size) {
			return size <= min ? min : Math.addExact(min, Math.multiplyExact(step, -Math.floorDiv(min - size, step)));
		}

		/** The greatest allowed size that is not above {@code size}; {@code min} where all are. */
		public long atMost(long size) {
			return size <= min ? min : min + (size - min) / step * step;
		}
	}

	/**
	 * Follows an axis of another (or the same) tensor: {@code size(reference) * reference scale / own scale + offset},
	 * rounded down.
	 *
	 * @param tensor id of the tensor referred to
	 * @param axis id of its axis
	 * @param offset in own pixels
	 */
	record Reference(String tensor, String axis, long offset) implements SizeRule {}

	/** Depends on the data, within these bounds ({@code max} is {@code Long.MAX_VALUE} where open). */
	record DataDependent(long min, long max) implements SizeRule {}
}
