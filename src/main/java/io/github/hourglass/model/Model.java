package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import io.github.hourglass.image.Progress;

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
 * @param facts further lines for people, in reading order, under bioimage.io's names: {@code authors}, {@code license},
 *          {@code cite}, {@code documentation}, {@code covers}, {@code tags}, {@code config} …; {@code missing} lists the files
 *          a package names but does not hold
 */
public record Model(String name, String description, String format, Path folder, Path source, List<TensorSpec> inputs,
	List<TensorSpec> outputs, List<WeightsFile> weights, Map<String, Object> facts)
{

	public Model {
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		weights = List.copyOf(weights);
		facts = Collections.unmodifiableMap(new LinkedHashMap<>(facts));
	}

	/** The input or output of that id; refused if there is none. */
	public TensorSpec tensor(String id) {
		return Stream.concat(inputs.stream(), outputs.stream()).filter(tensor -> tensor.id().equals(id)).findFirst()
			.orElseThrow(() -> new ModelException("The model '" + name + "' has no tensor '" + id + "'."));
	}

	/** The weights in that format, or null if the package has none on disk. */
	public WeightsFile weights(String weightsFormat) {
		return weights.stream().filter(file -> file.format().equals(weightsFormat)).findFirst().orElse(null);
	}

	/** The same model with other weights. */
	public Model withWeights(List<WeightsFile> others) {
		return new Model(name, description, format, folder, source, inputs, outputs, others, facts);
	}

	/** The first cover picture that lies in the package; null if none does. */
	public Path picture() {
		List<?> covers = facts.get("covers") instanceof List<?> list ? list : List.of();
		return covers.stream().map(String::valueOf).filter(PackageFiles::isInside).map(folder::resolve).filter(java.nio.file.Files::isRegularFile).findFirst().orElse(null);
	}

	/**
	 * Compares a weights file with the sha256 that the package states; does nothing where it states none or the weights are a
	 * folder.
	 *
	 * @throws ModelException if they differ
	 */
	public void verify(WeightsFile file) {
		verify(file, Progress.none());
	}

	/** As {@link #verify(WeightsFile)}, reporting the bytes read and stopping when asked to. */
	public void verify(WeightsFile file, Progress progress) {
		Sha256.verify(file.path(), file.sha256(), "weights." + file.format() + ".sha256", progress);
	}

	/** The sha256 of a weights file: as the package states it, else computed; empty for a folder. */
	public String sha256(WeightsFile file) {
		return !file.sha256().isEmpty() ? file.sha256() : java.nio.file.Files.isDirectory(file.path()) ? "" : Sha256.of(file.path());
	}
}
