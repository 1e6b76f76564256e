package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A run folder as seen by someone who only watches, on the computer that trains or on another one with which it shares a disk.
 * Whatever is missing, half written or damaged counts as not there yet. For one thread at a time.
 */
public final class WatchedRun {

	private static final Pattern PREVIEW = Pattern.compile("epoch-(\\d{1,9})\\.tif");
	private static final int LOG_LINES = 200, MOST_PREVIEWS = 100_000;
	/** Longer options and curves are not read. */
	private static final long MOST_BYTES = 64 << 20;

	private final Path folder;
	private final Latest<TrainingOptions> options;
	private final Latest<List<Curves.Row>> curves;
	/** What the file system's clock is ahead of this computer's. */
	private final Duration ahead;
	private Instant heartbeat;
	private long heartbeatSeen;
	private boolean heard;

	private WatchedRun(Path folder) {
		this.folder = folder;
		options = new Latest<>(folder.resolve(TrainingRun.OPTIONS), () -> TrainingRun.options(folder));
		curves = new Latest<>(folder.resolve(TrainingRun.CURVES), () -> Curves.read(folder));
		ahead = ahead(folder);
	}

	/** @throws IllegalArgumentException if the folder is not there, or holds no run */
	public static WatchedRun of(Path folder) {
		Path run = folder.toAbsolutePath().normalize();
		if (!Files.isDirectory(run))
			throw new IllegalArgumentException("There is no folder '" + folder + "'; give the folder of a training.");
		if (Stream.of(TrainingRun.OPTIONS, TrainingRun.STATUS, TrainingRun.LOCK, TrainingRun.SAID).noneMatch(file -> Files.exists(run.resolve(file))))
			throw new IllegalArgumentException("'" + folder + "' is not the folder of a training: it has no " + TrainingRun.OPTIONS + " and no " + TrainingRun.STATUS + ".");
		return new WatchedRun(run);
	}

	public Path folder() {
		return folder;
	}

	/** What the folder holds now. */
	public RunSnapshot look() {
		RunStatus status = RunStatus.read(folder);
		Path model = folder.resolve(TrainingRun.MODEL);
		return new RunSnapshot(folder, status, silence(status), RunLock.isAbandoned(folder), request(), options.get(null), curves.get(List.of()), previews(),
			LogTail.last(folder.resolve(TrainingRun.LOG), LOG_LINES), LogTail.complaint(folder.resolve(TrainingRun.SAID)), Files.exists(model.resolve("rdf.yaml")) ? model : null);
	}

	private String request() {
		String word = RunRequest.pending(folder);
		return Stream.of(RunRequest.values()).anyMatch(request -> request.toString().equals(word)) ? word : "";
	}

	private NavigableMap<Integer, Path> previews() {
		NavigableMap<Integer, Path> previews = new TreeMap<>();
		try (Stream<Path> files = Files.list(folder.resolve(TrainingRun.PREVIEWS))) {
			for (Path file : (Iterable<Path>) files.limit(MOST_PREVIEWS)::iterator) {
				Matcher name = PREVIEW.matcher(file.getFileName().toString());
				if (name.matches())
					previews.put(Integer.parseInt(name.group(1)), file);
			}
		}
		catch (IOException | RuntimeException notYet) {
			return previews;
		}
		return previews;
	}

	/**
	 * How long ago the run last gave a sign of life: measured here once a sign was seen coming, until then the age of its file by the
	 * clock of the file system, so that the clocks of two machines need not agree.
	 */
	private Duration silence(RunStatus status) {
		if (status == null)
			return Duration.ZERO;
		long now = System.nanoTime();
		if (!status.heartbeat().equals(heartbeat)) {
			heard |= heartbeat != null;
			heartbeat = status.heartbeat();
			heartbeatSeen = now;
		}
		return heard ? Duration.ofNanos(now - heartbeatSeen) : age(folder.resolve(TrainingRun.STATUS));
	}

	private Duration age(Path file) {
		try {
			Duration age = Duration.between(Files.getLastModifiedTime(file).toInstant(), Instant.now().plus(ahead));
			return age.isNegative() ? Duration.ZERO : age;
		}
		catch (IOException e) {
			return Duration.ZERO;
		}
	}

	private static Duration ahead(Path folder) {
		try {
			return Duration.between(Instant.now(), RunLock.now(folder));
		}
		catch (IOException mayOnlyBeRead) {
			return Duration.ZERO;
		}
	}

	/** All of these folders, each once. */
	public static List<WatchedRun> of(List<Path> folders) {
		List<WatchedRun> runs = new ArrayList<>();
		for (Path folder : folders) {
			WatchedRun run = of(folder);
			if (runs.stream().noneMatch(other -> other.folder.equals(run.folder)))
				runs.add(run);
		}
		return runs;
	}

	/** What a file says, read again when the file has changed. */
	private static final class Latest<T> {

		private final Path file;
		private final Supplier<T> reading;
		private Object version;
		private T value;

		Latest(Path file, Supplier<T> reading) {
			this.file = file;
			this.reading = reading;
		}

		T get(T otherwise) {
			try {
				Object now = List.of(Files.getLastModifiedTime(file), Files.size(file));
				if (!now.equals(version))
					value = Files.size(file) > MOST_BYTES ? null : reading.get();
				version = now;
			}
			catch (IOException | RuntimeException notYet) {
				version = null;
			}
			return version == null || value == null ? otherwise : value;
		}
	}
}
