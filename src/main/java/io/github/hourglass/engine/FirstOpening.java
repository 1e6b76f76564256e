package io.github.hourglass.engine;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Opens a network in a worker and runs it there on a small tensor of zeros, under limits of time and memory. */
final class FirstOpening {

	/** Sizes along free axes; the larger ones where smaller do not go through. */
	private static final long[] PLANES = { 64, 128, 256 }, STACKS = { 32, 64 };
	private static final int PLANE_AXES = 4;

	private FirstOpening() {}

	/**
	 * Returns if nothing has happened. A worker that cannot be started at all stops nothing: then the engine says what is missing, if
	 * anything is.
	 *
	 * @param engine its short name
	 * @throws EngineException if the engine cannot open the network, or opening or running it has ended the process
	 */
	static void of(IdleWorkers workers, String engine, Path weights, WorkerLimits limits) {
		WorkerProcess worker;
		try {
			worker = workers.take();
		}
		catch (EngineException | UncheckedIOException noWorker) {
			return;
		}
		try (WorkerNetwork network = WorkerNetwork.open(workers, worker, limits, engine, weights, EngineOptions.cpu())) {
			run(network);
		}
		catch (WorkerProcess.Ended e) {
			throw new EngineException(weights + " is not opened here: tried in a process of its own, that process " + e.how()
				+ ". The model is damaged, too large for this computer, or not made for this engine; get it again, or use another one.", e);
		}
	}

	/** What the engine merely refuses, such as a size that the network does not take, does no harm; nor does an input for which there is no memory. */
	private static void run(Network network) {
		boolean known = network.inputs().stream().allMatch(input -> input.rank() >= 0);
		for (long size : network.inputs().stream().anyMatch(input -> input.rank() > PLANE_AXES) ? STACKS : PLANES)
			try {
				if (known)
					run(network, size);
				return;
			}
			catch (WorkerProcess.Ended e) {
				throw e;
			}
			catch (EngineException | IllegalArgumentException | ArithmeticException | OutOfMemoryError refused) {
				continue;
			}
	}

	private static void run(Network network, long size) {
		Map<String, Tensor> inputs = new LinkedHashMap<>(), outputs = new LinkedHashMap<>();
		for (TensorInfo input : network.inputs()) {
			long[] shape = input.shape();
			for (int axis = 0; axis < shape.length; axis++)
				if (shape[axis] < 0)
					shape[axis] = axis == 0 && shape.length > 2 ? 1 : size;
			inputs.put(input.name(), Tensor.allocate(input.type(), shape));
		}
		network.outputs().forEach(output -> outputs.put(output.name(), null));
		network.run(inputs, outputs);
	}
}
