package io.github.hourglass.predict;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;

import io.github.hourglass.architecture.ConvertedGraph;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Engines;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.image.Progress;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;

/** Sends the same images, of several sizes, through a SavedModel and what it was converted to. */
final class ConversionCheck {

	/** Largest difference, as a part of the largest value. */
	private static final double ALLOWED = 1e-4;
	/** Share of elements of whole numbers, such as classes, that rounding may change. */
	private static final double OTHER = 1e-3;
	private static final long[] PLANES = { 64, 89, 131 }, STACKS = { 24, 33, 52 };

	private final Model model;
	private final ConvertedGraph converted;
	private final Path weights;
	private final Progress progress;

	/** @param weights the converted network as an ONNX file */
	ConversionCheck(Model model, ConvertedGraph converted, Path weights, Progress progress) {
		this.model = model;
		this.converted = converted;
		this.weights = weights;
		this.progress = progress;
	}

	/**
	 * Compares with the SavedModel. Images have sizes that the package and the converted network allow.
	 *
	 * @return what was found, for people
	 * @throws ModelException if they differ
	 */
	String sentence(Network before) {
		try (Network after = Engines.forWeights(weights).open(weights, EngineOptions.cpu())) {
			double largest = 0;
			int compared = 0;
			EngineException refused = null;
			for (int trial = 0; trial < PLANES.length; trial++) {
				progress.report("Comparing with TensorFlow", trial, PLANES.length);
				Map<String, Tensor> inputs = inputs(before, trial);
				Map<String, Tensor> expected;
				try {
					expected = before.run(inputs, wanted(before));
				}
				catch (EngineException.OutOfMemory e) {
					throw e;
				}
				catch (EngineException doesNotFit) {
					refused = doesNotFit;
					continue;
				}
				largest = Math.max(largest, compared(inputs, expected, after));
				compared++;
			}
			if (compared == 0)
				throw new ModelException("The model '" + model.name() + "' could not be compared with what it was converted to, because its SavedModel took none of the images: "
					+ (refused == null ? "" : refused.getMessage()), refused);
			return String.format(Locale.ROOT, "The converted network gives what TensorFlow gives for %d images of different sizes; largest difference %.1e of the largest value.", compared, largest);
		}
	}

	private static Map<String, Tensor> wanted(Network network) {
		Map<String, Tensor> wanted = new LinkedHashMap<>();
		network.outputs().forEach(output -> wanted.put(output.name(), null));
		return wanted;
	}

	private Map<String, Tensor> inputs(Network network, int trial) {
		Random random = new Random(trial);
		Map<String, Tensor> inputs = new LinkedHashMap<>();
		for (int i = 0; i < network.inputs().size(); i++) {
			TensorInfo info = network.inputs().get(i);
			TensorSpec spec = spec(info, i, network.inputs());
			long[] shape = shape(info, spec, trial, ConvertedSizes.of(converted, info.name()));
			inputs.put(info.name(), image(info, spec, shape, trial, random));
		}
		return inputs;
	}

	private TensorSpec spec(TensorInfo info, int place, List<TensorInfo> infos) {
		for (int i = 0; i < model.inputs().size(); i++)
			if (Conversion.name(model.inputs().get(i), i, infos).equals(info.name()))
				return model.inputs().get(i);
		throw new ModelException("The network of the model '" + model.name() + "' has an input '" + info.name() + "' at place " + (place + 1) + " that its description does not name.");
	}

	private static long[] shape(TensorInfo info, TensorSpec spec, int trial, SizeRule[] allowed) {
		long[] shape = info.shape();
		int used = 0;
		long[] sizes = shape.length > 4 ? STACKS : PLANES;
		for (int axis = 0; axis < shape.length; axis++) {
			char letter = spec.axes().get(axis).letter();
			if (shape[axis] < 1)
				shape[axis] = letter == 'b' ? 1 + trial % 2
					: ExampleTensors.allowed(ConvertedSizes.both(spec.axes().get(axis).size(), allowed[axis]), "xyz".indexOf(letter) >= 0 ? sizes[(trial + used++) % sizes.length] : 1);
		}
		return shape;
	}

	/** Spots and noise for the first images, and pure noise of mean 0 and variance 1 for the last, as after a normalization. */
	private static Tensor image(TensorInfo info, TensorSpec spec, long[] shape, int trial, Random random) {
		float[] values = ExampleTensors.pattern(shape, spec.axes(), random);
		if (trial == PLANES.length - 1)
			for (int i = 0; i < values.length; i++)
				values[i] = (float) random.nextGaussian();
		Tensor tensor = Tensor.allocate(info.type(), shape);
		if (info.type() != TensorType.FLOAT32 && info.type() != TensorType.FLOAT64 && info.type() != TensorType.FLOAT16)
			for (int i = 0; i < values.length; i++)
				values[i] = Math.abs(100 * values[i]);
		TensorPixels.put(values, values.length, tensor, 0);
		return tensor;
	}

	/** @return the largest difference as a part of the largest value */
	private double compared(Map<String, Tensor> inputs, Map<String, Tensor> expected, Network after) {
		Map<String, Tensor> turned = new LinkedHashMap<>();
		inputs.forEach((name, tensor) -> turned.put(name, tensor.permuted(converted.permutations().get(name))));
		Map<String, Tensor> given;
		try {
			given = after.run(turned, wanted(after));
		}
		catch (EngineException.OutOfMemory e) {
			throw e;
		}
		catch (EngineException e) {
			throw new ModelException("The model '" + model.name() + "' is not converted: for an image of the size " + sizes(inputs) + " its SavedModel gives a result, but the converted network fails ("
				+ e.getMessage() + ").", e);
		}
		double largest = 0;
		for (Map.Entry<String, Tensor> output : expected.entrySet())
			largest = Math.max(largest, difference(output.getKey(), output.getValue().permuted(converted.permutations().get(output.getKey())), given.get(output.getKey()), inputs));
		return largest;
	}

	private static String sizes(Map<String, Tensor> inputs) {
		return String.join(", ", inputs.values().stream().map(tensor -> Arrays.toString(tensor.shape())).toList());
	}

	private double difference(String output, Tensor expected, Tensor given, Map<String, Tensor> inputs) {
		if (!Arrays.equals(expected.shape(), given.shape()))
			throw new ModelException("The model '" + model.name() + "' is not converted: for an image of the size " + sizes(inputs) + " its SavedModel gives '" + output + "' with the shape "
				+ Arrays.toString(expected.shape()) + ", the converted network " + Arrays.toString(given.shape()) + ".");
		if (expected.type() != TensorType.FLOAT32)
			return others(output, expected, given);
		float[] a = expected.toFloats(), b = given.toFloats();
		double largest = 0, scale = 0;
		for (int i = 0; i < a.length; i++) {
			scale = Math.max(scale, Math.abs(a[i]));
			double difference = Math.abs(a[i] - b[i]);
			largest = Math.max(largest, Double.isNaN(difference) && !(Float.isNaN(a[i]) && Float.isNaN(b[i])) ? Double.POSITIVE_INFINITY : difference);
		}
		double part = largest == 0 ? 0 : largest / Math.max(scale, Float.MIN_NORMAL);
		if (!(part <= ALLOWED))
			throw new ModelException(String.format(Locale.ROOT, "The model '%s' is not converted: for an image of the size %s its output '%s' differs by up to %.2g where the largest value is %.2g.",
				model.name(), sizes(inputs), output, largest, scale));
		return part;
	}

	private double others(String output, Tensor expected, Tensor given) {
		ByteBuffer a = expected.bytes(), b = given.bytes();
		int size = expected.type().bytes();
		long off = 0;
		for (int i = 0; i < expected.elements(); i++)
			if (!a.slice(i * size, size).equals(b.slice(i * size, size)))
				off++;
		if (off > OTHER * expected.elements())
			throw new ModelException("The model '" + model.name() + "' is not converted: " + off + " of " + expected.elements() + " values of its output '" + output + "' differ.");
		return 0;
	}
}
