package io.github.hourglass.image;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns values by name, as text or typed, into an options record whose components carry {@link Setting}, each checked against
 * it; and back. Neither ImageJ's macro parser nor a command line nor a file checks ranges and choices, so this is the one place.
 */
public final class Settings {

	private Settings() {}

	/**
	 * @param values by option name; what is missing or null takes its default; other names are not looked at
	 * @throws IllegalArgumentException naming the option, if a value cannot be read, is out of range or not among the choices
	 */
	public static <R extends Record> R read(Class<R> type, Map<String, ?> values) {
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
		catch (InvocationTargetException e) {
			if (e.getCause() instanceof RuntimeException refusal)
				throw refusal;
			throw new IllegalStateException(e.getCause());
		}
		catch (ReflectiveOperationException e) {
			throw new IllegalStateException(e);
		}
	}

	/** The values of an options record by name, in order. */
	public static Map<String, Object> values(Record options) {
		Map<String, Object> values = new LinkedHashMap<>();
		for (RecordComponent option : options.getClass().getRecordComponents())
			try {
				option.getAccessor().setAccessible(true);
				values.put(option.getName(), option.getAccessor().invoke(options));
			}
			catch (ReflectiveOperationException e) {
				throw new IllegalStateException(e);
			}
		return values;
	}

	/** What the record says of one of its components. */
	public static Setting setting(RecordComponent option) {
		return option.getAnnotation(Setting.class);
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
			return text.matches("[-+]?\\d+") ? whole(name, text) : (long) number;
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

	/** Numbers that a double does not hold exactly, such as a seed. */
	private static long whole(String name, String text) {
		try {
			return Long.parseLong(text);
		}
		catch (NumberFormatException e) {
			throw new IllegalArgumentException(name + " cannot be " + text + "; it goes from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE + ".");
		}
	}

	private static String plain(double value) {
		return value == Math.rint(value) && Math.abs(value) < 1e15 ? Long.toString((long) value) : Double.toString(value);
	}
}
