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
	/** The number of images at a time that the network takes although it declares none; -1 where it takes any. */
	private long images = -1;

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
			complete();
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | UnsupportedOperationException e) {
			throw new EngineException(bundle.file() + " cannot be opened: " + TensorFlowFailure.sentence(e) + ".", e);
		}
		inference = new TensorFlowInference(null, inference.inputs(), inference.outputs(), List.of(), "", List.of());
	}

	/** What only a run tells, and what contradicts itself. */
	private void complete() {
		TensorFlowAxes axes = new TensorFlowAxes(inference.graph(), node -> output(node).shape().isUnknown() ? null : output(node).shape().asArray());
		inputs = inputs.stream().map(input -> input.shape() == null ? known(input, axes.of(inference.inputs().get(input.name()))) : input).toList();
		TensorFlowTrial trial = new TensorFlowTrial(inputs, outputs, fed -> {
			Map<String, Tensor> all = new LinkedHashMap<>();
			outputs.forEach(output -> all.put(output.name(), null));
			return compute(fed, all);
		}, findings);
		outputs = trial.outputs();
		images = outputs.stream().filter(output -> output.rank() > 2).mapToLong(output -> output.shape()[0]).max().orElse(-1);
		boolean free = inputs.stream().allMatch(input -> input.rank() > 2 && input.shape()[0] < 0);
		if (!free || images < 2 || outputs.stream().anyMatch(output -> output.rank() < 3 || output.shape()[0] != images)) {
			images = -1;
			return;
		}
		findings.add("The number of images at a time is declared free, but is " + images + "; fewer are filled up with empty ones.");
		outputs = outputs.stream().map(output -> {
			long[] shape = output.shape();
			shape[0] = -1;
			return TensorInfo.of(output.name(), output.type(), shape);
		}).toList();
	}

	private TensorInfo known(TensorInfo input, long[] shape) {
		if (shape == null)
			return input;
		findings.add("The file does not say how many axes its input '" + input.name() + "' has; its operators take " + TensorFlowTrial.text(shape) + " (-1 is any size).");
		return TensorInfo.of(input.name(), input.type(), shape);
	}

	private void restore(TensorFlowBundle bundle) {
		if (inference.assignments().isEmpty())
			return;
		try (TString prefix = TString.scalarOf(bundle.variables().toString())) {
			Session.Runner runner = session.runner().feed("network/" + inference.values(), prefix);
			inference.assignments().forEach(assignment -> runner.addTarget("network/" + assignment));
			runner.run().close();
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | UnsupportedOperationException e) {
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
	public List<String> findings() {
		return List.copyOf(findings);
	}

	@Override
	public Map<String, Tensor> run(Map<String, Tensor> given, Map<String, Tensor> wanted) {
		return thread.run(this, given, wanted, (call, from, to) -> {
			stop.clear();
			call.stopBy(stop::request);
			return images > 0 ? filled(from, to) : compute(from, to);
		});
	}

	/** Runs fewer images than the network takes at a time. */
	private Map<String, Tensor> filled(Map<String, Tensor> from, Map<String, Tensor> to) {
		long given = from.values().iterator().next().shape()[0];
		if (given > images)
			throw new EngineException("The network " + name + " takes at most " + images + " images at a time, not " + given + ".");
		Map<String, Tensor> full = new LinkedHashMap<>(), all = new LinkedHashMap<>();
		from.forEach((tensor, value) -> {
			Tensor more = Tensor.allocate(value.type(), first(value.shape(), images));
			more.bytes().put(value.bytes());
			full.put(tensor, more);
		});
		to.keySet().forEach(tensor -> all.put(tensor, null));
		compute(full, all).forEach((tensor, value) -> {
			Tensor fewer = Tensor.over(value.bytes(), value.type(), first(value.shape(), given)), wanted = to.get(tensor);
			if (wanted != null) {
				checkShape(tensor, fewer.shape(), wanted);
				wanted.bytes().put(fewer.bytes());
			}
			else
				to.put(tensor, fewer);
		});
		return to;
	}

	private static long[] first(long[] shape, long size) {
		shape[0] = size;
		return shape;
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
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | UnsupportedOperationException | OutOfMemoryError e) {
			throw TensorFlowFailure.running(name, e);
		}
		finally {
			fed.forEach(org.tensorflow.Tensor::close);
		}
	}

	private Tensor copy(String tensor, org.tensorflow.Tensor computed, Tensor to) {
		if (to == null)
			return TensorFlowTensors.copy(computed);
		checkShape(tensor, computed.shape().asArray(), to);
		return TensorFlowTensors.copyInto(computed, to);
	}

	private void checkShape(String tensor, long[] shape, Tensor to) {
		if (!Arrays.equals(shape, to.shape()))
			throw new EngineException("The output '" + tensor + "' of the network " + name + " has the shape " + Arrays.toString(shape) + " for these inputs, but the tensor given for it has "
				+ Arrays.toString(to.shape()) + ".");
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
