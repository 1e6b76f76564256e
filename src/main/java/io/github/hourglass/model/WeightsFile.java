package io.github.hourglass.model;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of the weights files of a package.
 *
 * @param format bioimage.io's name: {@code onnx}, {@code tensorflow_saved_model_bundle}, {@code torchscript}, …
 * @param path file (or folder) on disk, inside the package
 * @param sha256 lower-case hexadecimal as the package states it; empty where it does not
 * @param details what else the package says, under bioimage.io's names: {@code opset_version}, {@code tensorflow_version},
 *          {@code parent}, {@code authors}, {@code comment} …
 */
public record WeightsFile(String format, Path path, String sha256, Map<String, Object> details) {

	public WeightsFile {
		details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
	}

	/** Without further details. */
	public WeightsFile(String format, Path path, String sha256) {
		this(format, path, sha256, Map.of());
	}
}
