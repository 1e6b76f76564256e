package io.github.hourglass.architecture;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.github.hourglass.architecture.AxisRules.Lost;
import io.github.hourglass.architecture.AxisRules.Move;
import io.github.hourglass.architecture.ReceptiveField.Kind;
import io.github.hourglass.architecture.Trail.Broken;
import io.github.hourglass.architecture.Trail.Constant;
import io.github.hourglass.architecture.Trail.Flat;
import io.github.hourglass.architecture.Trail.Follows;
import io.github.hourglass.architecture.Trail.Sized;

/**
 * Follows one axis of the inputs through the graph at several sizes at once. What happens must be the same at each of
 * them, else the place matters.
 */
final class AxisTrace {

	private final List<Shapes> shapes;
	private final long[] sizes;
	private final Map<String, Trail> trails = new HashMap<>();
	/** For each node, and each of its inputs that follows, how its results are made from it. */
	private final Map<Node, Map<Integer, Taps>> links = new LinkedHashMap<>();

	private AxisTrace(List<Shapes> shapes, long[] sizes) {
		this.shapes = shapes;
		this.sizes = sizes;
	}

	/** @param sizes the free size of the axis in each of {@code shapes} */
	static AxisTrace of(FreeAxis axis, List<Shapes> shapes, long[] sizes, List<Node> nodes) {
		AxisTrace trace = new AxisTrace(shapes, sizes);
		axis.ratios().forEach((input, ratio) -> trace.trails.put(input, new Follows(axis.axis(), ratio, Set.of(input))));
		for (Node node : nodes)
			trace.follow(node);
		return trace;
	}

	Trail trail(String value) {
		return trails.getOrDefault(value, new Constant());
	}

	Map<Node, Map<Integer, Taps>> links() {
		return links;
	}

	/** True if some value does not fit these sizes, though it may fit others. */
	boolean misfits() {
		return trails.values().stream().anyMatch(trail -> trail instanceof Broken broken && broken.misfit());
	}

	private void follow(Node node) {
		List<Trail> inputs = node.inputs().stream().map(this::trail).toList();
		Trail broken = inputs.stream().filter(Broken.class::isInstance).findFirst().orElse(null);
		if (broken != null)
			give(node, broken);
		else if (inputs.stream().anyMatch(trail -> !(trail instanceof Constant)))
			try {
				step(node, inputs);
			}
			catch (Lost lost) {
				give(node, new Broken(lost.kind, node.toString(), lost.getMessage(), false));
			}
			catch (Call.UnknownShape unknown) {
				give(node, new Broken(Kind.POSITIONAL, node.toString(), unknown.getMessage(), false));
			}
			catch (IllegalArgumentException | ArithmeticException misfit) {
				give(node, new Broken(Kind.POSITIONAL, node.toString(), misfit.getMessage(), true));
			}
	}

	private void give(Node node, Trail trail) {
		node.outputs().forEach(output -> trails.put(output, trail));
	}

	private void step(Node node, List<Trail> inputs) {
		List<Call> calls = new ArrayList<>();
		for (Shapes at : shapes) {
			Call call = at.call(node);
			if (call == null)
				throw new Lost(Kind.POSITIONAL, at.why(node.outputs().get(0)));
			calls.add(call);
		}
		boolean data = inputs.stream().anyMatch(trail -> trail instanceof Follows || trail instanceof Flat);
		boolean asksShape = node.operator().equals("Shape") || node.operator().equals("Size");
		if (!data || asksShape)
			give(node, sized(node, inputs));
		else
			moved(node, calls, inputs);
	}

	/** A value made from sizes alone: a constant after all if it is the same at every size, a uniform fill, or sized. */
	private Trail sized(Node node, List<Trail> inputs) {
		String output = node.outputs().get(0);
		List<Value> values = shapes.stream().map(at -> known(at, output)).toList();
		double[] first = values.get(0).numbers();
		if (first != null && values.stream().allMatch(value -> Arrays.equals(value.numbers(), first)))
			return new Constant();
		boolean filled = node.operator().equals("ConstantOfShape")
			|| node.operator().equals("Expand") && inputs.get(0) instanceof Constant;
		if (!filled)
			return new Sized();
		int axis = -1;
		for (int i = 0; i < values.get(0).rank(); i++)
			if (values.get(0).size(i) != values.get(1).size(i))
				axis = axis < 0 ? i : Integer.MAX_VALUE;
		if (axis < 0)
			return new Constant();
		if (axis == Integer.MAX_VALUE)
			return new Sized();
		Ratio ratio = new Ratio(values.get(1).size(axis) - values.get(0).size(axis), sizes[1] - sizes[0]);
		Follows follows = new Follows(axis, ratio, Set.of());
		checkSizes(node, output, follows);
		return follows;
	}

	private Value known(Shapes at, String output) {
		Value value = at.value(output);
		if (value == null)
			throw new IllegalArgumentException(at.why(output));
		return value;
	}

	private void moved(Node node, List<Call> calls, List<Trail> inputs) {
		Follows result = null;
		Flat flat = null;
		Map<Integer, Taps> taps = new LinkedHashMap<>();
		for (int i = 0; i < inputs.size(); i++) {
			if (inputs.get(i) instanceof Flat before)
				flat = flattened(calls, i, before);
			else if (inputs.get(i) instanceof Follows before) {
				Move move = move(node, calls, i, before.axis());
				if (move.taps() == null)
					flat = new Flat(move.axis(), node);
				else {
					result = join(node, result, new Follows(move.axis(), before.ratio().times(move.taps().ratio()), before.inputs()));
					taps.put(i, move.taps());
				}
			}
		}
		checkOthers(node, calls, inputs, flat != null ? flat.axis() : result.axis());
		if (flat != null)
			give(node, flat);
		else
			give(node, result, taps);
	}

	private void give(Node node, Follows result, Map<Integer, Taps> taps) {
		for (int i = 0; i < node.outputs().size(); i++) {
			String output = node.outputs().get(i);
			if (output.isEmpty())
				continue;
			boolean alike = i == 0 || Set.of("Split", "Dropout", "TopK").contains(node.operator());
			trails.put(output, alike ? result : new Broken(Kind.POSITIONAL, node.toString(),
				"What " + node + " gives besides its first output depends on the place.", false));
			if (alike)
				checkSizes(node, output, result);
		}
		links.put(node, taps);
	}

	private Move move(Node node, List<Call> calls, int i, int axis) {
		Move move = AxisRules.move(calls.get(0), i, axis);
		for (Call call : calls.subList(1, calls.size()))
			if (!AxisRules.move(call, i, axis).equals(move))
				throw new Lost(Kind.POSITIONAL, "What " + node + " does to a place depends on the size of the image.");
		return move;
	}

	private static Follows join(Node node, Follows a, Follows b) {
		if (a == null)
			return b;
		if (a.axis() != b.axis())
			throw new Lost(Kind.POSITIONAL, node + " combines the axis with another one.");
		if (!a.ratio().equals(b.ratio()))
			throw new IllegalArgumentException(node + " combines branches at scales " + a.ratio() + " and " + b.ratio() + ".");
		Set<String> inputs = new HashSet<>(a.inputs());
		inputs.addAll(b.inputs());
		return new Follows(a.axis(), a.ratio(), inputs);
	}

	/** A flattened axis goes on only through what works element by element; statistics over it are statistics over space. */
	private Flat flattened(List<Call> calls, int i, Flat before) {
		Call call = calls.get(0);
		Move move;
		try {
			move = AxisRules.move(call, i, before.axis());
		}
		catch (Lost lost) {
			if (lost.kind == Kind.GLOBAL)
				throw lost;
			throw flat(before);
		}
		if (!(move.taps() instanceof Taps.Same) || call.operator().equals("Reshape"))
			throw flat(before);
		return new Flat(move.axis(), before.since());
	}

	private static Lost flat(Flat flat) {
		return new Lost(Kind.POSITIONAL, flat.since() + " flattens the axis together with others.");
	}

	/** Inputs that do not follow must not vary along the axis. */
	private void checkOthers(Node node, List<Call> calls, List<Trail> inputs, int axis) {
		boolean aligned = Operators.broadcasts(node.operator()) || node.operator().equals("Concat");
		for (int i = 0; i < inputs.size(); i++) {
			if (node.input(i).isEmpty() || inputs.get(i) instanceof Follows || inputs.get(i) instanceof Flat)
				continue;
			if (inputs.get(i) instanceof Sized && !AxisRules.isShapeOperand(node, i))
				throw new Lost(Kind.POSITIONAL, node + " computes with numbers that depend on the size of the image.");
			if (aligned && (AxisRules.sizeAlong(calls.get(0), i, axis) != 1 || node.operator().equals("Concat")))
				throw new Lost(Kind.POSITIONAL, node + " combines the image with '" + node.input(i) + "', which has a fixed number for each place.");
		}
	}

	/** The size must grow with the free size exactly as the ratio says. */
	private void checkSizes(Node node, String output, Follows follows) {
		long first = known(shapes.get(0), output).size(follows.axis());
		Ratio ratio = follows.ratio();
		for (int k = 1; k < sizes.length; k++) {
			long grown = known(shapes.get(k), output).size(follows.axis()) - first;
			if (grown * ratio.denominator() != (sizes[k] - sizes[0]) * ratio.numerator())
				throw new IllegalArgumentException("The size that " + node + " gives does not grow in step with the image.");
		}
	}
}
