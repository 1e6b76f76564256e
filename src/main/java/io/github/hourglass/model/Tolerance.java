package io.github.hourglass.model;

import java.util.List;
import java.util.Map;

/**
 * How far a reproduced test output may be from the one in the package: a value is off if
 * {@code |got - expected| > absolute + relative * |expected|}, and so many of a million may be off. bioimage.io keeps this under
 * {@code config.bioimageio.reproducibility_tolerance}; the first entry that is for the output and the weights counts.
 */
public record Tolerance(double relative, double absolute, double mismatchedPerMillion) {

	/** What bioimage.io assumes where a package says nothing. */
	public static final Tolerance USUAL = new Tolerance(1e-3, 1e-3, 100);

	/** @param weightsFormat such as {@code onnx} */
	public static Tolerance of(Model model, TensorSpec output, String weightsFormat) {
		if (model.facts().get("config") instanceof Map<?, ?> config && config.get("bioimageio") instanceof Map<?, ?> ours
			&& ours.get("reproducibility_tolerance") instanceof List<?> entries)
			for (Object entry : entries)
				if (entry instanceof Map<?, ?> map && isFor(map.get("output_ids"), output.id()) && isFor(map.get("weights_formats"), weightsFormat))
					return new Tolerance(number(map, "relative_tolerance", USUAL.relative), number(map, "absolute_tolerance", USUAL.absolute),
						number(map, "mismatched_elements_per_million", USUAL.mismatchedPerMillion));
		return USUAL;
	}

	/** An absent or empty list is for all. */
	private static boolean isFor(Object names, String name) {
		return !(names instanceof List<?> list) || list.isEmpty() || list.contains(name);
	}

	private static double number(Map<?, ?> map, String key, double otherwise) {
		return map.get(key) instanceof Number number && number.doubleValue() >= 0 ? number.doubleValue() : otherwise;
	}

	public boolean allows(double got, double expected) {
		return Math.abs(got - expected) <= absolute + relative * Math.abs(expected) || got == expected || Double.isNaN(got) && Double.isNaN(expected);
	}
}
