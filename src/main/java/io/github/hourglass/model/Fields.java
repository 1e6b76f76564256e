package io.github.hourglass.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The fields of one map of a package's description, read by type. A field that is missing or of another type is refused by its
 * whole path, such as {@code inputs[0].axes[1].size}.
 */
final class Fields {

	private final String file;
	private final String path;
	private final Map<String, Object> values;

	private Fields(String file, String path, Map<String, Object> values) {
		this.file = file;
		this.path = path;
		this.values = values;
	}

	static Fields of(String file, Map<String, Object> values) {
		return new Fields(file, "", values);
	}

	/** Other values under the same path. */
	Fields with(Map<String, Object> others) {
		return new Fields(file, path, others);
	}

	/** The description's file name, for messages. */
	String file() {
		return file;
	}

	/** The whole path of a field. */
	String path(String key) {
		return path.isEmpty() ? key : path + "." + key;
	}

	Map<String, Object> values() {
		return values;
	}

	/** Null counts as absent. */
	boolean has(String key) {
		return values.get(key) != null;
	}

	Object get(String key) {
		return values.get(key);
	}

	/** A field as a whole is wrong: "In FILE, 'PATH' WHAT." */
	ModelException refuse(String key, String what) {
		return new ModelException("In " + file + ", '" + path(key) + "' " + what + ".");
	}

	ModelException mustBe(String key, String what) {
		if (!has(key))
			return refuse(key, "is missing; it must be " + what);
		String value = String.valueOf(get(key));
		return refuse(key, "must be " + what + ", not '" + (value.length() > 60 ? value.substring(0, 60) + "…" : value) + "'");
	}

	String text(String key) {
		Object value = get(key);
		if (value instanceof String || value instanceof Number || value instanceof Boolean)
			return value.toString();
		throw mustBe(key, "a text");
	}

	String text(String key, String otherwise) {
		return has(key) ? text(key) : otherwise;
	}

	/** One of these words. */
	String word(String key, List<String> words) {
		String word = text(key);
		if (!words.contains(word))
			throw mustBe(key, "one of " + String.join(", ", words));
		return word;
	}

	boolean flag(String key) {
		if (!has(key))
			return false;
		if (get(key) instanceof Boolean flag)
			return flag;
		throw mustBe(key, "true or false");
	}

	double number(String key) {
		if (get(key) instanceof Number number)
			return number.doubleValue();
		throw mustBe(key, "a number");
	}

	double number(String key, double otherwise) {
		return has(key) ? number(key) : otherwise;
	}

	/** A whole number of at least {@code least} and below 2^53; {@code 2.0} is one. */
	long whole(String key, long least) {
		if (get(key) instanceof Number number && number.doubleValue() == Math.rint(number.doubleValue())
			&& Math.abs(number.doubleValue()) < 9e15 && number.longValue() >= least)
			return number.longValue();
		throw mustBe(key, least == Long.MIN_VALUE ? "a whole number" : "a whole number of at least " + least);
	}

	boolean isMap(String key) {
		return get(key) instanceof Map;
	}

	boolean isList(String key) {
		return get(key) instanceof List;
	}

	Fields child(String key) {
		return child(key, path(key), get(key), "a map of fields");
	}

	/** The elements of a list of maps; none where the field is absent. */
	List<Fields> children(String key) {
		List<Fields> children = new ArrayList<>();
		for (int i = 0; i < list(key).size(); i++)
			children.add(child(key, path(key) + "[" + i + "]", list(key).get(i), "a list of maps of fields"));
		return children;
	}

	List<?> list(String key) {
		if (!has(key))
			return List.of();
		if (get(key) instanceof List<?> list)
			return list;
		throw mustBe(key, "a list");
	}

	List<String> texts(String key) {
		List<String> texts = new ArrayList<>();
		for (Object value : list(key)) {
			if (!(value instanceof String || value instanceof Number || value instanceof Boolean))
				throw mustBe(key, "a list of texts");
			texts.add(value.toString());
		}
		return texts;
	}

	/** A list of numbers, null where an element is null; {@code inf} and {@code -inf}, which YAML takes for texts, are numbers too. */
	List<Double> numbers(String key) {
		List<Double> numbers = new ArrayList<>();
		for (Object value : list(key)) {
			if ("inf".equals(value) || "-inf".equals(value))
				numbers.add("inf".equals(value) ? Double.POSITIVE_INFINITY : Double.NEGATIVE_INFINITY);
			else if (value != null && !(value instanceof Number))
				throw mustBe(key, "a list of numbers");
			else
				numbers.add(value == null ? null : ((Number) value).doubleValue());
		}
		return numbers;
	}

	/** A list of whole numbers of at least {@code least}. */
	List<Long> wholes(String key, long least) {
		List<Long> wholes = new ArrayList<>();
		for (Object value : list(key)) {
			if (!(value instanceof Number number) || number.doubleValue() != Math.rint(number.doubleValue())
				|| Math.abs(number.doubleValue()) >= 9e15 || number.longValue() < least)
				throw mustBe(key, "a list of whole numbers of at least " + least);
			wholes.add(number.longValue());
		}
		return wholes;
	}

	@SuppressWarnings("unchecked")
	private Fields child(String key, String childPath, Object value, String wanted) {
		if (!(value instanceof Map))
			throw mustBe(key, wanted);
		return new Fields(file, childPath, new LinkedHashMap<>((Map<String, Object>) value));
	}
}
