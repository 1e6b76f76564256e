package io.github.hourglass.command;

import java.io.PrintStream;
import java.util.LinkedHashSet;
import java.util.Set;

import io.github.hourglass.image.Progress;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;

/**
 * Progress on the standard error: a bar where a person watches, a line every ten seconds where a log file does. Notes are
 * printed once each. Cancelled by {@link #cancel()}, which the shutdown hook of {@link Main} calls.
 */
final class ConsoleProgress implements Progress, AutoCloseable {

	private static final int WIDTH = 79;
	private static final long LINE_EVERY_NANOS = 10_000_000_000L;

	private final PrintStream out;
	private final boolean interactive;
	private final CurrentStage current = new CurrentStage();
	private final Set<String> notes = new LinkedHashSet<>();
	private volatile boolean cancelled;
	private ProgressBar bar;
	private Line line;
	private String stage = "";
	private long lastLine;

	ConsoleProgress(PrintStream out, boolean interactive) {
		this.out = out;
		this.interactive = interactive;
	}

	@Override
	public synchronized void report(String newStage, long done, long total) {
		boolean overBeforeItWasSeen = !newStage.equals(stage) && total > 0 && done >= total;
		if (!current.shows(newStage, done) || overBeforeItWasSeen)
			return;
		if (interactive)
			draw(newStage, done, total);
		else
			log(newStage, done, total);
	}

	private void draw(String newStage, long done, long total) {
		if (!newStage.equals(stage) || bar == null) {
			close();
			stage = newStage;
			line = new Line(out);
			bar = new ProgressBarBuilder().setTaskName(newStage).setInitialMax(total).setStyle(ProgressBarStyle.ASCII)
				.setUpdateIntervalMillis(200).setConsumer(line).build();
		}
		bar.maxHint(total > 0 ? total : -1);
		bar.stepTo(done);
	}

	private void log(String newStage, long done, long total) {
		long now = System.nanoTime();
		boolean first = !newStage.equals(stage);
		if (first || now - lastLine > LINE_EVERY_NANOS) {
			stage = newStage;
			lastLine = now;
			out.println(newStage + (total > 0 && !first ? " " + 100 * done / total + " %" : " …"));
		}
	}

	@Override
	public synchronized void note(String sentence) {
		if (!notes.add(sentence))
			return;
		close();
		out.println(sentence);
	}

	void cancel() {
		cancelled = true;
	}

	@Override
	public boolean cancelled() {
		return cancelled;
	}

	/** Ends the bar that is shown, if any. */
	@Override
	public synchronized void close() {
		if (bar == null)
			return;
		bar.close();
		line.end();
		bar = null;
	}

	/** The line a bar is drawn on, which ends once and for all; the library's own end of line comes or does not, as its threads have it. */
	private static final class Line extends ConsoleProgressBarConsumer {

		private final PrintStream out;
		private boolean ended;

		Line(PrintStream out) {
			super(out, WIDTH);
			this.out = out;
		}

		@Override
		public synchronized void accept(String drawn) {
			if (!ended)
				super.accept(drawn);
		}

		@Override
		public void close() {}

		synchronized void end() {
			ended = true;
			out.println();
		}
	}
}
