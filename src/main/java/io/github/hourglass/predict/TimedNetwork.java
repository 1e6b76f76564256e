package io.github.hourglass.predict;

import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/** A network that knows how long its runs took for each pixel they read; the first run, which also warms up, counts only if it is the only one. */
final class TimedNetwork implements Network {

	private final Network network;
	private long runs;
	private long pixels;
	private long nanos;

	TimedNetwork(Network network) {
		this.network = network;
	}

	@Override
	public Map<String, Tensor> run(Map<String, Tensor> inputs, Map<String, Tensor> outputs) {
		long start = System.nanoTime();
		Map<String, Tensor> given = network.run(inputs, outputs);
		count(inputs.get(network.inputs().get(0).name()), System.nanoTime() - start);
		return given;
	}

	private synchronized void count(Tensor input, long took) {
		if (input == null)
			return;
		if (++runs == 2)
			pixels = nanos = 0;
		pixels += Tensor.elements(input.shape());
		nanos += took;
	}

	/** Nanoseconds per value of the first input, NaN before the first run. */
	synchronized double nanosPerValue() {
		return pixels == 0 ? Double.NaN : (double) nanos / pixels;
	}

	synchronized boolean isWarm() {
		return runs > 1;
	}

	@Override
	public List<TensorInfo> inputs() {
		return network.inputs();
	}

	@Override
	public List<TensorInfo> outputs() {
		return network.outputs();
	}

	@Override
	public List<String> findings() {
		return network.findings();
	}

	@Override
	public void cancel() {
		network.cancel();
	}

	@Override
	public void close() {
		network.close();
	}
}
