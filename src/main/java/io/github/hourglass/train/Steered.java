package io.github.hourglass.train;

import java.nio.file.Path;

import io.github.hourglass.image.Progress;

/** A progress that the request to cancel in a run folder cancels too; for the work before and after the training loop, which takes requests itself. */
final class Steered implements Progress {

	private static final long LOOK_EVERY_NANOS = 200_000_000L;

	private final Progress progress;
	private final Path folder;
	private volatile boolean cancelled;
	private volatile long looked = System.nanoTime() - LOOK_EVERY_NANOS;

	Steered(Progress progress, Path folder) {
		this.progress = progress;
		this.folder = folder;
	}

	@Override
	public void report(String stage, long done, long total) {
		progress.report(stage, done, total);
	}

	@Override
	public void note(String sentence) {
		progress.note(sentence);
	}

	@Override
	public boolean cancelled() {
		long now = System.nanoTime();
		if (!cancelled && now - looked >= LOOK_EVERY_NANOS) {
			looked = now;
			cancelled = RunRequest.CANCEL.toString().equals(RunRequest.pending(folder));
		}
		return cancelled || progress.cancelled();
	}
}
