package io.github.hourglass.command;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The second argument of a macro's {@code run("...", "key=value key=[two words]")}, read as {@code ij.Macro.getValue} reads it:
 * keys in lower case, values to the next blank, in nestable square brackets (after which a comma may stand) or in single quotes.
 */
record MacroOptions(Map<String, String> values) {

	/** @throws IllegalArgumentException naming what has no value, is given twice or is not closed */
	static MacroOptions parse(String text) {
		Map<String, String> values = new LinkedHashMap<>();
		int at = 0;
		while (true) {
			while (at < text.length() && (Character.isWhitespace(text.charAt(at)) || text.charAt(at) == ',' && at > 0 && text.charAt(at - 1) == ']'))
				at++;
			if (at == text.length())
				return new MacroOptions(values);
			int end = at;
			while (end < text.length() && text.charAt(end) != '=' && !Character.isWhitespace(text.charAt(end)))
				end++;
			String key = text.substring(at, end).toLowerCase(Locale.ROOT);
			if (end == text.length() || text.charAt(end) != '=')
				throw new IllegalArgumentException("'" + key + "' stands alone among the options of the macro; write " + key + "=true, or the value it should have.");
			int valueEnd = valueEnd(text, end + 1, key);
			if (values.put(key, unwrapped(text.substring(end + 1, valueEnd))) != null)
				throw new IllegalArgumentException(key + " is given twice in the macro; leave one of them out.");
			at = valueEnd;
		}
	}

	private static int valueEnd(String text, int start, String key) {
		if (start == text.length())
			return start;
		char first = text.charAt(start);
		int end = start;
		if (first == '\'')
			end = text.indexOf('\'', start + 1) + 1;
		else if (first == '[')
			end = afterBracket(text, start);
		else
			while (end < text.length() && !Character.isWhitespace(text.charAt(end)))
				end++;
		if (end == 0)
			throw new IllegalArgumentException("The value of " + key + " has no closing " + (first == '[' ? "]" : "'") + " in the macro.");
		return end;
	}

	/** Position after the bracket that closes the one at {@code start}, 0 if none does. */
	private static int afterBracket(String text, int start) {
		int open = 0;
		for (int i = start; i < text.length(); i++) {
			if (text.charAt(i) == '[')
				open++;
			else if (text.charAt(i) == ']' && --open == 0)
				return i + 1;
		}
		return 0;
	}

	private static String unwrapped(String value) {
		boolean wrapped = value.length() > 1 && (value.startsWith("[") || value.startsWith("'"));
		return wrapped ? value.substring(1, value.length() - 1) : value;
	}

	/** The same without these keys. */
	MacroOptions without(Collection<String> keys) {
		Map<String, String> rest = new LinkedHashMap<>(values);
		rest.keySet().removeAll(keys);
		return new MacroOptions(rest);
	}

	/** @throws IllegalArgumentException naming the first key that the command has not */
	void check(String command, Collection<String> keys) {
		for (String key : values.keySet())
			if (!keys.contains(key))
				throw new IllegalArgumentException(command + " has no option '" + key + "'; it has " + (keys.isEmpty() ? "none" : String.join(", ", keys)) + ".");
	}
}
