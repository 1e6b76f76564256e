package io.github.hourglass.command;

import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.image.Setting;

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
		return option.getAnnotation(Setting.class);
	}

	/**
	 * @param values by option name; what is missing or null takes its default
	 * @throws IllegalArgumentException naming the option, if a value cannot be read, is out of range or not among the choices
	 */
	static <R extends Record> R read(Class<R> type, Map<String, ?> values) {
		RecordComponent[] options = type.getRecordComponents();
		Object[] arguments = new Object[options.length];
		for (int i = 0; i < options.length; i++) {
			Object value = values.get(options[i].getName());
			arguments[i] = read(options[i], value == null ? setting(options[i]).byDefault() : value.toString().strip());
		}
		try {
			Class<?>[] types = Arrays.stream(options).map(RecordComponent::getType).toArray(Class<?>[]::new);
			var constructor = type.getDeclaredConstructor(types);
			constructor.setAccessible(true);
			return constructor.newInstance(arguments);
		}
		catch (java.lang.reflect.InvocationTargetException e) {
			if (e.getCause() instanceof RuntimeException refusal)
				throw refusal;
			throw new IllegalStateException(e.getCause());
		}
		catch (ReflectiveOperationException e) {
			throw new IllegalStateException(e);
		}
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

	private static Object read(RecordComponent option, String text) {
		String name = option.getName();
		Setting setting = setting(option);
		List<String> choices = List.of(setting.choices());
		if (!choices.isEmpty() && !choices.contains(text))
			throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is one of " + String.join(", ", choices) + ".");
		Class<?> type = option.getType();
		if (type == String.class)
			return text;
		if (type == boolean.class) {
			if (!text.equals("true") && !text.equals("false"))
				throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is true or false.");
			return Boolean.valueOf(text);
		}
		double number = number(name, text);
		if (!(number >= setting.min() && number <= setting.max()))
			throw new IllegalArgumentException(name + " cannot be " + text + "; it goes from " + plain(setting.min()) + " to " + plain(setting.max()) + ".");
		if (type == double.class)
			return number;
		if (number != Math.rint(number))
			throw new IllegalArgumentException(name + " cannot be " + text + "; it is a whole number.");
		if (type == int.class)
			return (int) number;
		if (type == long.class)
			return (long) number;
		throw new IllegalStateException("The option " + name + " has the type " + type + ", which commands do not know.");
	}

	private static double number(String name, String text) {
		try {
			return Double.parseDouble(text);
		}
		catch (NumberFormatException e) {
			throw new IllegalArgumentException(name + " cannot be '" + text + "'; it is a number, written like 1.5.");
		}
	}

	private static String plain(double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
	}
}
