package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.Ratio;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.architecture.ReceptiveField.Kind;
import io.github.hourglass.architecture.Shapes;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Tiling.Rule;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.SizeRules;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.predict.Port.Extent;

/**
 * How a network sees space: which axes can be tiled, with what stride, sizes and halo, and how inputs and outputs relate in
 * size. Comes from the graph where there is one, else from what the package says.
 */
final class Geometry {

	/**
	 * One axis that can be tiled.
	 *
	 * @param letter {@code x}, {@code y} or {@code z}
	 * @param exact true if tiles with the halo of {@code rule} equal one piece
	 * @param rule with the computed halo where exact, else with none
	 * @param packageHalo what the package asks for on each side, in input pixels; 0 where it says nothing
	 * @param why a sentence where not exact
	 */
	record Along(char letter, boolean exact, Rule rule, long packageHalo, String why) {}

	private final Model model;
	private final Graph graph;
	private final Network network;
	private final ReceptiveField field;
	private final boolean freed;
	private final boolean mirrored;
	private final List<Along> tiled = new ArrayList<>();
	private final List<Character> whole = new ArrayList<>();
	private final Map<String, Map<Character, Extent>> extents = new HashMap<>();

	/**
	 * @param graph null where the file cannot be read into one
	 * @param freed true if declared fixed sizes are known not to matter
	 * @param mirrored true for {@code border=reflect}
	 */
	Geometry(Model model, Graph graph, Network network, boolean freed, boolean mirrored) {
		this.model = model;
		this.graph = graph;
		this.network = network;
		this.freed = freed;
		this.mirrored = mirrored;
		field = graph == null ? null : ReceptiveField.of(graph);
		checkTensors();
		TensorSpec first = model.inputs().get(0);
		for (int a = first.axes().size() - 1; a >= 0; a--)
			if ("xyz".indexOf(first.axes().get(a).letter()) >= 0 && !isSingle(first.axes().get(a))) {
				if (isWhole(first.axes().get(a)))
					whole.add(first.axes().get(a).letter());
				else
					tiled.add(along(a));
			}
	}

	/** True for an axis that no output has, such as the z of a projection: the network sees all of it at once. */
	private boolean isWhole(AxisSpec axis) {
		return !(axis.size() instanceof SizeRule.Fixed) && model.outputs().stream().allMatch(output -> output.axis(axis.letter()) == null);
	}

	private void checkTensors() {
		if (network.inputs().size() < model.inputs().size() || network.outputs().size() < model.outputs().size())
			throw new ModelException("The model package names " + model.inputs().size() + " inputs and " + model.outputs().size() + " outputs, its network has "
				+ network.inputs().size() + " and " + network.outputs().size() + ".");
	}

	private boolean isSingle(AxisSpec axis) {
		return axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1;
	}

	/** The letters of axes in space that go whole into each tile. */
	List<Character> whole() {
		return whole;
	}

	/** The axes that can be tiled, fastest first. */
	List<Along> tiled() {
		return tiled;
	}

	String tiledLetters() {
		StringBuilder letters = new StringBuilder();
		tiled.forEach(along -> letters.append(along.letter()));
		return letters.toString();
	}

	boolean exact() {
		return tiled.stream().allMatch(Along::exact);
	}

	/** True if the network asks the same of x and y, so that a turned image may go through it. */
	boolean exchangeable() {
		Along x = tiled.stream().filter(along -> along.letter() == 'x').findFirst().orElse(null);
		Along y = tiled.stream().filter(along -> along.letter() == 'y').findFirst().orElse(null);
		return x != null && y != null && x.rule().equals(y.rule()) && extents.values().stream().allMatch(map -> Objects.equals(map.get('x'), map.get('y')));
	}

	List<Port> inputs() {
		List<Port> ports = new ArrayList<>();
		for (TensorSpec input : model.inputs())
			ports.add(port(input, inputName(input)));
		return ports;
	}

	List<Port> outputs() {
		List<Port> ports = new ArrayList<>();
		for (TensorSpec output : model.outputs())
			ports.add(port(output, outputName(output)));
		return ports;
	}

	private Port port(TensorSpec tensor, String name) {
		return new Port(tensor.id(), name, tensor.letters(), extents.getOrDefault(tensor.id(), Map.of()));
	}

	/** The network's name of a tensor: the same as the package's, else the one at the same place. */
	private String inputName(TensorSpec tensor) {
		return name(tensor.id(), model.inputs().indexOf(tensor), network.inputs());
	}

	private String outputName(TensorSpec tensor) {
		return name(tensor.id(), model.outputs().indexOf(tensor), network.outputs());
	}

	private String graphInput(TensorSpec tensor) {
		return name(tensor.id(), model.inputs().indexOf(tensor), graph.inputs());
	}

	private String graphOutput(TensorSpec tensor) {
		return name(tensor.id(), model.outputs().indexOf(tensor), graph.outputs());
	}

	private static String name(String id, int place, List<TensorInfo> infos) {
		return infos.stream().map(TensorInfo::name).filter(id::equals).findFirst().orElse(infos.get(place).name());
	}

	private Along along(int axis) {
		TensorSpec first = model.inputs().get(0);
		AxisSpec spec = first.axes().get(axis);
		List<ReceptiveField.Axis> seen = new ArrayList<>();
		for (TensorSpec output : model.outputs())
			seen.add(seenBy(output, axis));
		String why = seen.stream().filter(a -> a == null || a.kind() != Kind.EXACT).map(a -> a == null ? "The network's file cannot be analyzed." : a.why()).findFirst()
			.orElse("");
		boolean fixed = spec.size() instanceof SizeRule.Fixed && !freed;
		Rule rule = seen.contains(null) || !why.isEmpty() ? declared(spec) : computed(spec, seen);
		for (TensorSpec input : model.inputs().subList(1, model.inputs().size()))
			extents.computeIfAbsent(input.id(), id -> new HashMap<>()).put(spec.letter(), sameScale(spec, input));
		if (fixed)
			rule = rule.withFixedSize(((SizeRule.Fixed) spec.size()).size());
		return new Along(spec.letter(), why.isEmpty(), rule.withMirror(mirrored), packageHalo(spec.letter()), why);
	}

	private ReceptiveField.Axis seenBy(TensorSpec output, int axis) {
		if (field == null)
			return null;
		List<ReceptiveField.Axis> axes = field.axes(graphInput(model.inputs().get(0)), graphOutput(output));
		ReceptiveField.Axis seen = axis < axes.size() ? axes.get(axis) : null;
		if (seen != null && seen.kind() == Kind.EXACT && (seen.outputAxis() < 0 || seen.outputAxis() >= output.axes().size()
			|| output.axes().get(seen.outputAxis()).letter() != model.inputs().get(0).axes().get(axis).letter()))
			return null;
		for (TensorSpec other : model.inputs().subList(1, model.inputs().size()))
			if (seen != null && axis < other.axes().size() && field.axes(graphInput(other), graphOutput(output)).get(axis).kind() != Kind.EXACT)
				return field.axes(graphInput(other), graphOutput(output)).get(axis);
		return seen;
	}

	/** What the graph says, for all outputs together. */
	private Rule computed(AxisSpec spec, List<ReceptiveField.Axis> seen) {
		long stride = 1;
		long least = 1;
		long remainder = seen.get(0).remainder();
		for (ReceptiveField.Axis axis : seen) {
			stride = lcm(stride, axis.stride());
			least = Math.max(least, axis.leastSize());
		}
		for (TensorSpec other : model.inputs().subList(1, model.inputs().size()))
			stride = lcm(stride, sameScale(spec, other).down());
		long low = 0;
		long high = 0;
		for (int o = 0; o < seen.size(); o++) {
			ReceptiveField.Axis axis = seen.get(o);
			Ratio scale = axis.scale();
			long loss = -Math.floorDiv(-remainder * scale.numerator(), scale.denominator()) - axis.offset();
			long shift = mirrored && loss > 0 ? loss / 2 : 0;
			extents.computeIfAbsent(model.outputs().get(o).id(), id -> new HashMap<>()).put(spec.letter(),
				new Extent(scale.numerator(), scale.denominator(), shift, loss - shift));
			long pixels = shift * scale.denominator() / scale.numerator();
			low = Math.max(low, axis.haloLow() + -Math.floorDiv(-pixels, stride) * stride);
			high = Math.max(high, axis.haloHigh() - pixels / stride * stride);
		}
		Extent main = extents.get(model.outputs().get(0).id()).get(spec.letter());
		long[] sizes = sizes(spec, stride, remainder, least);
		return new Rule(stride, low, Math.max(0, high), main.up(), main.down(), main.lossLow(), main.lossHigh(), sizes[0], sizes[1], false, false);
	}

	/** The least size and the step that both the graph and the package accept. */
	private long[] sizes(AxisSpec spec, long stride, long remainder, long least) {
		SizeRule.Stepped stepped = spec.size() instanceof SizeRule.Stepped rule && !freed ? rule : new SizeRule.Stepped(1, 1);
		long first = Math.max(least, stepped.min());
		first += Math.floorMod(remainder - first, stride);
		for (int i = 0; i < stepped.step(); i++)
			if ((first + i * stride - stepped.min()) % stepped.step() == 0)
				return new long[] { first + i * stride, lcm(stride, stepped.step()) };
		return new long[] { first, stride };
	}

	/** What the package says: sizes, and outputs as its rules give them for two sizes. */
	private Rule declared(AxisSpec spec) {
		SizeRule.Stepped stepped = spec.size() instanceof SizeRule.Stepped rule ? rule : new SizeRule.Stepped(1, 1);
		long step = stepped.step() > 1 ? stepped.step() : acceptedStep(spec);
		long least = stepped.step() > 1 ? stepped.min() : -Math.floorDiv(-Math.max(1, stepped.min()), step) * step;
		long stride = step;
		for (TensorSpec output : model.outputs()) {
			Extent extent = declared(spec, output, stepped.atLeast(16 * step), step);
			extents.computeIfAbsent(output.id(), id -> new HashMap<>()).put(spec.letter(), extent);
			stride = lcm(stride, extent.down());
		}
		for (TensorSpec other : model.inputs().subList(1, model.inputs().size()))
			stride = lcm(stride, sameScale(spec, other).down());
		Extent main = extents.get(model.outputs().get(0).id()).get(spec.letter());
		return new Rule(stride, 0, 0, main.up(), main.down(), main.lossLow(), main.lossHigh(), least, step, false, false);
	}

	private Extent declared(AxisSpec spec, TensorSpec output, long size, long step) {
		AxisSpec out = output.axis(spec.letter());
		if (out == null)
			return Extent.SAME;
		long[] given = new long[2];
		for (int i = 0; i < 2; i++)
			given[i] = declaredSize(spec, output, size + i * step);
		if (spec.size() instanceof SizeRule.Fixed fixed) {
			long factor = Math.max(1, Math.round((double) given[0] / fixed.size()));
			long divisor = Math.max(1, Math.round((double) fixed.size() / given[0]));
			return extent(new Ratio(factor, divisor), fixed.size(), given[0]);
		}
		return given[1] <= given[0] ? Extent.SAME : extent(new Ratio(given[1] - given[0], step), size, given[0]);
	}

	private static Extent extent(Ratio scale, long size, long given) {
		long loss = -Math.floorDiv(-size * scale.numerator(), scale.denominator()) - given;
		return new Extent(scale.numerator(), scale.denominator(), loss > 0 ? loss / 2 : 0, loss > 0 ? loss - loss / 2 : loss);
	}

	private long declaredSize(AxisSpec spec, TensorSpec output, long size) {
		TensorSpec first = model.inputs().get(0);
		long[] wanted = first.axes().stream().mapToLong(axis -> axis.letter() == spec.letter() ? size : 1).toArray();
		SizeRules rules = SizeRules.of(model);
		long given = rules.outputs(rules.inputs(Map.of(first.id(), wanted))).get(output.id())[output.letters().indexOf(spec.letter())];
		return given > 0 ? given : size;
	}

	/** The smallest power of two of whose multiples the graph takes, as far as shapes tell. */
	private long acceptedStep(AxisSpec spec) {
		if (graph == null || !(spec.size() instanceof SizeRule.Stepped))
			return 1;
		for (long step = 1; step <= 64; step *= 2)
			if (accepts(spec.letter(), 65 * step) && accepts(spec.letter(), 67 * step))
				return step;
		return 1;
	}

	private boolean accepts(char letter, long size) {
		try {
			Map<Character, Long> sizes = new HashMap<>();
			for (AxisSpec axis : model.inputs().get(0).axes())
				sizes.put(axis.letter(), axis.letter() == letter ? size : 128L);
			Shapes.of(graph, shapes(sizes));
			return true;
		}
		catch (IllegalArgumentException refused) {
			return false;
		}
	}

	private long packageHalo(char letter) {
		long halo = 0;
		for (TensorSpec output : model.outputs()) {
			AxisSpec axis = output.axis(letter);
			Extent extent = extents.getOrDefault(output.id(), Map.of()).getOrDefault(letter, Extent.SAME);
			if (axis != null && axis.halo() > 0)
				halo = Math.max(halo, -Math.floorDiv(-(axis.halo() + extent.lossLow()) * extent.down(), extent.up()));
		}
		return halo;
	}

	/** Size of another input along an axis of the first. */
	private Extent sameScale(AxisSpec spec, TensorSpec other) {
		AxisSpec axis = other.axis(spec.letter());
		if (axis == null || axis.scale() <= 0 || spec.scale() <= 0 || axis.scale() == spec.scale())
			return Extent.SAME;
		double growth = spec.scale() / axis.scale();
		return growth >= 1 ? new Extent(Math.round(growth), 1, 0, 0) : new Extent(1, Math.round(1 / growth), 0, 0);
	}

	/** The shapes of all inputs for these sizes of the first input's axes; other free axes have size 1. */
	Map<String, long[]> shapes(Map<Character, Long> sizes) {
		Map<String, long[]> shapes = new LinkedHashMap<>();
		for (TensorSpec input : model.inputs()) {
			long[] shape = new long[input.axes().size()];
			Arrays.fill(shape, 1);
			for (int a = 0; a < shape.length; a++) {
				AxisSpec axis = input.axes().get(a);
				Extent extent = extents.getOrDefault(input.id(), Map.of()).getOrDefault(axis.letter(), Extent.SAME);
				if ("xyz".indexOf(axis.letter()) >= 0 && sizes.containsKey(axis.letter()))
					shape[a] = sizes.get(axis.letter()) * extent.up() / extent.down();
				else if (axis.size() instanceof SizeRule.Fixed fixed)
					shape[a] = fixed.size();
				else if (axis.size() instanceof SizeRule.Stepped stepped)
					shape[a] = stepped.min();
			}
			shapes.put(graph == null ? inputName(input) : graphInput(input), shape);
		}
		return shapes;
	}

	/** The graph, or null. */
	Graph graph() {
		return graph;
	}

	private static long lcm(long a, long b) {
		long x = a;
		long y = b;
		while (y != 0) {
			long rest = x % y;
			x = y;
			y = rest;
		}
		return a / x * b;
	}
}
