package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

import io.github.hourglass.architecture.ChangedChannels;
import io.github.hourglass.architecture.ChannelsFirst;
import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Inflated;
import io.github.hourglass.architecture.Initializer;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.architecture.SinglePrecision;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.Models;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.Conversion;

/** A model to train further, and how it is fitted to the images. */
final class GivenNetwork {

	private static final String ONNX = "onnx", SAVED_MODEL = "tensorflow";

	private final TrainingOptions options;
	private final String from;
	private final Consumer<String> notes;
	private final Model model;
	/** True for a file without a description, which has no rules for images. */
	private final boolean bare;
	private final List<String> changes = new ArrayList<>();

	/**
	 * Finds the model that the options name; a SavedModel is converted.
	 *
	 * @param notes told what of it is kept and what changed
	 */
	GivenNetwork(TrainingOptions options, Consumer<String> notes, Progress progress) {
		this.options = options;
		this.from = options.from().strip();
		this.notes = notes;
		Model found = Models.find(from);
		bare = found.format().equals(ONNX) || found.format().equals(SAVED_MODEL);
		model = Conversion.isNeeded(found) ? converted(found, progress) : found;
	}

	private Model converted(Model found, Progress progress) {
		Conversion.Result conversion = Conversion.of(found, progress);
		notes.accept("The model '" + found.name() + "' is a TensorFlow SavedModel and is converted. " + conversion.text());
		return conversion.model();
	}

	/**
	 * The network for images of so many dimensions and channels.
	 *
	 * @throws IllegalArgumentException if it cannot be fitted to them
	 */
	TrainedNetwork fitted(int dimensions, int inputs, int targets) {
		Graph graph = read();
		boolean inflated = dimensions == 3 && isOfPlanes(graph);
		if (inflated) {
			graph = Inflated.of(graph);
			changes.add("The model is for planes: its kernels get slices above and below, which start at 0, so that it begins with the result it gives slice by slice.");
		}
		check(graph, dimensions, inflated);
		Loss loss = Losses.of(options);
		Task task = Task.of(options);
		boolean classes = task == Task.CLASSES, laplace = loss.kind() == Loss.Kind.LAPLACE;
		long gives = ChangedChannels.given(graph, inputs);
		int outputs = classes && targets == 2 && gives == 1 ? 1 : Losses.outputChannels(loss, targets);
		if (gives != outputs) {
			graph = TrainedOutput.whole(graph);
			gives = ChangedChannels.given(graph, inputs);
		}
		Graph fitted = ChangedChannels.of(graph, inputs, outputs, laplace, new Initializer(options.seed()), changes::add);
		if (classes && outputs > 1)
			fitted = withoutSigmoid(fitted);
		String activation = classes ? OutputRules.activation(fitted, outputs) : "";
		boolean remade = gives > 0 && gives != outputs;
		ModelRules rules = bare ? null : ModelRules.of(model, task, activation, inputs, laplace ? outputs / 2 : outputs, remade);
		if (inflated && rules != null)
			rules = rules.inStacks();
		if (rules != null)
			changes.add(0, rules.before().isEmpty() ? "The model '" + model.name() + "' has no rules of its own for images, so they go into the network as they are."
				: "Images are normalized by the rules of the model '" + model.name() + "': " + rules.text() + ".");
		changes.forEach(notes);
		return new TrainedNetwork(freed(fitted, inputs, outputs), rules, List.copyOf(changes));
	}

	private Graph read() {
		WeightsFile weights = model.weights(ONNX);
		if (weights == null)
			throw new IllegalArgumentException("The model '" + model.name() + "' has no ONNX weights, which training starts from; choose another one.");
		model.verify(weights);
		return turned(SinglePrecision.of(Opset17.of(OnnxFile.read(weights.path()))));
	}

	/** With the channels on axis 1, where Keras's networks have them last. */
	private Graph turned(Graph graph) {
		Set<String> last = new HashSet<>();
		if (graph.inputs().size() == 1 && isLast(model.inputs().get(0)))
			last.add(graph.inputs().get(0).name());
		if (isLast(model.outputs().get(0)))
			last.add(graph.outputs().get(0).name());
		if (!last.isEmpty())
			changes.add("The channels of the model's images are last; the trained one has them first.");
		return last.isEmpty() ? graph : ChannelsFirst.of(graph, last);
	}

	private static boolean isLast(TensorSpec tensor) {
		return tensor.letters().matches("b[xyz]{2,3}c");
	}

	/** The letters of the axes that a tensor has once its channels are first. */
	private static String letters(TensorSpec tensor) {
		return isLast(tensor) ? "bc" + tensor.letters().substring(1, tensor.letters().length() - 1) : tensor.letters();
	}

	private boolean isOfPlanes(Graph graph) {
		return Task.of(options) != Task.PROJECT && graph.inputs().size() == 1 && graph.inputs().get(0).rank() == 4 && letters(model.inputs().get(0)).equals("bcyx");
	}

	private void check(Graph graph, int dimensions, boolean inflated) {
		if (graph.inputs().size() != 1)
			throw new IllegalArgumentException("The model '" + from + "' takes " + graph.inputs().size() + " images at once; only models that take one can be trained.");
		TensorInfo input = graph.inputs().get(0), output = graph.outputs().get(0);
		boolean projects = Task.of(options) == Task.PROJECT;
		if (projects && (input.rank() != 5 || output.rank() != 4))
			throw new IllegalArgumentException("The model '" + from + "' makes no planes of stacks; choose one that was trained for the task project, or train a new network.");
		if (input.rank() != dimensions + 2 || !projects && output.rank() != dimensions + 2)
			throw new IllegalArgumentException("The model '" + from + "' is " + (input.rank() - 2) + "-D, but the images are to be trained on in "
				+ dimensions + "-D; set patch to " + (input.rank() == 5 ? "x,y,z" : "x,y") + " or use another model.");
		String letters = letters(model.inputs().get(0)), given = letters(model.outputs().get(0)), wanted = dimensions == 3 && !inflated ? "bczyx" : Magnification.of(options).isotropic() ? "bczx" : "bcyx";
		if (!letters.equals(wanted) || !given.equals(projects ? "bcyx" : wanted))
			throw new IllegalArgumentException("The model '" + from + "' takes images with the axes " + letters + " and gives " + given
				+ "; only models with the axes " + wanted + " can be trained.");
	}

	/** Several classes are told apart by a softmax, which a sigmoid before it would spoil. */
	private Graph withoutSigmoid(Graph graph) {
		Node last = OutputRules.lastNode(graph).filter(node -> node.operator().equals("Sigmoid")).orElse(null);
		if (last == null)
			return graph;
		changes.add("The last sigmoid of the model is left out; several classes are told apart by a softmax.");
		List<Node> nodes = new ArrayList<>(graph.nodes());
		nodes.set(nodes.indexOf(last), new Node("Identity", "", last.name(), last.inputs(), last.outputs(), Map.of()));
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), nodes, graph.weights());
	}

	/** With any batch and size, as training has them. */
	private static Graph freed(Graph graph, int inputs, int outputs) {
		return new Graph(graph.name(), graph.opset(), List.of(freed(graph.inputs().get(0), inputs)), List.of(freed(graph.outputs().get(0), outputs)), graph.nodes(),
			graph.weights());
	}

	private static TensorInfo freed(TensorInfo tensor, int channels) {
		long[] shape = tensor.shape();
		Arrays.fill(shape, -1);
		shape[1] = channels;
		return TensorInfo.of(tensor.name(), tensor.type(), shape);
	}
}
