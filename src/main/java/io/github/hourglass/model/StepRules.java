package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pre- and postprocessing rules of bioimage.io 0.5: which arguments each takes and within what bounds. What is accepted here
 * is complete: numbers are {@code Double}, {@code axes} are axis ids in the tensor's order, {@code axis} is an axis of the tensor.
 */
final class StepRules {

	static final Map<String, List<String>> ARGUMENTS = new LinkedHashMap<>();

	static {
		ARGUMENTS.put("binarize", List.of("threshold", "axis"));
		ARGUMENTS.put("clip", List.of("min", "max", "min_percentile", "max_percentile", "axes"));
		ARGUMENTS.put("ensure_dtype", List.of("dtype"));
		ARGUMENTS.put("scale_linear", List.of("axis", "gain", "offset"));
		ARGUMENTS.put("sigmoid", List.of());
		ARGUMENTS.put("softmax", List.of("axis"));
		ARGUMENTS.put("fixed_zero_mean_unit_variance", List.of("axis", "mean", "std"));
		ARGUMENTS.put("zero_mean_unit_variance", List.of("axes", "eps"));
		ARGUMENTS.put("scale_range", List.of("axes", "min_percentile", "max_percentile", "eps", "reference_tensor"));
		ARGUMENTS.put("scale_mean_variance", List.of("reference_tensor", "axes", "eps"));
	}

	private final Fields arguments;
	private final String name;
	private final List<AxisSpec> axes;
	private final Map<String, Object> result = new LinkedHashMap<>();

	private StepRules(Fields arguments, String name, List<AxisSpec> axes) {
		this.arguments = arguments;
		this.name = name;
		this.axes = axes;
	}

	/**
	 * @param arguments the rule's {@code kwargs}, with 0.5's names
	 * @param axes of the tensor the rule works on
	 */
	static StepSpec check(String name, Fields arguments, List<AxisSpec> axes) {
		for (String key : arguments.values().keySet())
			if (!ARGUMENTS.get(name).contains(key))
				throw arguments.refuse(key, "is not an argument of " + name + "; it takes " + ARGUMENTS.get(name));
		StepRules rules = new StepRules(arguments, name, axes);
		for (String key : ARGUMENTS.get(name))
			if (arguments.has(key))
				rules.put(key);
		rules.checkTogether();
		return new StepSpec(name, rules.result);
	}

	private void put(String key) {
		result.put(key, switch (key) {
			case "axes" -> axes();
			case "axis" -> axis(arguments.text(key), key);
			case "dtype" -> DataTypes.name(DataTypes.of(arguments, key));
			case "reference_tensor" -> arguments.text(key);
			case "eps" -> bounded(key, Double.MIN_VALUE, 0.1);
			case "min_percentile" -> bounded(key, 0, Math.nextDown(100.0));
			case "max_percentile" -> bounded(key, Math.nextUp(1.0), 100);
			case "min", "max" -> arguments.number(key);
			default -> numbers(key);
		});
	}

	private void checkTogether() {
		switch (name) {
			case "binarize" -> require("threshold");
			case "ensure_dtype" -> require("dtype");
			case "scale_mean_variance" -> require("reference_tensor");
			case "fixed_zero_mean_unit_variance" -> {
				require("mean");
				require("std");
				checkDeviations();
			}
			case "clip" -> checkClip();
			case "scale_range" -> {
				double low = arguments.number("min_percentile", 0);
				if (low >= arguments.number("max_percentile", 100))
					throw arguments.refuse("min_percentile", "must be below max_percentile");
			}
			default -> {}
		}
		checkLengths();
	}

	private void checkClip() {
		for (String side : List.of("min", "max"))
			if (arguments.has(side) && arguments.has(side + "_percentile"))
				throw arguments.refuse(side, "excludes " + side + "_percentile; keep one of them");
		if (result.keySet().stream().allMatch("axes"::equals))
			throw arguments.refuse("min", "is missing; clip needs min, max, min_percentile or max_percentile");
	}

	private void checkDeviations() {
		Object std = result.get("std");
		for (Object value : std instanceof List<?> list ? list : List.of(std))
			if (!((Double) value >= 1e-6))
				throw arguments.mustBe("std", "at least 1e-6");
	}

	/** Lists of numbers run along {@code axis} and are as long as it. */
	private void checkLengths() {
		AxisSpec axis = result.get("axis") instanceof String id ? axes.stream().filter(a -> a.id().equals(id)).findFirst().orElseThrow() : null;
		int length = -1;
		for (Map.Entry<String, Object> entry : result.entrySet()) {
			if (entry.getKey().equals("axes") || !(entry.getValue() instanceof List<?> list))
				continue;
			if (axis == null)
				throw arguments.refuse(entry.getKey(), "is a list; 'axis' must say along which axis it runs");
			if (axis.size() instanceof SizeRule.Fixed fixed && fixed.size() != list.size())
				throw arguments.refuse(entry.getKey(), "has " + list.size() + " values, but the axis '" + axis.id() + "' has " + fixed.size());
			if (length >= 0 && length != list.size())
				throw arguments.refuse(entry.getKey(), "has " + list.size() + " values where another argument has " + length);
			length = list.size();
		}
	}

	private void require(String key) {
		if (!arguments.has(key))
			throw arguments.refuse(key, "is missing; " + name + " needs it");
	}

	private Double bounded(String key, double least, double most) {
		double value = arguments.number(key);
		if (!(value >= least && value <= most))
			throw arguments.refuse(key, "is out of its range: " + value);
		return value;
	}

	/** One number, or a list of them. */
	private Object numbers(String key) {
		if (!arguments.isList(key))
			return arguments.number(key);
		List<Double> numbers = arguments.numbers(key);
		if (numbers.isEmpty() || numbers.contains(null))
			throw arguments.mustBe(key, "a number or a list of numbers");
		return numbers;
	}

	private List<String> axes() {
		List<String> ids = new ArrayList<>();
		for (String id : arguments.texts("axes"))
			ids.add(axis(id, "axes"));
		List<String> order = axes.stream().map(AxisSpec::id).toList();
		ids.sort(Comparator.comparingInt(order::indexOf));
		return ids.stream().distinct().toList();
	}

	/** 0.5 takes the letters b, i, c and t for batch, index, channel and time too. */
	private String axis(String id, String key) {
		String full = switch (id) {
			case "b" -> "batch";
			case "i" -> "index";
			case "c" -> "channel";
			case "t" -> "time";
			default -> id;
		};
		List<String> order = axes.stream().map(AxisSpec::id).toList();
		if (order.contains(id))
			return id;
		if (order.contains(full))
			return full;
		throw arguments.refuse(key, "names the axis '" + id + "', but the tensor has " + order);
	}
}
