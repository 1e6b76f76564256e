package io.github.hourglass.architecture;

import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;

import io.github.hourglass.engine.SavedGraph;
import io.github.hourglass.engine.SavedNode;
import io.github.hourglass.engine.Tensor;

/**
 * Several nodes of TensorFlow's that are one operator in ONNX: a dilated convolution, said as one of pixels dealt into blocks
 * (SpaceToBatchND, Conv, BatchToSpaceND), elements repeated along an axis, said as ExpandDims, Tile, Reshape or as Split and
 * Concat, and a matrix for each pixel, said as Reshape, MatMul, Reshape. The node that stands for them has the name of the last one.
 */
final class SavedPatterns {

	/** Gives each element of an axis as often as its attribute {@code times} says. */
	static final String REPEAT = "Repeat";
	/** Multiplies the channels of each pixel with a matrix. */
	static final String DENSE = "Dense";

	private static final Set<String> CONVOLUTIONS = Set.of("Conv2D", "Conv3D", "DepthwiseConv2dNative");

	private final SavedGraph graph;
	private final Map<String, SavedNode> nodes;
	private final Map<String, SavedNode> found = new HashMap<>();

	SavedPatterns(SavedGraph graph, Map<String, SavedNode> nodes) {
		this.graph = graph;
		this.nodes = nodes;
	}

	/** By the name of the node that each takes the place of. */
	Map<String, SavedNode> found() {
		for (SavedNode node : nodes.values())
			try {
				SavedNode one = switch (node.operator()) {
					case "BatchToSpaceND" -> dilated(node);
					case "Reshape" -> node(node, "MatMul") != null ? dense(node) : tiled(node);
					case "ConcatV2" -> doubled(node);
					default -> null;
				};
				if (one != null)
					found.put(node.name(), one);
			}
			catch (IndexOutOfBoundsException | NullPointerException | ArithmeticException | IllegalArgumentException noPattern) {
				continue;
			}
		return found;
	}

	private SavedNode maker(String value) {
		SavedNode node = nodes.get(value);
		for (int i = 0; i <= nodes.size() && node != null && SavedTranslation.PASSING.contains(node.operator()); i++)
			node = nodes.get(node.inputs().get(0));
		return node;
	}

	private long[] constant(String value) {
		Tensor tensor = graph.constants().get(value);
		long[] numbers = new long[Math.toIntExact(tensor.elements())];
		for (int i = 0; i < numbers.length; i++)
			numbers[i] = switch (tensor.type()) {
				case INT64 -> tensor.bytes().getLong(8 * i);
				case INT32 -> tensor.bytes().getInt(4 * i);
				default -> throw new IllegalArgumentException();
			};
		return numbers;
	}

	private long[] integers(String value, int trial) {
		return graph.constants().containsKey(value) ? constant(value) : graph.trials().get(trial).integers().get(value);
	}

	private long[] shape(String value, int trial) {
		return graph.trials().get(trial).shapes().get(value);
	}

	/** How much is padded before is what is dealt too much before; behind, whatever makes the size of the result. */
	private SavedNode dilated(SavedNode joining) {
		SavedNode convolution = maker(joining.inputs().get(0));
		SavedNode dealing = convolution == null || !CONVOLUTIONS.contains(convolution.operator()) ? null : maker(convolution.inputs().get(0));
		if (dealing == null || !dealing.operator().equals("SpaceToBatchND") || !convolution.text("padding", "").equals("VALID"))
			return null;
		long[] block = constant(dealing.inputs().get(1)), ones = { 1, 1, 1, 1, 1 };
		int axes = block.length;
		boolean plain = Arrays.equals(convolution.integers("strides", ones), Arrays.copyOf(ones, axes + 2)) && !convolution.text("data_format", "NHWC").startsWith("NC")
			&& Arrays.equals(convolution.integers("dilations", Arrays.copyOf(ones, axes + 2)), Arrays.copyOf(ones, axes + 2));
		if (!plain || !Arrays.equals(block, constant(joining.inputs().get(1))))
			return null;
		long[] kernel = graph.constants().get(convolution.inputs().get(1)).shape(), pads = null;
		for (int trial = 0; trial < graph.trials().size(); trial++) {
			long[] padded = integers(dealing.inputs().get(2), trial), cropped = integers(joining.inputs().get(2), trial), own = new long[2 * axes];
			for (int i = 0; i < axes; i++) {
				own[i] = padded[2 * i] - cropped[2 * i];
				long in = shape(dealing.inputs().get(0), trial)[i + 1], out = shape(joining.name(), trial)[i + 1];
				own[i + axes] = out - in - own[i] + (kernel[i] - 1) * block[i];
			}
			if (Arrays.stream(own).anyMatch(pad -> pad < 0) || pads != null && !Arrays.equals(pads, own))
				return null;
			pads = own;
		}
		long[] dilations = Arrays.copyOf(ones, axes + 2);
		System.arraycopy(block, 0, dilations, 1, axes);
		Map<String, Object> attributes = new LinkedHashMap<>(convolution.attributes());
		attributes.put("dilations", dilations);
		attributes.put(SavedWindows.PADS, pads);
		return new SavedNode(convolution.operator(), joining.name(), List.of(dealing.inputs().get(0), convolution.inputs().get(1)), attributes);
	}

	private SavedNode tiled(SavedNode reshape) {
		SavedNode tile = maker(reshape.inputs().get(0));
		SavedNode expand = tile == null || !tile.operator().equals("Tile") ? null : maker(tile.inputs().get(0));
		if (expand == null || !expand.operator().equals("ExpandDims"))
			return null;
		long[] repeats = constant(tile.inputs().get(1)), axis = constant(expand.inputs().get(1));
		int added = (int) (axis[0] < 0 ? axis[0] + repeats.length : axis[0]);
		for (int i = 0; i < repeats.length; i++)
			if (i != added && repeats[i] != 1)
				return null;
		for (int trial = 0; trial < graph.trials().size(); trial++) {
			long[] wanted = shape(expand.inputs().get(0), trial).clone();
			wanted[added - 1] *= repeats[added];
			if (!Arrays.equals(wanted, shape(reshape.name(), trial)))
				return null;
		}
		return repeating(reshape, expand.inputs().get(0), added - 1, repeats[added]);
	}

	/** The node of that operator that another takes its first input from, or null. */
	private SavedNode node(SavedNode user, String operator) {
		SavedNode maker = maker(user.inputs().get(0));
		return maker != null && maker.operator().equals(operator) ? maker : null;
	}

	private SavedNode dense(SavedNode reshape) {
		SavedNode product = node(reshape, "MatMul"), flat = node(product, "Reshape");
		Tensor matrix = graph.constants().get(product.inputs().get(1));
		if (flat == null || matrix == null || product.flag("transpose_a") || product.flag("transpose_b"))
			return null;
		String image = flat.inputs().get(0);
		SavedNode turned = node(flat, "Transpose");
		long[] order = turned == null ? null : constant(turned.inputs().get(1));
		if (turned != null && Arrays.equals(order, LongStream.range(0, order.length).toArray()))
			image = turned.inputs().get(0);
		for (int trial = 0; trial < graph.trials().size(); trial++) {
			long[] wanted = shape(image, trial).clone();
			int last = wanted.length - 1;
			if (last < 3 || wanted[last] != matrix.shape()[0])
				return null;
			wanted[last] = matrix.shape()[1];
			if (!Arrays.equals(wanted, shape(reshape.name(), trial)))
				return null;
		}
		return new SavedNode(DENSE, reshape.name(), List.of(image, product.inputs().get(1)), Map.of());
	}

	/** All parts of a split in their order, each several times. */
	private SavedNode doubled(SavedNode concat) {
		int parts = concat.inputs().size() - 1;
		SavedNode split = nodes.get(concat.inputs().get(0));
		if (split == null || !split.operator().equals("Split"))
			return null;
		int pieces = (int) split.integer("num_split", 0), rank = shape(concat.name(), 0).length, times = parts / pieces;
		long axis = (constant(concat.inputs().get(parts))[0] + rank) % rank;
		if (times < 2 || times * pieces != parts || (constant(split.inputs().get(0))[0] + rank) % rank != axis || shape(split.inputs().get(1), 0)[(int) axis] != pieces)
			return null;
		for (int i = 0; i < parts; i++)
			if (!concat.inputs().get(i).equals(i < times ? split.name() : split.name() + ":" + i / times))
				return null;
		return repeating(concat, split.inputs().get(1), axis, times);
	}

	private static SavedNode repeating(SavedNode last, String image, long axis, long times) {
		return new SavedNode(REPEAT, last.name(), List.of(image), Map.of("axis", axis, "times", times));
	}
}
