package io.github.hourglass.train;

import java.util.Locale;

/**
 * How fast the weights follow the gradient, step by step. All schedules but the plateau are functions of how much of the training
 * is done: the share of its steps or, where it has a limit of time, that of the time if that is more. The plateau is one of
 * the validation losses told to it, which is what {@link #state} keeps. Example: a rate of 0.1 with 4 steps of
 * warm-up is 0.025, 0.05, 0.075, 0.1 and then what the schedule says.
 */
final class LearningRate {

	enum Schedule {
		/** Always the same. */
		CONSTANT,
		/** Halved after one half, three quarters and seven eighths of all steps. */
		STEP,
		/** Halved when the validation loss has not become lower for {@value LearningRate#PLATEAU_EPOCHS} epochs, as in CARE. */
		PLATEAU,
		/** Half a cosine from the highest rate to zero (Loshchilov and Hutter, ICLR 2017, without restarts). */
		COSINE
	}

	/**
	 * What the plateau has seen.
	 *
	 * @param factor by which the rate is reduced so far
	 * @param best lowest validation loss since training began
	 * @param waited epochs since then or since the rate was last halved
	 */
	record State(double factor, double best, int waited) {

		static final State START = new State(1, Double.POSITIVE_INFINITY, 0);
	}

	static final int PLATEAU_EPOCHS = 10;

	private final Schedule schedule;
	private final double highest;
	private final long warmup;
	private final long steps;
	private State state = State.START;

	/**
	 * @param highest the rate after the warm-up
	 * @param warmup steps over which the rate rises to it, linearly
	 * @param steps of the whole training
	 */
	LearningRate(Schedule schedule, double highest, long warmup, long steps) {
		this.schedule = schedule;
		this.highest = highest;
		this.warmup = warmup;
		this.steps = steps;
	}

	static LearningRate of(TrainingOptions options) {
		return new LearningRate(Schedule.valueOf(options.schedule().toUpperCase(Locale.ROOT)), options.rate(), options.warmup(),
			Math.multiplyExact((long) options.epochs(), options.steps()));
	}

	/** The rate of a step, from 0, without a limit of time. */
	double at(long step) {
		return at(step, 0);
	}

	/**
	 * The rate of a step, from 0.
	 *
	 * @param gone share of the time that has gone; 0 where there is no limit
	 */
	double at(long step, double gone) {
		double rising = step < warmup ? (step + 1.0) / warmup : 1;
		return highest * rising * switch (schedule) {
			case CONSTANT -> 1;
			case STEP -> 8 * step >= 7 * steps || gone >= 0.875 ? 0.125 : 4 * step >= 3 * steps || gone >= 0.75 ? 0.25 : 2 * step >= steps || gone >= 0.5 ? 0.5 : 1;
			case PLATEAU -> state.factor;
			case COSINE -> step < warmup ? 1 : (1 + StrictMath.cos(Math.PI * Math.min(1, Math.max(gone, (step - warmup) / Math.max(1.0, steps - warmup))))) / 2;
		};
	}

	/** Tells of an epoch's validation loss. */
	void validated(double loss) {
		if (loss < state.best)
			state = new State(state.factor, loss, 0);
		else if (state.waited + 1 < PLATEAU_EPOCHS)
			state = new State(state.factor, state.best, state.waited + 1);
		else
			state = new State(state.factor / 2, state.best, 0);
	}

	State state() {
		return state;
	}

	void restore(State saved) {
		state = saved;
	}
}
