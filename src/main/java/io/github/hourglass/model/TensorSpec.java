package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.TensorType;

/**
 * One input or output of a model.
 *
 * @param id its name in the package
 * @param description may be empty
 * @param axes slowest first, as the tensor has them
 * @param type element type of the network's input; of an output, its type after the steps
 * @param steps preprocessing of an input, postprocessing of an output, in order; the conversions of type that bioimage.io
 *          implies at the beginning and the end are written out
 * @param optional true for an input that may be left out
 * @param testTensor {@code .npy} file, or null
 * @param sampleTensor a file to show, or null
 * @param data what the values mean, in bioimage.io's terms ({@code type}, {@code range}, {@code unit}, {@code values} …): one
 *          entry for the tensor or one per channel; empty where nothing is said
 */
public record TensorSpec(String id, String description, List<AxisSpec> axes, TensorType type, List<StepSpec> steps,
	boolean optional, Path testTensor, Path sampleTensor, List<Map<String, Object>> data)
{

	public TensorSpec {
		axes = List.copyOf(axes);
		steps = List.copyOf(steps);
		data = data.stream().map(entry -> Collections.unmodifiableMap(new LinkedHashMap<>(entry))).toList();
	}

	/** Nothing is said about the values. */
	public TensorSpec(String id, String description, List<AxisSpec> axes, TensorType type, List<StepSpec> steps, boolean optional,
		Path testTensor, Path sampleTensor)
	{
		this(id, description, axes, type, steps, optional, testTensor, sampleTensor, List.of());
	}

	public TensorSpec withAxes(List<AxisSpec> others) {
		return new TensorSpec(id, description, others, type, steps, optional, testTensor, sampleTensor, data);
	}

	public TensorSpec withSteps(List<StepSpec> others) {
		return new TensorSpec(id, description, axes, type, others, optional, testTensor, sampleTensor, data);
	}

	public TensorSpec withTestTensor(Path other) {
		return new TensorSpec(id, description, axes, type, steps, optional, other, sampleTensor, data);
	}

	/** The axis letters, slowest first, such as {@code bcyx}. */
	public String letters() {
		StringBuilder letters = new StringBuilder();
		axes.forEach(axis -> letters.append(axis.letter()));
		return letters.toString();
	}

	/** The axis with that letter, or null. */
	public AxisSpec axis(char letter) {
		return axes.stream().filter(axis -> axis.letter() == letter).findFirst().orElse(null);
	}

	/** The place of the axis with that id among the axes, or -1. */
	public int indexOf(String axisId) {
		for (int a = 0; a < axes.size(); a++)
			if (axes.get(a).id().equals(axisId))
				return a;
		return -1;
	}
}
