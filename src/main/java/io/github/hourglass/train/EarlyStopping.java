package io.github.hourglass.train;

/**
 * Says when the validation loss has not become lower for {@code patience} epochs. Immutable.
 *
 * @param patience epochs to wait; 0 never stops
 * @param best lowest validation loss so far
 * @param bestEpoch when that was; -1 before the first
 * @param waited epochs since then
 */
record EarlyStopping(int patience, double best, int bestEpoch, int waited) {

	static EarlyStopping of(int patience) {
		return new EarlyStopping(patience, Double.POSITIVE_INFINITY, -1, 0);
	}

	EarlyStopping after(int epoch, double loss) {
		return loss < best ? new EarlyStopping(patience, loss, epoch, 0) : new EarlyStopping(patience, best, bestEpoch, waited + 1);
	}

	/** True if the last epoch told of was the best. */
	boolean improved() {
		return bestEpoch >= 0 && waited == 0;
	}

	boolean stops() {
		return patience > 0 && waited >= patience;
	}
}
