package io.github.hourglass.train;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where a training stands, beside what the network itself remembers. With both, and since all that is random is a function of
 * seed and step, it goes on as if it had never stopped. Immutable.
 *
 * @param step optimizer steps done
 * @param epoch epochs done; epoch 0 is the validation of the untrained network, -1 before that
 * @param size patches that go through the network at once since memory ran out; before, {@link #WHOLE_BATCH}
 * @param lossSum sum of the losses of the steps since the last epoch's end
 * @param start mean loss of the first steps, against which divergence is seen; NaN before there was one
 * @param recent running mean of the loss; NaN before the first step
 * @param seconds time spent training
 * @param rate what the plateau has seen
 * @param stopping the best epoch so far
 */
record LoopState(long step, int epoch, int size, double lossSum, double start, double recent, double seconds, LearningRate.State rate,
	EarlyStopping stopping)
{

	/** Memory has not run out. */
	static final int WHOLE_BATCH = 0;

	static LoopState start(int patience) {
		return new LoopState(0, -1, WHOLE_BATCH, 0, Double.NaN, Double.NaN, 0, LearningRate.State.START, EarlyStopping.of(patience));
	}

	LoopState withSize(int newSize) {
		return new LoopState(step, epoch, newSize, lossSum, start, recent, seconds, rate, stopping);
	}

	/** As texts by name, which read back to the last bit. */
	Map<String, String> texts() {
		Map<String, String> texts = new LinkedHashMap<>();
		texts.put("step", Long.toString(step));
		texts.put("epoch", Integer.toString(epoch));
		texts.put("size", Integer.toString(size));
		texts.put("lossSum", Double.toString(lossSum));
		texts.put("start", Double.toString(start));
		texts.put("recent", Double.toString(recent));
		texts.put("seconds", Double.toString(seconds));
		texts.put("rate.factor", Double.toString(rate.factor()));
		texts.put("rate.best", Double.toString(rate.best()));
		texts.put("rate.waited", Integer.toString(rate.waited()));
		texts.put("stopping.best", Double.toString(stopping.best()));
		texts.put("stopping.bestEpoch", Integer.toString(stopping.bestEpoch()));
		texts.put("stopping.waited", Integer.toString(stopping.waited()));
		return texts;
	}

	/** @throws IllegalArgumentException if a text is missing or no number */
	static LoopState of(Map<String, String> texts, int patience) {
		return new LoopState(Long.parseLong(text(texts, "step")), integer(texts, "epoch"), integer(texts, "size"), real(texts, "lossSum"),
			real(texts, "start"), real(texts, "recent"), real(texts, "seconds"),
			new LearningRate.State(real(texts, "rate.factor"), real(texts, "rate.best"), integer(texts, "rate.waited")),
			new EarlyStopping(patience, real(texts, "stopping.best"), integer(texts, "stopping.bestEpoch"), integer(texts, "stopping.waited")));
	}

	private static String text(Map<String, String> texts, String name) {
		String text = texts.get(name);
		if (text == null)
			throw new IllegalArgumentException("The checkpoint says nothing of '" + name + "'; it is from another version.");
		return text;
	}

	private static int integer(Map<String, String> texts, String name) {
		return Integer.parseInt(text(texts, name));
	}

	private static double real(Map<String, String> texts, String name) {
		return Double.parseDouble(text(texts, name));
	}
}
