package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Descriptions older than bioimage.io 0.4 in its terms: 0.3, and what the Fiji plugins Noise2Void and DenoiSeg wrote as
 * {@code 0.2.x-csbdeep} and 0.3.0. Those state the halo of an input, count the offset of channels once instead of twice, and in 0.2
 * keep the normalization apart from the tensors and the SavedModel beside the description.
 */
final class BioimageIo03 {

	private static final String BUNDLE = "tensorflow_saved_model_bundle";
	private static final List<String> TEST_FILES = List.of("test_input", "test_output", "test_inputs", "test_outputs");

	private final Fields fields;
	private final boolean plugin;
	private final Map<String, Object> values;

	private BioimageIo03(Fields fields) {
		this.fields = fields;
		values = new LinkedHashMap<>(fields.values());
		plugin = isCsbdeep(fields) || fields.isMap("config") && fields.child("config").has("fiji");
	}

	static boolean isCsbdeep(Fields fields) {
		return fields.text("format_version", "").matches("0\\.2\\.\\d+-csbdeep");
	}

	/** The description as 0.4 would have it. Test tensors are left out: theirs may be images, and may belong to another state of the weights. */
	static Fields in04(Fields fields) {
		return new BioimageIo03(fields).translated();
	}

	private Fields translated() {
		TEST_FILES.forEach(values::remove);
		List<Map<String, Object>> inputs = tensors("inputs"), outputs = tensors("outputs");
		for (Map<String, Object> output : outputs) {
			if (output.get("shape") instanceof Map<?, ?> shape)
				output.put("shape", shape(shape, String.valueOf(output.get("axes"))));
			if (output.get("halo") == null && !inputs.isEmpty() && inputs.get(0).get("halo") != null)
				output.put("halo", inputs.get(0).get("halo"));
		}
		inputs.forEach(input -> input.remove("halo"));
		for (Map<String, Object> tensor : outputs)
			withoutModes(tensor, "postprocessing");
		values.put("inputs", inputs);
		values.put("outputs", outputs);
		Fields translated = fields.with(values);
		if (isCsbdeep(fields)) {
			normalize(inputs, outputs);
			values.put("weights", Map.of(BUNDLE, Map.of("source", ".")));
		}
		return translated;
	}

	private List<Map<String, Object>> tensors(String key) {
		List<Map<String, Object>> tensors = new ArrayList<>();
		for (Fields tensor : fields.children(key)) {
			Map<String, Object> copy = new LinkedHashMap<>(tensor.values());
			if (copy.get("data_range") instanceof List<?> range && !range.stream().allMatch(Number.class::isInstance))
				copy.remove("data_range");
			tensors.add(copy);
		}
		return tensors;
	}

	private Map<String, Object> shape(Map<?, ?> shape, String axes) {
		Map<String, Object> changed = new LinkedHashMap<>();
		shape.forEach((key, value) -> changed.put("reference_input".equals(key) ? "reference_tensor" : String.valueOf(key), value));
		int channels = axes.indexOf('c');
		if (plugin && changed.get("offset") instanceof List<?> offset && channels >= 0 && channels < offset.size() && offset.get(channels) instanceof Number more) {
			List<Object> halved = new ArrayList<>(offset);
			halved.set(channels, more.doubleValue() / 2);
			changed.put("offset", halved);
		}
		return changed;
	}

	/** The plugins give clipping a mode, which it does not have. */
	private static void withoutModes(Map<String, Object> tensor, String key) {
		if (!(tensor.get(key) instanceof List<?> steps))
			return;
		List<Object> changed = new ArrayList<>();
		for (Object step : steps) {
			if (step instanceof Map<?, ?> map && "clip".equals(map.get("name")) && map.get("kwargs") instanceof Map<?, ?> kwargs) {
				Map<Object, Object> plain = new LinkedHashMap<>(kwargs), copy = new LinkedHashMap<>(map);
				plain.remove("mode");
				copy.put("kwargs", plain);
				changed.add(copy);
			}
			else
				changed.add(step);
		}
		tensor.put(key, changed);
	}

	/** Mean and deviation of the plugin, before and after; only the denoised channel, the first one, has them after. */
	private void normalize(List<Map<String, Object>> inputs, List<Map<String, Object>> outputs) {
		List<Fields> steps = fields.has("prediction") ? fields.child("prediction").children("preprocess") : List.of();
		if (inputs.isEmpty() || outputs.isEmpty() || steps.isEmpty())
			return;
		Fields step = steps.get(0);
		String name = step.text("spec", "");
		if (!name.matches("de\\.csbdresden\\.(n2v|denoiseg)\\..*::preprocess"))
			throw step.refuse("spec", "is '" + name + "', a step of another program that Hourglass does not know");
		Fields kwargs = step.child("kwargs");
		double mean = number(kwargs, "mean"), deviation = number(kwargs, "stdDev");
		inputs.get(0).put("preprocessing", List.of(Map.of("name", "zero_mean_unit_variance", "kwargs", Map.of("mode", "fixed", "mean", mean, "std", deviation))));
		int channels = name.contains("denoiseg") ? 4 : 1;
		outputs.get(0).put("postprocessing", List.of(Map.of("name", "scale_linear", "kwargs", channels == 1 ? Map.of("gain", deviation, "offset", mean)
			: Map.of("axes", "zyx", "gain", List.of(deviation, 1, 1, 1), "offset", List.of(mean, 0, 0, 0)))));
	}

	private static double number(Fields kwargs, String key) {
		List<Double> numbers = kwargs.isList(key) ? kwargs.numbers(key) : List.of(kwargs.number(key));
		if (numbers.isEmpty() || numbers.get(0) == null)
			throw kwargs.mustBe(key, "a number");
		return numbers.get(0);
	}
}
