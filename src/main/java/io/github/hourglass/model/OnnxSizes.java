package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Shapes;
import io.github.hourglass.engine.TensorInfo;

/**
 * What an ONNX graph says about its output sizes beyond their declaration: free sizes of the inputs are set to two different
 * values and the outputs' shapes inferred; how an output axis grows between the two is its scale, what is left its offset.
 */
final class OnnxSizes {

	/** Multiples of all usual strides. */
	private static final long SMALL = 192, LARGE = 384;

	private final Graph graph;
	private final Shapes small;
	private final Shapes large;

	private OnnxSizes(Graph graph, Shapes small, Shapes large) {
		this.graph = graph;
		this.small = small;
		this.large = large;
	}

	/** Null where the network does not let its shapes be inferred. */
	static OnnxSizes of(Graph graph, List<TensorSpec> inputs) {
		try {
			return new OnnxSizes(graph, Shapes.of(graph, shapes(inputs, SMALL)), Shapes.of(graph, shapes(inputs, LARGE)));
		}
		catch (IllegalArgumentException | ArithmeticException e) {
			return null;
		}
	}

	private static Map<String, long[]> shapes(List<TensorSpec> inputs, long free) {
		Map<String, long[]> shapes = new LinkedHashMap<>();
		for (TensorSpec input : inputs)
			shapes.put(input.id(), input.axes().stream().mapToLong(axis -> axis.size() instanceof SizeRule.Fixed fixed ? fixed.size()
				: "xyz".indexOf(axis.letter()) >= 0 ? free : 1).toArray());
		return shapes;
	}

	/** The graph's outputs; those declared without axes with as many free ones as they turn out to have. */
	List<TensorInfo> outputs() {
		List<TensorInfo> outputs = new ArrayList<>();
		for (TensorInfo output : graph.outputs()) {
			if (output.shape() != null || !small.knows(output.name())) {
				outputs.add(output);
				continue;
			}
			long[] free = new long[small.shape(output.name()).length];
			Arrays.fill(free, -1);
			outputs.add(new TensorInfo(output.name(), output.type(), free, Collections.nCopies(free.length, "")));
		}
		return outputs;
	}

	/** The output with its free sizes as the graph has them. */
	TensorSpec refine(TensorSpec output) {
		if (!small.knows(output.id()) || !large.knows(output.id()) || small.shape(output.id()).length != output.axes().size())
			return output;
		List<AxisSpec> axes = new ArrayList<>();
		for (int a = 0; a < output.axes().size(); a++)
			axes.add(refine(output.axes().get(a), small.shape(output.id())[a], large.shape(output.id())[a]));
		return new TensorSpec(output.id(), output.description(), axes, output.type(), output.steps(), output.optional(), null, null);
	}

	private static AxisSpec refine(AxisSpec axis, long atSmall, long atLarge) {
		if (axis.size() instanceof SizeRule.Fixed || axis.letter() == 'b')
			return axis;
		if (atSmall == atLarge && atSmall > 0)
			return new AxisSpec(axis.letter(), axis.id(), new SizeRule.Fixed(atSmall), axis.scale(), "", 0, OnnxPackage.channelNames(axis.letter(),
				atSmall));
		double growth = (double) (atLarge - atSmall) / (LARGE - SMALL);
		double offset = atSmall - growth * SMALL;
		if (!(axis.size() instanceof SizeRule.Reference reference) || growth <= 0 || offset != Math.rint(offset))
			return axis;
		return new AxisSpec(axis.letter(), axis.id(), new SizeRule.Reference(reference.tensor(), reference.axis(), (long) offset), 1 / growth, "",
			0, axis.channelNames());
	}
}
