package io.github.hourglass.model;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import io.github.hourglass.engine.Tensor;

/** A small package on disk, to be read as it is or after one change of its text. */
final class TestPackage {

	/** Format 0.5: two inputs, steps of both sorts, a halo, a reference among the inputs. */
	static final String TEXT = """
		format_version: 0.5.3
		type: model
		name: Two inputs
		description: For tests
		authors: [{name: A. Uthor}]
		license: MIT
		cite: [{text: A paper, doi: 10.1000/182}]
		documentation: README.md
		covers: [cover.png]
		tags: [test]
		timestamp: 2024-02-03T04:05:06Z
		config:
		  bioimageio:
		    reproducibility_tolerance:
		    - {relative_tolerance: 0.01, output_ids: [other]}
		    - {absolute_tolerance: 1e-5, weights_formats: [onnx]}
		inputs:
		- id: raw
		  axes:
		  - {type: batch}
		  - {type: channel, channel_names: [dapi, gfp]}
		  - {type: space, id: y, size: {min: 32, step: 16}, scale: 2, unit: micrometer, concatenable: true}
		  - {type: space, id: x, size: {tensor_id: raw, axis_id: y, offset: -1}, scale: 4, unit: micrometer}
		  data: {type: uint16, range: [0, null]}
		  test_tensor: {source: raw.npy}
		  preprocessing:
		  - id: scale_range
		    kwargs: {axes: [x, y], min_percentile: 1, max_percentile: 99.8, eps: 1e-6}
		  - {id: ensure_dtype, kwargs: {dtype: float32}}
		- id: mask
		  optional: true
		  axes:
		  - {type: batch, size: 1}
		  - {type: index, size: 7}
		  - {type: time, size: {min: 1, step: 1}, unit: second}
		outputs:
		- id: result
		  axes:
		  - {type: batch}
		  - {type: channel, channel_names: [a, b, c]}
		  - {type: space, id: y, size: {tensor_id: raw, axis_id: y, offset: -8}, scale: 1, unit: micrometer, halo: 6}
		  - {type: space, id: x, size: 40}
		  - {type: index, size: {min: 2, max: 9}}
		  test_tensor: {source: result.npy}
		  postprocessing:
		  - {id: scale_linear, kwargs: {axis: channel, gain: [1, 2, 3], offset: 0.5}}
		  - {id: binarize, kwargs: {axis: channel, threshold: [0.1, 0.2, 0.3]}}
		weights:
		  onnx: {source: net.onnx, opset_version: 17}
		""";

	private TestPackage() {}

	/** A new folder inside {@code parent} with this text as {@code rdf.yaml} and the files it names. */
	static Path folder(Path parent, String text) throws IOException {
		Path folder = Files.createTempDirectory(parent, "package");
		Files.writeString(folder.resolve("rdf.yaml"), text);
		Files.writeString(folder.resolve("net.onnx"), "not looked into when the package is read");
		Files.writeString(folder.resolve("README.md"), "# A card");
		Files.writeString(folder.resolve("cover.png"), "a picture");
		for (String name : new String[] { "raw.npy", "result.npy" })
			Npy.write(folder.resolve(name), Tensor.of(new float[] { 1, 2 }, 1, 2));
		return folder;
	}

	static Path zip(Path folder, Path zip, String prefix) throws IOException {
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out); var files = Files.list(folder)) {
			for (Path file : files.sorted().toList()) {
				entries.putNextEntry(new ZipEntry(prefix + file.getFileName()));
				Files.copy(file, entries);
			}
		}
		return zip;
	}

	/** Names and texts in turn. */
	static Path zipOf(Path zip, String... namesAndTexts) throws IOException {
		try (OutputStream out = Files.newOutputStream(zip); ZipOutputStream entries = new ZipOutputStream(out)) {
			for (int i = 0; i < namesAndTexts.length; i += 2) {
				entries.putNextEntry(new ZipEntry(namesAndTexts[i]));
				entries.write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
			}
		}
		return zip;
	}
}
