package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.NetworkThread;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorFlowFailure;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowSession;
import io.github.hourglass.engine.TensorFlowStop;
import io.github.hourglass.engine.TensorFlowTensors;
import io.github.hourglass.engine.TensorInfo;

/** A {@link Graph} run by TensorFlow. */
public final class TensorFlowNetwork implements Network {

	private final Graph network;
	private final NetworkThread thread;
	private final Map<String, Output<?>> inputs = new LinkedHashMap<>(), outputs = new LinkedHashMap<>();
	private final TensorFlowSizes shapes;
	private org.tensorflow.Graph graph;
	private Session session;
	private TensorFlowStop stop;

	private TensorFlowNetwork(Graph network) {
		this.network = network;
		shapes = new TensorFlowSizes(network);
		thread = new NetworkThread(network.name());
	}

	/**
	 * Opens a network.
	 *
	 * @throws GraphException if an operator cannot be translated; its node is named
	 * @throws EngineException if TensorFlow or the device is not there
	 */
	public static TensorFlowNetwork of(Graph graph, EngineOptions options) {
		TensorFlowNetwork network = new TensorFlowNetwork(Opset17.of(graph));
		try {
			network.thread.run(call -> {
				network.open(options);
				return null;
			});
			return network;
		}
		catch (RuntimeException | Error e) {
			network.close();
			throw e;
		}
	}

	private void open(EngineOptions options) {
		TensorFlowSession.load();
		graph = new org.tensorflow.Graph();
		TensorFlowOps ops = new TensorFlowOps(graph);
		TensorFlowVariables variables = new TensorFlowVariables(ops, network.weights());
		inputs.putAll(TensorFlowTranslation.placeholders(network, false, ops));
		stop = new TensorFlowStop(ops);
		TensorFlowTranslation translation = TensorFlowTranslation.of(network, inputs, variables, ops, null, stop);
		for (TensorInfo output : network.outputs()) {
			TensorFlowValue value = translation.value(output.name());
			if (value == null)
				throw new GraphException("Nothing in the network '" + network.name() + "' gives its output '" + output.name() + "'.");
			outputs.put(output.name(), ops.apply("Identity", value.first()));
		}
		session = TensorFlowSession.open(graph, options.device(), options.threads());
		variables.initialize(session);
		stop.start(session);
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
	public Map<String, Tensor> run(Map<String, Tensor> given, Map<String, Tensor> wanted) {
		return thread.run(this, given, wanted, (call, from, to) -> {
			shapes.check(from);
			stop.clear();
			call.stopBy(stop::request);
			return compute(from, to);
		});
	}

	private Map<String, Tensor> compute(Map<String, Tensor> from, Map<String, Tensor> to) {
		List<org.tensorflow.Tensor> fed = new ArrayList<>();
		try {
			Session.Runner runner = session.runner();
			from.forEach((name, tensor) -> {
				fed.add(TensorFlowTensors.of(tensor));
				runner.feed(inputs.get(name), fed.get(fed.size() - 1));
			});
			to.keySet().forEach(name -> runner.fetch(outputs.get(name)));
			try (Result result = runner.run()) {
				int i = 0;
				for (Map.Entry<String, Tensor> output : to.entrySet())
					output.setValue(copy(output.getKey(), result.get(i++), output.getValue()));
			}
			return to;
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | UnsupportedOperationException | OutOfMemoryError e) {
			throw TensorFlowFailure.running(network.name(), e);
		}
		finally {
			fed.forEach(org.tensorflow.Tensor::close);
		}
	}

	private Tensor copy(String name, org.tensorflow.Tensor computed, Tensor to) {
		if (to == null)
			return TensorFlowTensors.copy(computed);
		long[] shape = computed.shape().asArray();
		if (!Arrays.equals(shape, to.shape()))
			throw new EngineException("The network " + network.name() + " gives its output '" + name + "' the shape " + Arrays.toString(shape)
				+ ", but the tensor given for it is " + to + ".");
		return TensorFlowTensors.copyInto(computed, to);
	}

	@Override
	public void cancel() {
		thread.cancel();
	}

	@Override
	public void close() {
		thread.close(() -> {
			if (session != null) {
				stop.clear();
				session.close();
			}
			if (graph != null)
				graph.close();
		});
	}
}
