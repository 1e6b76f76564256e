package io.github.hourglass.step;

import java.util.List;

import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.StepSpec;
import io.github.hourglass.model.TensorSpec;

/** The arguments of a rule as a package writes them, read by type; what does not fit is refused by name. */
final class Arguments {

	private final StepSpec spec;
	private final TensorSpec tensor;

	Arguments(StepSpec spec, TensorSpec tensor) {
		this.spec = spec;
		this.tensor = tensor;
	}

	/** Id of the tensor the rule works on. */
	String tensor() {
		return tensor.id();
	}

	boolean has(String key) {
		return spec.arguments().get(key) != null;
	}

	double number(String key, double otherwise) {
		Object value = spec.arguments().get(key);
		return value == null ? otherwise : asNumber(key, value);
	}

	/** A number, or a list of them. */
	double[] numbers(String key, double otherwise) {
		Object value = spec.arguments().get(key);
		if (value instanceof List<?> list && !list.isEmpty())
			return list.stream().mapToDouble(element -> asNumber(key, element)).toArray();
		return new double[] { value == null ? otherwise : asNumber(key, value) };
	}

	String text(String key) {
		if (spec.arguments().get(key) instanceof String text)
			return text;
		throw refuse("'" + key + "' must be a text, not " + spec.arguments().get(key));
	}

	/** The letter of the axis named by {@code axis}, or {@code otherwise} where nothing is. */
	char axis(char otherwise) {
		return has("axis") ? letter(spec.arguments().get("axis")) : otherwise;
	}

	/** The letters of the axes listed by {@code axes}; those of all axes of the tensor where nothing is. */
	String axes() {
		Object value = spec.arguments().get("axes");
		if (value == null)
			return tensor.letters();
		StringBuilder letters = new StringBuilder();
		if (value instanceof List<?> list)
			list.forEach(id -> letters.append(letter(id)));
		else if (value instanceof String text)
			text.chars().forEach(letter -> letters.append(letter(String.valueOf((char) letter))));
		else
			throw refuse("'axes' must be a list of axes, not " + value);
		return letters.toString();
	}

	private char letter(Object id) {
		for (AxisSpec axis : tensor.axes())
			if (axis.id().equals(id))
				return axis.letter();
		char letter = switch (String.valueOf(id)) {
			case "batch", "b" -> 'b';
			case "channel", "c" -> 'c';
			case "time", "t" -> 't';
			case "index", "i" -> 'i';
			case "x" -> 'x';
			case "y" -> 'y';
			case "z" -> 'z';
			default -> throw refuse("there is no axis '" + id + "'; the axes are " + tensor.axes().stream().map(AxisSpec::id).toList());
		};
		return letter;
	}

	private double asNumber(String key, Object value) {
		if (value instanceof Number number)
			return number.doubleValue();
		throw refuse("'" + key + "' must be a number, not " + value);
	}

	ModelException refuse(String why) {
		return new ModelException("The rule '" + spec.name() + "' of the tensor '" + tensor.id() + "' cannot be used: " + why + ".");
	}
}
