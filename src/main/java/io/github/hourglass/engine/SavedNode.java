package io.github.hourglass.engine;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One operator of a {@link SavedGraph}, with the name and the meaning that TensorFlow gives it.
 *
 * @param operator such as {@code Conv2D}
 * @param name unique in the graph
 * @param inputs {@code node}, or {@code node:1} for an output other than the first
 * @param attributes by name: {@code Long}, {@code Float}, {@code Boolean}, {@code String}, {@code TensorType} or {@code long[]}; others
 *          are left out
 */
public record SavedNode(String operator, String name, List<String> inputs, Map<String, Object> attributes) {

	public SavedNode {
		inputs = List.copyOf(inputs);
		attributes = Collections.unmodifiableMap(new LinkedHashMap<>(attributes));
	}

	public long integer(String attribute, long byDefault) {
		return attributes.get(attribute) instanceof Long value ? value : byDefault;
	}

	public float real(String attribute, float byDefault) {
		return attributes.get(attribute) instanceof Float value ? value : byDefault;
	}

	public boolean flag(String attribute) {
		return Boolean.TRUE.equals(attributes.get(attribute));
	}

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
		return operator + " '" + name + "'";
	}
}
