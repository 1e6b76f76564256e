package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.tensorflow.Graph;
import org.tensorflow.Operation;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TensorFlowException;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TString;

/** Makes a {@link SavedGraph} of a file: opens it with TensorFlow, which computes what is constant and runs the small images. */
final class TensorFlowFlattening implements AutoCloseable {

	/** Sizes along the free axes: multiples of what networks usually want, and so different that they can be told apart. */
	private static final long[][] PLANES = { { 32, 48 }, { 64, 96 }, { 128, 192 }, { 256, 384 } },
		STACKS = { { 16, 32, 48 }, { 32, 48, 64 }, { 64, 96, 128 }, { 64, 128, 192 } };
	/** More than this in one value is no small image any more. */
	private static final long MOST_ELEMENTS = 1L << 27;
	private static final int MOST_INTEGERS = 64;
	private static final String PREFIX = "network";
	private static final String CHANCE = "(?i)(stateless)?(random|truncatednormal|multinomial|parameterizedtruncated).*";

	private final TensorFlowBundle bundle;
	private final TensorFlowInference inference;
	private final Map<String, String> given = new LinkedHashMap<>();
	private final Map<String, NodeDef> nodes;
	private final Set<String> dependent = new HashSet<>();
	private final Graph graph = new Graph();
	private Session session;

	private TensorFlowFlattening(TensorFlowBundle bundle) {
		this.bundle = bundle;
		inference = TensorFlowInference.of(bundle);
		List<String> wanted = new ArrayList<>(inference.outputs().values());
		wanted.addAll(inference.assignments());
		wanted.addAll(inference.inputs().values());
		nodes = TensorFlowSwitches.resolved(TensorFlowDropout.without(inference.graph()), wanted);
		int i = 0;
		for (String output : inference.outputs().keySet())
			given.put(output, normal(wanted.get(i++)));
	}

	static SavedGraph read(Path weights) {
		TensorFlowSession.load();
		TensorFlowBundle bundle = TensorFlowBundle.read(weights);
		try (TensorFlowFlattening flattening = new TensorFlowFlattening(bundle)) {
			return flattening.flattened();
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException | IndexOutOfBoundsException | UnsupportedOperationException e) {
			throw new EngineException(bundle.file() + " cannot be opened: " + TensorFlowFailure.sentence(e) + ".", e);
		}
	}

	/** An input as nodes write it, {@code :0} left out. */
	private static String normal(String input) {
		return TensorFlowNodes.input(TensorFlowNodes.node(input), TensorFlowNodes.output(input));
	}

	private SavedGraph flattened() {
		findDependent();
		graph.importGraphDef(GraphDef.newBuilder().setVersions(inference.graph().getVersions()).setLibrary(inference.graph().getLibrary()).addAllNode(nodes.values()).build(), PREFIX);
		checkSizes();
		session = TensorFlowSession.open(graph, Device.CPU, 0);
		restore();
		Map<String, Tensor> constants = constants();
		List<TensorInfo> inputs = inputs();
		List<SavedGraph.Trial> trials = trials(inputs);
		List<TensorInfo> outputs = new ArrayList<>();
		given.forEach((name, value) -> {
			Output<?> output = output(value);
			TensorType type = TensorFlowTensors.type(output.dataType());
			outputs.add(output.shape().isUnknown() ? new TensorInfo(name, type, null, List.of()) : TensorInfo.of(name, type, output.shape().asArray()));
		});
		List<SavedNode> plain = nodes.values().stream().filter(node -> dependent.contains(node.getName())).map(TensorFlowFlattening::plain).toList();
		String name = bundle.file().toAbsolutePath().getParent().getFileName() == null ? "network" : bundle.file().toAbsolutePath().getParent().getFileName().toString();
		return new SavedGraph(name, inputs, outputs, inference.inputs(), given, plain, constants, trials, inference.findings());
	}

	private void findDependent() {
		dependent.addAll(inference.inputs().values());
		for (NodeDef node : nodes.values()) {
			if (node.getInputList().stream().anyMatch(input -> dependent.contains(TensorFlowNodes.node(input))))
				dependent.add(node.getName());
			if (node.getOp().matches(CHANCE))
				throw new EngineException("The node " + node.getName() + " is a " + node.getOp() + ", so the network gives something else each time it runs; it cannot be converted.");
		}
		given.forEach((name, value) -> {
			if (!dependent.contains(TensorFlowNodes.node(value)))
				throw new EngineException("The output '" + name + "' of " + bundle.file() + " depends on no input; it cannot be converted.");
		});
	}

	private void checkSizes() {
		graph.operations().forEachRemaining(operation -> {
			for (int i = 0; i < operation.numOutputs(); i++) {
				if (operation.output(i).shape().isUnknown())
					continue;
				double elements = 1;
				for (long size : operation.output(i).shape().asArray())
					elements *= Math.max(1, size);
				if (elements > MOST_ELEMENTS)
					throw new EngineException("The node " + operation.name().substring(PREFIX.length() + 1) + " of " + bundle.file() + " gives a tensor of the shape " + operation.output(i).shape()
						+ ", which is too large to be converted.");
			}
		});
	}

	private Operation operation(String node) {
		return graph.operationOrThrow(PREFIX + "/" + node);
	}

	private Output<?> output(String value) {
		return operation(TensorFlowNodes.node(value)).output(TensorFlowNodes.output(value));
	}

	private void restore() {
		if (inference.assignments().isEmpty())
			return;
		try (TString prefix = TString.scalarOf(bundle.variables().toString())) {
			Session.Runner runner = session.runner().feed(PREFIX + "/" + inference.values(), prefix);
			inference.assignments().forEach(assignment -> runner.addTarget(PREFIX + "/" + assignment));
			runner.run().close();
		}
		catch (TensorFlowException | IllegalArgumentException | IllegalStateException e) {
			throw new EngineException("The variables of " + bundle.file() + " cannot be read; the files in its folder 'variables' are not those it was saved with, or damaged ("
				+ TensorFlowFailure.sentence(e) + ").", e);
		}
	}

	/** What nodes that depend on an input take from those that do not. */
	private Map<String, Tensor> constants() {
		Set<String> frontier = new LinkedHashSet<>();
		for (NodeDef node : nodes.values())
			if (dependent.contains(node.getName()))
				node.getInputList().stream().filter(input -> !dependent.contains(TensorFlowNodes.node(input))).map(TensorFlowFlattening::normal).forEach(frontier::add);
		frontier.removeIf(value -> type(value) == null);
		Map<String, Tensor> constants = new LinkedHashMap<>();
		if (frontier.isEmpty())
			return constants;
		Session.Runner runner = session.runner();
		frontier.forEach(value -> runner.fetch(output(value)));
		try (Result result = runner.run()) {
			int i = 0;
			for (String value : frontier)
				constants.put(value, TensorFlowTensors.copy(result.get(i++)));
		}
		return constants;
	}

	/** The type of a value; null where there is none of it here. */
	private TensorType type(String value) {
		try {
			return TensorFlowTensors.type(output(value).dataType());
		}
		catch (EngineException other) {
			return null;
		}
	}

	private List<TensorInfo> inputs() {
		TensorFlowAxes axes = new TensorFlowAxes(GraphDef.newBuilder().addAllNode(nodes.values()).build(), node -> output(node).shape().isUnknown() ? null : output(node).shape().asArray());
		List<TensorInfo> inputs = new ArrayList<>();
		inference.inputs().forEach((name, node) -> {
			Output<?> output = output(node);
			long[] told = axes.of(node);
			long[] shape = output.shape().isUnknown() ? told : output.shape().asArray();
			if (shape == null)
				throw new EngineException("The file does not say how many axes its input '" + name + "' has, and its operators do not tell; it cannot be converted.");
			for (int axis = 0; axis < shape.length; axis++)
				if (shape[axis] < 0 && told != null && told.length == shape.length)
					shape[axis] = told[axis];
			inputs.add(TensorInfo.of(name, TensorFlowTensors.type(output.dataType()), shape));
		});
		return inputs;
	}

	/** Two images of different number and size where the network takes such, else one. */
	private List<SavedGraph.Trial> trials(List<TensorInfo> inputs) {
		List<String> values = new ArrayList<>();
		for (NodeDef node : nodes.values())
			if (dependent.contains(node.getName()))
				for (int i = 0; i < operation(node.getName()).numOutputs(); i++)
					if (type(TensorFlowNodes.input(node.getName(), i)) != null)
						values.add(TensorFlowNodes.input(node.getName(), i));
		TensorFlowOps ops = new TensorFlowOps(graph);
		List<Output<?>> shapes = new ArrayList<>();
		values.forEach(value -> shapes.add(ops.call("Shape", output(value)).type("out_type", DataType.DT_INT64).output()));
		List<SavedGraph.Trial> trials = new ArrayList<>();
		Throwable failure = null;
		for (int size = 0; size < PLANES.length && trials.size() < 2; size++)
			for (long images : trials.isEmpty() ? new long[] { 1 } : new long[] { 2, 1 })
				try {
					trials.add(trial(inputs, size, images, values, shapes));
					break;
				}
				catch (TensorFlowException | IllegalArgumentException | IllegalStateException doesNotFit) {
					failure = doesNotFit;
				}
		if (trials.isEmpty())
			throw new EngineException("No small image goes through the network " + bundle.file() + ": " + TensorFlowFailure.sentence(failure) + ".", failure);
		return trials;
	}

	private SavedGraph.Trial trial(List<TensorInfo> inputs, int size, long images, List<String> values, List<Output<?>> sizes) {
		List<org.tensorflow.Tensor> fed = new ArrayList<>();
		try {
			Session.Runner runner = session.runner();
			for (TensorInfo input : inputs) {
				fed.add(TensorFlowTensors.of(Tensor.allocate(input.type(), tried(input.shape(), size, images))));
				runner.feed(output(inference.inputs().get(input.name())), fed.get(fed.size() - 1));
			}
			List<String> integers = values.stream().filter(value -> type(value) == TensorType.INT32 || type(value) == TensorType.INT64).toList();
			sizes.forEach(runner::fetch);
			integers.forEach(value -> runner.fetch(output(value)));
			Map<String, long[]> shapes = new HashMap<>(), numbers = new HashMap<>();
			try (Result result = runner.run()) {
				for (int i = 0; i < values.size(); i++)
					shapes.put(values.get(i), integers(result.get(i)));
				for (int i = 0; i < integers.size(); i++)
					if (result.get(values.size() + i).shape().size() <= MOST_INTEGERS)
						numbers.put(integers.get(i), integers(result.get(values.size() + i)));
			}
			return new SavedGraph.Trial(shapes, numbers);
		}
		finally {
			fed.forEach(org.tensorflow.Tensor::close);
		}
	}

	private static long[] tried(long[] shape, int size, long images) {
		long[] tried = shape.clone();
		long[] free = (shape.length > 4 ? STACKS : PLANES)[size];
		int used = 0;
		for (int axis = 0; axis < tried.length; axis++)
			if (tried[axis] < 0)
				tried[axis] = axis == 0 && tried.length > 2 ? images : used < free.length ? free[used++] : 1;
		return tried;
	}

	private static long[] integers(org.tensorflow.Tensor tensor) {
		Tensor copy = TensorFlowTensors.copy(tensor);
		long[] values = new long[Math.toIntExact(copy.elements())];
		for (int i = 0; i < values.length; i++)
			values[i] = copy.type() == TensorType.INT64 ? copy.bytes().getLong(8 * i) : copy.bytes().getInt(4 * i);
		return values;
	}

	private static SavedNode plain(NodeDef node) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		node.getAttrMap().forEach((name, value) -> {
			Object plain = plain(value);
			if (plain != null)
				attributes.put(name, plain);
		});
		return new SavedNode(node.getOp(), node.getName(), node.getInputList().stream().map(TensorFlowFlattening::normal).toList(), attributes);
	}

	private static Object plain(AttrValue value) {
		return switch (value.getValueCase()) {
			case I -> value.getI();
			case F -> value.getF();
			case B -> value.getB();
			case S -> value.getS().toStringUtf8();
			case TYPE -> Arrays.stream(TensorType.values()).filter(type -> isOf(type, value.getType())).findFirst().orElse(null);
			case LIST -> value.getList().getSCount() + value.getList().getFCount() + value.getList().getTypeCount() == 0
				? value.getList().getIList().stream().mapToLong(Long::longValue).toArray() : null;
			default -> null;
		};
	}

	private static boolean isOf(TensorType type, DataType code) {
		try {
			return TensorFlowTensors.dataType(type) == code;
		}
		catch (EngineException notInTensorFlow) {
			return false;
		}
	}

	@Override
	public void close() {
		if (session != null)
			session.close();
		graph.close();
	}
}
