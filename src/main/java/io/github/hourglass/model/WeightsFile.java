package io.github.hourglass.model;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.image.Progress;

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

	/**
	 * What an engine opens: the file itself or, of weights that are several files in a zip, a folder with its content, which is
	 * unpacked once into the user's cache.
	 *
	 * @throws ModelException if it cannot be unpacked
	 */
	public Path opened(Progress progress) {
		return isZipped() ? ZipPackage.unpack(path, ZipDirectory.read(path), progress) : path;
	}

	/** The same weights as an engine opens them, a zip being unpacked into a folder that exists and is empty. */
	public WeightsFile openedIn(Path folder, Progress progress) {
		if (!isZipped())
			return this;
		ZipPackage.unpack(path, folder, progress);
		return new WeightsFile(format, folder, "", details);
	}

	/** True if the weights are several files in a zip. */
	public boolean isZipped() {
		return format.startsWith("tensorflow_saved_model") && Files.isRegularFile(path) && path.toString().toLowerCase(Locale.ROOT).endsWith(".zip");
	}

	/** Without further details. */
	public WeightsFile(String format, Path path, String sha256) {
		this(format, path, sha256, Map.of());
	}
}
