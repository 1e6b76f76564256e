package io.github.hourglass.train;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Node;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.architecture.Weights;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorType;

/**
 * Takes batch normalizations into the convolutions before them, for a network that is not trained any more: with running mean m
 * and variance v, scale s and shift t, weights become {@code w s / sqrt(v + epsilon)} and the bias
 * {@code (b - m) s / sqrt(v + epsilon) + t}.
 */
public final class FoldedNormalization {

	private final Graph graph;
	private final Map<String, Tensor> weights = new LinkedHashMap<>();
	private final List<Node> nodes;

	private FoldedNormalization(Graph graph) {
		this.graph = graph;
		graph.weights().names().forEach(name -> weights.put(name, graph.weights().get(name)));
		nodes = new ArrayList<>(graph.nodes());
	}

	/** The network, of operator set {@value OnnxFile#WRITTEN_OPSET}, without the normalizations that directly follow a convolution. */
	public static Graph of(Graph network) {
		FoldedNormalization folded = new FoldedNormalization(Opset17.of(network));
		for (Node node : folded.graph.nodes())
			if (node.operator().equals("BatchNormalization"))
				folded.convolutionBefore(node).ifPresent(convolution -> folded.fold(convolution, node));
		return folded.graph();
	}

	private Graph graph() {
		Map<String, Tensor> kept = new LinkedHashMap<>();
		weights.forEach((name, tensor) -> {
			if (uses(name) > 0)
				kept.put(name, tensor);
		});
		return new Graph(graph.name(), graph.opset(), graph.inputs(), graph.outputs(), nodes, Weights.of(kept));
	}

	private long uses(String value) {
		long asInput = nodes.stream().flatMap(node -> node.inputs().stream()).filter(value::equals).count();
		return asInput + graph.outputs().stream().filter(output -> output.name().equals(value)).count();
	}

	/** The convolution whose result only this normalization takes, and whose weights only that convolution has. */
	private Optional<Node> convolutionBefore(Node normalization) {
		boolean constant = normalization.inputs().subList(1, 5).stream().allMatch(name -> weights.containsKey(name) && weights.get(name).type() == TensorType.FLOAT32);
		return nodes.stream().filter(node -> node.outputs().contains(normalization.input(0)) && uses(normalization.input(0)) == 1 && constant)
			.filter(node -> node.operator().equals("Conv") || node.operator().equals("ConvTranspose") && node.integer("group", 1) == 1)
			.filter(node -> node.inputs().stream().skip(1).allMatch(name -> name.isEmpty() || weights.containsKey(name) && uses(name) == 1))
			.filter(node -> weights.get(node.input(1)).type() == TensorType.FLOAT32).findFirst();
	}

	private void fold(Node convolution, Node normalization) {
		float[][] parameters = new float[4][];
		for (int i = 0; i < 4; i++)
			parameters[i] = weights.get(normalization.input(i + 1)).toFloats();
		int channels = parameters[0].length;
		double epsilon = normalization.real("epsilon", 1e-5f);
		double[] factor = new double[channels];
		float[] bias = convolution.input(2).isEmpty() ? new float[channels] : weights.get(convolution.input(2)).toFloats();
		for (int c = 0; c < channels; c++) {
			factor[c] = parameters[0][c] / Math.sqrt(parameters[3][c] + epsilon);
			bias[c] = (float) ((bias[c] - parameters[2][c]) * factor[c] + parameters[1][c]);
		}
		Tensor kernel = weights.get(convolution.input(1));
		weights.put(convolution.input(1), scaled(kernel, factor, convolution.operator().equals("Conv") ? 0 : 1));
		String biasName = convolution.input(2).isEmpty() ? free(normalization.outputs().get(0) + ".bias") : convolution.input(2);
		weights.put(biasName, Tensor.of(bias, channels));
		nodes.set(nodes.indexOf(convolution), new Node(convolution.operator(), "", convolution.name(),
			List.of(convolution.input(0), convolution.input(1), biasName), normalization.outputs().subList(0, 1), convolution.attributes()));
		nodes.remove(normalization);
	}

	private String free(String wanted) {
		String name = wanted;
		for (int i = 2; weights.containsKey(name) || uses(name) > 0; i++)
			name = wanted + "_" + i;
		return name;
	}

	/** The kernel with each of its output channels, which lie along an axis, times a factor. */
	private static Tensor scaled(Tensor kernel, double[] factor, int axis) {
		float[] values = kernel.toFloats();
		int inner = 1;
		for (int i = axis + 1; i < kernel.shape().length; i++)
			inner *= (int) kernel.shape()[i];
		for (int i = 0; i < values.length; i++)
			values[i] *= (float) factor[i / inner % factor.length];
		return Tensor.of(values, kernel.shape());
	}
}
