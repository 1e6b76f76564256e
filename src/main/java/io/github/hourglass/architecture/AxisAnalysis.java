package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import io.github.hourglass.architecture.ReceptiveField.Axis;
import io.github.hourglass.architecture.ReceptiveField.Kind;
import io.github.hourglass.architecture.Trail.Broken;
import io.github.hourglass.architecture.Trail.Constant;
import io.github.hourglass.architecture.Trail.Flat;
import io.github.hourglass.architecture.Trail.Follows;
import io.github.hourglass.engine.TensorInfo;

/**
 * The analysis of one axis of one input: finds sizes at which the network can be followed, the stride from the ratios
 * met on the way, the sizes accepted, and the halos.
 */
final class AxisAnalysis {

	/** A size on the grid of every usual network. */
	private static final long BASE = 128 * 27 * 5 * 7;
	/** Remainders tried where sizes on the grid do not fit (valid networks with cropped skip connections). */
	private static final int REMAINDERS = 256;
	private static final long LARGEST_STRIDE = 1 << 14;
	/** Multiples of the stride tried when looking for the least size. */
	private static final int LEAST_TRIED = 256;

	private final Graph graph;
	private final TensorInfo input;
	private final int axis;
	private final List<Node> nodes;
	private FreeAxis free;
	private AxisTrace trace;
	private Reach.Grid grid;
	private long leastSize;
	private long sizeStep = 1;
	private Shapes reference;
	private Axis failed;

	private AxisAnalysis(Graph graph, TensorInfo input, int axis) {
		this.graph = graph;
		this.input = input;
		this.axis = axis;
		nodes = needed(graph);
	}

	static AxisAnalysis of(Graph graph, TensorInfo input, int axis) {
		AxisAnalysis analysis = new AxisAnalysis(graph, input, axis);
		analysis.run();
		return analysis;
	}

	/** The nodes without which some output could not be computed. */
	private static List<Node> needed(Graph graph) {
		Set<String> values = new HashSet<>();
		graph.outputs().forEach(output -> values.add(output.name()));
		List<Node> nodes = new ArrayList<>();
		for (int i = graph.nodes().size() - 1; i >= 0; i--) {
			Node node = graph.nodes().get(i);
			if (node.outputs().stream().anyMatch(values::contains)) {
				values.addAll(node.inputs());
				nodes.add(0, node);
			}
		}
		return nodes;
	}

	private void run() {
		if (graph.inputs().stream().anyMatch(other -> other.rank() < 0)) {
			failed = Axis.notExact(Kind.POSITIONAL, "", "The file does not say how many axes its inputs have.");
			return;
		}
		long size = followableSize();
		long stride = stride();
		if (stride > LARGEST_STRIDE) {
			failed = Axis.notExact(Kind.POSITIONAL, "", "The network repeats itself only every " + stride + " pixels.");
			return;
		}
		grid = new Reach.Grid(stride, Math.floorMod(size, stride));
		trace = trace(referenceSize(), stride, 4);
		findSizes();
	}

	/** A size at which every node fits, and at twice the base more too; multiples of many strides first. */
	private long followableSize() {
		long declared = input.shape()[axis];
		for (int i = -1; i < REMAINDERS; i++) {
			long remainder = i == 0 && declared > 0 ? declared % REMAINDERS : Math.max(i, 0);
			free = FreeAxis.of(graph, input, axis, BASE + remainder);
			if (!free.has(BASE + remainder))
				continue;
			trace = trace(BASE + remainder, BASE, 2);
			if (!trace.misfits())
				return BASE + remainder;
		}
		free = FreeAxis.of(graph, input, axis, BASE);
		trace = trace(BASE, BASE, 2);
		return BASE;
	}

	private AxisTrace trace(long size, long step, int steps) {
		long[] sizes = new long[steps];
		List<Shapes> shapes = new ArrayList<>();
		for (int i = 0; i < steps; i++) {
			sizes[i] = size + i * step;
			shapes.add(Shapes.lenient(graph, free.shapes(sizes[i])));
		}
		return AxisTrace.of(free, shapes, sizes, nodes);
	}

	/** The least number of pixels after which everything repeats: all scales met on the way come out whole. */
	private long stride() {
		long stride = 1;
		for (Ratio ratio : free.ratios().values())
			stride = Ratio.lcm(stride, ratio.denominator());
		for (Node node : nodes)
			for (String output : node.outputs())
				if (trace.trail(output) instanceof Follows follows && stride <= LARGEST_STRIDE)
					stride = Ratio.lcm(stride, follows.ratio().denominator());
		return stride;
	}

	private void findSizes() {
		long stride = grid.stride();
		long step = stride;
		for (long divisor = 1; divisor < stride && step == stride; divisor++)
			if (stride % divisor == 0 && acceptsAll(divisor))
				step = divisor;
		sizeStep = step;
		leastSize = 0;
		for (long k = 0; k < LEAST_TRIED && leastSize == 0; k++) {
			long size = grid.remainder() + k * stride;
			if (size > 0 && free.has(size) && fits(size) && fits(size + stride))
				leastSize = size;
		}
	}

	private boolean acceptsAll(long step) {
		for (long more = step; more < grid.stride(); more += step)
			if (!accepts(referenceSize() + more))
				return false;
		return true;
	}

	/** True if every value that could be told on the grid can be told at this size too. */
	private boolean accepts(long size) {
		if (!free.has(size))
			return false;
		Shapes shapes = Shapes.lenient(graph, free.shapes(size));
		return nodes.stream().flatMap(node -> node.outputs().stream())
			.allMatch(value -> value.isEmpty() || shapes.knows(value) || trace.trail(value) instanceof Broken);
	}

	/** True if at this size every value has the size that its ratio promises. */
	private boolean fits(long size) {
		Shapes shapes = Shapes.lenient(graph, free.shapes(size));
		for (Node node : nodes)
			for (String output : node.outputs())
				if (trace.trail(output) instanceof Follows follows
					&& (!shapes.knows(output) || shapes.shape(output)[follows.axis()] != promised(output, follows, size) || promised(output, follows, size) < 1))
					return false;
		return true;
	}

	private long promised(String value, Follows follows, long size) {
		return follows.ratio().of(size - grid.remainder()) + offset(value, follows);
	}

	private Shapes reference() {
		if (reference == null)
			reference = Shapes.lenient(graph, free.shapes(referenceSize()));
		return reference;
	}

	/** A large size on the grid. */
	private long referenceSize() {
		return BASE / grid.stride() * grid.stride() + grid.remainder();
	}

	private long offset(String value, Follows follows) {
		return reference().shape(value)[follows.axis()] - follows.ratio().of(referenceSize() - grid.remainder());
	}

	/** What is found for one output. */
	Axis axis(String output) {
		if (failed != null)
			return failed;
		Trail trail = trace.trail(output);
		if (trail instanceof Broken broken)
			return Axis.notExact(broken.kind(), broken.node(), broken.why());
		if (trail instanceof Flat flat)
			return Axis.notExact(Kind.POSITIONAL, flat.since().toString(), flat.since() + " flattens the axis together with others.");
		if (trail instanceof Constant)
			return new Axis(Kind.EXACT, -1, 0, 0, 1, 0, 1, 1, Ratio.ONE, 0, "", "");
		if (!(trail instanceof Follows follows))
			return Axis.notExact(Kind.POSITIONAL, "", "The output '" + output + "' is worked out from the size of the image.");
		if (leastSize == 0)
			return Axis.notExact(Kind.POSITIONAL, "", "No size was found that the network accepts.");
		return exact(output, follows);
	}

	private Axis exact(String output, Follows follows) {
		Reach.Halo halo = Reach.of(trace, reference(), referenceSize(), grid, input.name(), output);
		if (halo == null)
			return Axis.notExact(Kind.GLOBAL, "", "The output '" + output + "' sees so far that the image is best taken in one piece.");
		return new Axis(Kind.EXACT, follows.axis(), halo.low(), halo.high(), grid.stride(), grid.remainder(), leastSize,
			sizeStep, follows.ratio(), offset(output, follows), "", "");
	}
}
