package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Layers.Image;
import io.github.hourglass.engine.Tensor;

/** What stands before or behind a network so that it gives images of another size than it takes. */
public final class Front {

	private static final String IMAGE = "front.image", PARTS = "back.parts";
	private static final int WEIGHING_FILTERS = 8;

	private Front() {}

	/**
	 * The network after a linear interpolation: it gives images larger by whole factors, and where it is residual it estimates what
	 * the interpolation lacks (VDSR, Kim, Lee and Lee, CVPR 2016).
	 *
	 * @param network with one input and output of the same size
	 * @param factors along x, y[, z]
	 */
	public static Graph enlarging(Graph network, int... factors) {
		TensorSize size = new TensorSize(network);
		if (factors.length != size.dimensions())
			throw new IllegalArgumentException("A network of " + size.dimensions() + " dimensions has as many factors, not " + factors.length + ".");
		float[] scales = new float[factors.length + 2];
		Arrays.fill(scales, 1);
		for (int d = 0; d < factors.length; d++)
			scales[scales.length - 1 - d] = factors[d];
		GraphBuilder graph = new GraphBuilder(network.name());
		graph.take(IMAGE);
		graph.input(Layers.info(Layers.INPUT, size.channels(), size.dimensions()));
		interpolation(graph, scales, IMAGE);
		return followed(graph, network);
	}

	/** Linear, pixel edges coinciding. */
	private static void interpolation(GraphBuilder graph, float[] scales, String image) {
		Map<String, Object> attributes = new LinkedHashMap<>();
		attributes.put("mode", "linear");
		attributes.put("coordinate_transformation_mode", "half_pixel");
		String weight = graph.weight("front.scales", Tensor.of(scales, scales.length));
		graph.node(new Node("Resize", "", "front.resize", List.of(Layers.INPUT, "", weight), List.of(image), attributes));
	}

	/**
	 * The network before a transposed convolution that puts its channels beside each other: everything is computed at the size of the image
	 * that goes in, which is as many times as fast as the image becomes larger (ESPCN, Shi et al., CVPR 2016).
	 *
	 * @param network that gives, for each channel wanted, as many as a pixel becomes pixels
	 * @param residual whether the result is added to the linear interpolation of the image, which needs as many channels
	 * @param factors along x, y[, z]
	 */
	public static Graph expanding(Graph network, boolean residual, int... factors) {
		TensorSize size = new TensorSize(network);
		int parts = Arrays.stream(factors).reduce(1, Math::multiplyExact), given = (int) network.outputs().get(0).shape()[1], outputs = given / parts;
		if (factors.length != size.dimensions() || outputs * parts != given || residual && outputs != size.channels())
			throw new IllegalArgumentException("A network that gives " + given + " channels of " + size.dimensions() + " dimensions cannot be expanded " + Arrays.toString(factors) + ".");
		GraphBuilder graph = new GraphBuilder(network.name());
		graph.take(PARTS);
		graph.take(IMAGE);
		graph.take(Layers.OUTPUT);
		graph.input(network.inputs().get(0));
		graph.weights(network.weights());
		String inner = network.outputs().get(0).name();
		for (Node node : network.nodes())
			graph.node(new Node(node.operator(), node.domain(), node.name().equals(Layers.OUTPUT) ? PARTS : node.name(), node.inputs(),
				node.outputs().stream().map(output -> output.equals(inner) ? PARTS : output).toList(), node.attributes()));
		long[] along = new long[factors.length];
		float[] scales = new float[factors.length + 2];
		Arrays.fill(scales, 1);
		for (int d = 0; d < factors.length; d++)
			scales[scales.length - 1 - d] = along[along.length - 1 - d] = factors[d];
		String weight = graph.weight("back.weight", apart(given, outputs, along)), bias = graph.weight("back.bias", Initializer.constant(0, outputs));
		String result = graph.node("ConvTranspose", "back.beside", Map.of("kernel_shape", along, "strides", along), PARTS, weight, bias);
		if (residual) {
			interpolation(graph, scales, IMAGE);
			result = graph.node("Add", "back.residual", Map.of(), IMAGE, result);
		}
		graph.node(new Node("Identity", "", Layers.OUTPUT, List.of(result), List.of(Layers.OUTPUT), Map.of()));
		graph.output(Layers.info(Layers.OUTPUT, outputs, size.dimensions()));
		return graph.build();
	}

	/** Each channel goes to a pixel of its own. */
	private static Tensor apart(int given, int outputs, long[] along) {
		int parts = given / outputs;
		long[] shape = new long[along.length + 2];
		shape[0] = given;
		shape[1] = outputs;
		System.arraycopy(along, 0, shape, 2, along.length);
		float[] weight = new float[given * given];
		for (int c = 0; c < given; c++)
			weight[(c * outputs + c / parts) * parts + c % parts] = 1;
		return Tensor.of(weight, shape);
	}

	/**
	 * The network after a projection along z as in CARE (Weigert et al., Nature Methods 2018): a few 3-D convolutions give each voxel a
	 * weight, a softmax along z makes the weights of a column 1 in sum, and the sum of the weighted voxels is the plane that the
	 * network gets. Stacks of any number of slices go in, whole.
	 *
	 * @param network of 2 dimensions
	 * @param options its kernel and activation are those of the weighing convolutions too
	 */
	public static Graph projecting(Graph network, NetworkOptions options, long seed) {
		TensorSize size = new TensorSize(network);
		if (size.dimensions() != 2)
			throw new IllegalArgumentException("A network of 2 dimensions follows a projection, not one of " + size.dimensions() + ".");
		NetworkOptions weighing = new NetworkOptions(3, size.channels(), 1, 1, WEIGHING_FILTERS, options.kernel(), 1, NetworkOptions.Normalization.NONE,
			options.activation(), 0, false, NetworkOptions.LastActivation.LINEAR, options.pooling(), options.upsampling());
		Layers layers = new Layers(network.name(), weighing, seed);
		layers.graph().take(IMAGE);
		Image input = layers.input();
		Image first = layers.block("front.conv0", input, WEIGHING_FILTERS);
		Image second = layers.block("front.conv1", first, WEIGHING_FILTERS);
		Image weight = layers.project("front.weigh", second, 1);
		GraphBuilder graph = layers.graph();
		String share = graph.node("Softmax", "front.share", Map.of("axis", 2L), weight.value());
		String weighed = graph.node("Mul", "front.weighed", Map.of(), input.value(), share);
		String along = graph.weight("front.axis", Tensor.of(new long[] { 2 }, 1));
		graph.node(new Node("ReduceSum", "", "front.sum", List.of(weighed, along), List.of(IMAGE), Map.of("keepdims", 0L)));
		return followed(graph, network);
	}

	private record TensorSize(int channels, int dimensions) {

		TensorSize(Graph network) {
			this((int) network.inputs().get(0).shape()[1], network.inputs().get(0).rank() - 2);
		}
	}

	/** The network takes {@link #IMAGE}; its own names stay. */
	private static Graph followed(GraphBuilder graph, Graph network) {
		String taken = network.inputs().get(0).name();
		graph.weights(network.weights());
		for (Node node : network.nodes()) {
			List<String> inputs = new ArrayList<>();
			node.inputs().forEach(input -> inputs.add(input.equals(taken) ? IMAGE : input));
			graph.node(new Node(node.operator(), node.domain(), node.name(), inputs, node.outputs(), node.attributes()));
		}
		network.outputs().forEach(graph::output);
		return graph.build();
	}
}
