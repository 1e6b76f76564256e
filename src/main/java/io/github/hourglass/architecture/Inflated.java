package io.github.hourglass.architecture;

import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;

/**
 * A network for planes made one for stacks (Carreira and Zisserman, CVPR 2017, who call it inflating): kernels get slices above and
 * below, which start at 0, so that before it is trained every slice of a stack comes out as the network for planes gives it. Kernels as deep
 * as wide have an odd width and no stride; all others, pooling and enlargement stay within the slice. Images are [n, channels, z, y, x] then.
 */
public final class Inflated {

	/** What treats all pixels of all channels alike, or channels by rules that do not ask where a pixel is. */
	private static final Set<String> ALIKE = Set.of("Identity", "Dropout", "Clip", "Cast", "BatchNormalization");
	private static final Set<String> BY_CHANNEL = Set.of("Concat", "Softmax", "LogSoftmax");
	/** The axis in front of which z is put. */
	private static final int Z = 2, PLANE_RANK = 4;

	private final Graph source;
	private final Map<String, Tensor> weights = new LinkedHashMap<>();

	private Inflated(Graph source) {
		this.source = source;
	}

	/**
	 * @param graph whose images are [n, channels, y, x]
	 * @throws GraphException if a layer cannot be told to leave slices alone; the node is named
	 */
	public static Graph of(Graph graph) {
		return new Inflated(Opset17.of(graph)).stacks();
	}

	private Graph stacks() {
		for (String name : source.weights().names())
			weights.put(name, source.weights().get(name));
		List<Node> nodes = source.nodes().stream().map(this::node).toList();
		return new Graph(source.name(), source.opset(), source.inputs().stream().map(this::info).toList(), source.outputs().stream().map(this::info).toList(), nodes,
			Weights.of(weights));
	}

	private TensorInfo info(TensorInfo planes) {
		if (planes.shape() == null)
			return planes;
		if (planes.shape().length != PLANE_RANK)
			throw new GraphException("The network '" + source.name() + "' cannot be made one for stacks: '" + planes.name() + "' is no image of planes.");
		return TensorInfo.of(planes.name(), planes.type(), inserted(planes.shape(), Z, -1));
	}

	private Node node(Node node) {
		if (!Operators.isStandard(node))
			throw refuse(node, "it is no standard operator");
		String operator = node.operator();
		if (operator.equals("Conv") || operator.equals("ConvTranspose"))
			return convolution(node);
		if (Operators.POOL.contains(operator))
			return with(node, window(node, 1, 1));
		if (operator.equals("Resize"))
			return resize(node);
		if (operator.equals("Pad"))
			return pad(node);
		if (BY_CHANNEL.contains(operator)) {
			long axis = node.integer("axis", -1);
			if (axis != 1 && axis != 1 - PLANE_RANK)
				throw refuse(node, "it joins or compares pixels, not channels");
			return with(node, Map.of("axis", 1L));
		}
		if (Operators.broadcasts(operator) || operator.equals("PRelu")) {
			node.inputs().forEach(input -> operand(node, input));
			return node;
		}
		if (Operators.UNARY.contains(operator) || ALIKE.contains(operator))
			return node;
		throw refuse(node, "it may look at the plane as a whole");
	}

	private Node convolution(Node node) {
		Tensor planes = source.weights().get(node.input(1));
		if (planes == null || planes.type() != TensorType.FLOAT32 || planes.shape().length != PLANE_RANK)
			throw refuse(node, "its kernels are no weights of planes in 32-bit floats");
		long[] shape = planes.shape();
		long width = Math.min(shape[2], shape[3]), apart = Arrays.stream(node.integers("dilations", new long[] { 1 })).min().orElse(1);
		boolean deep = node.operator().equals("Conv") && width % 2 == 1 && Arrays.stream(node.integers("strides", new long[] { 1 })).allMatch(stride -> stride == 1);
		long depth = deep ? width : 1;
		weights.put(node.input(1), inflated(planes, Math.toIntExact(depth)));
		Map<String, Object> window = window(node, depth, apart);
		window.put("kernel_shape", new long[] { depth, shape[2], shape[3] });
		if (node.attributes().containsKey("output_shape"))
			throw refuse(node, "it gives images of one size");
		return with(node, window);
	}

	/** The window of a convolution or pooling: so many slices deep, so far apart, with zeros where the stack ends. */
	private static Map<String, Object> window(Node node, long depth, long apart) {
		Map<String, Object> window = new LinkedHashMap<>();
		Map.of("kernel_shape", depth, "strides", 1L, "dilations", apart, "output_padding", 0L).forEach((name, along) -> {
			if (node.attributes().get(name) instanceof long[] plane)
				window.put(name, inserted(plane, 0, along));
		});
		boolean valid = node.text("auto_pad", "NOTSET").equals("VALID");
		if (valid)
			window.put("auto_pad", "NOTSET");
		if (valid || node.text("auto_pad", "NOTSET").equals("NOTSET")) {
			long beyond = apart * (depth - 1) / 2;
			long[] pads = valid ? new long[4] : node.integers("pads", new long[4]);
			window.put("pads", new long[] { beyond, pads[0], pads[1], beyond, pads[2], pads[3] });
		}
		return window;
	}

	/** Kernels [a, b, y, x] as [a, b, z, y, x], in the middle slice. */
	private static Tensor inflated(Tensor planes, int depth) {
		long[] shape = planes.shape();
		int plane = Math.toIntExact(shape[2] * shape[3]);
		Tensor stacks = Tensor.allocate(TensorType.FLOAT32, inserted(shape, Z, depth));
		FloatBuffer from = planes.floats(), to = stacks.floats();
		for (int kernel = 0; from.hasRemaining(); kernel++) {
			to.position((kernel * depth + depth / 2) * plane);
			to.put(from.slice(from.position(), plane));
			from.position(from.position() + plane);
		}
		return stacks;
	}

	private Node resize(Node node) {
		Tensor scales = source.weights().get(node.input(2));
		if (scales == null || scales.elements() != PLANE_RANK || !node.input(1).isEmpty() && source.weights().has(node.input(1)) && source.weights().get(node.input(1)).elements() > 0)
			throw refuse(node, "it does not enlarge by fixed factors");
		float[] factors = scales.toFloats();
		weights.put(node.input(2), Tensor.of(new float[] { factors[0], factors[1], 1, factors[2], factors[3] }, PLANE_RANK + 1));
		return node;
	}

	private Node pad(Node node) {
		Tensor pads = source.weights().get(node.input(1));
		if (pads == null || pads.elements() != 2 * PLANE_RANK || !node.input(3).isEmpty())
			throw refuse(node, "it does not pad by fixed numbers of pixels");
		long[] sizes = new long[2 * PLANE_RANK];
		pads.longs().get(sizes);
		weights.put(node.input(1), Tensor.of(inserted(inserted(sizes, PLANE_RANK + Z, 0), Z, 0), 2 * (PLANE_RANK + 1)));
		return node;
	}

	/** Numbers of an arithmetic operator, which may be by channel. */
	private void operand(Node node, String name) {
		Tensor tensor = name.isEmpty() ? null : source.weights().get(name);
		if (tensor == null || tensor.elements() == 1 && tensor.shape().length < 3)
			return;
		long[] shape = tensor.shape();
		int rank = shape.length;
		if (rank < 3 || shape[rank - 1] != 1 || shape[rank - 2] != 1)
			throw refuse(node, "its numbers belong to pixels");
		weights.put(name, tensor.reshaped(inserted(shape, rank - 2, 1)));
	}

	private static long[] inserted(long[] values, int at, long value) {
		return LongStream.concat(LongStream.concat(Arrays.stream(values, 0, at), LongStream.of(value)), Arrays.stream(values, at, values.length)).toArray();
	}

	private static Node with(Node node, Map<String, Object> changed) {
		Map<String, Object> attributes = new LinkedHashMap<>(node.attributes());
		attributes.putAll(changed);
		return new Node(node.operator(), node.domain(), node.name(), node.inputs(), node.outputs(), attributes);
	}

	private GraphException refuse(Node node, String why) {
		return new GraphException("The network '" + source.name() + "' cannot be made one for stacks because of its node " + node + ": " + why
			+ ". Train on planes, or train a new network.");
	}
}
