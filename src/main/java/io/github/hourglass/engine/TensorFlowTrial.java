package io.github.hourglass.engine;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Finds out how many axes outputs have where a file does not say, by letting small images through the network. */
final class TensorFlowTrial {

	/** Sizes along the free axes, so different that they can be told apart, and multiples of what networks usually want. */
	private static final long[][] PLANES = { { 64, 96 }, { 96, 128 } }, STACKS = { { 32, 48, 64 }, { 48, 64, 96 } };

	private final Function<Map<String, Tensor>, Map<String, Tensor>> run;
	private final List<String> findings;
	private final List<TensorInfo> inputs;
	private List<TensorInfo> outputs;

	/**
	 * @param run gives all outputs; throws an {@link EngineException} where the tensors do not fit
	 * @param findings gets a sentence for what was found
	 */
	TensorFlowTrial(List<TensorInfo> inputs, List<TensorInfo> outputs, Function<Map<String, Tensor>, Map<String, Tensor>> run, List<String> findings) {
		this.inputs = inputs;
		this.outputs = outputs;
		this.run = run;
		this.findings = findings;
		if (inputs.size() == 1 && inputs.get(0).type() == TensorType.FLOAT32 && inputs.get(0).shape() != null && outputs.stream().anyMatch(output -> output.shape() == null))
			findOutputs();
	}

	List<TensorInfo> outputs() {
		return outputs;
	}

	private void findOutputs() {
		long[] shape = inputs.get(0).shape();
		Map<String, Tensor> first = tried(shape, 0), second = tried(shape, 1);
		if (first == null || second == null)
			return;
		outputs = outputs.stream().map(output -> output.shape() != null ? output : found(output, first.get(output.name()).shape(), second.get(output.name()).shape())).toList();
	}

	private TensorInfo found(TensorInfo output, long[] first, long[] second) {
		if (first.length != second.length)
			return output;
		long[] shape = new long[first.length];
		for (int axis = 0; axis < shape.length; axis++)
			shape[axis] = axis == 0 && first[0] == 1 && shape.length == inputs.get(0).rank() || first[axis] != second[axis] ? -1 : first[axis];
		findings.add("The file does not say how many axes its output '" + output.name() + "' has; a small image gave " + text(shape) + " (-1 is any size).");
		return TensorInfo.of(output.name(), output.type(), shape);
	}

	/** The outputs for one of two images, or null if it does not go through. */
	private Map<String, Tensor> tried(long[] shape, int image) {
		long[] tried = shape.clone();
		long[] sizes = (shape.length > 4 ? STACKS : PLANES)[image];
		int used = 0;
		for (int axis = 0; axis < tried.length; axis++)
			if (tried[axis] < 0)
				tried[axis] = axis == 0 ? 1 : sizes[Math.min(used++, sizes.length - 1)];
		try {
			Map<String, Tensor> fed = new LinkedHashMap<>();
			fed.put(inputs.get(0).name(), Tensor.allocate(TensorType.FLOAT32, tried));
			return run.apply(fed);
		}
		catch (EngineException | IllegalArgumentException doesNotFit) {
			return null;
		}
	}

	static String text(long[] shape) {
		return Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(" x "));
	}
}
