package io.github.hourglass.predict;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.github.hourglass.engine.Tensor;
import io.github.hourglass.image.Axes;
import io.github.hourglass.image.Blocks;
import io.github.hourglass.image.PixelType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.image.Volume;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.TensorSpec;
import io.github.hourglass.model.Tolerance;
import io.github.hourglass.step.Sample;
import net.imglib2.blocks.SubArrayCopy;
import net.imglib2.util.Util;

/**
 * Whether a model package does here what its author saw: its test input goes through the whole prediction, steps and tiles
 * included, and the result is compared with its test output. A normalization is not undone, because the format knows no such thing
 * and other programs have to agree.
 *
 * @param outputs one comparison per output, in the package's order
 */
public record Reproduction(List<Comparison> outputs) {

	/**
	 * One output beside the one in the package.
	 *
	 * @param id the output's name
	 * @param largest largest absolute difference
	 * @param off number of elements outside the tolerance
	 * @param elements number of elements
	 * @param tolerance what the package allows, or bioimage.io's usual one
	 */
	public record Comparison(String id, double largest, long off, long elements, Tolerance tolerance) {

		public boolean holds() {
			return off * 1e6 <= tolerance.mismatchedPerMillion() * elements;
		}
	}

	public Reproduction {
		outputs = List.copyOf(outputs);
	}

	/** True if every output is reproduced. */
	public boolean holds() {
		return outputs.stream().allMatch(Comparison::holds);
	}

	/**
	 * Runs a package on its own test input.
	 *
	 * @throws ModelException if it has no test tensors, or its result has not the shape of its test output
	 */
	public static Reproduction of(Model model, PredictionOptions options, Progress progress) {
		try (Predictor predictor = Predictor.open(model, options, progress)) {
			return of(model, predictor, progress);
		}
	}

	/** As {@link #of(Model, PredictionOptions, Progress)}, with the weights of that format. */
	public static Reproduction of(Model model, String format, PredictionOptions options, Progress progress) {
		try (Predictor predictor = Predictor.open(model, format, options, progress)) {
			return of(model, predictor, progress);
		}
	}

	private static Reproduction of(Model model, Predictor predictor, Progress progress) {
		List<Comparison> comparisons = new ArrayList<>();
		Sample results = predictor.applyAsFormatted(inputs(model), progress);
		for (TensorSpec output : model.outputs())
			comparisons.add(compare(model, output, results.get(output.id()), predictor.weightsFormat(), progress));
		return new Reproduction(comparisons);
	}

	/** What a package gives, with the weights of that format, for its own test input, output by output. */
	public static Map<String, Tensor> results(Model model, String format, PredictionOptions options, Progress progress) {
		try (Predictor predictor = Predictor.open(model, format, options, progress)) {
			Sample results = predictor.applyAsFormatted(inputs(model), progress);
			Map<String, Tensor> tensors = new LinkedHashMap<>();
			for (TensorSpec output : model.outputs())
				tensors.put(output.id(), tensor(results.get(output.id()).inOrder(order(output)), output));
			return tensors;
		}
	}

	private static Tensor tensor(Volume volume, TensorSpec spec) {
		int[] size = Util.long2int(volume.dimensions());
		long[] shape = new long[size.length];
		for (int d = 0; d < size.length; d++)
			shape[d] = size[size.length - 1 - d];
		float[] values = new float[Volume.pixels(size)];
		volume.copyFloats(new long[size.length], size, values);
		Tensor tensor = Tensor.allocate(spec.type(), shape);
		TensorPixels.put(values, values.length, tensor, 0);
		return tensor;
	}

	private static Sample inputs(Model model) {
		Map<String, Volume> inputs = new LinkedHashMap<>();
		for (TensorSpec input : model.inputs())
			if (!input.optional() || input.testTensor() != null)
				inputs.put(input.id(), volume(model, input));
		return Sample.of(inputs);
	}

	private static Comparison compare(Model model, TensorSpec output, Volume result, String weightsFormat, Progress progress) {
		Volume given = result.inOrder(order(output));
		Volume expected = volume(model, output);
		for (int d = 0; d < given.axes().count(); d++)
			if (given.dimensions()[d] != expected.dimensions()[d])
				throw new ModelException("The output '" + output.id() + "' of the model '" + model.name() + "' has size " + given.dimensions()[d]
					+ " along " + given.axes().letter(d) + ", its test output " + expected.dimensions()[d] + "; the package contradicts itself.");
		Tolerance tolerance = Tolerance.of(model, output, weightsFormat);
		double[] largest = new double[1];
		long[] off = new long[1];
		Blocks.forEach(given, Blocks.THREADS, progress, "Comparing " + output.id(), (min, size, pixels) -> {
			Object reference = expected.type().newArray(Volume.pixels(size));
			expected.copy(min, size, reference);
			double most = 0;
			long outside = 0;
			for (int i = 0; i < Volume.pixels(size); i++) {
				double a = given.type().get(pixels, i);
				double b = expected.type().get(reference, i);
				most = Math.max(most, Math.abs(a - b));
				if (!tolerance.allows(a, b))
					outside++;
			}
			synchronized (largest) {
				largest[0] = Math.max(largest[0], most);
				off[0] += outside;
			}
		});
		return new Comparison(output.id(), largest[0], off[0], given.voxels(), tolerance);
	}

	private static String order(TensorSpec tensor) {
		return new StringBuilder(tensor.letters()).reverse().toString();
	}

	private static Volume volume(Model model, TensorSpec spec) {
		if (spec.testTensor() == null)
			throw new ModelException("The model '" + model.name() + "' holds no test tensor for '" + spec.id() + "', so it cannot be tested; "
				+ "give an image with --image to compare tiled with untiled.");
		Tensor tensor = Npy.read(spec.testTensor());
		long[] shape = tensor.shape();
		if (shape.length != spec.axes().size())
			throw new ModelException("The test tensor of '" + spec.id() + "' has " + shape.length + " axes, the model says " + spec.letters() + ".");
		long[] dimensions = new long[shape.length];
		int[] whole = new int[shape.length];
		for (int d = 0; d < shape.length; d++) {
			dimensions[d] = shape[shape.length - 1 - d];
			whole[d] = Math.toIntExact(dimensions[d]);
		}
		PixelType type = TensorPixels.pixelType(tensor.type());
		Object pixels = type.newArray(Math.toIntExact(tensor.elements()));
		TensorPixels.get(tensor, 0, pixels, 0, Math.toIntExact(tensor.elements()));
		return Volume.of(type, dimensions, Axes.of(order(spec)), whole, (min, size, dest) -> SubArrayCopy.copy(pixels, whole,
			Util.long2int(min), dest, size, new int[size.length], size));
	}
}
