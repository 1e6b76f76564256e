package io.github.hourglass.architecture;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operator of a {@link Graph}, with the name and the meaning of the ONNX operator specification.
 *
 * @param operator such as {@code Conv}
 * @param domain empty for the standard operators
 * @param name unique in the graph, for messages; may be empty
 * @param inputs names of the values it takes; an empty name is an optional input left out
 * @param outputs names of the values it gives; an empty name is an output nobody wants
 * @param attributes by name: {@code Long}, {@code Float}, {@code String}, {@code long[]}, {@code float[]},
 *          {@code List<String>} or {@code Tensor}
 */
public record Node(String operator, String domain, String name, List<String> inputs, List<String> outputs,
	Map<String, Object> attributes)
{

	public Node {
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
	}

	/** The i-th input, or the empty string where it is left out. */
	public String input(int i) {
		return i < inputs.size() ? inputs.get(i) : "";
	}

	/** An integer attribute, or what it is by default. */
	public long integer(String attribute, long byDefault) {
		return attributes.get(attribute) instanceof Long value ? value : byDefault;
	}

	/** A float attribute, or what it is by default. */
	public float real(String attribute, float byDefault) {
		return attributes.get(attribute) instanceof Float value ? value : byDefault;
	}

	/** A text attribute, or what it is by default. */
	public String text(String attribute, String byDefault) {
		return attributes.get(attribute) instanceof String value ? value : byDefault;
	}

	/** A list of integers, or what it is by default (which may be null). */
	public long[] integers(String attribute, long[] byDefault) {
		return attributes.get(attribute) instanceof long[] value ? value.clone() : byDefault;
	}

	/** For messages: the operator and its name. */
	@Override
	public String toString() {
		return name.isEmpty() ? operator : operator + " '" + name + "'";
	}
}
