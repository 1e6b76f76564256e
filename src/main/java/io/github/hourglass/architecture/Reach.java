package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.architecture.Trail.Follows;

/**
 * How far the outputs of one stride of the image reach, by going backwards through the graph with the exact set of
 * elements that are needed of every value, far from the borders.
 */
final class Reach {

	/** Sizes beyond this are not tried. */
	private static final long LARGEST = 1 << 21;

	private final AxisTrace trace;
	private final Grid grid;
	private final Map<String, BitSet> needed = new HashMap<>();
	/** Per value, the size it has when the free size is the remainder: size = ratio times (free size - remainder) + offset. */
	private final Map<String, Long> offsets = new HashMap<>();
	private boolean touchesBorder;

	/** Least halo on each side, in pixels of the input; not rounded to the stride. */
	record Halo(long low, long high) {}

	/** Tiles start on multiples of the stride and have a multiple of it plus the remainder as their size. */
	record Grid(long stride, long remainder) {}

	private Reach(AxisTrace trace, Grid grid) {
		this.trace = trace;
		this.grid = grid;
	}

	/**
	 * The halo for that pair of input and output, or null if it is too large to be of use.
	 *
	 * @param shapes for some size of the axis on the grid
	 * @param size that size
	 */
	static Halo of(AxisTrace trace, Shapes shapes, long size, Grid grid, String input, String output) {
		for (long at = Math.max(512 / grid.stride(), 16) * grid.stride(); at <= LARGEST; at *= 2) {
			Reach reach = new Reach(trace, grid);
			long start = at / grid.stride() / 2 * grid.stride();
			try {
				reach.goBack(shapes, size, output, at, start);
			}
			catch (ArithmeticException tooLarge) {
				return null;
			}
			if (!reach.touchesBorder)
				return reach.halo(input, start);
		}
		return null;
	}

	private void goBack(Shapes shapes, long size, String output, long at, long start) {
		List<Node> nodes = new ArrayList<>(trace.links().keySet());
		Collections.reverse(nodes);
		for (String value : values(nodes, output))
			if (trace.trail(value) instanceof Follows follows)
				offsets.put(value, shapes.shape(value)[follows.axis()] - follows.ratio().of(size - grid.remainder()));
		Ratio ratio = ((Follows) trace.trail(output)).ratio();
		BitSet first = new BitSet();
		first.set(Math.toIntExact(ratio.of(start)), Math.toIntExact(ratio.of(start + grid.stride())));
		touchesBorder = first.length() > ratio.of(at) + offsets.get(output);
		needed.put(output, first);
		for (Node node : nodes)
			trace.links().get(node).forEach((i, taps) -> need(node, node.input(i), taps, at));
	}

	private static Set<String> values(List<Node> nodes, String output) {
		Set<String> values = new HashSet<>(Set.of(output));
		nodes.forEach(node -> {
			values.addAll(node.inputs());
			values.addAll(node.outputs());
		});
		return values;
	}

	private void need(Node node, String input, Taps taps, long at) {
		if (!(trace.trail(input) instanceof Follows follows) || follows.inputs().isEmpty())
			return;
		long size = follows.ratio().of(at) + offsets.get(input);
		for (String output : node.outputs()) {
			BitSet outer = needed.get(output);
			if (outer == null)
				continue;
			BitSet inner = needed.computeIfAbsent(input, name -> new BitSet());
			outer.stream().forEach(o -> taps.of(o, i -> {
				if (i < 0 || i >= size)
					touchesBorder = true;
				else
					inner.set(Math.toIntExact(i));
			}));
		}
	}

	/** Every value made from the input must, in a tile, hold all that is needed of it. */
	private Halo halo(String input, long start) {
		long low = 0;
		long high = 0;
		for (Map.Entry<String, BitSet> entry : needed.entrySet()) {
			Follows follows = (Follows) trace.trail(entry.getKey());
			BitSet elements = entry.getValue();
			if (elements.isEmpty() || !follows.inputs().contains(input))
				continue;
			Ratio ratio = follows.ratio();
			long before = ratio.of(start) - elements.nextSetBit(0);
			long after = elements.length() - offsets.get(entry.getKey()) - ratio.of(start + grid.stride());
			low = Math.max(low, ratio.ceilingQuotient(before));
			high = Math.max(high, grid.remainder() + ratio.ceilingQuotient(after));
		}
		return new Halo(low, high);
	}
}
