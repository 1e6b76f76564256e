package io.github.hourglass.train;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * The right to train in a run folder: the file {@code lock}, created exclusively, holding host, process, the process's start
 * and a token of its own. It is taken over only from a process that is gone on this host or whose heartbeat is older than a
 * minute. Ages are told by the file system's own clock, since the folder may be shared between machines.
 */
final class RunLock implements AutoCloseable {

	private static final Duration SILENT = Duration.ofSeconds(60);
	private static final String HOST = hostName();

	private final Path file;
	private final String text;

	private RunLock(Path file, String text) {
		this.file = file;
		this.text = text;
	}

	/** @throws TrainingException if another process is training there */
	static RunLock take(Path folder) {
		Path file = folder.resolve(TrainingRun.LOCK);
		ProcessHandle self = ProcessHandle.current();
		String text = String.join("\n", HOST, Long.toString(self.pid()), started(self), UUID.randomUUID().toString(), "");
		try {
			for (int attempt = 0; attempt < 3; attempt++) {
				if (created(file, text))
					return new RunLock(file, text);
				String other = read(file);
				if (other == null)
					continue;
				if (isHeld(folder, file, other))
					throw refusal(folder, other);
				remove(file, other);
			}
		}
		catch (IOException e) {
			throw AtomicFile.failure(file, e);
		}
		throw refusal(folder, "");
	}

	/** The name of this machine. */
	static String host() {
		return HOST;
	}

	/** False once another process has taken the run over, because this one was silent for too long. */
	boolean isOurs() {
		try {
			return text.equals(Files.readString(file));
		}
		catch (IOException e) {
			return !Files.notExists(file);
		}
	}

	/** The process on this computer that is training in a folder; null if there is none. */
	static ProcessHandle holder(Path folder) {
		Path file = folder.resolve(TrainingRun.LOCK);
		try {
			String text = read(file);
			ProcessHandle holder = text == null ? null : holder(text.lines().toList());
			return holder != null && isHeld(folder, file, text) ? holder : null;
		}
		catch (IOException goneOrUnreadable) {
			return null;
		}
	}

	/** True if a process on this computer has locked a folder and is gone; it may be taken over at once. */
	static boolean isAbandoned(Path folder) {
		try {
			String text = read(folder.resolve(TrainingRun.LOCK));
			return text != null && isGone(text.lines().toList());
		}
		catch (IOException goneOrUnreadable) {
			return false;
		}
	}

	private static boolean isGone(List<String> lines) {
		return lines.size() >= 3 && lines.get(0).equals(HOST) && lines.get(1).matches("\\d{1,18}") && holder(lines) == null;
	}

	private static ProcessHandle holder(List<String> lines) {
		if (lines.size() < 3 || !lines.get(0).equals(HOST) || !lines.get(1).matches("\\d{1,18}"))
			return null;
		return ProcessHandle.of(Long.parseLong(lines.get(1))).filter(process -> process.isAlive() && started(process).equals(lines.get(2))).orElse(null);
	}

	private static boolean created(Path file, String text) throws IOException {
		try {
			Files.writeString(file, text, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
			return true;
		}
		catch (FileAlreadyExistsException e) {
			return false;
		}
	}

	/** Null if it has gone meanwhile. */
	private static String read(Path file) throws IOException {
		return Files.exists(file) ? Files.readString(file) : null;
	}

	private static boolean isHeld(Path folder, Path file, String other) throws IOException {
		if (isGone(other.lines().toList()))
			return false;
		Path status = folder.resolve(TrainingRun.STATUS);
		Instant now = now(folder);
		Instant beat = Files.getLastModifiedTime(file).toInstant();
		if (Files.exists(status) && Files.getLastModifiedTime(status).toInstant().isAfter(beat))
			beat = Files.getLastModifiedTime(status).toInstant();
		return Duration.between(beat, now).compareTo(SILENT) <= 0;
	}

	/** The time by the clock of the file system. */
	static Instant now(Path folder) throws IOException {
		Path probe = Files.createTempFile(folder, ".probe", ".part");
		Instant now = Files.getLastModifiedTime(probe).toInstant();
		Files.delete(probe);
		return now;
	}

	/** Takes away the lock that was judged abandoned, but not one that another process has made in the meantime. */
	private static void remove(Path file, String abandoned) throws IOException {
		Path aside = file.resolveSibling("." + file.getFileName() + "." + UUID.randomUUID() + ".part");
		if (!Files.exists(file))
			return;
		AtomicFile.move(file, aside);
		if (Files.readString(aside).equals(abandoned))
			Files.delete(aside);
		else
			AtomicFile.move(aside, file);
	}

	private static TrainingException refusal(Path folder, String other) {
		List<String> lines = other.lines().toList();
		String who = lines.size() < 2 ? "Another process" : "Process " + lines.get(1) + " on " + lines.get(0);
		return new TrainingException(who + " is training in '" + folder + "'; wait for it, ask it to finish or cancel, or use another folder.");
	}

	private static String started(ProcessHandle process) {
		return process.info().startInstant().map(Instant::toString).orElse("unknown");
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException e) {
			String name = System.getenv("HOSTNAME");
			return name == null || name.isBlank() ? "localhost" : name;
		}
	}

	@Override
	public void close() {
		if (isOurs())
			AtomicFile.delete(file);
	}
}
