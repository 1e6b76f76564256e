package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;

import io.github.hourglass.engine.TensorType;

/**
 * A model as a bioimage.io 0.5 description. Names that the format does not allow are made allowable: ids become lower-case
 * identifiers, the name loses other characters than letters, digits and {@code _+- ()}. What the format cannot say is refused.
 */
final class BioimageIoText {

	private static final Set<String> RESERVED = Set.of("and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
		"elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal", "not", "or", "pass",
		"raise", "return", "try", "while", "with", "yield", "False", "None", "True");

	private final Model model;
	private final BiFunction<java.nio.file.Path, String, Map<String, Object>> file;
	private final Map<String, String> tensorIds = new HashMap<>();

	private BioimageIoText(Model model, BiFunction<java.nio.file.Path, String, Map<String, Object>> file) {
		this.model = model;
		this.file = file;
		List<TensorSpec> all = new ArrayList<>(model.inputs());
		all.addAll(model.outputs());
		for (TensorSpec tensor : all) {
			String id = identifier(tensor.id().toLowerCase(Locale.ROOT), 32);
			for (int i = 2; tensorIds.containsValue(id); i++)
				id = identifier(tensor.id().toLowerCase(Locale.ROOT), 28) + "_" + i;
			tensorIds.put(tensor.id(), id);
		}
	}

	/**
	 * @param facts the further fields to write, already in the format's terms
	 * @param file gives the {@code source} and {@code sha256} under which a file lies in the package; the text is the file's
	 *          use, such as {@code weights.onnx}
	 */
	static Map<String, Object> of(Model model, Map<String, Object> facts,
		BiFunction<java.nio.file.Path, String, Map<String, Object>> file)
	{
		return new BioimageIoText(model, file).description(facts);
	}

	private Map<String, Object> description(Map<String, Object> facts) {
		Map<String, Object> text = new LinkedHashMap<>();
		text.put("format_version", BioimageIoFormat.NEWEST);
		text.put("type", "model");
		text.put("name", name(model.name()));
		text.put("description", shortened(model.description(), 1024));
		for (String key : BioimageIoFormat.FACTS)
			if (!key.equals("config") && facts.containsKey(key))
				text.put(key, facts.get(key));
		text.put("inputs", model.inputs().stream().map(tensor -> tensor(tensor, true)).toList());
		text.put("outputs", model.outputs().stream().map(tensor -> tensor(tensor, false)).toList());
		text.put("weights", weights());
		if (facts.containsKey("config"))
			text.put("config", facts.get("config"));
		return text;
	}

	private static String name(String name) {
		String allowed = name.replaceAll("[^A-Za-z0-9_+\\- ()]", " ").strip();
		return shortened(allowed.length() < 5 ? (allowed + " model").strip() : allowed, 128);
	}

	private static String shortened(String text, int longest) {
		return text.length() <= longest ? text : text.substring(0, longest - 1) + "…";
	}

	static String identifier(String text, int longest) {
		String plain = text.replaceAll("[^A-Za-z0-9_]", "_");
		if (plain.isEmpty() || Character.isDigit(plain.charAt(0)))
			plain = "t" + plain;
		plain = plain.length() > longest ? plain.substring(0, longest) : plain;
		return RESERVED.contains(plain) ? plain + "_" : plain;
	}

	private Map<String, Object> tensor(TensorSpec tensor, boolean input) {
		Map<String, Object> text = new LinkedHashMap<>();
		text.put("id", tensorIds.get(tensor.id()));
		if (!tensor.description().isEmpty())
			text.put("description", shortened(tensor.description(), 128));
		if (input && tensor.optional())
			text.put("optional", true);
		List<Object> axes = new ArrayList<>();
		for (AxisSpec axis : tensor.axes())
			axes.add(axis(tensor, axis, input));
		text.put("axes", axes);
		text.put("data", data(tensor, input));
		if (tensor.testTensor() != null)
			text.put("test_tensor", file.apply(tensor.testTensor(), tensorIds.get(tensor.id()) + "_test"));
		if (tensor.sampleTensor() != null)
			text.put("sample_tensor", file.apply(tensor.sampleTensor(), tensorIds.get(tensor.id()) + "_sample"));
		text.put(input ? "preprocessing" : "postprocessing", steps(tensor, input));
		return text;
	}

	private static Object data(TensorSpec tensor, boolean input) {
		String type = input && !tensor.steps().isEmpty() && tensor.steps().get(0).arguments().get("dtype") instanceof String first ? first
			: written(tensor.type());
		List<Map<String, Object>> entries = new ArrayList<>();
		for (Map<String, Object> entry : tensor.data().isEmpty() ? List.of(Map.<String, Object> of()) : tensor.data()) {
			Map<String, Object> text = new LinkedHashMap<>();
			text.put("type", type);
			text.putAll(entry);
			entries.add(text);
		}
		return entries.size() == 1 ? entries.get(0) : entries;
	}

	/** The format has no 16-bit floats; the network is given what it takes all the same. */
	private static String written(TensorType type) {
		return type == TensorType.FLOAT16 || type == TensorType.BFLOAT16 ? "float32" : DataTypes.name(type);
	}

	private List<Object> steps(TensorSpec tensor, boolean input) {
		List<StepSpec> steps = new ArrayList<>(tensor.steps());
		steps.removeIf(BioimageIoText::isRedundant);
		String last = written(tensor.type());
		if (steps.isEmpty() || !steps.get(steps.size() - 1).name().equals("binarize")
			&& !steps.get(steps.size() - 1).equals(new StepSpec("ensure_dtype", Map.of("dtype", last))))
			steps.add(new StepSpec("ensure_dtype", Map.of("dtype", last)));
		List<Object> text = new ArrayList<>();
		for (StepSpec step : steps) {
			Map<String, Object> entry = new LinkedHashMap<>();
			entry.put("id", step.name());
			Map<String, Object> arguments = new LinkedHashMap<>(step.arguments());
			arguments.computeIfPresent("reference_tensor", (key, id) -> tensorIds.getOrDefault(id, String.valueOf(id)));
			if (!arguments.isEmpty())
				entry.put("kwargs", arguments);
			text.add(entry);
		}
		return text;
	}

	/** The format refuses a linear scaling that changes nothing. */
	private static boolean isRedundant(StepSpec step) {
		return step.name().equals("scale_linear") && isAll(step.arguments().get("gain"), 1) && isAll(step.arguments().get("offset"), 0);
	}

	private static boolean isAll(Object value, double number) {
		return value == null || value instanceof Number one && one.doubleValue() == number
			|| value instanceof List<?> list && list.stream().allMatch(element -> isAll(element, number));
	}

	private Map<String, Object> axis(TensorSpec tensor, AxisSpec axis, boolean input) {
		Map<String, Object> text = new LinkedHashMap<>();
		String type = switch (axis.letter()) {
			case 'b' -> "batch";
			case 'c' -> "channel";
			case 'i' -> "index";
			case 't' -> "time";
			default -> "space";
		};
		text.put("type", type);
		text.put("id", axisId(axis));
		if (!axis.description().isEmpty())
			text.put("description", shortened(axis.description(), 128));
		if (type.equals("batch")) {
			if (axis.size().equals(new SizeRule.Fixed(1)))
				text.put("size", 1L);
			return text;
		}
		if (type.equals("channel")) {
			text.put("channel_names", channelNames(tensor, axis));
			return text;
		}
		if (axis.halo() > 0 && type.equals("index"))
			throw cannot(tensor, axis, "a halo on an index axis");
		text.put("size", size(tensor, axis, input));
		if (axis.halo() > 0) {
			checkRoom(tensor, axis);
			text.put("halo", halo(axis));
		}
		if (!type.equals("index") && axis.scale() != 1)
			text.put("scale", axis.scale());
		if (!type.equals("index") && !axis.unit().isEmpty())
			text.put("unit", axis.unit());
		if (input && axis.concatenable())
			text.put("concatenable", true);
		return text;
	}

	/** The format wants something to remain between two halos even at the least size. */
	private void checkRoom(TensorSpec tensor, AxisSpec axis) {
		if (axis.size() instanceof SizeRule.Reference reference) {
			TensorSpec target = model.tensor(reference.tensor());
			AxisSpec other = target.axes().get(target.indexOf(reference.axis()));
			long least = other.size() instanceof SizeRule.Stepped stepped ? stepped.min() : other.size() instanceof SizeRule.Fixed fixed ? fixed.size()
				: Long.MAX_VALUE;
			long size = SizeRules.follow(least, other.scale(), axis.scale(), reference.offset());
			if (size - 2 * halo(axis) < 1)
				throw cannot(tensor, axis, "a halo of " + halo(axis) + ", which leaves nothing of its least size " + size
					+ "; give no halo, or a larger least size");
		}
	}

	/** The least halo not below the axis's own that is a whole number of pixels of the axis it follows too, as the format wants it. */
	private long halo(AxisSpec axis) {
		if (!(axis.size() instanceof SizeRule.Reference reference))
			return axis.halo();
		TensorSpec target = model.tensor(reference.tensor());
		double ratio = axis.scale() / target.axes().get(target.indexOf(reference.axis())).scale();
		for (long halo = axis.halo(); halo < axis.halo() + 100; halo++)
			if (halo * ratio == Math.rint(halo * ratio))
				return halo;
		return axis.halo();
	}

	private static String axisId(AxisSpec axis) {
		return identifier(axis.id().toLowerCase(Locale.ROOT), 16);
	}

	private ModelException cannot(TensorSpec tensor, AxisSpec axis, String what) {
		return new ModelException("The model '" + model.name() + "' cannot be written as a bioimage.io package: the axis '" + axis.id()
			+ "' of '" + tensor.id() + "' has " + what + ".");
	}

	private List<String> channelNames(TensorSpec tensor, AxisSpec axis) {
		if (!(axis.size() instanceof SizeRule.Fixed fixed))
			throw cannot(tensor, axis, "no fixed number of channels");
		List<String> names = new ArrayList<>();
		for (int i = 0; i < fixed.size(); i++)
			names.add(identifier(i < axis.channelNames().size() ? axis.channelNames().get(i) : "channel" + i, 200));
		return names;
	}

	private Object size(TensorSpec tensor, AxisSpec axis, boolean input) {
		if (axis.size() instanceof SizeRule.Fixed fixed && axis.halo() == 0)
			return fixed.size();
		if (axis.size() instanceof SizeRule.Stepped stepped && input)
			return map("min", stepped.min(), "step", stepped.step());
		if (axis.size() instanceof SizeRule.Reference reference)
			return reference(reference.tensor(), reference.axis(), reference.offset());
		if (axis.letter() == 'i' && axis.size() instanceof SizeRule.DataDependent data)
			return data.max() == Long.MAX_VALUE ? map("min", data.min()) : map("min", data.min(), "max", data.max());
		return followInput(tensor, axis);
	}

	/** An output axis with a halo may only follow another one; a fixed size does so as well if that is fixed too. */
	private Object followInput(TensorSpec tensor, AxisSpec axis) {
		for (TensorSpec input : model.inputs()) {
			AxisSpec other = input.axis(axis.letter());
			if (other != null && other.size() instanceof SizeRule.Fixed from && axis.size() instanceof SizeRule.Fixed to)
				return reference(input.id(), other.id(), to.size() - SizeRules.follow(from.size(), other.scale(), axis.scale(), 0));
		}
		throw cannot(tensor, axis, axis.halo() > 0 ? "a halo, but a size that does not follow an input" : "a size that follows no input");
	}

	private Map<String, Object> reference(String tensor, String axis, long offset) {
		TensorSpec target = model.tensor(tensor);
		Map<String, Object> text = map("tensor_id", tensorIds.get(tensor), "axis_id", axisId(target.axes().get(target.indexOf(axis))));
		if (offset != 0)
			text.put("offset", offset);
		return text;
	}

	private Map<String, Object> weights() {
		List<String> formats = model.weights().stream().map(WeightsFile::format).toList();
		Map<String, Object> text = new LinkedHashMap<>();
		for (WeightsFile weights : model.weights()) {
			Map<String, Object> entry = file.apply(weights.path(), "weights." + weights.format());
			entry.putAll(weights.details());
			if (!formats.contains(entry.get("parent")))
				entry.remove("parent");
			String version = weights.format().equals("onnx") ? "opset_version" : weights.format().startsWith("tensorflow")
				|| weights.format().startsWith("keras") ? "tensorflow_version" : "pytorch_version";
			if (!entry.containsKey(version))
				throw new ModelException("The weights '" + weights.format() + "' of the model '" + model.name() + "' need the detail '" + version
					+ "' to be written.");
			text.put(weights.format(), entry);
		}
		return text;
	}

	private static Map<String, Object> map(Object... pairs) {
		Map<String, Object> map = new LinkedHashMap<>();
		for (int i = 0; i < pairs.length; i += 2)
			map.put((String) pairs[i], pairs[i + 1]);
		return map;
	}
}
