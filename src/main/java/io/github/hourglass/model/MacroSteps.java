package io.github.hourglass.model;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What an ImageJ macro that deepImageJ runs before or after a network does to all pixels, where that is arithmetic with numbers or with the
 * image's own mean, deviation, least and greatest value, the normalization between percentiles that deepImageJ offers, or a threshold at
 * the end. Macros are never run.
 *
 * @param steps the rules it amounts to; empty where it is not understood
 * @param foreign the first statement that is not understood; empty if all are
 */
record MacroSteps(List<StepSpec> steps, String foreign) {

	private static final int LONGEST = 200_000;
	private static final Pattern HARMLESS = Pattern.compile("print\\(.*|\\w+ *= *getTitle *(\\(\\))?|rename\\(.*|selectWindow\\(.*|setOption\\(.*|setBatchMode\\(.*|getDimensions\\(.*|setMinAndMax\\(.*"
		+ "|run\\(\"(32-bit|Close|Brightness/Contrast\\.\\.\\.)\"\\)|run\\(\"Enhance Contrast\", *\"saturated=[\\d.]+\"\\)|\\w+\\(\\)");
	private static final Pattern NUMBER = Pattern.compile("(\\w+) *= *([-+]?[\\d.]+(?:[eE][-+]?\\d+)?)");
	private static final Pattern STATISTICS = Pattern.compile("get(?:Raw)?Statistics\\((.*)\\)");
	private static final Pattern RANGE = Pattern.compile("(\\w+) *= *(\\w+) *- *(\\w+)(?: *\\+ *[\\d.eE-]+)?");
	private static final Pattern ARITHMETIC = Pattern.compile("run\\(\"(Add|Subtract|Multiply|Divide)\\.\\.\\.\", *\"value=([-+\\d.eE]*)(?: stack)?\"(?: *\\+ *\\(?(\\w+|[\\d.]+)\\)?)?(?: *\\+ *\" stack\")?\\)");
	private static final Pattern PERCENTILES = Pattern.compile("(?:target|min_percentile|max_percentile) *= *([\\d.]+) *;");
	private static final Pattern FUNCTION = Pattern.compile("function +\\w+ *\\([^)]*\\) *\\{");

	/** The axes that are normalized together: the whole image in space. */
	private record Reader(List<String> axes, Map<String, Object> values, List<StepSpec> steps) {}

	/**
	 * Reads a macro.
	 *
	 * @param axes ids of the axes along space
	 */
	static MacroSteps read(Path macro, List<String> axes) {
		try {
			if (Files.size(macro) > LONGEST)
				return new MacroSteps(List.of(), "its " + Files.size(macro) + " bytes");
			return of(new String(Files.readAllBytes(macro), StandardCharsets.UTF_8), axes);
		}
		catch (IOException e) {
			throw new ModelException("The macro " + macro + " cannot be read: " + e.getMessage() + ".", e);
		}
	}

	static MacroSteps of(String macro, List<String> axes) {
		Reader reader = new Reader(axes, new HashMap<>(), new ArrayList<>());
		String text = macro.replaceAll("(?s)/\\*.*?\\*/", " ").replaceAll("(?m)//.*$", " ");
		text = withoutPercentiles(text, reader);
		for (String statement : text.split("[;\n\r]+")) {
			String one = statement.strip();
			if (!one.isEmpty() && !understand(one, reader))
				return new MacroSteps(List.of(), one.length() > 60 ? one.substring(0, 60) + "…" : one);
		}
		return reader.values.containsKey(" pending") ? new MacroSteps(List.of(), "Subtract without a matching Divide") : new MacroSteps(List.copyOf(reader.steps), "");
	}

	/** Takes deepImageJ's function for percentiles out and the numbers in it. */
	private static String withoutPercentiles(String text, Reader reader) {
		Matcher function = FUNCTION.matcher(text);
		if (!text.contains("getHistogram(") || !function.find())
			return text;
		int end = function.end();
		for (int open = 1; end < text.length() && open > 0; end++)
			open += text.charAt(end) == '{' ? 1 : text.charAt(end) == '}' ? -1 : 0;
		List<Double> found = new ArrayList<>();
		for (Matcher number = PERCENTILES.matcher(text); number.find();)
			found.add(Double.parseDouble(number.group(1)));
		if (found.size() < 2 || !(found.get(0) < found.get(1)))
			return text;
		double factor = found.get(1) <= 1 ? 100 : 1;
		reader.steps.add(new StepSpec("scale_range", Map.of("axes", reader.axes, "min_percentile", found.get(0) * factor, "max_percentile", found.get(1) * factor)));
		String rest = text.substring(0, function.start()) + text.substring(end);
		return rest.replaceAll("\\w*percentile\\w* *=[^;]*;|nBins *=[^;]*;|\\w*percentile\\w*\\([^)]*\\) *;?", " ");
	}

	private static boolean understand(String one, Reader reader) {
		Matcher number = NUMBER.matcher(one), statistics = STATISTICS.matcher(one), range = RANGE.matcher(one), arithmetic = ARITHMETIC.matcher(one);
		if (number.matches())
			reader.values.put(number.group(1), Double.parseDouble(number.group(2)));
		else if (statistics.matches())
			name(statistics.group(1).split(" *, *"), reader);
		else if (range.matches() && "max".equals(reader.values.get(range.group(2))) && "min".equals(reader.values.get(range.group(3))))
			reader.values.put(range.group(1), "range");
		else if (arithmetic.matches())
			return compute(arithmetic.group(1), value(arithmetic.group(2), arithmetic.group(3), reader), reader);
		else
			return HARMLESS.matcher(one).matches() || threshold(one, reader);
		return true;
	}

	private static void name(String[] names, Reader reader) {
		String[] meanings = { "area", "mean", "min", "max", "std" };
		for (int i = 0; i < Math.min(names.length, meanings.length); i++)
			reader.values.put(names[i].strip(), meanings[i]);
	}

	/** A number, or the name of a statistic; null if it is neither. */
	private static Object value(String literal, String variable, Reader reader) {
		String text = literal.isEmpty() ? variable : literal;
		if (text == null)
			return null;
		try {
			return Double.parseDouble(text);
		}
		catch (NumberFormatException e) {
			return reader.values.get(text);
		}
	}

	private static boolean compute(String operation, Object value, Reader reader) {
		Object pending = reader.values.remove(" pending");
		if (value instanceof Double number && pending == null && !(operation.equals("Divide") && number == 0)) {
			boolean sum = operation.equals("Add") || operation.equals("Subtract");
			double gain = sum ? 1 : operation.equals("Multiply") ? number : 1 / number, offset = !sum ? 0 : operation.equals("Add") ? number : -number;
			reader.steps.add(new StepSpec("scale_linear", Map.of("gain", gain, "offset", offset)));
			return true;
		}
		if (operation.equals("Subtract") && pending == null && ("mean".equals(value) || "min".equals(value))) {
			reader.values.put(" pending", value);
			return true;
		}
		if (operation.equals("Divide") && "mean".equals(pending) && "std".equals(value))
			reader.steps.add(new StepSpec("zero_mean_unit_variance", Map.of("axes", reader.axes)));
		else if (operation.equals("Divide") && "min".equals(pending) && "range".equals(value))
			reader.steps.add(new StepSpec("scale_range", Map.of("axes", reader.axes, "min_percentile", 0.0, "max_percentile", 100.0)));
		else
			return false;
		return true;
	}

	/** {@code setThreshold(t, most)} and {@code Convert to Mask}: what is at least t becomes 255, or 1 where it is divided by 255 then. */
	private static boolean threshold(String one, Reader reader) {
		Matcher set = Pattern.compile("setThreshold\\( *(\\w+|[\\d.]+) *, *(\\w+|[\\d.eE]+) *\\)").matcher(one);
		if (set.matches()) {
			Object low = value(set.group(1), null, reader), high = value(set.group(2), null, reader);
			if (!(low instanceof Double number) || !("max".equals(high) || high instanceof Double most && most >= 1e9))
				return false;
			reader.values.put(" threshold", number);
			return true;
		}
		if (one.matches("run\\(\"Convert to Mask\".*\\)") && reader.values.remove(" threshold") instanceof Double low) {
			reader.steps.add(new StepSpec("binarize", Map.of("threshold", low)));
			reader.steps.add(new StepSpec("scale_linear", Map.of("gain", 255.0, "offset", 0.0)));
			return true;
		}
		return false;
	}
}
