package io.github.hourglass.command;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.BooleanSupplier;

import org.scijava.app.StatusService;
import org.scijava.log.LogService;

import ij.IJ;
import io.github.hourglass.image.Progress;

/** Progress in ImageJ's status line; cancelled by ESC or by the command's own Cancel. Notes go to the log, once each. */
final class HostProgress implements Progress {

	private static final long DRAW_EVERY_NANOS = 100_000_000L;

	private final StatusService status;
	private final LogService log;
	private final BooleanSupplier cancelled;
	private final CurrentStage current = new CurrentStage();
	private final Set<String> notes = new LinkedHashSet<>();
	private volatile long lastDrawn;

	HostProgress(StatusService status, LogService log, BooleanSupplier cancelled) {
		this.status = status;
		this.log = log;
		this.cancelled = cancelled;
		IJ.resetEscape();
	}

	@Override
	public void report(String stage, long done, long total) {
		if (!current.shows(stage, done))
			return;
		long now = System.nanoTime();
		if (now - lastDrawn < DRAW_EVERY_NANOS && done < total)
			return;
		lastDrawn = now;
		long scale = total > Integer.MAX_VALUE ? total / Integer.MAX_VALUE + 1 : 1;
		status.showStatus((int) (done / scale), (int) Math.max(1, total / scale), stage);
	}

	@Override
	public synchronized void note(String sentence) {
		if (notes.add(sentence))
			log.info(sentence);
	}

	@Override
	public boolean cancelled() {
		return IJ.escapePressed() || cancelled.getAsBoolean();
	}
}
