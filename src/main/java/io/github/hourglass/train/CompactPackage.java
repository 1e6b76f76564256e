package io.github.hourglass.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import io.github.hourglass.architecture.HalfPrecision;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelReader;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Reproduction;

/** A trained package about a quarter as large: only ONNX weights, kept in 16-bit floats; its test output is what those give. */
final class CompactPackage {

	private static final String ONNX = "onnx";

	private CompactPackage() {}

	/** @param folder for it and what it is made of; of an earlier one it is made again */
	static Model of(Model trained, Path folder, Progress progress) {
		try {
			Files.createDirectories(folder);
			Path weights = folder.resolve("weights.onnx"), target = folder.resolve(TrainingRun.MODEL);
			OnnxFile.write(HalfPrecision.of(OnnxFile.read(trained.weights(ONNX).path())), weights);
			Model half = with(trained, weights, trained.outputs());
			Map<String, Tensor> given = Reproduction.results(half, ONNX, PredictionOptions.of(""), progress);
			List<TensorSpec> outputs = half.outputs().stream().map(output -> tested(output, given.get(output.id()), folder.resolve(output.id() + "_test.npy"))).toList();
			ModelWriter.write(with(trained, weights, outputs), Map.of(), target, true);
			return ModelReader.read(target);
		}
		catch (IOException e) {
			throw AtomicFile.failure(folder, e);
		}
	}

	private static Model with(Model model, Path weights, List<TensorSpec> outputs) {
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), model.inputs(), outputs,
			List.of(new WeightsFile(ONNX, weights, "", Map.of("opset_version", 17L))), model.facts());
	}

	private static TensorSpec tested(TensorSpec output, Tensor given, Path file) {
		Npy.write(file, given);
		return new TensorSpec(output.id(), output.description(), output.axes(), output.type(), output.steps(), output.optional(), file, output.sampleTensor());
	}
}
