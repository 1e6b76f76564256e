package io.github.hourglass;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.github.hourglass.image.Progress;

/** Keeps what it is told and can be cancelled. */
public final class HeardProgress implements Progress {

	private final List<String> notes = new CopyOnWriteArrayList<>();
	private final Set<String> stages = ConcurrentHashMap.newKeySet();
	private volatile boolean cancelled;

	@Override
	public void report(String stage, long done, long total) {
		stages.add(stage);
	}

	@Override
	public void note(String sentence) {
		notes.add(sentence);
	}

	@Override
	public boolean cancelled() {
		return cancelled;
	}

	public void cancel() {
		cancelled = true;
	}

	/** The stages reported so far. */
	public Set<String> stages() {
		return stages;
	}

	/** The notes so far, in order. */
	public List<String> notes() {
		return notes;
	}
}
