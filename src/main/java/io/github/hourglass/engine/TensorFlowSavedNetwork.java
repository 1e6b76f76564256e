package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.types.TString;

/** A SavedModel or frozen graph, opened. Its fields are written while it is loaded, on its thread. */
final class TensorFlowSavedNetwork implements Network {

	private final String name;
	private final NetworkThread thread;
	private final List<String> findings = new ArrayList<>();
	private TensorFlowInference inference;
	private Graph graph;
	private Session session;
	private TensorFlowStop stop;
	private List<TensorInfo> inputs = List.of(), outputs = List.of();

	private TensorFlowSavedNetwork(String name) {
		this.name = name;
		thread = new NetworkThread(name);
	}

	static Network open(Path weights, EngineOptions options) {
		Path file = weights.toAbsolutePath().normalize();
		TensorFlowSavedNetwork network = new TensorFlowSavedNetwork(file.getFileName() == null ? file.toString() : file.getFileName().toString());
		try {
			network.thread.run(call -> {
				network.load(file, options);
				return null;
			});
			return network;
		}
		catch (RuntimeException | Error e) {
			network.close();
			throw e;
		}
	}

	private void load(Path weights, EngineOptions options) {
		TensorFlowSession.load();
		TensorFlowBundle bundle = TensorFlowBundle.read(weights);
		inference = TensorFlowInference.of(bundle);
		findings.addAll(inference.findings());
		graph = new Graph();
		stop = new TensorFlowStop(new TensorFlowOps(graph));
		try {
			graph.importGraphDef(inference.graph(), "network");
			session = TensorFlowSession.open(graph, options.device(), options.threads());
			restore(bundle);
			stop.start(session);
			inputs = describe("input", inference.inputs());
			outputs = describe("output", inference.outputs());
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
			throw new EngineException(bundle.file() + " cannot be opened: " + TensorFlowFailure.sentence(e) + ".", e);
		}
		inference = new TensorFlowInference(null, inference.inputs(), inference.outputs(), List.of(), "", List.of());
	}

	private void restore(TensorFlowBundle bundle) {
		if (inference.assignments().isEmpty())
			return;
		try (TString prefix = TString.scalarOf(bundle.variables().toString())) {
			Session.Runner runner = session.runner().feed("network/" + inference.values(), prefix);
			inference.assignments().forEach(assignment -> runner.addTarget("network/" + assignment));
			runner.run().close();
		}
		catch (TensorFlowException e) {
			throw new EngineException("The variables of " + bundle.file() + " cannot be read; the files in its folder 'variables' are not those it was saved with, or damaged ("
				+ TensorFlowFailure.sentence(e) + ").", e);
		}
	}

	private List<TensorInfo> describe(String kind, Map<String, String> tensors) {
		List<TensorInfo> infos = new ArrayList<>();
		tensors.forEach((tensor, node) -> {
			Output<?> output = output(node);
			TensorType type;
			try {
				type = TensorFlowTensors.type(output.dataType());
			}
			catch (EngineException e) {
				throw new EngineException("The network " + name + " cannot be run: its " + kind + " '" + tensor + "' is of the type " + output.dataType() + ", which is not supported.", e);
			}
			infos.add(output.shape().isUnknown() ? new TensorInfo(tensor, type, null, List.of()) : TensorInfo.of(tensor, type, output.shape().asArray()));
		});
		return List.copyOf(infos);
	}

	private Output<?> output(String node) {
		return graph.operationOrThrow("network/" + TensorFlowNodes.node(node)).output(TensorFlowNodes.output(node));
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
	public Map<String, Tensor> run(Map<String, Tensor> given, Map<String, Tensor> wanted) {
		Map<String, Tensor> from = new LinkedHashMap<>(given);
		Map<String, Tensor> to = new LinkedHashMap<>(wanted);
		TensorCheck.inputs(name, inputs, from);
		TensorCheck.outputs(name, outputs, to);
		return thread.run(call -> {
			stop.clear();
			call.stopBy(stop::request);
			return compute(from, to);
		});
	}

	private Map<String, Tensor> compute(Map<String, Tensor> from, Map<String, Tensor> to) {
		List<org.tensorflow.Tensor> fed = new ArrayList<>();
		try {
			Session.Runner runner = session.runner();
			from.forEach((tensor, value) -> {
				fed.add(TensorFlowTensors.of(value));
				runner.feed(output(inference.inputs().get(tensor)), fed.get(fed.size() - 1));
			});
			to.keySet().forEach(tensor -> runner.fetch(output(inference.outputs().get(tensor))));
			try (Result result = runner.run()) {
				int i = 0;
				for (Map.Entry<String, Tensor> output : to.entrySet())
					output.setValue(copy(output.getKey(), result.get(i++), output.getValue()));
			}
			return to;
		}
		catch (TensorFlowException | OutOfMemoryError e) {
			throw TensorFlowFailure.running(name, e);
		}
		finally {
			fed.forEach(org.tensorflow.Tensor::close);
		}
	}

	private Tensor copy(String tensor, org.tensorflow.Tensor computed, Tensor to) {
		if (to == null)
			return TensorFlowTensors.copy(computed);
		long[] shape = computed.shape().asArray();
		if (!Arrays.equals(shape, to.shape()))
			throw new EngineException("The output '" + tensor + "' of the network " + name + " has the shape " + Arrays.toString(shape) + " for these inputs, but the tensor given for it has "
				+ Arrays.toString(to.shape()) + ".");
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
