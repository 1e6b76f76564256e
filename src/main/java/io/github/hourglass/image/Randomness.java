package io.github.hourglass.image;

import java.util.SplittableRandom;

/**
 * Random numbers that are a function of (seed, purpose, numbers), whichever thread asks and in whatever order: the same
 * arguments give the same sequence, others an unrelated one.
 */
public final class Randomness {

	private Randomness() {}

	/**
	 * @param purpose what is being decided, such as {@code patch}
	 * @param numbers which of its decisions, such as the epoch and the number of the patch
	 */
	public static SplittableRandom of(long seed, String purpose, long... numbers) {
		long state = mix(seed);
		for (char letter : purpose.toCharArray())
			state = mix(state ^ letter);
		for (long number : numbers)
			state = mix(state + number);
		return new SplittableRandom(state);
	}

	/** A bijection that spreads every bit over all: Stafford's variant 13 of the finalizer of MurmurHash3, after an odd step. */
	public static long mix(long z) {
		long mixed = z + 0x9e3779b97f4a7c15L;
		mixed = (mixed ^ mixed >>> 30) * 0xbf58476d1ce4e5b9L;
		mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
		return mixed ^ mixed >>> 31;
	}
}
