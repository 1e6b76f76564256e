package io.github.hourglass.engine;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A network that is open in a worker. Tensors go there and come back through memory that both processes see. */
final class WorkerNetwork implements Network {

	private static final WorkerMessage CANCEL = WorkerMessage.of("do", "cancel");

	private final String name;
	private final IdleWorkers workers;
	private final NetworkThread thread;
	private List<TensorInfo> inputs = List.of(), outputs = List.of();
	private List<String> findings = List.of();
	private final WorkerProcess worker;
	/** True from a cancel until the worker has answered. */
	private volatile boolean stopping;

	private WorkerNetwork(String name, IdleWorkers workers, WorkerProcess worker) {
		this.name = name;
		this.workers = workers;
		this.worker = worker;
		thread = new NetworkThread(name);
	}

	/**
	 * Opens it.
	 *
	 * @param workers gets the worker back when the network is closed
	 * @param worker that has no network
	 * @param limits until then
	 * @param engine its short name
	 */
	static WorkerNetwork open(IdleWorkers workers, WorkerProcess worker, WorkerLimits limits, String engine, Path weights, EngineOptions options) {
		WorkerNetwork network = new WorkerNetwork(weights.getFileName() == null ? weights.toString() : weights.getFileName().toString(), workers, worker);
		try {
			network.thread.run(call -> {
				network.open(call, limits, engine, weights, options);
				return null;
			});
			return network;
		}
		catch (RuntimeException | Error e) {
			network.close();
			throw e;
		}
	}

	private void open(NetworkThread.Call<?> call, WorkerLimits limits, String engine, Path weights, EngineOptions options) {
		call.stopBy(worker::kill);
		worker.runs(name);
		worker.limit(limits);
		WorkerMessage opened = worker.ask(WorkerMessage.of("do", "open").with("engine", engine).with("weights", weights.toString()).with("device", options.device().toString())
			.with("threads", options.threads()));
		inputs = opened.messages("inputs").stream().map(WorkerMessage::info).toList();
		outputs = opened.messages("outputs").stream().map(WorkerMessage::info).toList();
		findings = opened.texts("findings");
		call.stopBy(() -> {});
	}

	/** The process that runs it, by its id. */
	long process() {
		return worker.id();
	}

	@Override
	public List<TensorInfo> inputs() {
		return inputs;
	}

	@Override
	public List<TensorInfo> outputs() {
		return outputs;
	}

	@Override
	public List<String> findings() {
		return findings;
	}

	@Override
	public Map<String, Tensor> run(Map<String, Tensor> given, Map<String, Tensor> wanted) {
		return thread.run(this, given, wanted, (call, from, to) -> {
			WorkerMessage request = WorkerMessage.of("do", "run").with("inputs", send(from)).with("outputs", room(to));
			call.stopBy(this::stop);
			try {
				receive(worker.ask(request), to);
			}
			finally {
				call.stopBy(() -> {});
				stopping = false;
			}
			return to;
		});
	}

	private void stop() {
		stopping = true;
		worker.tell(CANCEL);
	}

	private List<WorkerMessage> send(Map<String, Tensor> from) {
		List<WorkerMessage> sent = new ArrayList<>();
		from.forEach((tensor, value) -> {
			String slot = "in-" + sent.size();
			ByteBuffer bytes = value.bytes();
			worker.bytes(slot, bytes.remaining()).put(bytes);
			sent.add(WorkerMessage.of(tensor, value).with("file", worker.memory(slot).file()));
		});
		return sent;
	}

	private List<WorkerMessage> room(Map<String, Tensor> to) {
		List<WorkerMessage> made = new ArrayList<>();
		to.forEach((tensor, value) -> {
			String slot = "out-" + made.size();
			if (value != null)
				worker.bytes(slot, value.bytes().remaining());
			made.add((value == null ? WorkerMessage.of("name", tensor) : WorkerMessage.of(tensor, value)).with("file", worker.memory(slot).file()));
		});
		return made;
	}

	private void receive(WorkerMessage answer, Map<String, Tensor> to) {
		int i = 0;
		for (WorkerMessage output : answer.messages("outputs")) {
			Tensor tensor = to.get(output.text("name"));
			if (tensor == null)
				to.put(output.text("name"), tensor = Tensor.allocate(output.type(), output.numbers("shape")));
			ByteBuffer bytes = tensor.bytes();
			bytes.put(worker.bytes("out-" + i++, bytes.remaining()));
		}
	}

	@Override
	public void cancel() {
		thread.cancel();
	}

	/** A worker that does not come to an end with a cancelled run is not waited for. */
	@Override
	public void close() {
		if (stopping)
			worker.kill();
		thread.close(() -> {
			try {
				worker.ask(WorkerMessage.of("do", "close"));
				worker.limit(WorkerLimits.NONE);
				workers.give(worker);
			}
			catch (EngineException | io.github.hourglass.image.CancelledException gone) {
				worker.kill();
			}
		});
	}
}
