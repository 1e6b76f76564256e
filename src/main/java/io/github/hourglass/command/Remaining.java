package io.github.hourglass.command;

import io.github.hourglass.predict.Forecast;

/** How long a stage will take yet, judged by how long it took so far. */
final class Remaining {

	private static final long LEAST_NANOS = 2_000_000_000L;

	private String stage = "";
	private long begun;
	private long doneThen;

	/** Such as {@code 3 min left}; empty as long as nothing can be said, and where it is but a second. */
	String after(String newStage, long done, long total, long now) {
		if (!newStage.equals(stage) || done < doneThen) {
			stage = newStage;
			begun = now;
			doneThen = done;
		}
		if (now - begun < LEAST_NANOS || done <= doneThen || total <= done)
			return "";
		double seconds = (now - begun) / 1e9 * (total - done) / (done - doneThen);
		return seconds < 1 ? "" : Forecast.time(seconds) + " left";
	}
}
