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
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;
import io.github.hourglass.predict.PredictionOptions;
import io.github.hourglass.predict.Reproduction;

/**
 * A trained package about a quarter as large: only ONNX weights, kept in 16-bit floats, and of a stack to test with the {@value #SLICES} slices
 * in the middle, for which no halo along z can be stated; its test output is what those give.
 */
final class CompactPackage {

	private static final String ONNX = "onnx";
	private static final int SLICES = 16;

	private CompactPackage() {}

	/** @param folder for it and what it is made of; of an earlier one it is made again */
	static Model of(Model trained, Path folder, Progress progress) {
		try {
			Files.createDirectories(folder);
			Path weights = folder.resolve("weights.onnx"), target = folder.resolve(TrainingRun.MODEL);
			OnnxFile.write(HalfPrecision.of(OnnxFile.read(trained.weights(ONNX).path())), weights);
			List<TensorSpec> inputs = trained.inputs().stream().map(input -> thinner(input, folder.resolve(input.id() + "_test.npy"))).toList();
			boolean thin = !inputs.equals(trained.inputs());
			Model half = with(trained, weights, inputs, trained.outputs().stream().map(output -> thin ? withoutHaloAlongZ(output) : output).toList());
			Map<String, Tensor> given = Reproduction.results(half, ONNX, PredictionOptions.of(""), progress);
			List<TensorSpec> outputs = half.outputs().stream().map(output -> tested(output, given.get(output.id()), folder.resolve(output.id() + "_test.npy"))).toList();
			ModelWriter.write(with(trained, weights, inputs, outputs), Map.of(), target, true);
			return ModelReader.read(target);
		}
		catch (IOException e) {
			throw AtomicFile.failure(folder, e);
		}
	}

	private static Model with(Model model, Path weights, List<TensorSpec> inputs, List<TensorSpec> outputs) {
		return new Model(model.name(), model.description(), model.format(), model.folder(), model.source(), inputs, outputs,
			List.of(new WeightsFile(ONNX, weights, "", Map.of("opset_version", 17L))), model.facts());
	}

	/** With the middle of a stack to test with, if it has more slices. */
	private static TensorSpec thinner(TensorSpec input, Path file) {
		if (input.letters().indexOf('z') != 2 || !(input.axis('z').size() instanceof SizeRule.Stepped rule))
			return input;
		Tensor whole = Npy.read(input.testTensor());
		long[] shape = whole.shape();
		int slices = Math.toIntExact(Math.max(1, SLICES / rule.step()) * rule.step()), plane = Math.toIntExact(shape[3] * shape[4]), all = Math.toIntExact(shape[2]);
		if (all <= slices)
			return input;
		shape[2] = slices;
		Tensor part = Tensor.allocate(whole.type(), shape);
		for (int channel = 0; channel < shape[0] * shape[1]; channel++)
			part.floats().put(channel * slices * plane, whole.floats(), (channel * all + (all - slices) / 2) * plane, slices * plane);
		Npy.write(file, part);
		SizeRule any = new SizeRule.Stepped(rule.step(), rule.step());
		return input.withAxes(input.axes().stream().map(axis -> axis.letter() == 'z' ? axis.withSize(any) : axis).toList()).withTestTensor(file);
	}

	private static TensorSpec withoutHaloAlongZ(TensorSpec output) {
		return output.withAxes(output.axes().stream().map(axis -> axis.letter() == 'z' ? axis.withHalo(0) : axis).toList());
	}

	private static TensorSpec tested(TensorSpec output, Tensor given, Path file) {
		Npy.write(file, given);
		return output.withTestTensor(file);
	}
}
