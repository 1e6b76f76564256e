package io.github.hourglass.predict;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.ModelWriter;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.WeightsFile;

/** What a package says, said of its converted network: the axes in their new order, test tensors with them. */
final class ConvertedPackage {

	private final Model model;
	private final ConvertedGraph converted;
	private final Path weights, folder;
	private final Progress progress;

	/**
	 * @param model with test tensors as TensorFlow has them
	 * @param weights the converted network
	 * @param folder for files on the way
	 */
	ConvertedPackage(ConvertedGraph converted, Model model, Path weights, Path folder, Progress progress) {
		this.model = model;
		this.converted = converted;
		this.weights = weights;
		this.folder = folder;
		this.progress = progress;
	}

	/**
	 * The model as it was read back from a package in the folder, once it reproduced its test output.
	 *
	 * @param sentences gets what was found
	 * @throws ModelException if it does not
	 */
	Model written(List<String> sentences) {
		List<TensorSpec> inputs = turned(model.inputs(), converted.graph().inputs(), "input").stream().map(input -> sized(input, sentences)).toList(), outputs = turned(model.outputs(), converted.graph().outputs(), "output");
		List<TensorSpec> fitted = outputs.stream().map(output -> withoutCrampedHalo(output, inputs, sentences)).toList();
		String description = (model.description() + " Converted from a TensorFlow SavedModel.").strip();
		WeightsFile onnx = new WeightsFile("onnx", weights, "", Map.of("comment", "Converted from a TensorFlow SavedModel by Hourglass."));
		Model made = ModelWriter.write(new Model(model.name(), description, "", model.folder(), folder, inputs, fitted, List.of(onnx), model.facts()), Map.of(), folder.resolve("package"), false);
		Reproduction reproduction = Reproduction.of(made, PredictionOptions.of(""), progress);
		for (Reproduction.Comparison output : reproduction.outputs()) {
			if (!output.holds())
				throw new ModelException(String.format(Locale.ROOT, "The model '%s' is not converted: through the whole prediction its output '%s' differs by up to %.2g in %d of %d values.", model.name(),
					output.id(), output.largest(), output.off(), output.elements()));
			sentences.add(String.format(Locale.ROOT, "Its test output '%s' is what TensorFlow gives; largest difference %.1e.", output.id(), output.largest()));
		}
		return made;
	}

	private List<TensorSpec> turned(List<TensorSpec> tensors, List<TensorInfo> infos, String kind) {
		List<TensorSpec> turned = new ArrayList<>();
		for (TensorSpec tensor : tensors) {
			int[] permutation = converted.permutations().get(Conversion.name(tensor, turned.size(), infos));
			if (permutation.length != tensor.axes().size())
				throw new ModelException("The model '" + model.name() + "' says that '" + tensor.id() + "' has the axes " + tensor.letters() + ", its network gives it " + permutation.length + ".");
			Path test = folder.resolve("test-" + kind + "-" + turned.size() + "-turned.npy"), sample = tensor.sampleTensor();
			Npy.write(test, Npy.read(tensor.testTensor()).permuted(permutation));
			if (sample != null && sample.toString().toLowerCase(Locale.ROOT).endsWith(".npy")) {
				sample = folder.resolve("sample-" + kind + "-" + turned.size() + ".npy");
				Npy.write(sample, Npy.read(tensor.sampleTensor()).permuted(permutation));
			}
			turned.add(new TensorSpec(tensor.id(), tensor.description(), Conversion.permuted(tensor.axes(), permutation), tensor.type(), tensor.steps(), tensor.optional(), test, sample, tensor.data()));
		}
		return turned;
	}

	/** The input with the sizes that its network takes. */
	private TensorSpec sized(TensorSpec input, List<String> sentences) {
		String name = Conversion.name(input, model.inputs().stream().map(TensorSpec::id).toList().indexOf(input.id()), converted.graph().inputs());
		SizeRule[] allowed = ConvertedSizes.of(converted, name);
		int[] permutation = converted.permutations().get(name);
		List<AxisSpec> axes = new ArrayList<>();
		for (AxisSpec axis : input.axes()) {
			SizeRule both = "xyz".indexOf(axis.letter()) < 0 ? axis.size() : ConvertedSizes.both(axis.size(), allowed[permutation[axes.size()]]);
			if (both instanceof SizeRule.Stepped stepped && !both.equals(axis.size()))
				sentences.add("Along " + axis.letter() + " the sizes are " + stepped.min() + " and " + stepped.step() + " more at a time, as the converted network takes them.");
			axes.add(axis.withSize(both));
		}
		return input.withAxes(axes);
	}

	private static boolean follows(AxisSpec axis, TensorSpec input, AxisSpec of) {
		return axis.size() instanceof SizeRule.Reference reference && reference.tensor().equals(input.id()) && reference.axis().equals(of.id());
	}

	/** The format wants something to remain between two halos even at the least size; a halo is worked out from the network anyway. */
	private static TensorSpec withoutCrampedHalo(TensorSpec output, List<TensorSpec> inputs, List<String> sentences) {
		List<AxisSpec> axes = new ArrayList<>();
		for (AxisSpec axis : output.axes()) {
			boolean cramped = axis.size() instanceof SizeRule.Fixed fixed && fixed.size() <= 2 * axis.halo();
			for (TensorSpec input : inputs)
				for (AxisSpec of : input.axes())
					if (axis.halo() > 0 && follows(axis, input, of)) {
						long least = ExampleTensors.allowed(of.size(), 1);
						cramped |= least * of.scale() / axis.scale() + ((SizeRule.Reference) axis.size()).offset() <= 2 * axis.halo();
					}
			if (cramped && axis.halo() > 0)
				sentences.add("The halo of " + axis.halo() + " along " + axis.letter() + " is left out, because nothing would be left of the least size; Hourglass works it out from the network.");
			axes.add(cramped ? axis.withHalo(0) : axis);
		}
		return output.withAxes(axes);
	}
}
