package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The tensors of a bioimage.io 0.4 description: axes are letters, the shape belongs to the tensor, an output's size is
 * {@code reference * scale + 2 * offset}. They come out in the terms of 0.5.
 */
final class BioimageIo04 {

	private static final Map<Character, String> IDS = Map.of('b', "batch", 'i', "index", 'c', "channel", 't', "time", 'x', "x", 'y', "y", 'z',
		"z");

	private final Fields fields;
	private final PackageFiles files;

	BioimageIo04(Fields fields, PackageFiles files) {
		this.fields = fields;
		this.files = files;
	}

	void read(List<TensorSpec> inputs, List<TensorSpec> outputs) {
		List<Fields> in = fields.children("inputs");
		for (int i = 0; i < in.size(); i++)
			inputs.add(tensor(in.get(i), "test_inputs", "sample_inputs", i, inputs));
		List<Fields> out = fields.children("outputs");
		for (int i = 0; i < out.size(); i++) {
			List<TensorSpec> earlier = new ArrayList<>(inputs);
			earlier.addAll(outputs);
			outputs.add(tensor(out.get(i), "test_outputs", "sample_outputs", i, earlier));
		}
	}

	private TensorSpec tensor(Fields tensor, String test, String sample, int index, List<TensorSpec> earlier) {
		boolean input = test.equals("test_inputs");
		List<AxisSpec> axes = axes(tensor, input, earlier);
		String type = tensor.has("data_type") ? DataTypes.name(DataTypes.of(tensor, "data_type")) : "float32";
		List<StepSpec> own = BioimageIo04Steps.read(tensor, input ? "preprocessing" : "postprocessing", axes);
		List<StepSpec> steps = BioimageIoFormat.withTypes(own, input, type, input ? "float32" : type);
		return new TensorSpec(tensor.text("name"), tensor.text("description", ""), axes, BioimageIo05.networkType(steps, input, type), steps,
			false, file(test, index, true), file(sample, index, false), data(tensor));
	}

	private Path file(String key, int index, boolean needed) {
		List<String> sources = fields.texts(key);
		if (index >= sources.size())
			return null;
		String field = key + "[" + index + "]";
		return needed ? files.require(fields, field, sources.get(index)) : files.find(fields, field, sources.get(index));
	}

	private static List<Map<String, Object>> data(Fields tensor) {
		if (!tensor.has("data_range"))
			return List.of();
		List<Object> range = new ArrayList<>();
		for (Double bound : tensor.numbers("data_range"))
			range.add(bound == null || bound.isInfinite() ? null : bound);
		return range.stream().allMatch(bound -> bound == null) ? List.of() : List.of(Map.of("range", range));
	}

	private static List<AxisSpec> axes(Fields tensor, boolean input, List<TensorSpec> earlier) {
		String letters = tensor.text("axes");
		if (!letters.matches("[bitczyx]+") || letters.chars().distinct().count() != letters.length())
			throw tensor.mustBe("axes", "letters out of 'bitczyx', each at most once");
		List<Long> halo = !input && tensor.has("halo") ? tensor.wholes("halo", 0) : List.of();
		if (!halo.isEmpty() && halo.size() != letters.length())
			throw tensor.refuse("halo", "has " + halo.size() + " numbers for the axes '" + letters + "'");
		Sizes sizes = sizes(tensor, letters, input, earlier);
		List<AxisSpec> axes = new ArrayList<>();
		for (int a = 0; a < letters.length(); a++) {
			char letter = letters.charAt(a);
			SizeRule size = letter == 'b' && !input ? new SizeRule.Stepped(1, 1) : sizes.rules.get(a);
			List<String> names = letter == 'c' && size instanceof SizeRule.Fixed fixed ? channelNames(tensor, fixed.size()) : List.of();
			axes.add(new AxisSpec(letter, IDS.get(letter), size, letter == 'b' ? 1 : sizes.scales.get(a), "", halo.isEmpty() ? 0 : halo.get(a),
				names));
		}
		return axes;
	}

	private static List<String> channelNames(Fields tensor, long n) {
		if (n > 100_000)
			throw tensor.mustBe("shape", "a shape with a likely number of channels");
		List<String> names = new ArrayList<>();
		for (int i = 0; i < n; i++)
			names.add("channel" + i);
		return names;
	}

	private record Sizes(List<SizeRule> rules, List<Double> scales) {}

	private static Sizes sizes(Fields tensor, String letters, boolean input, List<TensorSpec> earlier) {
		Sizes sizes = new Sizes(new ArrayList<>(), new ArrayList<>());
		if (tensor.isList("shape")) {
			List<Long> shape = counted(tensor, "shape", tensor.wholes("shape", 1), letters);
			for (long size : shape) {
				sizes.rules.add(new SizeRule.Fixed(size));
				sizes.scales.add(1.0);
			}
			return sizes;
		}
		Fields shape = tensor.child("shape");
		if (input || !shape.has("reference_tensor"))
			stepped(shape, letters, sizes);
		else
			implicit(shape, letters, sizes, earlier);
		return sizes;
	}

	private static <T> List<T> counted(Fields fields, String key, List<T> values, String letters) {
		if (values.size() != letters.length())
			throw fields.refuse(key, "has " + values.size() + " numbers for the axes '" + letters + "'");
		return values;
	}

	private static void stepped(Fields shape, String letters, Sizes sizes) {
		List<Long> min = counted(shape, "min", shape.wholes("min", 1), letters);
		List<Long> step = counted(shape, "step", shape.wholes("step", 0), letters);
		for (int a = 0; a < letters.length(); a++) {
			boolean fixed = step.get(a) == 0 && letters.charAt(a) != 'b';
			sizes.rules.add(fixed ? new SizeRule.Fixed(min.get(a)) : new SizeRule.Stepped(min.get(a), Math.max(1, step.get(a))));
			sizes.scales.add(1.0);
		}
	}

	private static void implicit(Fields shape, String letters, Sizes sizes, List<TensorSpec> earlier) {
		String name = shape.text("reference_tensor");
		TensorSpec reference = earlier.stream().filter(tensor -> tensor.id().equals(name)).findFirst()
			.orElseThrow(() -> shape.mustBe("reference_tensor", "the name of another tensor"));
		List<Double> scale = counted(shape, "scale", shape.numbers("scale"), letters);
		List<Double> offset = counted(shape, "offset", shape.numbers("offset"), letters);
		int place = 0;
		for (int a = 0; a < letters.length(); a++) {
			double twice = offset.get(a) == null ? 0 : 2 * offset.get(a);
			if (twice != Math.rint(twice) || Math.abs(twice) > 1e9)
				throw shape.mustBe("offset", "a list of multiples of 0.5");
			if (scale.get(a) == null || scale.get(a) == 0) {
				if (twice < 1)
					throw shape.refuse("offset[" + a + "]", "must be at least 0.5, half the size of an axis without scale");
				sizes.rules.add(new SizeRule.Fixed((long) twice));
				sizes.scales.add(1.0);
			}
			else {
				AxisSpec axis = referenceAxis(shape, reference, letters.charAt(a), place);
				follow(shape, a, name, axis, scale.get(a), (long) twice, sizes);
			}
			place += scale.get(a) == null ? 0 : 1;
		}
	}

	/** The axis of the same letter, or else the one at the same place when new axes (null in scale) are not counted. */
	private static AxisSpec referenceAxis(Fields shape, TensorSpec reference, char letter, int place) {
		AxisSpec same = reference.axis(letter);
		if (same != null)
			return same;
		if (place >= reference.axes().size())
			throw shape.refuse("scale", "has more numbers than the tensor '" + reference.id() + "' has axes; a new axis has null there");
		return reference.axes().get(place);
	}

	private static void follow(Fields shape, int a, String tensor, AxisSpec axis, double scale, long offset, Sizes sizes) {
		if (!(scale > 0 && scale <= 1e6))
			throw shape.mustBe("scale", "a list of positive numbers, 0 or null");
		if (axis.letter() == 'c' && axis.size() instanceof SizeRule.Fixed fixed) {
			long channels = (long) Math.floor(fixed.size() * scale + offset + 1e-6);
			if (channels < 1)
				throw shape.refuse("scale[" + a + "]", "gives the output " + channels + " channels");
			sizes.rules.add(new SizeRule.Fixed(channels));
			sizes.scales.add(1.0);
			return;
		}
		sizes.rules.add(new SizeRule.Reference(tensor, axis.id(), offset));
		sizes.scales.add(axis.scale() / scale);
	}

	/** A field beyond the tensors as 0.5 writes it. */
	static Object fact(String key, Object value) {
		if (key.equals("attachments") && value instanceof Map<?, ?> map) {
			List<Object> attachments = new ArrayList<>();
			if (map.get("files") instanceof List<?> list)
				list.forEach(file -> attachments.add(Map.of("source", String.valueOf(file))));
			return attachments;
		}
		if (key.equals("parent") && value instanceof String id)
			return Map.of("id", id);
		if (key.equals("parent") && value instanceof Map<?, ?> map && map.get("uri") != null)
			return Map.of("id", map.get("uri"));
		if (key.equals("cite") && value instanceof List<?> list)
			return list.stream().map(entry -> entry instanceof Map<?, ?> map ? plainDoi(map) : entry).toList();
		return value;
	}

	private static Map<String, Object> plainDoi(Map<?, ?> entry) {
		Map<String, Object> plain = new LinkedHashMap<>();
		entry.forEach((key, value) -> plain.put(String.valueOf(key),
			"doi".equals(key) ? String.valueOf(value).replaceFirst("^https?://(dx\\.)?doi\\.org/", "") : value));
		return plain;
	}
}
