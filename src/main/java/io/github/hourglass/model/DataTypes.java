package io.github.hourglass.model;

import java.util.List;
import java.util.Locale;

import io.github.hourglass.engine.TensorType;

/** bioimage.io's names of element types, which are NumPy's. */
final class DataTypes {

	static final List<String> NAMES = List.of("float32", "float64", "uint8", "int8", "uint16", "int16", "uint32", "int32", "uint64",
		"int64", "bool");

	private DataTypes() {}

	static TensorType of(Fields fields, String key) {
		return TensorType.valueOf(fields.word(key, NAMES).toUpperCase(Locale.ROOT));
	}

	static String name(TensorType type) {
		return type.name().toLowerCase(Locale.ROOT);
	}
}
