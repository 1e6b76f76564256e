package io.github.hourglass.architecture;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * A network made to take or to give another number of channels: only its first or last convolution changes, all between keeps
 * what it has learned.
 * <ul>
 * <li>First convolution: the kernels of channels it knew stay, further channels get the mean of those; fewer channels all get the
 * mean. All are scaled by the old number over the new one, so that an image with the same picture in every channel gives the same
 * response as before.
 * <li>Last convolution: made anew by {@link Initializer}, its bias 0. Where it is asked to give, beside what it gave, as many
 * channels more (an uncertainty), those it had stay and the further ones start at 0.
 * <li>A residual connection from the input to the output stays where input and output have as many channels; to channels that
 * were added nothing is added; else it is left out.
 * </ul>
 */
public final class ChangedChannels {

	/** Operators that treat all channels alike. */
	private static final Set<String> ALIKE = Set.of("Identity", "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "Sigmoid", "HardSigmoid", "HardSwish", "Tanh", "Softplus",
		"Softmax", "LogSoftmax", "Clip", "Cast", "Dropout", "MaxPool", "AveragePool", "Pad", "Resize", "Exp", "Log", "Sqrt", "Abs", "Neg");
	private static final Set<String> ARITHMETIC = Set.of("Add", "Sub", "Mul", "Div");

	private final Graph source;
	private final String input;
	private final String output;
	private final Initializer initializer;
	private final Consumer<String> notes;
	private final List<Node> nodes;
	private final Map<String, Tensor> weights = new LinkedHashMap<>();
	/** The node that adds the input to the result, or null. */
	private Node residual;

	private ChangedChannels(Graph source, Initializer initializer, Consumer<String> notes) {
		this.source = source;
		this.input = source.inputs().get(0).name();
		this.output = source.outputs().get(0).name();
		this.initializer = initializer;
		this.notes = notes;
		this.nodes = new ArrayList<>(source.nodes());
	}

	/**
	 * The network with as many channels as wanted; the same where it has them already. Of several outputs only the first is kept.
	 *
	 * @param graph with one input; axis 1 of images is their channels
	 * @param widened true if the outputs are twice as many as before and the first half is to stay as it was
	 * @param notes told what was changed, in sentences
	 * @throws GraphException if the layers at that end cannot be changed; the node is named
	 */
	public static Graph of(Graph graph, int inputs, int outputs, boolean widened, Initializer initializer, Consumer<String> notes) {
		Graph network = needed(Opset17.of(graph));
		long takes = network.inputs().get(0).shape()[1], gives = given(network, inputs);
		boolean first = takes > 0 && takes != inputs, last = gives > 0 && gives != outputs;
		if (!first && !last)
			return network;
		ChangedChannels changed = new ChangedChannels(network, initializer, notes);
		Node end = changed.last();
		if (last)
			changed.remake(end, gives, outputs, widened && outputs == 2 * gives);
		if (changed.residual != null)
			changed.connect(inputs, outputs, widened);
		if (first)
			changed.takeFirst(takes, inputs);
		return changed.checked(inputs, outputs);
	}

	/** Without what only further outputs need. */
	private static Graph needed(Graph graph) {
		Set<String> wanted = new HashSet<>(Set.of(graph.outputs().get(0).name()));
		List<Node> kept = new ArrayList<>();
		for (int i = graph.nodes().size() - 1; i >= 0; i--) {
			Node node = graph.nodes().get(i);
			if (node.outputs().stream().anyMatch(wanted::contains)) {
				wanted.addAll(node.inputs());
				kept.add(0, node);
			}
		}
		Map<String, Tensor> weights = new LinkedHashMap<>();
		graph.weights().names().stream().filter(wanted::contains).forEach(name -> weights.put(name, graph.weights().get(name)));
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs().subList(0, 1), kept, Weights.of(weights));
	}

	/**
	 * Channels of the first output, -1 if they cannot be known.
	 *
	 * @param inputs channels of the input where the network does not say so
	 */
	public static long given(Graph graph, long inputs) {
		long[] shape = graph.outputs().get(0).shape();
		long takes = graph.inputs().get(0).shape()[1];
		return shape != null && shape[1] > 0 ? shape[1] : inferred(graph, takes > 0 ? takes : inputs);
	}

	private static long inferred(Graph graph, long inputs) {
		TensorInfo image = graph.inputs().get(0);
		long[] shape = image.shape();
		for (int axis = 0; axis < shape.length; axis++)
			shape[axis] = axis == 1 ? inputs : shape[axis] > 0 ? shape[axis] : axis == 0 ? 1 : shape.length == 5 ? 64 : 256;
		Shapes shapes = Shapes.of(graph, Map.of(image.name(), shape));
		long[] given = shapes.shape(graph.outputs().get(0).name());
		return given == null ? -1 : given[1];
	}

	private Node maker(String value) {
		return nodes.stream().filter(node -> node.outputs().contains(value)).findFirst().orElse(null);
	}

	private List<Node> users(String value) {
		return nodes.stream().filter(node -> node.inputs().contains(value)).toList();
	}

	/** The other input of an arithmetic operator if it is one number. */
	private boolean isByNumber(Node node, String value) {
		String other = node.input(0).equals(value) ? node.input(1) : node.input(0);
		return ARITHMETIC.contains(node.operator()) && source.weights().has(other) && source.weights().get(other).elements() == 1;
	}

	/** True if the value is the input, its pixels changed at most one by one. */
	private boolean isInput(String value) {
		Node maker = maker(value);
		while (maker != null && (ALIKE.contains(maker.operator()) || isByNumber(maker, maker.input(0)))) {
			value = maker.input(0);
			maker = maker(value);
		}
		return value.equals(input);
	}

	/** The convolution whose channels are those of the output; finds the residual connection on its way. */
	private Node last() {
		String value = output;
		while (true) {
			Node node = maker(value);
			if (node == null)
				throw refuse(null, "no convolution leads to its output");
			if (!value.equals(output) && users(value).size() > 1)
				throw refuse(node, "its result is used in several places");
			if (node.operator().equals("Conv") || node.operator().equals("ConvTranspose"))
				return node;
			if (ALIKE.contains(node.operator()) || isByNumber(node, node.input(0)))
				value = node.input(0);
			else if (isByNumber(node, node.input(1)))
				value = node.input(1);
			else if ((node.operator().equals("Add") || node.operator().equals("Sub")) && residual == null && isInput(node.input(0)) != isInput(node.input(1))) {
				residual = node;
				value = isInput(node.input(0)) ? node.input(1) : node.input(0);
			}
			else
				throw refuse(node, "it stands between the last convolution and the output");
		}
	}

	private void remake(Node node, long gives, int outputs, boolean widened) {
		Tensor old = weight(node);
		boolean transposed = node.operator().equals("ConvTranspose");
		int axis = transposed ? 1 : 0;
		long[] shape = old.shape();
		if (shape[axis] != gives)
			throw refuse(node, "it gives " + shape[axis] + " channels and the network " + gives);
		shape[axis] = outputs;
		Tensor made = widened ? widened(old, axis) : initializer.normal(node.input(1) + ".new", 1, Tensor.elements(shape) / (double) outputs, shape);
		weights.put(node.input(1), made);
		if (!node.input(2).isEmpty()) {
			Tensor bias = source.weights().get(node.input(2));
			if (bias == null || bias.type() != TensorType.FLOAT32 || users(node.input(2)).size() > 1)
				throw refuse(node, "its bias is no weight of its own");
			weights.put(node.input(2), widened ? widened(bias, 0) : Initializer.constant(0, outputs));
		}
		notes.accept(widened ? "The last convolution of the model, " + named(node) + ", gives " + outputs + " channels now: the " + gives + " it gave, and as many that start at 0."
			: "The model gives " + channels(gives) + ", " + outputs + " are needed: its last convolution, " + named(node) + ", was made anew with random weights (He initialization).");
	}

	/** As many zeros again along an axis. */
	private static Tensor widened(Tensor old, int axis) {
		long[] shape = old.shape();
		int inner = 1;
		for (int d = axis; d < shape.length; d++)
			inner = Math.multiplyExact(inner, Math.toIntExact(shape[d]));
		shape[axis] *= 2;
		Tensor wide = Tensor.allocate(TensorType.FLOAT32, shape);
		FloatBuffer from = old.floats(), to = wide.floats();
		for (int i = 0; from.hasRemaining(); i++) {
			to.position(2 * i * inner);
			to.put(from.slice(from.position(), inner));
			from.position(from.position() + inner);
		}
		return wide;
	}

	/** Keeps, widens or leaves out the residual connection. */
	private void connect(int inputs, int outputs, boolean widened) {
		if (inputs == outputs)
			return;
		int at = nodes.indexOf(residual), image = isInput(residual.input(0)) ? 0 : 1;
		String result = residual.outputs().get(0);
		if (!widened || outputs != 2 * inputs) {
			nodes.set(at, new Node("Identity", "", residual.name(), List.of(residual.input(1 - image)), List.of(result), Map.of()));
			notes.accept("The residual connection of the model, " + named(residual) + ", is left out, because images of " + channels(inputs)
				+ " cannot be added to results of " + outputs + ".");
			return;
		}
		String zeros = result + ".zeros", both = result + ".both", value = residual.input(image);
		List<String> operands = new ArrayList<>(residual.inputs());
		operands.set(image, both);
		nodes.set(at, new Node(residual.operator(), "", residual.name(), operands, List.of(result), residual.attributes()));
		nodes.add(at, new Node("Concat", "", both, List.of(value, zeros), List.of(both), Map.of("axis", 1L)));
		nodes.add(at, new Node("Sub", "", zeros, List.of(value, value), List.of(zeros), Map.of()));
	}

	private void takeFirst(long takes, int inputs) {
		List<Node> convolutions = new ArrayList<>();
		findFirst(input, convolutions);
		if (convolutions.isEmpty())
			throw refuse(null, "no convolution takes its input");
		for (Node node : convolutions) {
			Tensor old = weight(node);
			if (old.shape()[1] != takes)
				throw refuse(node, "it takes " + old.shape()[1] + " channels and the network " + takes);
			weights.put(node.input(1), spread(old, inputs));
		}
		String names = String.join(", ", convolutions.stream().map(ChangedChannels::named).toList());
		notes.accept("The images have " + channels(inputs) + ", the model takes " + takes + ": its first convolution, " + names + ", takes them now. "
			+ (inputs > takes ? "Channels it did not know begin with the mean of its kernels" : "Each begins with the mean of its kernels")
			+ ", scaled so that the same picture in all channels gives the response it gave.");
	}

	private void findFirst(String value, List<Node> found) {
		for (Node node : users(value)) {
			String result = node.outputs().get(0);
			if (node.operator().equals("Conv") && node.input(0).equals(value))
				found.add(node);
			else if (ALIKE.contains(node.operator()) || isByNumber(node, value))
				findFirst(result, found);
			else if (!node.operator().equals("Shape") && (residual == null || !result.equals(residual.outputs().get(0)) && !result.startsWith(residual.outputs().get(0) + ".")))
				throw refuse(node, "it takes the input beside the first convolution");
		}
	}

	/** Kernels for another number of input channels, axis 1. */
	private static Tensor spread(Tensor old, int inputs) {
		long[] shape = old.shape();
		int outputs = (int) shape[0], before = (int) shape[1], kernel = (int) (old.elements() / shape[0] / shape[1]);
		shape[1] = inputs;
		float[] from = old.toFloats(), to = new float[Math.toIntExact(Tensor.elements(shape))];
		for (int o = 0; o < outputs; o++)
			for (int k = 0; k < kernel; k++) {
				double mean = 0;
				for (int c = 0; c < before; c++)
					mean += from[(o * before + c) * kernel + k] / (double) before;
				for (int c = 0; c < inputs; c++)
					to[(o * inputs + c) * kernel + k] = (float) ((inputs > before && c < before ? from[(o * before + c) * kernel + k] : mean) * before / inputs);
			}
		return Tensor.of(to, shape);
	}

	/** The weights of a convolution, its own. */
	private Tensor weight(Node node) {
		Tensor weight = weights.getOrDefault(node.input(1), source.weights().get(node.input(1)));
		if (weight == null || weight.type() != TensorType.FLOAT32)
			throw refuse(node, "its kernels are no weights in 32-bit floats");
		if (users(node.input(1)).size() > 1)
			throw refuse(node, "it shares its weights with another node");
		if (node.integer("group", 1) != 1)
			throw refuse(node, "it treats channels in groups");
		return weight;
	}

	private Graph checked(int inputs, int outputs) {
		TensorInfo image = source.inputs().get(0), result = source.outputs().get(0);
		TensorInfo ranked = result.shape() != null ? result : new TensorInfo(result.name(), result.type(), image.shape(), image.sizeNames());
		Graph changed = new Graph(source.name(), source.opset(), List.of(with(image, inputs)), List.of(with(ranked, outputs)), nodes, source.weights().with(weights));
		long given;
		try {
			given = inferred(changed, inputs);
		}
		catch (IllegalArgumentException misfit) {
			throw new GraphException("The network '" + source.name() + "' cannot be made to take " + channels(inputs) + ": " + misfit.getMessage());
		}
		if (given > 0 && given != outputs)
			throw refuse(null, "it would give " + given + " then");
		return changed;
	}

	private static TensorInfo with(TensorInfo info, int channels) {
		long[] shape = info.shape();
		shape[1] = channels;
		return new TensorInfo(info.name(), info.type(), shape, info.sizeNames());
	}

	private static String channels(long count) {
		return count == 1 ? "1 channel" : count + " channels";
	}

	private static String named(Node node) {
		return node.name().isEmpty() ? "the " + node.operator() + " that gives '" + node.outputs().get(0) + "'" : node.toString();
	}

	private GraphException refuse(Node node, String why) {
		return new GraphException("The number of channels of the network '" + source.name() + "' cannot be changed" + (node == null ? "" : " because of its node " + named(node)) + ": "
			+ why + ". Use images with as many channels as it takes and gives, or train a new network.");
	}
}
