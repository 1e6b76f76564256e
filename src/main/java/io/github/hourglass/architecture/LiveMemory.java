package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.engine.Tensor;

/**
 * Estimates the memory that ONNX Runtime's CPU provider takes for the tensors of a graph that runs node by node. The
 * rules:
 * <ul>
 * <li>inputs and outputs are the caller's, there all the time;</li>
 * <li>everything else lives from the node that makes it to the last node that takes it;</li>
 * <li>an element-wise operator writes into an input of the same size that dies there; so a Relu after a Conv costs
 * nothing, as with the fused Conv of ONNX Runtime, which also folds BatchNormalization into the Conv before it;</li>
 * <li>Reshape, Flatten, Squeeze, Unsqueeze, Identity and Dropout are views; Constant and initializers are weights and are
 * not counted;</li>
 * <li>a ConvTranspose needs, while it runs, its columns as well: input pixels times weights per input channel, for one
 * image;</li>
 * <li>memory comes from an {@link Arena}, which loses some to fragmentation: what counts is what it has touched after two
 * runs.</li>
 * </ul>
 * Growth of the resident set over two runs of ONNX Runtime 1.28.0 with two threads, divided by the estimate: CARE's U-Net
 * of 333,000 weights 1.05 on 512² and 1024², 1.12 on 2048² (3.2 GB); in three dimensions 1.06 on 64³, 1.08 on 96³ and 1.23
 * on 160³; DnCNN 1.05; with dense blocks 1.27, residual ones 1.35, transposed convolutions 1.38, because copies between
 * memory layouts are not modelled.
 */
final class LiveMemory {

	private static final Set<String> VIEWS = Set.of("Reshape", "Flatten", "Squeeze", "Unsqueeze", "Identity", "Dropout");
	private static final Set<String> IN_PLACE = Set.of("Clip", "BatchNormalization");

	private final Shapes shapes;
	private final Map<String, Integer> uses = new HashMap<>();
	/** Value name to the buffer it lies in. */
	private final Map<String, Buffer> buffers = new HashMap<>();
	private final Set<String> outputs = new HashSet<>();
	private final Arena arena;
	private long callers;

	private static final class Buffer {

		final long bytes;
		/** Null where the memory is the caller's. */
		final Arena.Chunk chunk;
		int uses;

		Buffer(long bytes, Arena.Chunk chunk, int uses) {
			this.bytes = bytes;
			this.chunk = chunk;
			this.uses = uses;
		}
	}

	private LiveMemory(Shapes shapes, Arena arena) {
		this.shapes = shapes;
		this.arena = arena;
		Graph graph = shapes.graph();
		graph.nodes().forEach(node -> node.inputs().forEach(name -> uses.merge(name, 1, Integer::sum)));
		graph.outputs().forEach(output -> outputs.add(output.name()));
		outputs.forEach(output -> uses.merge(output, 1, Integer::sum));
	}

	static long peak(Shapes shapes) {
		Arena arena = new Arena();
		long callers = 0;
		for (int run = 0; run < 2; run++) {
			LiveMemory memory = new LiveMemory(shapes, arena);
			shapes.graph().inputs().forEach(input -> memory.lend(input.name()));
			shapes.graph().nodes().forEach(memory::run);
			callers = memory.callers;
		}
		return callers + arena.touched();
	}

	private void run(Node node) {
		if (node.operator().equals("Constant"))
			return;
		List<Buffer> dead = new ArrayList<>();
		for (int i = 0; i < node.outputs().size(); i++) {
			String output = node.outputs().get(i);
			if (output.isEmpty() || i > 0 && !uses.containsKey(output))
				continue;
			Buffer reused = i == 0 && !outputs.contains(output) ? reusable(node) : null;
			if (reused == null) {
				allocate(output);
				if (!uses.containsKey(output))
					dead.add(buffers.get(output));
			}
			else {
				reused.uses += uses.getOrDefault(output, 0);
				buffers.put(output, reused);
			}
		}
		long scratch = scratch(node);
		if (scratch > 0)
			arena.free(arena.allocate(scratch));
		for (String input : node.inputs())
			release(input);
		dead.forEach(this::free);
	}

	/** Memory of the caller's, there all the time. */
	private void lend(String name) {
		Buffer buffer = new Buffer(bytes(name), null, uses.getOrDefault(name, 0) + 1);
		buffers.put(name, buffer);
		callers += buffer.bytes;
	}

	private void allocate(String name) {
		if (outputs.contains(name))
			lend(name);
		else
			buffers.put(name, new Buffer(bytes(name), arena.allocate(bytes(name)), uses.getOrDefault(name, 0)));
	}

	private void release(String name) {
		Buffer buffer = buffers.get(name);
		if (buffer == null)
			return;
		buffer.uses--;
		free(buffer);
	}

	private void free(Buffer buffer) {
		if (buffer.uses == 0 && buffer.chunk != null)
			arena.free(buffer.chunk);
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
