package io.github.hourglass.image;

/** The progress of work that is one of many pieces: what matters beyond it is heard, how far it is is not. */
public final class Quiet implements Progress {

	private final Progress progress;

	private Quiet(Progress progress) {
		this.progress = progress;
	}

	public static Progress of(Progress progress) {
		return new Quiet(progress);
	}

	@Override
	public void report(String stage, long done, long total) {}

	@Override
	public void note(String sentence) {
		progress.note(sentence);
	}

	@Override
	public boolean cancelled() {
		return progress.cancelled();
	}
}
