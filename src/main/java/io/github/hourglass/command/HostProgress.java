package io.github.hourglass.command;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

import ij.IJ;
import io.github.hourglass.image.Progress;

/**
 * Progress in ImageJ's status line and progress bar, in plain ImageJ as in ImageJ2, which takes both over; cancelled by ESC or
 * by the command's own Cancel. Notes go to the Log window (without a display to the standard output), once each.
 */
final class HostProgress implements Progress, AutoCloseable {

	private static final long DRAW_EVERY_NANOS = 100_000_000L;

	private final BooleanSupplier cancelled;
	private final CurrentStage current = new CurrentStage();
	private final Set<String> notes = new LinkedHashSet<>();
	private final Remaining remaining = new Remaining();
	private long lastDrawn;

	HostProgress(BooleanSupplier cancelled) {
		this.cancelled = cancelled;
		IJ.resetEscape();
	}

	@Override
	public synchronized void report(String stage, long done, long total) {
		if (!current.shows(stage, done))
			return;
		long now = System.nanoTime();
		if (now - lastDrawn < DRAW_EVERY_NANOS && done < total)
			return;
		lastDrawn = now;
		String left = remaining.after(stage, done, total, now);
		IJ.showStatus(stage + (total > 0 ? " " + 100 * done / total + " %" : "...") + " (" + (left.isEmpty() ? "" : left + ", ") + "ESC cancels)");
		if (total > 0)
			IJ.showProgress(Math.min(1, (double) done / total));
	}

	@Override
	public synchronized void note(String sentence) {
		if (notes.add(sentence))
			IJ.log(sentence);
	}

	@Override
	public boolean cancelled() {
		return IJ.escapePressed() || cancelled.getAsBoolean();
	}

	/** Clears status line and progress bar. */
	@Override
	public synchronized void close() {
		IJ.showProgress(1);
		IJ.showStatus("");
	}
}
