package io.github.hourglass.train;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.NavigableMap;

/**
 * What a run folder held at one moment.
 *
 * @param status null if there is none that can be read
 * @param silence how long ago the run last gave a sign of life
 * @param abandoned true if it was trained on this computer by a process that is gone
 * @param request the word that it was asked and has not obeyed yet; may be empty
 * @param options null if there are none that can be read
 * @param previews by their epoch
 * @param log its last lines
 * @param complaint with which its process ended before it could train; null if it did not
 * @param model folder of the exported model; null if there is none
 */
public record RunSnapshot(Path folder, RunStatus status, Duration silence, boolean abandoned, String request, TrainingOptions options, List<Curves.Row> rows,
	NavigableMap<Integer, Path> previews, List<String> log, String complaint, Path model)
{

	/** Whether anybody trains. SILENT says that it should, but gave no sign of life for so long that another process may take over. */
	public enum Life { STARTING, RUNNING, SILENT, GONE, ENDED }

	/** Silence worth telling of, and that after which a run may be taken over ({@link RunLock}). */
	private static final Duration NOTABLE = Duration.ofSeconds(15), SILENT = Duration.ofSeconds(60);

	public Life life() {
		if (status == null)
			return abandoned ? Life.GONE : complaint != null ? Life.ENDED : Life.STARTING;
		return switch (status.state()) {
			case FINISHED, CANCELLED, FAILED -> Life.ENDED;
			default -> abandoned ? Life.GONE : silence.compareTo(SILENT) > 0 ? Life.SILENT : Life.RUNNING;
		};
	}

	public String name() {
		return String.valueOf(folder.getFileName() == null ? folder : folder.getFileName());
	}

	public boolean isPaused() {
		return status != null && status.state() == RunStatus.State.PAUSED;
	}

	/** What the run does or how it ended, in one sentence without a full stop. */
	public String state() {
		if (life() == Life.GONE)
			return "its process has ended unexpectedly" + (status == null ? "" : " at step " + count(status.step())) + "; resume goes on from the last checkpoint";
		if (status == null)
			return complaint != null ? complaint.replaceFirst("\\.$", "") : "no status that can be read yet";
		String state = switch (status.state()) {
			case FINISHED -> "finished; the model is ready";
			case CANCELLED -> "cancelled; resume goes on from the last checkpoint";
			case FAILED -> "failed: " + status.message().replaceFirst("\\.$", "");
			case PREPARING -> "preparing the images";
			case EXPORTING -> "exporting the model";
			default -> status.state().name().toLowerCase(Locale.ROOT);
		};
		boolean asked = life() == Life.RUNNING && !request.isEmpty();
		return state + (asked ? ", asked to " + request : "") + (life() != Life.ENDED && silence.compareTo(NOTABLE) > 0 ? "; no sign of life for " + words(silence.toSeconds()) : "");
	}

	/** Such as "epoch 12 of 100, step 1,234 of 10,000". */
	public String progress() {
		return status == null ? "" : "epoch " + count(status.epoch()) + " of " + count(status.epochs()) + ", step " + count(status.step()) + " of " + count(status.steps());
	}

	/** Of the steps, from 0 to 1. */
	public double done() {
		return status == null || status.steps() <= 0 ? 0 : Math.max(0, Math.min(1, (double) status.step() / status.steps()));
	}

	/** Such as "0.21 s"; empty where unknown. */
	public String stepTime() {
		return status == null || !Double.isFinite(status.stepSeconds()) ? "" : status.stepSeconds() < 1 ? Math.round(1000 * status.stepSeconds()) + " ms"
			: String.format(Locale.ROOT, "%.1f s", status.stepSeconds());
	}

	/** Such as "about 31 min"; empty where unknown, or nobody trains. */
	public String remaining() {
		return status == null || life() != Life.RUNNING || !Double.isFinite(status.remainingSeconds()) ? "" : "about " + words(Math.round(status.remainingSeconds()));
	}

	/** Such as "cpu of node7, process 4711". */
	public String place() {
		return status == null ? "" : status.device() + " of " + status.host() + ", process " + status.process();
	}

	/** The epoch with the least validation loss; null if there is none yet. */
	public Curves.Row best() {
		return rows.stream().filter(row -> Double.isFinite(row.validation())).min((a, b) -> Double.compare(a.validation(), b.validation())).orElse(null);
	}

	public Gap gap() {
		return Gap.of(rows);
	}

	private static String count(long number) {
		return String.format(Locale.ROOT, "%,d", number);
	}

	/** A duration as people say it, in at most two units. */
	static String words(long seconds) {
		if (seconds < 100)
			return seconds + " s";
		long minutes = Math.round(seconds / 60.0);
		if (minutes < 100)
			return minutes + " min";
		long hours = minutes / 60;
		return hours < 48 ? hours + " h " + minutes % 60 + " min" : hours / 24 + " d " + hours % 24 + " h";
	}
}
