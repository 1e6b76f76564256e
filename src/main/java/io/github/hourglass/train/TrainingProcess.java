package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.github.hourglass.engine.JavaProcess;
import io.github.hourglass.image.CancelledException;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;

/**
 * A training in a process of its own, {@code hourglass train RUN}, which outlives this one. It is watched and steered through the
 * files of its run folder only, so it can be watched again from anywhere, and nothing that happens to it touches this process.
 */
public final class TrainingProcess {

	private static final String MAIN = "io.github.hourglass.command.Main", ARGUMENTS = ".arguments";
	private static final long LOOK_EVERY_MILLIS = 200;
	private static final long ASK_EVERY_NANOS = 1_000_000_000L;
	private static final int KILLED = 128 + 9;
	private static final Set<TrainingProcess> WATCHED = ConcurrentHashMap.newKeySet();

	private final Path folder;
	private final ProcessHandle handle;
	/** Null if another process has started it. */
	private final Process process;
	private final LogTail log;

	private TrainingProcess(Path folder, ProcessHandle handle, Process process, long logRead) {
		this.folder = folder;
		this.handle = handle;
		this.process = process;
		log = new LogTail(folder.resolve(TrainingRun.LOG), logRead);
	}

	/**
	 * Starts a training, or takes it up again; if one is running in the folder on this computer, that is the one to watch.
	 *
	 * @throws UncheckedIOException if the folder cannot be written to or the process cannot be started
	 * @throws io.github.hourglass.engine.EngineException if the libraries of TensorFlow are not installed
	 */
	public static TrainingProcess start(Path folder, TrainingOptions options) {
		Path run = folder.toAbsolutePath().normalize();
		ProcessHandle running = RunLock.holder(run);
		if (running != null)
			return new TrainingProcess(run, running, null, LogTail.size(run.resolve(TrainingRun.LOG)));
		if (Files.exists(run) && !Files.isDirectory(run))
			throw new IllegalArgumentException("run is '" + run + "', which is a file; give a folder for the training, new or to go on with.");
		try {
			Files.createDirectories(run);
			long logged = LogTail.size(run.resolve(TrainingRun.LOG));
			Process process = builder(run, options).redirectErrorStream(true).redirectOutput(run.resolve(TrainingRun.SAID).toFile()).start();
			return new TrainingProcess(run, process.toHandle(), process, logged);
		}
		catch (IOException | UncheckedIOException e) {
			IOException cause = e instanceof UncheckedIOException unchecked ? unchecked.getCause() : (IOException) e;
			throw new UncheckedIOException("The training in '" + run + "' cannot be started: " + AtomicFile.reason(cause) + "; choose another folder for the run.", cause);
		}
	}

	private static ProcessBuilder builder(Path run, TrainingOptions options) {
		ProcessBuilder builder = JavaProcess.detached(run.resolve(ARGUMENTS),
			List.of("-Djava.awt.headless=true", "-Dhourglass.terminal=false", "-XX:ErrorFile=" + run.resolve("crash-%p.txt")), MAIN, arguments(run, options));
		builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
		if (options.deterministic())
			builder.environment().put("TF_DETERMINISTIC_OPS", "1");
		return builder;
	}

	private static List<String> arguments(Path run, TrainingOptions options) {
		List<String> arguments = new ArrayList<>(List.of("train", run.toString()));
		Settings.values(Training.absolute(options)).forEach((name, value) -> arguments.add("--" + name + "=" + value));
		return arguments;
	}

	/** The training that runs in a folder on this computer, whoever has started it; null if there is none. */
	public static TrainingProcess running(Path folder) {
		Path run = folder.toAbsolutePath().normalize();
		ProcessHandle running = RunLock.holder(run);
		return running == null ? null : new TrainingProcess(run, running, null, LogTail.size(run.resolve(TrainingRun.LOG)));
	}

	public Path folder() {
		return folder;
	}

	/** Its process id on this computer. */
	public long id() {
		return handle.pid();
	}

	/** True if it was running before {@link #start} was called. */
	public boolean wasRunning() {
		return process == null;
	}

	public boolean isAlive() {
		return handle.isAlive();
	}

	/** That it goes on without the program that watches it, and how to find it again; one sentence. */
	public String notice() {
		return "The training in '" + folder + "' (process " + id() + ") goes on after this program is closed; Hourglass Watch Training... with this folder shows it again, and the word cancel in its file '"
			+ TrainingRun.REQUEST + "' stops it.";
	}

	/** The trainings that are being watched in this process and still run. */
	public static List<TrainingProcess> watched() {
		return WATCHED.stream().filter(TrainingProcess::isAlive).toList();
	}

	/**
	 * Watches until it ends. What it logs becomes notes; cancelled, it is asked to stop, which it does after its current step.
	 *
	 * @return the folder of the exported model
	 * @throws CancelledException if it was asked to stop, by {@code progress} or by anyone else; its checkpoints are kept
	 * @throws TrainingException if it failed, with its own sentence, or its process was killed or crashed
	 */
	public Path await(Progress progress) {
		WATCHED.add(this);
		try {
			long asked = 0;
			while (handle.isAlive()) {
				report(progress);
				if (progress.cancelled() && System.nanoTime() - asked > ASK_EVERY_NANOS) {
					if (!Files.exists(folder.resolve(TrainingRun.REQUEST)))
						RunRequest.CANCEL.ask(folder);
					asked = System.nanoTime();
				}
				Thread.sleep(LOOK_EVERY_MILLIS);
			}
			if (asked != 0)
				AtomicFile.delete(folder.resolve(TrainingRun.REQUEST)); // it may have been asked once more while it ended
			report(progress);
			return end();
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancelledException();
		}
		finally {
			WATCHED.remove(this);
		}
	}

	private void report(Progress progress) {
		log.lines().forEach(progress::note);
		RunStatus status = status();
		if (status == null)
			progress.report("Starting to train", 0, 0);
		else if (status.state() == RunStatus.State.TRAINING || status.state() == RunStatus.State.PAUSED)
			progress.report(status.state() == RunStatus.State.PAUSED ? "Training, paused" : "Training", status.step(), status.steps());
		else
			progress.report(switch (status.state()) {
				case VALIDATING -> "Validating";
				case EXPORTING -> "Exporting the model";
				default -> "Preparing to train";
			}, 0, 0);
	}

	/** What the process itself has said; null if it has not yet, or the status is that of an earlier one. */
	private RunStatus status() {
		RunStatus status = RunStatus.read(folder);
		return status != null && status.process() == id() ? status : null;
	}

	private Path end() throws InterruptedException {
		RunStatus status = status();
		RunStatus.State state = status == null ? null : status.state();
		if (state == RunStatus.State.FINISHED)
			return folder.resolve(TrainingRun.MODEL);
		if (state == RunStatus.State.CANCELLED)
			throw new CancelledException();
		if (state == RunStatus.State.FAILED)
			throw new TrainingException(status.message());
		String why = process == null ? "has ended unexpectedly" : ending(process.waitFor());
		String own = why == null ? LogTail.complaint(folder.resolve(TrainingRun.SAID)) : null;
		if (own != null)
			throw new TrainingException(own);
		boolean kept = Files.exists(folder.resolve(TrainingRun.CHECKPOINTS).resolve(Checkpoints.LAST));
		throw new TrainingException("The process of the training in '" + folder + "' " + (why == null ? "has ended unexpectedly" : why)
			+ (status == null ? "" : " at step " + status.step()) + "; " + (kept ? "all up to its last checkpoint is kept: train the same folder again to go on."
				: "nothing was kept yet: train the folder again.") + " What it said is in '" + TrainingRun.SAID + "' there.");
	}

	/** Null where it ended by itself. */
	private static String ending(int code) {
		if (code >= 0 && code <= 2)
			return null;
		return code == KILLED ? "was killed, perhaps because the system ran out of memory," : "has crashed (exit code " + code + ")";
	}
}
