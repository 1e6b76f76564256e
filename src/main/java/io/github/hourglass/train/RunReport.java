package io.github.hourglass.train;

/** What a run does, as lines of text. */
public final class RunReport {

	private RunReport() {}

	public static String of(RunSnapshot run) {
		StringBuilder text = new StringBuilder(run.folder() + ": " + run.state() + ".\n");
		line(text, "progress", run.progress());
		line(text, "losses", run.gap().sentence());
		if (run.best() != null)
			line(text, "best", "epoch " + run.best().epoch() + ", validation " + Gap.number(run.best().validation()));
		line(text, "step time", run.stepTime());
		line(text, "remaining", run.remaining());
		line(text, "runs on", run.place());
		if (run.model() != null)
			line(text, "model", run.model().toString());
		return text.toString();
	}

	private static void line(StringBuilder text, String name, String value) {
		if (!value.isEmpty())
			text.append(String.format("  %-10s %s%n", name, value));
	}
}
