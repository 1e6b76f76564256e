package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a model package says: tensors, axes, sizes, steps, weights and who made it. Read by {@link ModelReader}. The weights
 * are files on disk; opening them is an engine's work.
 *
 * @param name for people
 * @param description one or two sentences; may be empty
 * @param format such as {@code bioimage.io 0.5.4} or {@code onnx}
 * @param folder where the (unpacked) package lies
 * @param source the file or folder the user named
 * @param inputs at least one
 * @param outputs at least one
 * @param weights those present on disk, in the package's order
 * @param facts further lines for people, in reading order: authors, licence, citation, documentation, cover, tags …
 */
public record Model(String name, String description, String format, Path folder, Path source, List<TensorSpec> inputs,
	List<TensorSpec> outputs, List<WeightsFile> weights, Map<String, Object> facts)
{

	public Model {
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		weights = List.copyOf(weights);
		facts = java.util.Collections.unmodifiableMap(new java.util.LinkedHashMap<>(facts));
	}
}
