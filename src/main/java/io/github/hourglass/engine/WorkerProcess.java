package io.github.hourglass.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.hourglass.image.CancelledException;

/** A {@link Worker} beside this process. Whatever happens to it, this process goes on; it ends when it is closed or this process ends. */
final class WorkerProcess implements AutoCloseable {

	private static final String MAIN = "io.github.hourglass.command.Main";
	private static final long START_MILLIS = 120_000, END_MILLIS = 2000, DEATH_MILLIS = 500;
	private static final int KILLED = 128 + 9, COMPLAINT = 300;
	/** Passed on to it. */
	private static final List<String> PROPERTIES = List.of("hourglass.onnxruntime.log", "org.bytedeco.javacpp.cachedir");
	/** It computes outside of Java, so its Java may start quickly and stay small; and JavaCPP is not to take Java's heap for a limit. */
	private static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData", "-XX:-CreateCoredumpOnCrash", "-XX:MaxDirectMemorySize=1024g",
		"-Dorg.bytedeco.javacpp.maxbytes=0", "-Dorg.bytedeco.javacpp.maxphysicalbytes=0", "-Djava.awt.headless=true", "-Dhourglass.terminal=false", "-D" + Isolation.PROPERTY + "=never");
	private static final String END = "", CRASH = "crash";
	/** When and where in its source TensorFlow complained. */
	private static final String PLACE = "^[-\\d]+ [:.\\d]+: [A-Z] \\S+:\\d+\\] ";
	/** The line of Java's report that names the native library. */
	private static final Pattern LIBRARY = Pattern.compile("(?m)^# [CV]  \\[([^+\\]]+)");
	private static final Set<WorkerProcess> ALL = ConcurrentHashMap.newKeySet();

	static {
		Runtime.getRuntime().addShutdownHook(new Thread(() -> ALL.forEach(WorkerProcess::kill), "hourglass workers"));
	}

	/** The process has ended although it was not told to. */
	static final class Ended extends EngineException {

		private static final long serialVersionUID = 1;

		private final String how;

		Ended(String subject, String how, String advice) {
			super(subject + " " + how + "; " + advice);
			this.how = how;
		}

		/** Such as {@code has crashed}. */
		String how() {
			return how;
		}
	}

	private final Process process;
	private final Path folder;
	private final OutputStream requests;
	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>(100);
	private final StringBuffer complaint = new StringBuffer();
	private final Map<String, SharedMemory> memory = new ConcurrentHashMap<>();
	private String network = "";
	private volatile String killedBecause;
	private WorkerLimits limits = WorkerLimits.NONE;
	private long limitedSince, last;

	private WorkerProcess(Process process, Path folder) {
		this.process = process;
		this.folder = folder;
		requests = process.getOutputStream();
	}

	/**
	 * Starts one and waits until it answers.
	 *
	 * @throws EngineException if it does not
	 * @throws CancelledException if the calling thread is interrupted
	 */
	static WorkerProcess start() {
		Path folder = WorkerFolder.create();
		WorkerProcess worker = null;
		try {
			List<String> options = new ArrayList<>(OPTIONS);
			options.addAll(List.of("-Djava.io.tmpdir=" + folder, "-XX:ErrorFile=" + folder.resolve(CRASH)));
			PROPERTIES.stream().filter(name -> System.getProperty(name) != null).forEach(name -> options.add("-D" + name + "=" + System.getProperty(name)));
			ProcessBuilder builder = JavaProcess.of(folder.resolve("arguments"), options, MAIN, List.of("worker")).redirectInput(ProcessBuilder.Redirect.PIPE);
			builder.environment().putIfAbsent("TF_CPP_MIN_LOG_LEVEL", "2");
			builder.environment().remove("JAVA_TOOL_OPTIONS"); // announced on the standard error, and meant for the host
			worker = new WorkerProcess(builder.start(), folder);
			ALL.add(worker);
			worker.listen(worker::readAnswers);
			worker.listen(worker::readComplaints);
			worker.limits = new WorkerLimits(0, START_MILLIS);
			worker.limitedSince = System.nanoTime();
			worker.answer(0);
			worker.limits = WorkerLimits.NONE;
			return worker;
		}
		catch (IOException e) {
			WorkerFolder.delete(folder);
			throw new UncheckedIOException("A process of its own cannot be started for the network (" + e.getMessage() + ").", e);
		}
		catch (RuntimeException e) {
			if (worker != null)
				worker.kill();
			WorkerFolder.delete(folder);
			throw e;
		}
	}

	private void listen(Runnable reading) {
		Thread thread = new Thread(reading, "hourglass worker " + process.pid());
		thread.setDaemon(true);
		thread.start();
	}

	private void readAnswers() {
		try (InputStream in = new BufferedInputStream(process.getInputStream())) {
			for (String line = WorkerMessage.readLine(in); line != null; line = WorkerMessage.readLine(in))
				if (line.startsWith("{")) // native libraries may print what they like
					answers.put(line);
		}
		catch (IOException closedOrTooLong) {
			process.destroyForcibly();
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
		answers.offer(END);
	}

	private void readComplaints() {
		byte[] bytes = new byte[4096];
		try (InputStream in = process.getErrorStream()) {
			for (int n = in.read(bytes); n >= 0; n = in.read(bytes)) {
				complaint.append(new String(bytes, 0, n, StandardCharsets.UTF_8));
				complaint.delete(0, Math.max(0, complaint.length() - 10 * COMPLAINT));
			}
		}
		catch (IOException ended) {
			// nothing more to hear
		}
	}

	long id() {
		return process.pid();
	}

	boolean isAlive() {
		return process.isAlive();
	}

	/** Which network it runs, for messages. */
	void runs(String name) {
		network = name;
	}

	/** From now on, until there are others. */
	void limit(WorkerLimits newLimits) {
		if (newLimits.equals(limits))
			return;
		limits = newLimits;
		limitedSince = System.nanoTime();
		ask(WorkerMessage.of("do", "limit").with("bytes", limits.bytes()));
	}

	/**
	 * Sends a request and waits for its answer; one request at a time.
	 *
	 * @throws EngineException with the worker's own sentence, or an {@link Ended} if it has died or takes too long, which ends it
	 * @throws CancelledException if the request was cancelled there
	 */
	WorkerMessage ask(WorkerMessage request) {
		tell(request.with("id", ++last));
		WorkerMessage answer = answer(last);
		if (!answer.has("error"))
			return answer;
		if (answer.text("kind").equals(Worker.CANCELLED))
			throw new CancelledException();
		if (answer.text("kind").equals(Worker.MEMORY))
			throw new EngineException.OutOfMemory(answer.text("error"), null);
		throw new EngineException(answer.text("error"));
	}

	/** Sends a line without waiting; where the process has died, the next answer tells. */
	void tell(WorkerMessage request) {
		String line = request.line();
		if (line.length() >= WorkerMessage.LONGEST)
			throw new EngineException("The network " + network + " has too many inputs and outputs to be run in a process of its own.");
		try {
			synchronized (requests) {
				requests.write((line + "\n").getBytes(StandardCharsets.US_ASCII));
				requests.flush();
			}
		}
		catch (IOException hasEnded) {
			// the answers end as well
		}
	}

	private WorkerMessage answer(long id) {
		try {
			while (true) {
				long left = limits.millis() - (System.nanoTime() - limitedSince) / 1_000_000;
				String line = answers.poll(Math.max(0, left), TimeUnit.MILLISECONDS);
				if (line == null) {
					killedBecause = "was not done within " + limits.millis() / 1000 + " s";
					kill();
					throw ended();
				}
				if (line.equals(END)) {
					answers.offer(END);
					throw ended();
				}
				WorkerMessage answer = parsed(line);
				if (answer != null && answer.number("id") == id)
					return answer;
			}
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
			throw new CancelledException();
		}
	}

	/** Null for what is no answer. */
	private static WorkerMessage parsed(String line) {
		try {
			WorkerMessage answer = WorkerMessage.parse(line);
			return answer.has("id") ? answer : null;
		}
		catch (IllegalArgumentException printedByALibrary) {
			return null;
		}
	}

	private Ended ended() {
		waitForEnd(END_MILLIS);
		String subject = network.isEmpty() ? "The process for running networks" : "The process that runs the network " + network;
		if (killedBecause != null)
			return new Ended(subject, killedBecause, "use smaller tiles, or another model.");
		int code = process.isAlive() ? -1 : process.exitValue();
		if (code == KILLED)
			return new Ended(subject, "was killed, perhaps because the system ran out of memory", "run it again, with smaller tiles or after closing other programs.");
		if (code == MemoryWatch.EXIT_CODE)
			return new Ended(subject, "took more than " + limits.bytes() / 1_000_000 + " MB of memory", "use smaller tiles, or another model.");
		String crash = crash();
		return new Ended(subject, (crash == null && (code == 0 || code == 1) ? "has ended" : "has crashed") + " (" + (crash == null || crash.isEmpty() ? "exit code " + code + said() : crash) + ")",
			network.isEmpty() ? "install Hourglass again." : "the model may be damaged, or not made for this engine; run it again, or use another model.");
	}

	/** In which library Java saw it crash; empty if not in one, null if Java has seen nothing. */
	private String crash() {
		try {
			Path report = folder.resolve(CRASH);
			if (!Files.exists(report))
				return null;
			Matcher found = LIBRARY.matcher(Files.readString(report, StandardCharsets.ISO_8859_1));
			return found.find() ? "in " + found.group(1) : "";
		}
		catch (IOException unreadable) {
			return "";
		}
	}

	/** What it complained of last. */
	private String said() {
		String last = complaint.toString().lines().filter(line -> !line.isBlank()).reduce((first, second) -> second).orElse("").replaceFirst(PLACE, "").strip();
		return last.isEmpty() ? "" : ", " + (last.length() > COMPLAINT ? last.substring(0, COMPLAINT) + "…" : last);
	}

	/** Memory that both processes see; its size is whatever was asked for last. */
	SharedMemory memory(String name) {
		return memory.computeIfAbsent(name, key -> new SharedMemory(folder.resolve(key)));
	}

	/** A slice of that memory. */
	ByteBuffer bytes(String name, long size) {
		return memory(name).bytes(size);
	}

	/** Ends it at once and removes its files; what it is asked meanwhile fails. */
	void kill() {
		process.destroyForcibly();
		waitForEnd(DEATH_MILLIS);
		ALL.remove(this);
		WorkerFolder.delete(folder);
	}

	private void waitForEnd(long millis) {
		try {
			process.waitFor(millis, TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	/** Lets it end, by force where it does not. */
	@Override
	public void close() {
		try {
			requests.close();
		}
		catch (IOException ended) {
			// as wanted
		}
		waitForEnd(END_MILLIS);
		kill();
	}
}