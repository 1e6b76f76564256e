package io.github.hourglass.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Settings;
import io.github.hourglass.model.YamlText;

/**
 * A training run, which is a folder: whoever watches or steers it does so through its files only. It holds
 * {@code options.yaml}, {@code status.json} ({@link RunStatus}), {@code curves.csv} ({@link Curves}), {@code events/} for
 * TensorBoard, {@code checkpoints/}, {@code previews/}, {@code log.txt}, {@code model/} once it is finished, and while it runs
 * {@code lock}; where it runs in a process of its own, {@code said.txt} is what that said, and {@code data/} images that were open in ImageJ
 * ({@link RunImages}); a file {@code request} steers it ({@link RunRequest}). All but log and events, which grow by whole lines and
 * events, are replaced by renaming.
 */
public final class TrainingRun implements TrainingListener, AutoCloseable {

	static final String OPTIONS = "options.yaml", STATUS = "status.json", CURVES = "curves.csv", EVENTS = "events", CHECKPOINTS = "checkpoints",
		PREVIEWS = "previews", LOG = "log.txt", MODEL = "model", REQUEST = "request", LOCK = "lock", SAID = "said.txt", DATA = "data";
	/** What may differ when a run is taken up again. */
	private static final Set<String> MAY_DIFFER = Set.of("epochs", "device", "batch", "previews");
	/** Options that name files, and beside them in {@code options.yaml} the folder of the run when they were written. */
	private static final Set<String> PATHS = Set.of("images", "targets", "validation", "from");
	private static final String PLACE = "folder";
	private static final long HEARTBEAT_SECONDS = 5;
	private static final long EVENT_EVERY_NANOS = 1_000_000_000L;

	private final Path folder;
	private final TrainingOptions options;
	private final Progress progress;
	private final RunLock lock;
	private final Checkpoints checkpoints;
	private final ScheduledExecutorService heartbeat;
	private final EventFile events;
	private List<Curves.Row> rows;
	private RunStatus status;
	private long lastEvent;
	private double spent;
	private long since = System.nanoTime();
	private long lastStep;
	private volatile boolean lost;

	private TrainingRun(Path folder, TrainingOptions options, Progress progress, RunLock lock, AtomicFile.Opener opener) {
		this.folder = folder;
		this.options = options;
		this.progress = progress;
		this.lock = lock;
		checkpoints = new Checkpoints(folder.resolve(CHECKPOINTS), opener);
		rows = Curves.read(folder);
		status = new RunStatus(RunStatus.State.PREPARING, 0, (long) options.epochs() * options.steps(), 0, options.epochs(), Double.NaN, Instant.now(),
			RunLock.host(), ProcessHandle.current().pid(), options.device(), Double.NaN, Double.NaN, "");
		events = EventFile.create(folder.resolve(EVENTS), seconds(), RunLock.host());
		heartbeat = Executors.newSingleThreadScheduledExecutor(task -> {
			Thread thread = new Thread(task, "hourglass-heartbeat");
			thread.setDaemon(true);
			return thread;
		});
		beat();
		heartbeat.scheduleAtFixedRate(this::beat, HEARTBEAT_SECONDS, HEARTBEAT_SECONDS, TimeUnit.SECONDS);
	}

	/**
	 * Begins a run in a new or empty folder, or takes up the one that is there.
	 *
	 * @param progress told what the log is told
	 * @throws TrainingException if another process is training there, the folder holds something else, or an option differs that
	 *           may not
	 * @throws UncheckedIOException if the folder may not be written to
	 */
	public static TrainingRun open(Path folder, TrainingOptions options, Progress progress) {
		return open(folder, options, progress, AtomicFile.OPENER);
	}

	static TrainingRun open(Path folder, TrainingOptions options, Progress progress, AtomicFile.Opener checkpointOpener) {
		Path path = folder.toAbsolutePath().normalize();
		prepare(path);
		RunLock lock = RunLock.take(path);
		try {
			requireSame(path, options);
			Map<String, Object> values = Settings.values(options);
			values.put(PLACE, path.toString());
			AtomicFile.write(path.resolve(OPTIONS), YamlText.write(values));
			if (!RunRequest.FINISH.toString().equals(RunRequest.pending(path)))
				AtomicFile.delete(path.resolve(REQUEST));
			return new TrainingRun(path, options, progress, lock, checkpointOpener);
		}
		catch (RuntimeException | Error failed) {
			lock.close();
			throw failed;
		}
	}

	/** The options of a run folder as they were last given. */
	public static TrainingOptions options(Path folder) {
		return Settings.read(TrainingOptions.class, written(folder));
	}

	private static Map<String, Object> written(Path folder) {
		Path file = folder.resolve(OPTIONS);
		try {
			return YamlText.read(Files.readAllBytes(file), file.toString());
		}
		catch (IOException e) {
			throw new UncheckedIOException("'" + file + "' cannot be read: " + AtomicFile.reason(e) + "; is this the folder of a training?", e);
		}
	}

	private static void prepare(Path folder) {
		try {
			Files.createDirectories(folder);
			if (!Files.isWritable(folder))
				throw new TrainingException("The folder '" + folder + "' may not be written to; choose another one for the run.");
			try (Stream<Path> content = Files.list(folder)) {
				Path foreign = content.filter(file -> !isOurs(file.getFileName().toString())).findFirst().orElse(null);
				if (foreign != null && !Files.exists(folder.resolve(OPTIONS)))
					throw new TrainingException("The folder '" + folder + "' holds other things than a training run, such as '" + foreign.getFileName()
						+ "'; name a new folder.");
			}
		}
		catch (IOException e) {
			throw new UncheckedIOException("The run folder '" + folder + "' cannot be made: " + AtomicFile.reason(e) + "; choose another one.", e);
		}
	}

	private static boolean isOurs(String name) {
		return Set.of(STATUS, CURVES, EVENTS, CHECKPOINTS, PREVIEWS, LOG, MODEL, REQUEST, LOCK, SAID, DATA).contains(name) || name.startsWith(".");
	}

	private static void requireSame(Path folder, TrainingOptions options) {
		if (!Files.exists(folder.resolve(OPTIONS)) || !Files.exists(folder.resolve(CHECKPOINTS)))
			return; // nothing has been trained yet
		Map<String, Object> written = written(folder), before = Settings.values(Settings.read(TrainingOptions.class, written));
		Path place = written.get(PLACE) instanceof String text ? Path.of(text) : folder;
		List<String> changed = new ArrayList<>();
		Settings.values(options).forEach((name, value) -> {
			boolean same = Objects.equals(value, before.get(name)) || PATHS.contains(name) && seenFrom(folder, value).equals(seenFrom(place, before.get(name)));
			if (!MAY_DIFFER.contains(name) && !same)
				changed.add(name + " (" + shown(before.get(name)) + " before, now " + shown(value) + ")");
		});
		if (!changed.isEmpty())
			throw new TrainingException("The run in '" + folder + "' cannot go on with another " + String.join(", ", changed)
				+ "; only epochs, device, batch and previews may change. Use the same value, or a new folder.");
	}

	/** A path as it leads there from the folder of the run, so that a run may be moved together with its images; other texts as they are. */
	private static String seenFrom(Path folder, Object value) {
		try {
			Path path = Path.of(value.toString());
			return path.isAbsolute() ? folder.relativize(path).toString() : value.toString();
		}
		catch (IllegalArgumentException notThere) {
			return value.toString();
		}
	}

	private static String shown(Object value) {
		return value.toString().isEmpty() ? "empty" : value.toString();
	}

	public Path folder() {
		return folder;
	}

	public TrainingOptions options() {
		return options;
	}

	Checkpoints checkpoints() {
		return checkpoints;
	}

	/** The rows of the curves so far. */
	List<Curves.Row> rows() {
		return List.copyOf(rows);
	}

	/** Takes away the request that was obeyed. */
	void obeyed() {
		AtomicFile.delete(folder.resolve(REQUEST));
	}

	/** Takes the request that was made, if any. */
	RunRequest request() {
		if (lost)
			throw new TrainingException("Another process has taken over the run in '" + folder + "', because this one was silent for over a minute; it ends here.");
		try {
			return RunRequest.take(folder);
		}
		catch (IllegalArgumentException notUnderstood) {
			noted(notUnderstood.getMessage());
			return null;
		}
	}

	/** The progress of the user, which a request to cancel cancels too: for the work before and after the loop, which takes the requests. */
	Progress steered() {
		return new Steered(progress, folder);
	}

	/** Where the run stands after a checkpoint was read: later rows of the curves are forgotten. */
	void resumed(LoopState state) {
		rows = new ArrayList<>(rows.stream().filter(row -> row.epoch() <= state.epoch()).toList());
		spent = state.seconds();
		since = System.nanoTime();
		synchronized (this) {
			status = status.at(state.step(), Math.max(0, state.epoch()), state.recent(), Double.NaN);
		}
	}

	void state(RunStatus.State state, String message) {
		synchronized (this) {
			status = status.in(state, message);
		}
		lastStep = 0;
		beat();
	}

	@Override
	public void stepped(long step, double loss, double rate) {
		long now = System.nanoTime();
		synchronized (this) {
			double last = lastStep == 0 ? Double.NaN : (now - lastStep) / 1e9;
			double mean = Double.isNaN(status.stepSeconds()) ? last : Double.isNaN(last) ? status.stepSeconds() : 0.95 * status.stepSeconds() + 0.05 * last;
			status = status.at(step + 1, status.epoch(), loss, mean);
			if (options.minutes() > 0)
				status = status.atMost(60 * options.minutes() - spent - (now - since) / 1e9);
		}
		lastStep = now;
		if (now - lastEvent > EVENT_EVERY_NANOS) {
			lastEvent = now;
			event(step, Map.of("loss/step", loss));
		}
	}

	@Override
	public void validated(Curves.Row row, boolean best) {
		rows.add(row);
		attempt("The curves", () -> Curves.write(folder, rows));
		Map<String, Double> scalars = new LinkedHashMap<>();
		scalars.put("loss/training", row.loss());
		scalars.put("loss/validation", row.validation());
		scalars.put("learning_rate", row.rate());
		event(row.step(), scalars);
		synchronized (this) {
			status = status.at(row.step(), row.epoch(), status.loss(), status.stepSeconds());
		}
		log("epoch " + row.epoch() + ": " + (Double.isNaN(row.loss()) ? "" : "loss " + (float) row.loss() + ", ") + "validation " + (float) row.validation() + (best ? " (best so far)" : ""));
		beat();
	}

	private void event(long step, Map<String, Double> scalars) {
		try {
			events.scalars(seconds(), step, scalars);
		}
		catch (IOException e) {
			progress.note("The curves for TensorBoard are not complete: " + AtomicFile.reason(e) + ".");
		}
	}

	@Override
	public void noted(String sentence) {
		progress.note(sentence);
		log(sentence);
	}

	/** Adds a line to the log. */
	void log(String line) {
		byte[] bytes = (Instant.now().truncatedTo(ChronoUnit.SECONDS) + " " + line.replaceAll("\\R", " ") + "\n").getBytes(StandardCharsets.UTF_8);
		try {
			Files.write(folder.resolve(LOG), bytes, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
		}
		catch (IOException e) {
			progress.note("The log cannot be written: " + AtomicFile.reason(e) + ".");
		}
	}

	/** Does what must not end a training when the disk is full: says so and goes on. */
	void attempt(String what, Runnable writing) {
		try {
			writing.run();
		}
		catch (UncheckedIOException | IllegalArgumentException e) {
			noted(what + " cannot be written now: " + e.getMessage());
		}
	}

	private void beat() {
		if (!lock.isOurs()) {
			lost = true;
			return;
		}
		synchronized (this) {
			status = status.in(status.state(), status.message());
			try {
				AtomicFile.write(folder.resolve(STATUS), status.json());
			}
			catch (UncheckedIOException e) {
				progress.note(e.getMessage());
			}
		}
	}

	private static double seconds() {
		return System.currentTimeMillis() / 1000.0;
	}

	/** Ends the heartbeat and gives the folder free; the last state stays in {@code status.json}. */
	@Override
	public void close() {
		heartbeat.shutdown();
		try {
			heartbeat.awaitTermination(10, TimeUnit.SECONDS);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		events.close();
		lock.close();
	}
}
