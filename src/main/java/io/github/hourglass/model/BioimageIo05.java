package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.engine.TensorType;

/** The tensors of a bioimage.io 0.5 description: axes are objects with a type, an id, a size, a scale and perhaps a halo. */
final class BioimageIo05 {

	private static final List<String> AXIS_TYPES = List.of("batch", "channel", "index", "time", "space");

	private final Fields fields;
	private final PackageFiles files;

	BioimageIo05(Fields fields, PackageFiles files) {
		this.fields = fields;
		this.files = files;
	}

	void read(List<TensorSpec> inputs, List<TensorSpec> outputs) {
		for (Fields tensor : fields.children("inputs"))
			inputs.add(tensor(tensor, true));
		for (Fields tensor : fields.children("outputs"))
			outputs.add(tensor(tensor, false));
	}

	private TensorSpec tensor(Fields tensor, boolean input) {
		List<AxisSpec> axes = axes(tensor, input);
		List<Map<String, Object>> data = new ArrayList<>();
		String type = dataType(tensor, data);
		List<StepSpec> steps = BioimageIoFormat.withTypes(steps(tensor, input ? "preprocessing" : "postprocessing", axes), input, type, type);
		return new TensorSpec(tensor.text("id", input ? "input" : "output"), tensor.text("description", ""), axes,
			networkType(steps, input, type), steps, tensor.flag("optional"), file(tensor, "test_tensor", true),
			file(tensor, "sample_tensor", false), data);
	}

	static TensorType networkType(List<StepSpec> steps, boolean input, String dataType) {
		Object last = input ? steps.get(steps.size() - 1).arguments().get("dtype") : null;
		return TensorType.valueOf((last == null ? dataType : (String) last).toUpperCase(Locale.ROOT));
	}

	/** The element type; {@code data} gets what else is said of the values, if anything. */
	private static String dataType(Fields tensor, List<Map<String, Object>> data) {
		if (!tensor.has("data"))
			return "float32";
		List<Fields> entries = tensor.isList("data") ? tensor.children("data") : List.of(tensor.child("data"));
		if (entries.isEmpty())
			throw tensor.mustBe("data", "a description of the values or one for each channel");
		String type = "";
		for (Fields entry : entries) {
			String own = entry.has("type") ? DataTypes.name(DataTypes.of(entry, "type")) : entry.has("values") ? "uint8" : "float32";
			if (!type.isEmpty() && !own.equals(type))
				throw entry.refuse("type", "must be the same for all channels, not " + type + " and " + own);
			type = own;
			Map<String, Object> said = new LinkedHashMap<>(entry.values());
			said.remove("type");
			said.values().removeIf(value -> value == null);
			data.add(said);
		}
		if (data.stream().allMatch(Map::isEmpty))
			data.clear();
		return type;
	}

	private Path file(Fields tensor, String key, boolean needed) {
		if (!tensor.has(key))
			return null;
		if (!tensor.isMap(key))
			return needed ? files.require(tensor, key, tensor.text(key)) : files.find(tensor, key, tensor.text(key));
		Fields entry = tensor.child(key);
		BioimageIoFormat.sha256(entry);
		String source = entry.text("source");
		return needed ? files.require(entry, "source", source) : files.find(entry, "source", source);
	}

	private static List<StepSpec> steps(Fields tensor, String key, List<AxisSpec> axes) {
		List<StepSpec> steps = new ArrayList<>();
		for (Fields step : tensor.children(key)) {
			String name = step.text("id");
			if (!StepRules.ARGUMENTS.containsKey(name))
				throw step.refuse("id", "names the rule '" + name + "', which Hourglass does not know; it knows " + StepRules.ARGUMENTS.keySet());
			Fields arguments = step.has("kwargs") ? step.child("kwargs") : step.with(Map.of());
			steps.add(StepRules.check(name, arguments, axes));
		}
		return steps;
	}

	private static List<AxisSpec> axes(Fields tensor, boolean input) {
		List<Fields> entries = tensor.children("axes");
		if (entries.isEmpty())
			throw tensor.mustBe("axes", "a list of at least one axis");
		SpaceLetters letters = new SpaceLetters(entries);
		List<AxisSpec> axes = new ArrayList<>();
		for (Fields axis : entries)
			axes.add(axis(axis, input, letters));
		for (int a = 0; a < axes.size(); a++)
			for (int other = 0; other < a; other++) {
				if (axes.get(a).id().equals(axes.get(other).id()))
					throw entries.get(a).refuse("id", "is '" + axes.get(a).id() + "' a second time; each axis of a tensor has its own id");
				if (axes.get(a).letter() == axes.get(other).letter())
					throw entries.get(a).refuse("type", "is '" + entries.get(a).text("type") + "' a second time; Hourglass handles one such axis");
			}
		return axes;
	}

	private static AxisSpec axis(Fields axis, boolean input, SpaceLetters letters) {
		String type = axis.word("type", AXIS_TYPES);
		List<String> channelNames = type.equals("channel") ? channelNames(axis) : List.of();
		boolean measured = type.equals("space") || type.equals("time");
		double scale = measured ? axis.number("scale", 1) : 1;
		if (!(scale > 0 && scale < Double.POSITIVE_INFINITY))
			throw axis.mustBe("scale", "a positive number");
		return new AxisSpec(letter(axis, type, letters), id(axis, type), size(axis, type, channelNames, input), scale,
			measured ? axis.text("unit", "") : "", !input && measured && axis.has("halo") ? axis.whole("halo", 0) : 0, channelNames,
			axis.flag("concatenable"), axis.text("description", ""));
	}

	private static char letter(Fields axis, String type, SpaceLetters letters) {
		return switch (type) {
			case "space" -> letters.of(axis);
			case "batch" -> 'b';
			case "channel" -> 'c';
			case "time" -> 't';
			default -> 'i';
		};
	}

	private static String id(Fields axis, String type) {
		String id = axis.text("id", type.equals("space") ? "x" : type);
		return switch (id) {
			case "b", "i", "t", "c" -> type.equals("space") ? id : type;
			default -> id;
		};
	}

	/** Given by name, or by one name with {@code {i}} in it and a size. */
	private static List<String> channelNames(Fields axis) {
		if (axis.isList("channel_names") && !axis.list("channel_names").isEmpty())
			return axis.texts("channel_names");
		if (!axis.has("size") || axis.isMap("size"))
			throw axis.mustBe("channel_names", "a list of names, one for each channel");
		String pattern = axis.text("channel_names", "channel{i}");
		List<String> names = new ArrayList<>();
		long n = axis.whole("size", 1);
		if (n > 100_000)
			throw axis.mustBe("size", "a number of channels");
		for (long i = 1; i <= n; i++)
			names.add(pattern.replace("{i}", Long.toString(i)));
		return names;
	}

	private static SizeRule size(Fields axis, String type, List<String> channelNames, boolean input) {
		if (type.equals("channel"))
			return new SizeRule.Fixed(channelNames.size());
		if (type.equals("batch"))
			return axis.has("size") ? new SizeRule.Fixed(axis.whole("size", 1)) : new SizeRule.Stepped(1, 1);
		if (axis.get("size") instanceof String reference) {
			String[] parts = reference.split("\\.");
			if (parts.length != 2)
				throw axis.mustBe("size", "a whole number, {min, step}, or a reference to another axis");
			return new SizeRule.Reference(parts[0], parts[1], 0);
		}
		return axis.isMap("size") ? size(axis.child("size"), input) : new SizeRule.Fixed(axis.whole("size", 1));
	}

	private static SizeRule size(Fields size, boolean input) {
		if (size.has("tensor_id") || size.has("axis_id"))
			return new SizeRule.Reference(size.text("tensor_id"), size.text("axis_id"), size.has("offset") ? size.whole("offset", Long.MIN_VALUE) : 0);
		if (size.has("step") || input)
			return new SizeRule.Stepped(size.whole("min", 1), size.whole("step", 1));
		long min = size.has("min") ? size.whole("min", 1) : 1;
		return new SizeRule.DataDependent(min, size.has("max") ? size.whole("max", min) : Long.MAX_VALUE);
	}

	/** Which of x, y and z each space axis is: by its id where that says it, else the letters left over, the last axis being x. */
	private static final class SpaceLetters {

		private static final Map<String, Character> NAMES = Map.of("x", 'x', "y", 'y', "z", 'z', "w", 'x', "h", 'y', "d", 'z', "width", 'x',
			"height", 'y', "depth", 'z');

		private final Map<String, Character> letters = new LinkedHashMap<>();

		SpaceLetters(List<Fields> axes) {
			List<Character> left = new ArrayList<>(List.of('x', 'y', 'z'));
			List<Fields> nameless = new ArrayList<>();
			for (Fields axis : axes) {
				if (!axis.word("type", AXIS_TYPES).equals("space"))
					continue;
				Character letter = NAMES.get(axis.text("id", "x").toLowerCase(Locale.ROOT));
				if (letter != null && left.remove(letter))
					letters.put(axis.path(""), letter);
				else
					nameless.add(0, axis);
			}
			for (Fields axis : nameless) {
				if (left.isEmpty())
					throw axis.refuse("type", "is 'space' for a fourth axis; Hourglass handles three");
				letters.put(axis.path(""), left.remove(0));
			}
		}

		char of(Fields axis) {
			return letters.get(axis.path(""));
		}
	}
}
