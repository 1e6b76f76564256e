package io.github.hourglass.engine;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What a program and its {@link Worker} say to each other: JSON objects, one in a line of at most {@link #LONGEST} bytes, in ASCII. */
record WorkerMessage(Map<String, Object> fields) {

	static final int LONGEST = 1 << 20;

	static WorkerMessage of(String field, Object value) {
		return new WorkerMessage(Map.of()).with(field, value);
	}

	/** @param value a text, number, array of numbers, message, list of these, or null */
	WorkerMessage with(String field, Object value) {
		Map<String, Object> more = new LinkedHashMap<>(fields);
		more.put(field, value);
		return new WorkerMessage(more);
	}

	/** @throws EngineException if there is no such text */
	String text(String field) {
		if (fields.get(field) instanceof String text)
			return text;
		throw wrong(field);
	}

	/** @throws EngineException if there is no such whole number */
	long number(String field) {
		if (fields.get(field) instanceof Number number && !(number instanceof Double))
			return number.longValue();
		throw wrong(field);
	}

	boolean has(String field) {
		return fields.get(field) != null;
	}

	/** A list of whole numbers; null if it is not there. */
	long[] numbers(String field) {
		if (!has(field))
			return null;
		return list(field).stream().mapToLong(value -> value instanceof Number number ? number.longValue() : Long.MIN_VALUE).toArray();
	}

	List<String> texts(String field) {
		return list(field).stream().map(String::valueOf).toList();
	}

	@SuppressWarnings("unchecked")
	List<WorkerMessage> messages(String field) {
		return list(field).stream().map(value -> {
			if (value instanceof Map<?, ?> map)
				return new WorkerMessage((Map<String, Object>) map);
			throw wrong(field);
		}).toList();
	}

	private List<?> list(String field) {
		if (fields.get(field) instanceof List<?> list)
			return list;
		throw wrong(field);
	}

	private EngineException wrong(String field) {
		return new EngineException("A message between this program and its worker has no usable '" + field + "'; use the same version of Hourglass for both.");
	}

	/** The message in one line, without its end. */
	String line() {
		StringBuilder json = new StringBuilder();
		append(json, this);
		return json.toString();
	}

	private static void append(StringBuilder json, Object value) {
		if (value instanceof WorkerMessage message) {
			String separator = "{";
			for (Map.Entry<String, Object> field : message.fields.entrySet()) {
				json.append(separator);
				append(json, field.getKey());
				json.append(": ");
				append(json, field.getValue());
				separator = ", ";
			}
			json.append(message.fields.isEmpty() ? "{}" : "}");
		}
		else if (value instanceof List<?> list) {
			String separator = "[";
			for (Object element : list) {
				json.append(separator);
				append(json, element);
				separator = ", ";
			}
			json.append(list.isEmpty() ? "[]" : "]");
		}
		else if (value instanceof long[] numbers)
			json.append(Arrays.toString(numbers));
		else if (value == null || value instanceof Number || value instanceof Boolean)
			json.append(value);
		else
			quote(json, value.toString());
	}

	private static void quote(StringBuilder json, String text) {
		json.append('"');
		for (char c : text.toCharArray())
			if (c == '"' || c == '\\')
				json.append('\\').append(c);
			else if (c < ' ' || c > '~')
				json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
			else
				json.append(c);
		json.append('"');
	}

	/** @throws IllegalArgumentException if the line is no JSON object */
	@SuppressWarnings("unchecked")
	static WorkerMessage parse(String line) {
		LoaderOptions options = new LoaderOptions();
		options.setCodePointLimit(LONGEST);
		options.setMaxAliasesForCollections(0);
		try {
			if (line.startsWith("{") && new Yaml(new SafeConstructor(options)).load(line) instanceof Map<?, ?> map)
				return new WorkerMessage((Map<String, Object>) map);
		}
		catch (YAMLException e) {
			throw new IllegalArgumentException("This is no JSON object.", e);
		}
		throw new IllegalArgumentException("This is no JSON object.");
	}

	/**
	 * The next line, without its end; null at the end of the stream.
	 *
	 * @param in a buffered stream
	 * @throws IOException if the line is longer than {@link #LONGEST}
	 */
	static String readLine(InputStream in) throws IOException {
		byte[] bytes = new byte[256];
		int length = 0;
		for (int b = in.read(); b != '\n'; b = in.read()) {
			if (b < 0)
				return null;
			if (length == LONGEST)
				throw new EOFException("a line of more than " + LONGEST + " bytes");
			if (length == bytes.length)
				bytes = Arrays.copyOf(bytes, 2 * length);
			bytes[length++] = (byte) b;
		}
		return new String(bytes, 0, length, StandardCharsets.US_ASCII).strip();
	}

	static WorkerMessage of(TensorInfo info) {
		return of("name", info.name()).with("type", info.type().name()).with("shape", info.shape()).with("sizes", info.sizeNames());
	}

	static WorkerMessage of(String name, Tensor tensor) {
		return of("name", name).with("type", tensor.type().name()).with("shape", tensor.shape());
	}

	TensorInfo info() {
		return new TensorInfo(text("name"), type(), numbers("shape"), texts("sizes"));
	}

	TensorType type() {
		try {
			return TensorType.valueOf(text("type"));
		}
		catch (IllegalArgumentException e) {
			throw wrong("type");
		}
	}
}
