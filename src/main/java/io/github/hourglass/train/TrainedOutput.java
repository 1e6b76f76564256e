package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.model.StepSpec;

/**
 * One output of a package: some channels of what the trained network gives.
 *
 * @param id its name in the package
 * @param description one phrase
 * @param from first channel of the network's output
 * @param channels their names
 * @param after the rules that make results of it, in the words of a package
 * @param scale true if the network gives its logarithm, an uncertainty
 * @param image true if it is the image that went in, only better
 */
record TrainedOutput(String id, String description, int from, List<String> channels, List<StepSpec> after, boolean scale, boolean image) {

	static final String OUTPUT = "output";
	static final String UNCERTAINTY = "uncertainty";
	private static final List<String> DENOISEG = List.of("background", "foreground", "border");

	TrainedOutput {
		channels = List.copyOf(channels);
		after = List.copyOf(after);
	}

	/**
	 * What of a trained network's channels goes into its package: of one that also estimates its uncertainty the means, its
	 * first half of channels, and the scales of the Laplace distributions around them; of denoiseg the denoised image and the classes.
	 *
	 * @param channels that the network gives
	 * @param after the rules after the network; denoiseg has its own
	 */
	static List<TrainedOutput> of(TrainingOptions options, long channels, List<StepSpec> after) {
		if (Task.of(options) == Task.DENOISEG)
			return List.of(new TrainedOutput("denoised", "The image without its noise", 0, names(channels - DENOISEG.size()), List.of(), false, true),
				new TrainedOutput("classes", "How probable background, objects and the borders of objects are", (int) channels - DENOISEG.size(), DENOISEG, List.of(OutputRules.activation("softmax")),
					false, false));
		boolean laplace = Losses.of(options).kind() == Loss.Kind.LAPLACE;
		int count = (int) (laplace ? channels / 2 : channels);
		TrainedOutput result = new TrainedOutput(OUTPUT, "What the network gives", 0, names(count), after, false, Task.of(options).givesImage());
		return !laplace ? List.of(result) : List.of(result,
			new TrainedOutput(UNCERTAINTY, "How uncertain that is: the scale of a Laplace distribution around each value", count, names(count), OutputRules.ofSpread(after), true, false));
	}

	private static List<String> names(long count) {
		return LongStream.range(0, count).mapToObj(i -> "channel" + i).toList();
	}

	/** Of these values, channels first, those of this output. */
	float[] of(float[] values, int pixels) {
		float[] own = new float[channels.size() * pixels];
		System.arraycopy(values, from * pixels, own, 0, own.length);
		for (int i = 0; scale && i < own.length; i++)
			own[i] = (float) Math.exp(own[i]);
		return own;
	}

	/** The network as it is given away: its first output cut into these, in their order. */
	static Graph cut(Graph graph, List<TrainedOutput> outputs) {
		TensorInfo whole = graph.outputs().get(0);
		List<Node> nodes = new ArrayList<>(graph.nodes());
		Map<String, Tensor> bounds = new LinkedHashMap<>();
		List<TensorInfo> infos = new ArrayList<>();
		for (TrainedOutput output : outputs)
			infos.add(output.channels.size() == whole.shape()[1] ? whole : output.slice(whole, nodes, bounds));
		return new Graph(graph.name(), graph.opset(), graph.inputs(), infos, nodes, graph.weights().with(bounds));
	}

	/** A network that was {@link #cut}, in one piece again; others as they are. */
	static Graph whole(Graph graph) {
		TensorInfo first = graph.outputs().get(0);
		Node slice = graph.nodes().stream().filter(node -> node.operator().equals("Slice") && node.outputs().contains(first.name())).findFirst().orElse(null);
		if (slice == null || !first.name().startsWith(slice.input(0) + "."))
			return graph;
		long[] shape = first.shape();
		shape[1] = -1;
		TensorInfo whole = new TensorInfo(slice.input(0), first.type(), shape, first.sizeNames());
		return new Graph(graph.name(), graph.opset(), graph.inputs(), List.of(whole), graph.nodes(), graph.weights());
	}

	private TensorInfo slice(TensorInfo whole, List<Node> nodes, Map<String, Tensor> bounds) {
		String name = whole.name() + "." + id, cut = scale ? name + ".log" : name;
		nodes.add(new Node("Slice", "", cut, List.of(whole.name(), name + ".from", name + ".to", name + ".axis"), List.of(cut), Map.of()));
		if (scale)
			nodes.add(new Node("Exp", "", name, List.of(cut), List.of(name), Map.of()));
		bounds.put(name + ".from", Tensor.of(new long[] { from }, 1));
		bounds.put(name + ".to", Tensor.of(new long[] { from + channels.size() }, 1));
		bounds.put(name + ".axis", Tensor.of(new long[] { 1 }, 1));
		long[] shape = whole.shape().clone();
		shape[1] = channels.size();
		return new TensorInfo(name, whole.type(), shape, whole.sizeNames());
	}
}
