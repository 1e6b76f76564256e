package io.github.hourglass.command;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Setting;
import io.github.hourglass.image.Settings;

/**
 * Turns the values a user gave, as text or as typed fields, into the options record of the core, each checked against its
 * {@link Setting}. Neither ImageJ's macro parser nor a command line checks ranges and choices, so this is the one place.
 */
final class Options {

	private Options() {}

	/** The options of a record, in order. */
	static List<RecordComponent> of(Class<? extends Record> type) {
		return List.of(type.getRecordComponents());
	}

	static Setting setting(RecordComponent option) {
		return Settings.setting(option);
	}

	/**
	 * @param values by option name; what is missing or null takes its default
	 * @throws IllegalArgumentException naming the option, if a value cannot be read, is out of range or not among the choices
	 */
	static <R extends Record> R read(Class<R> type, Map<String, ?> values) {
		return Settings.read(type, values);
	}

	/** The values of a command's fields by name, its superclasses' included. */
	static Map<String, Object> fieldsOf(Object command) {
		Map<String, Object> values = new HashMap<>();
		for (Class<?> type = command.getClass(); type != null && type.getPackage() == Options.class.getPackage(); type = type.getSuperclass())
			for (Field field : type.getDeclaredFields())
				try {
					field.setAccessible(true);
					values.put(field.getName(), field.get(command));
				}
				catch (IllegalAccessException e) {
					throw new IllegalStateException(e);
				}
		return values;
	}
}
