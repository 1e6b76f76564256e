package io.github.hourglass.train;

import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Progress;

/**
 * The loop: steps, and after each epoch a look at the validation patches, the curves and a checkpoint. Knows neither files nor
 * windows beyond its {@link TrainingRun}. What it does is a function of seed and step, so that a run taken up from a checkpoint
 * gives what it would have given uninterrupted.
 */
public final class Trainer {

	/** Why the loop ended. */
	public enum End {
		/** All epochs are done. */
		TRAINED,
		/** No better validation loss for as many epochs as {@code patience} says. */
		STOPPED_EARLY,
		/** It was asked to finish. */
		FINISHED,
		/** The minutes that it was given are over. */
		OUT_OF_TIME,
		/** It was asked to stop; the last checkpoint is where it stopped. */
		CANCELLED
	}

	private static final long CHECKPOINT_EVERY_NANOS = 180_000_000_000L;
	private static final long PAUSED_MILLIS = 100;
	private static final int START_STEPS = 10;
	private static final double FAR = 10;
	private static final double LEAST_LOSS = 1e-3;

	private final Trainable network;
	private final Patches patches;
	private final TrainingRun run;
	private final TrainingOptions options;
	private final List<TrainingListener> listeners;
	private final Progress progress;
	private final LearningRate rate;
	private LoopState state;
	private End asked;
	private long lastCheckpoint = System.nanoTime();
	private long lastTick;

	/** @param listeners told beside the run itself */
	public Trainer(Trainable network, Patches patches, TrainingRun run, List<TrainingListener> listeners, Progress progress) {
		this.network = network;
		this.patches = patches;
		this.run = run;
		options = run.options();
		this.listeners = java.util.stream.Stream.concat(java.util.stream.Stream.of(run), listeners.stream()).toList();
		this.progress = progress;
		rate = LearningRate.of(options);
	}

	/**
	 * Trains from the last checkpoint, or from the start where there is none.
	 *
	 * @throws TrainingException.Diverged if the loss is NaN or far above the start; the last good checkpoint is kept
	 * @throws EngineException.OutOfMemory if not even one patch fits
	 */
	public End train() {
		begin();
		lastTick = System.nanoTime();
		if (state.epoch() < 0)
			endEpoch();
		run.state(RunStatus.State.TRAINING, "");
		while (asked == null && state.epoch() < options.epochs() && !state.stopping().stops() && obey()) {
			if (state.step() < epochEnd())
				step();
			if (state.step() == epochEnd())
				endEpoch();
			else if (System.nanoTime() - lastCheckpoint > CHECKPOINT_EVERY_NANOS)
				save(Checkpoints.LAST);
		}
		if (asked != null)
			interrupted();
		return asked != null ? asked : state.stopping().stops() && state.epoch() < options.epochs() ? End.STOPPED_EARLY : End.TRAINED;
	}

	/**
	 * Gives the network the weights of the best epoch.
	 *
	 * @return that epoch
	 */
	public int useBest() {
		Checkpoints.Saved best = run.checkpoints().read(Checkpoints.BEST);
		if (best == null)
			best = run.checkpoints().last();
		if (best == null)
			throw new TrainingException("The run in '" + run.folder() + "' has no checkpoint that can be read; train it again in a new folder.");
		network.restore(best.tensors());
		return LoopState.of(best.texts(), options.patience()).epoch();
	}

	private void begin() {
		for (String name : run.checkpoints().damaged())
			note("The checkpoint '" + name + "' is damaged and is not used.");
		Checkpoints.Saved saved = run.checkpoints().last();
		if (saved == null) {
			state = LoopState.start(options.patience());
			run.resumed(state);
			return;
		}
		state = LoopState.of(saved.texts(), options.patience());
		if (state.size() > options.batch() || options.batch() * options.accumulate() % size() != 0)
			state = state.withSize(LoopState.WHOLE_BATCH);
		rate.restore(state.rate());
		network.restore(saved.tensors());
		run.resumed(state);
		run.log("taken up at step " + state.step());
	}

	/** False if training is to end. */
	private boolean obey() {
		if (progress.cancelled())
			asked = End.CANCELLED;
		RunRequest request = run.request();
		if (request == RunRequest.PAUSE)
			request = pause();
		if (request == RunRequest.FINISH)
			asked = End.FINISHED;
		else if (request == RunRequest.CANCEL)
			asked = End.CANCELLED;
		else if (gone() >= 1)
			asked = End.OUT_OF_TIME;
		return asked == null;
	}

	/** Share of the time that has gone; 0 where there is no limit. */
	private double gone() {
		return options.minutes() == 0 ? 0 : state.seconds() / (60 * options.minutes());
	}

	private boolean finishes() {
		return asked == End.FINISHED || asked == End.OUT_OF_TIME;
	}

	/** Waits until something else is asked. */
	private RunRequest pause() {
		save(Checkpoints.LAST);
		run.log("paused at step " + state.step());
		run.state(RunStatus.State.PAUSED, "");
		RunRequest request = RunRequest.PAUSE;
		while ((request == null || request == RunRequest.PAUSE) && !progress.cancelled()) {
			try {
				Thread.sleep(PAUSED_MILLIS);
			}
			catch (InterruptedException e) {
				Thread.currentThread().interrupt();
				return RunRequest.CANCEL;
			}
			request = run.request();
		}
		lastTick = System.nanoTime();
		run.state(RunStatus.State.TRAINING, "");
		return progress.cancelled() ? RunRequest.CANCEL : request;
	}

	private long epochEnd() {
		return (state.epoch() + 1L) * options.steps();
	}

	/** Patches that go through the network at once. */
	private int size() {
		return state.size() == LoopState.WHOLE_BATCH ? options.batch() : state.size();
	}

	private void step() {
		long step = state.step();
		double now = rate.at(step, gone());
		double loss;
		while (true) {
			try {
				loss = network.step(patches.step(step, size()), now, step);
				break;
			}
			catch (EngineException.OutOfMemory e) {
				halve(e);
			}
		}
		double recent = Double.isNaN(state.recent()) ? loss : 0.9 * state.recent() + 0.1 * loss;
		if (!Double.isFinite(loss))
			throw diverged("The loss became " + loss + " in step " + step);
		if (step >= START_STEPS && recent > state.start() + FAR * Math.max(LEAST_LOSS, Math.abs(state.start())))
			throw diverged("The loss has risen from " + (float) state.start() + " to " + (float) recent + " by step " + step);
		double start = step < START_STEPS ? recent : state.start();
		state = new LoopState(step + 1, state.epoch(), state.size(), state.lossSum() + loss, start, recent, seconds(), state.rate(), state.stopping());
		for (TrainingListener listener : listeners)
			listener.stepped(step, loss, now);
		progress.report("Training", step + 1, (long) options.epochs() * options.steps());
	}

	private void halve(EngineException.OutOfMemory e) {
		if (size() == 1)
			throw new EngineException.OutOfMemory("Not even one patch fits into memory; use a smaller patch or fewer filters.", e);
		int patchesPerStep = options.batch() * options.accumulate();
		int size = size() / 2;
		while (patchesPerStep % size != 0)
			size--;
		note("Memory ran out with " + size() + " patches at once; going on with " + size + ", gradients added up over the same batch.");
		state = state.withSize(size);
	}

	private TrainingException.Diverged diverged(String what) {
		Checkpoints.Saved kept = run.checkpoints().last();
		String where = kept == null ? "nothing was kept yet" : "the checkpoint of step " + kept.texts().get("step") + " is kept";
		return new TrainingException.Diverged(what + ": training has diverged; " + where + ". Try a lower rate (" + (float) (options.rate() / 4)
			+ "), clip=1 or warmup=" + Math.max(100, options.steps()) + " in a new folder.");
	}

	/** Validation, what follows from it, and the checkpoints: after the curves, so that no checkpoint is ahead of them. */
	private void endEpoch() {
		run.state(RunStatus.State.VALIDATING, "");
		double validation = validate();
		if (Double.isNaN(validation))
			return;
		if (Double.isInfinite(validation))
			throw diverged("The validation loss is not a number after step " + state.step());
		int epoch = state.epoch() + 1;
		EarlyStopping stopping = state.stopping().after(epoch, validation);
		rate.validated(validation);
		double loss = epoch == 0 ? Double.NaN : state.lossSum() / options.steps();
		state = new LoopState(state.step(), epoch, state.size(), 0, state.start(), state.recent(), seconds(), rate.state(), stopping);
		Curves.Row row = new Curves.Row(epoch, state.step(), state.seconds(), rate.at(Math.max(0, state.step() - 1), gone()), loss, validation);
		for (TrainingListener listener : listeners)
			listener.validated(row, stopping.improved());
		if (stopping.improved())
			save(Checkpoints.BEST);
		if (options.previews() > 0 && epoch % options.previews() == 0)
			run.attempt("The preview", () -> Previews.write(network, patches.preview(), run.folder(), epoch));
		save(Checkpoints.LAST);
		run.state(RunStatus.State.TRAINING, "");
	}

	/**
	 * The mean loss over the validation patches; infinite where it is no number, NaN if it was interrupted by a request to
	 * cancel.
	 */
	private double validate() {
		double sum = 0;
		long count = 0;
		for (Batch batch : patches.validation(size())) {
			if (progress.cancelled() || !finishes() && !obey() && asked == End.CANCELLED) {
				asked = End.CANCELLED;
				return Double.NaN;
			}
			double loss = evaluate(batch);
			if (!Double.isFinite(loss))
				return Double.POSITIVE_INFINITY;
			sum += loss * batch.shape()[0];
			count += batch.shape()[0];
		}
		if (count == 0)
			throw new TrainingException("There are no validation patches; name images for validation, or use a larger image.");
		return sum / count;
	}

	private double evaluate(Batch batch) {
		try {
			return network.evaluate(batch);
		}
		catch (EngineException.OutOfMemory e) {
			if (batch.shape()[0] == 1)
				throw e;
			double sum = 0;
			for (int i = 0; i < batch.shape()[0]; i++)
				sum += evaluate(Previews.patch(batch, i));
			return sum / batch.shape()[0];
		}
	}

	/** Keeps where training stands; if it is to finish and stands better than ever, that is the best. */
	private void interrupted() {
		save(Checkpoints.LAST);
		if (!finishes() || state.epoch() >= 0 && state.step() == (long) state.epoch() * options.steps())
			return;
		double validation = validate();
		if (validation < state.stopping().best())
			save(Checkpoints.BEST);
	}

	private void save(String name) {
		if (state.epoch() < 0)
			return;
		Map<String, Tensor> tensors = network.state();
		for (Map.Entry<String, Tensor> tensor : tensors.entrySet())
			if (!isFinite(tensor.getValue()))
				throw diverged("The weights '" + tensor.getKey() + "' are no numbers after step " + state.step());
		try {
			run.checkpoints().save(name, new Checkpoints.Saved(state.texts(), tensors));
			if (name.equals(Checkpoints.LAST))
				lastCheckpoint = System.nanoTime();
		}
		catch (UncheckedIOException e) {
			note("The checkpoint of step " + state.step() + " is not kept, but the one before it is: " + e.getMessage() + " Make space; training goes on.");
			lastCheckpoint = System.nanoTime();
		}
	}

	private static boolean isFinite(Tensor tensor) {
		if (tensor.type() != TensorType.FLOAT32)
			return true;
		FloatBuffer values = tensor.floats();
		while (values.hasRemaining())
			if (!Float.isFinite(values.get()))
				return false;
		return true;
	}

	private double seconds() {
		long now = System.nanoTime();
		double seconds = state.seconds() + (now - lastTick) / 1e9;
		lastTick = now;
		return seconds;
	}

	private void note(String sentence) {
		for (TrainingListener listener : listeners)
			listener.noted(sentence);
	}
}
