package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.List;

import io.github.hourglass.engine.TensorType;

/**
 * One input or output of a model.
 *
 * @param id its name in the package
 * @param description may be empty
 * @param axes slowest first, as the tensor has them
 * @param type element type the network takes or gives
 * @param steps preprocessing of an input, postprocessing of an output, in order
 * @param optional true for an input that may be left out
 * @param testTensor {@code .npy} file, or null
 * @param sampleTensor a file to show, or null
 */
public record TensorSpec(String id, String description, List<AxisSpec> axes, TensorType type, List<StepSpec> steps,
	boolean optional, Path testTensor, Path sampleTensor)
{

	public TensorSpec {
		axes = List.copyOf(axes);
		steps = List.copyOf(steps);
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
}
