package io.github.hourglass.engine;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import io.github.hourglass.image.CancelledException;

/**
 * The other side of {@link WorkerEngine}: runs one network at a time for the program that has started this process. Each request is a
 * line on the input, each answer a line on the output with the request's {@code id}:
 *
 * <pre>
 * {"id": 1, "do": "open", "engine": "tensorflow", "weights": "/path/model", "device": "cpu", "threads": 0}
 * {"id": 1, "inputs": [{"name": "x", "type": "FLOAT32", "shape": [1, -1, -1, 1], "sizes": ["", "", "", ""]}], "outputs": […], "findings": []}
 * {"id": 2, "do": "run", "inputs": [{"name": "x", "type": "FLOAT32", "shape": [1, 64, 64, 1], "file": "/tmp/…/in-0"}],
 *  "outputs": [{"name": "y", "file": "/tmp/…/out-0"}]}
 * {"id": 2, "outputs": [{"name": "y", "type": "FLOAT32", "shape": [1, 64, 64, 1]}]}
 * {"id": 3, "do": "close"}
 * </pre>
 *
 * Tensors lie in files that both sides map; an output whose type and shape the request states is computed there in place. {@code version} and
 * {@code devices} ask an engine, {@code limit} ends the process where it takes more than so many {@code bytes}, and {@code cancel} ends the
 * run under way and is not answered. What fails is answered with an {@code error}, one sentence, and its {@code kind}.
 */
public final class Worker {

	static final String MEMORY = "memory", CANCELLED = "cancelled", FAILED = "failed";
	private static final long CLOSE_SECONDS = 1;

	private final OutputStream out;
	private final ExecutorService executor = Executors.newSingleThreadExecutor(task -> {
		Thread thread = new Thread(task, "hourglass requests");
		thread.setDaemon(true);
		return thread;
	});
	private final Map<Path, SharedMemory> memory = new HashMap<>();
	private volatile Network network;
	private volatile Request latest;

	private Worker(OutputStream out) {
		this.out = out;
	}

	/** A process that does nothing else: serves until the input ends, and ends. */
	public static void main(InputStream in, OutputStream out) {
		MemoryWatch.volunteer();
		int code = 1;
		try {
			serve(in, out);
			code = 0;
		}
		catch (IOException | IllegalArgumentException e) {
			System.err.println("hourglass: the worker has ended: " + e.getMessage());
		}
		finally {
			WorkerFolder.deleteOwn();
			Runtime.getRuntime().halt(code); // whatever a native library may still be doing
		}
	}

	/**
	 * Serves until the input ends.
	 *
	 * @throws IllegalArgumentException if a line is no request
	 * @throws IOException if a line is too long or the output cannot be written
	 */
	public static void serve(InputStream in, OutputStream out) throws IOException {
		Worker worker = new Worker(out);
		InputStream lines = new BufferedInputStream(in);
		try {
			worker.send(WorkerMessage.of("id", 0).with("process", ProcessHandle.current().pid()));
			for (String line = WorkerMessage.readLine(lines); line != null; line = WorkerMessage.readLine(lines))
				if (!line.isBlank())
					worker.receive(WorkerMessage.parse(line));
		}
		finally {
			worker.end();
		}
	}

	private void receive(WorkerMessage message) {
		if (message.text("do").equals("cancel")) {
			if (latest != null)
				latest.cancel();
			return;
		}
		Request request = new Request(message);
		latest = request;
		executor.execute(request);
	}

	private void end() {
		if (latest != null)
			latest.cancel();
		executor.shutdown();
		try {
			executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
		}
		catch (InterruptedException e) {
			Thread.currentThread().interrupt();
		}
	}

	private synchronized void send(WorkerMessage message) throws IOException {
		out.write((message.line() + "\n").getBytes(StandardCharsets.US_ASCII));
		out.flush();
	}

	/** One request, which a later line may cancel: that interrupts it, as {@link Network} allows. */
	private final class Request implements Runnable {

		private final WorkerMessage message;
		private Thread thread;
		private boolean cancelled;

		Request(WorkerMessage message) {
			this.message = message;
		}

		synchronized void cancel() {
			cancelled = true;
			if (thread != null)
				thread.interrupt();
		}

		private synchronized void start() {
			if (cancelled)
				throw new CancelledException();
			thread = Thread.currentThread();
		}

		private synchronized void stop() {
			thread = null;
			Thread.interrupted();
		}

		@Override
		public void run() {
			WorkerMessage answer = answer();
			stop();
			try {
				send(answer.with("id", message.number("id")));
			}
			catch (IOException nobodyListens) {
				// then the input ends too
			}
		}

		private WorkerMessage answer() {
			try {
				start();
				return switch (message.text("do")) {
					case "version" -> WorkerMessage.of("version", engine().version());
					case "devices" -> WorkerMessage.of("devices", engine().devices().stream().map(Device::toString).toList());
					case "limit" -> limit();
					case "open" -> open();
					case "run" -> compute();
					case "close" -> close();
					default -> throw new EngineException("The worker knows no '" + message.text("do") + "'.");
				};
			}
			catch (CancelledException e) {
				return failure(e, CANCELLED);
			}
			catch (EngineException.OutOfMemory | OutOfMemoryError e) {
				return failure(e, MEMORY);
			}
			catch (EngineException | UncheckedIOException e) {
				return failure(e, FAILED);
			}
			catch (RuntimeException | Error e) {
				return failure(new EngineException("The worker could not do this (" + String.valueOf(e).replaceAll("\\s+", " ") + "); please report it."), FAILED);
			}
		}

		private static WorkerMessage failure(Throwable error, String kind) {
			String sentence = error instanceof OutOfMemoryError ? "The process that runs the network has not enough memory for this." : error.getMessage();
			return WorkerMessage.of("error", sentence).with("kind", kind);
		}

		private Engine engine() {
			return Engines.named(message.text("engine"));
		}

		private WorkerMessage limit() {
			MemoryWatch.start(message.number("bytes"));
			return WorkerMessage.of("limited", true);
		}

		private WorkerMessage open() {
			close();
			network = engine().open(Path.of(message.text("weights")), new EngineOptions(Device.parse(message.text("device")), Math.toIntExact(message.number("threads"))));
			return WorkerMessage.of("inputs", network.inputs().stream().map(WorkerMessage::of).toList())
				.with("outputs", network.outputs().stream().map(WorkerMessage::of).toList()).with("findings", network.findings());
		}

		private WorkerMessage close() {
			if (network != null)
				network.close();
			network = null;
			return WorkerMessage.of("closed", true);
		}

		private WorkerMessage compute() {
			if (network == null)
				throw new EngineException("No network is open in the worker.");
			Map<String, Tensor> inputs = new LinkedHashMap<>(), wanted = new LinkedHashMap<>();
			message.messages("inputs").forEach(input -> inputs.put(input.text("name"), tensor(input)));
			message.messages("outputs").forEach(output -> wanted.put(output.text("name"), output.has("shape") ? tensor(output) : null));
			Map<String, Tensor> given = network.run(inputs, wanted);
			for (WorkerMessage output : message.messages("outputs"))
				if (!output.has("shape"))
					store(given.get(output.text("name")), shared(output));
			return WorkerMessage.of("outputs", given.entrySet().stream().map(output -> WorkerMessage.of(output.getKey(), output.getValue())).toList());
		}

		private SharedMemory shared(WorkerMessage tensor) {
			return memory.computeIfAbsent(Path.of(tensor.text("file")), SharedMemory::new);
		}

		private Tensor tensor(WorkerMessage tensor) {
			long[] shape = tensor.numbers("shape");
			return Tensor.over(shared(tensor).bytes(Math.multiplyExact(Tensor.elements(shape), tensor.type().bytes())), tensor.type(), shape);
		}

		private void store(Tensor tensor, SharedMemory to) {
			ByteBuffer bytes = tensor.bytes();
			to.bytes(bytes.remaining()).put(bytes);
		}
	}
}
