package io.github.hourglass.image;

/**
 * What long work tells the world and asks of it. The core reports here and knows no window, no console and no log.
 * Called from several threads; implementations must be thread-safe and quick.
 */
public interface Progress {

	/**
	 * So much of a stage is done.
	 *
	 * @param stage what is being done, for a human, such as {@code Denoising}
	 * @param done units finished, from 0
	 * @param total units in all; 0 where unknown
	 */
	void report(String stage, long done, long total);

	/** One sentence the user should see but that stops nothing, such as "The image contains NaN, which is passed through." */
	void note(String sentence);

	/** True once the user has asked to stop. */
	boolean cancelled();

	/** Throws if the user has asked to stop; call it wherever a second may have passed. */
	default void check() {
		if (cancelled())
			throw new CancelledException();
	}

	/**
	 * This progress as seen by one of several equal parts of a stage, each of which reports from 0 to its own total.
	 *
	 * @param index of the part, from 0
	 */
	default Progress part(int index, int parts) {
		if (parts == 1)
			return this;
		Progress whole = this;
		return new Progress() {

			private static final long UNITS = 1000;

			@Override
			public void report(String stage, long done, long total) {
				long units = total == 0 ? 0 : Math.round((double) UNITS * done / total);
				whole.report(stage, index * UNITS + units, parts * UNITS);
			}

			@Override
			public void note(String sentence) {
				whole.note(sentence);
			}

			@Override
			public boolean cancelled() {
				return whole.cancelled();
			}
		};
	}

	/** Reports nowhere and is never cancelled. */
	static Progress none() {
		return None.INSTANCE;
	}

	/** The implementation behind {@link Progress#none()}. */
	enum None implements Progress {
		INSTANCE;

		@Override
		public void report(String stage, long done, long total) {}

		@Override
		public void note(String sentence) {}

		@Override
		public boolean cancelled() {
			return false;
		}
	}
}
