package io.github.hourglass.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A pre- or postprocessing rule as a package writes it, in bioimage.io 0.5 terms.
 *
 * @param name such as {@code zero_mean_unit_variance}; 0.4 packages are translated to 0.5 when read
 * @param arguments the rule's {@code kwargs}: numbers, texts, lists and maps as YAML has them
 */
public record StepSpec(String name, Map<String, Object> arguments) {

	public StepSpec {
		arguments = Collections.unmodifiableMap(new LinkedHashMap<>(arguments));
	}
}
