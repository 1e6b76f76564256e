package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The pre- and postprocessing of bioimage.io 0.4 in the terms of 0.5: axes by letter become axes by id, the mode becomes the
 * batch axis or another rule, lists run along the one axis that is not normalized jointly.
 */
final class BioimageIo04Steps {

	private final Fields step;
	private final Fields old;
	private final List<AxisSpec> axes;
	private final Map<String, Object> kwargs = new LinkedHashMap<>();

	private BioimageIo04Steps(Fields step, List<AxisSpec> axes) {
		this.step = step;
		this.old = step.has("kwargs") ? step.child("kwargs") : step.with(Map.of());
		this.axes = axes;
	}

	static List<StepSpec> read(Fields tensor, String key, List<AxisSpec> axes) {
		List<StepSpec> steps = new ArrayList<>();
		for (Fields step : tensor.children(key))
			steps.add(new BioimageIo04Steps(step, axes).translate());
		return steps;
	}

	private StepSpec translate() {
		String name = step.text("name");
		String translated = switch (name) {
			case "binarize", "clip", "sigmoid" -> plain(name);
			case "scale_linear" -> alongAxis("scale_linear", List.of("gain", "offset"));
			case "zero_mean_unit_variance" -> isFixed() ? alongAxis("fixed_zero_mean_unit_variance", List.of("mean", "std")) : jointly(name);
			case "scale_range", "scale_mean_variance" -> jointly(name);
			default -> throw step.refuse("name", "names the rule '" + name + "', which is none of format 0.4: binarize, clip, scale_linear, "
				+ "sigmoid, zero_mean_unit_variance, scale_range, scale_mean_variance");
		};
		return StepRules.check(translated, old.with(kwargs), axes);
	}

	private String plain(String name) {
		kwargs.putAll(old.values());
		return name;
	}

	/** Fixed is 0.4's default mode; a package that states neither a mode nor a mean cannot mean it. */
	private boolean isFixed() {
		return old.has("mode") ? old.word("mode", List.of("fixed", "per_dataset", "per_sample")).equals("fixed") : old.has("mean");
	}

	/** Values per axis: the axis is the one that {@code axes}, the axes treated alike, leaves over. */
	private String alongAxis(String name, List<String> keys) {
		boolean lists = false;
		for (String key : keys) {
			if (!old.has(key))
				continue;
			Object value = old.isList(key) ? old.numbers(key) : (Object) old.number(key);
			if (value instanceof List<?> list && list.size() == 1)
				value = list.get(0);
			lists |= value instanceof List;
			kwargs.put(key, value);
		}
		for (String key : old.values().keySet())
			if (!keys.contains(key) && !List.of("mode", "axes", "eps").contains(key))
				throw old.refuse(key, "is not an argument of " + step.text("name"));
		if (lists)
			kwargs.put("axis", remainingAxis());
		return name;
	}

	private String remainingAxis() {
		String jointly = old.text("axes", "tzyx");
		List<AxisSpec> left = axes.stream().filter(axis -> axis.letter() != 'b' && jointly.indexOf(axis.letter()) < 0).toList();
		if (left.size() != 1)
			throw old.refuse("axes", "must leave exactly one axis beside the batch, along which the lists run; it leaves "
				+ left.stream().map(AxisSpec::id).toList());
		return left.get(0).id();
	}

	private String jointly(String name) {
		kwargs.putAll(old.values());
		kwargs.remove("mode");
		kwargs.values().removeIf(value -> value == null);
		if (old.has("axes")) {
			List<String> ids = new ArrayList<>();
			if ("per_dataset".equals(old.get("mode")) && axes.stream().anyMatch(axis -> axis.letter() == 'b'))
				ids.add("b");
			for (char letter : old.text("axes").toCharArray())
				ids.add(String.valueOf(letter));
			kwargs.put("axes", ids);
		}
		return name;
	}
}
