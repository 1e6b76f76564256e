package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;

/**
 * Estimates the memory of the tensors that are alive at once when a graph runs node by node, the way ONNX Runtime's
 * CPU provider does. The rules:
 * <ul>
 * <li>the inputs are there all the time (the caller owns them), an output from the moment it is made to the end;</li>
 * <li>everything else lives from the node that makes it to the last node that takes it;</li>
 * <li>an element-wise operator writes into an input of the same size that dies there; so a Relu after a Conv costs
 * nothing, as with the fused Conv of ONNX Runtime, which also folds BatchNormalization into the Conv before it;</li>
 * <li>Reshape, Flatten, Squeeze, Unsqueeze and Identity are views; Constant and initializers are weights and are not
 * counted;</li>
 * <li>a ConvTranspose needs, while it runs, its columns as well: input pixels times weights per input channel, for one
 * image.</li>
 * </ul>
 */
final class LiveMemory {

	private static final Set<String> VIEWS = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout");
	private static final Set<String> IN_PLACE = Set.of("Clip", "BatchNormalization");

	private final Shapes shapes;
	private final Map<String, Integer> uses = new HashMap<>();
	/** Value name to the buffer it lies in. */
	private final Map<String, Buffer> buffers = new HashMap<>();
	private long live;
	private long peak;

	private static final class Buffer {

		final long bytes;
		int uses;

		Buffer(long bytes, int uses) {
			this.bytes = bytes;
			this.uses = uses;
		}
	}

	private LiveMemory(Shapes shapes) {
		this.shapes = shapes;
		Graph graph = shapes.graph();
		graph.nodes().forEach(node -> node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum)));
		graph.outputs().forEach(output -> uses.merge(output.name(), 1, Integer::sum));
	}

	static long peak(Shapes shapes) {
		LiveMemory memory = new LiveMemory(shapes);
		for (TensorInfo input : shapes.graph().inputs())
			memory.allocate(input.name(), 1);
		for (Node node : shapes.graph().nodes())
			memory.run(node);
		return memory.peak;
	}

	private void run(Node node) {
		if (node.operator().equals("Constant"))
			return;
		List<Buffer> dead = new ArrayList<>();
		for (int i = 0; i < node.outputs().size(); i++) {
			String output = node.outputs().get(i);
			if (output.isEmpty() || i > 0 && !uses.containsKey(output))
				continue;
			Buffer reused = i == 0 ? reusable(node) : null;
			if (reused == null) {
				allocate(output, 0);
				if (!uses.containsKey(output))
					dead.add(buffers.get(output));
			}
			else {
				reused.uses += uses.getOrDefault(output, 0);
				buffers.put(output, reused);
			}
		}
		long scratch = scratch(node);
		peak = Math.max(peak, live + scratch);
		for (String input : node.inputs())
			release(input);
		dead.forEach(this::free);
	}

	private void allocate(String name, int heldBesides) {
		Buffer buffer = new Buffer(bytes(name), uses.getOrDefault(name, 0) + heldBesides);
		buffers.put(name, buffer);
		live += buffer.bytes;
		peak = Math.max(peak, live);
	}

	private void release(String name) {
		Buffer buffer = buffers.get(name);
		if (buffer == null)
			return;
		buffer.uses--;
		free(buffer);
	}

	private void free(Buffer buffer) {
		if (buffer.uses == 0)
			live -= buffer.bytes;
	}

	/** The buffer of an input into which the node may write, or of which its result is a view. */
	private Buffer reusable(Node node) {
		String output = node.outputs().get(0);
		Buffer first = buffers.get(node.input(0));
		if (VIEWS.contains(node.operator()))
			return first;
		boolean unary = Operators.UNARY.contains(node.operator()) || IN_PLACE.contains(node.operator());
		if (!unary && !Operators.ARITHMETIC.contains(node.operator()))
			return null;
		for (int i = 0; i < (unary ? 1 : node.inputs().size()); i++) {
			Buffer buffer = buffers.get(node.input(i));
			if (buffer != null && buffer.uses == 1 && buffer.bytes == bytes(output))
				return buffer;
		}
		return null;
	}

	private long scratch(Node node) {
		if (!node.operator().equals("ConvTranspose"))
			return 0;
		long[] weights = shapes.shape(node.input(1));
		long[] in = shapes.shape(node.input(0));
		long columns = shapes.type(node.input(0)).bytes();
		for (int i = 1; i < weights.length; i++)
			columns = Math.multiplyExact(columns, weights[i]);
		for (int i = 2; i < in.length; i++)
			columns = Math.multiplyExact(columns, in[i]);
		return columns;
	}

	private long bytes(String name) {
		return Math.multiplyExact(Tensor.elements(shapes.shape(name)), shapes.type(name).bytes());
	}
}
