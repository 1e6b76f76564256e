package io.github.hourglass.predict;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.OnnxFile;
import io.github.hourglass.architecture.ReceptiveField;
import io.github.hourglass.architecture.Shapes;
import io.github.hourglass.engine.Engine;
import io.github.hourglass.engine.EngineException;
import io.github.hourglass.engine.EngineOptions;
import io.github.hourglass.engine.Network;
import io.github.hourglass.engine.Tensor;
import io.github.hourglass.engine.TensorInfo;
import io.github.hourglass.engine.TensorType;
import io.github.hourglass.model.AxisSpec;
import io.github.hourglass.model.Model;
import io.github.hourglass.model.ModelException;
import io.github.hourglass.model.Npy;
import io.github.hourglass.model.SizeRule;
import io.github.hourglass.model.TensorSpec;

/**
 * A network whose file declares fixed sizes although all its operators work at any size: written anew with free ones, and
 * used only if it still gives what the original gives for the test input.
 */
final class FreedNetwork {

	private static final double TOLERANCE = 1e-4;
	/** Without a test input in the package, larger networks are not tried on noise: the graph alone decides. */
	private static final long MOST_FLOPS = 20_000_000_000L;

	private FreedNetwork() {}

	/** True if the file declares a size along x, y or z, or a number of images, that only the declaration fixes. */
	static boolean applies(Model model, Graph graph) {
		if (graph == null || model.inputs().size() != graph.inputs().size())
			return false;
		boolean fixed = false;
		ReceptiveField field = ReceptiveField.of(graph);
		for (int i = 0; i < model.inputs().size(); i++) {
			List<AxisSpec> axes = model.inputs().get(i).axes();
			TensorInfo info = graph.inputs().get(i);
			if (info.rank() != axes.size())
				return false;
			for (int a = 0; a < axes.size(); a++) {
				if (!isFreed(axes.get(a)))
					continue;
				fixed |= axes.get(a).size() instanceof SizeRule.Fixed;
				for (TensorInfo output : graph.outputs())
					if (field.axis(info.name(), a, output.name()).kind() != ReceptiveField.Kind.EXACT)
						return false;
			}
		}
		return fixed;
	}

	private static boolean isSpatial(AxisSpec axis) {
		return "xyz".indexOf(axis.letter()) >= 0 && !(axis.size() instanceof SizeRule.Fixed fixed && fixed.size() == 1);
	}

	private static boolean isFreed(AxisSpec axis) {
		return isSpatial(axis) || axis.letter() == 'b' && axis.size() instanceof SizeRule.Fixed fixed && fixed.size() > 1;
	}

	/**
	 * Opens the network with free sizes.
	 *
	 * @param original the same network as its file has it
	 * @return null if the freed network cannot be written, opened, or gives something else
	 */
	static Network open(Model model, Graph graph, Engine engine, EngineOptions options, Network original) {
		if (original.inputs().stream().allMatch(info -> info.rank() >= 2 && info.shape()[0] < 2 && Arrays.stream(info.shape()).skip(2).allMatch(size -> size < 0)))
			return original;
		Path file = null;
		Network freed = null;
		try {
			file = Files.createTempFile("hourglass", ".onnx");
			OnnxFile.write(free(model, graph), file);
			freed = engine.open(file, options);
			if (tooLarge(model, graph) || agree(model, original, freed))
				return freed;
		}
		catch (GraphException | EngineException | ModelException notFreed) {
			// stays as its file has it
		}
		catch (IOException e) {
			throw new UncheckedIOException("No temporary file can be written: " + e.getMessage() + ".", e);
		}
		finally {
			delete(file);
		}
		if (freed != null)
			freed.close();
		return null;
	}

	private static void delete(Path file) {
		try {
			if (file != null)
				Files.deleteIfExists(file);
		}
		catch (IOException stillMapped) {
			file.toFile().deleteOnExit();
		}
	}

	private static Graph free(Model model, Graph graph) {
		List<TensorInfo> inputs = new ArrayList<>();
		for (int i = 0; i < graph.inputs().size(); i++) {
			TensorInfo info = graph.inputs().get(i);
			long[] shape = info.shape();
			for (int a = 0; a < shape.length; a++)
				if (isFreed(model.inputs().get(i).axes().get(a)))
					shape[a] = -1;
			inputs.add(TensorInfo.of(info.name(), info.type(), shape));
		}
		List<TensorInfo> outputs = new ArrayList<>();
		for (TensorInfo info : graph.outputs()) {
			long[] shape = info.shape();
			if (shape != null)
				for (int a = 0; a < shape.length; a++)
					if (a != 1)
						shape[a] = -1;
			outputs.add(shape == null ? info : TensorInfo.of(info.name(), info.type(), shape));
		}
		return new Graph(graph.name(), graph.opset(), inputs, outputs, graph.nodes(), graph.weights());
	}

	private static boolean tooLarge(Model model, Graph graph) {
		if (model.inputs().stream().anyMatch(input -> input.testTensor() != null))
			return false;
		Map<String, long[]> shapes = new HashMap<>();
		for (int i = 0; i < graph.inputs().size(); i++)
			shapes.put(graph.inputs().get(i).name(), shape(model.inputs().get(i), graph.inputs().get(i)));
		try {
			return Shapes.of(graph, shapes).flops() > MOST_FLOPS;
		}
		catch (IllegalArgumentException unknown) {
			return false;
		}
	}

	private static long[] shape(TensorSpec spec, TensorInfo info) {
		long[] shape = info.shape();
		for (int a = 0; a < shape.length; a++)
			if (shape[a] < 1)
				shape[a] = spec.axes().get(a).size() instanceof SizeRule.Fixed fixed ? fixed.size() : 1;
		return shape;
	}

	private static boolean agree(Model model, Network original, Network freed) {
		Map<String, Tensor> inputs = new LinkedHashMap<>();
		for (int i = 0; i < original.inputs().size(); i++) {
			Tensor test = test(model.inputs().get(i), original.inputs().get(i));
			if (test == null)
				return false;
			inputs.put(original.inputs().get(i).name(), test);
		}
		Map<String, Tensor> wanted = new HashMap<>();
		original.outputs().forEach(info -> wanted.put(info.name(), null));
		Map<String, Tensor> expected = original.run(inputs, wanted);
		Map<String, Tensor> given = freed.run(inputs, wanted);
		for (TensorInfo info : original.outputs())
			if (!agree(expected.get(info.name()), given.get(info.name())))
				return false;
		return true;
	}

	private static boolean agree(Tensor expected, Tensor given) {
		if (!Arrays.equals(expected.shape(), given.shape()) || expected.type() != given.type())
			return false;
		if (expected.type() != TensorType.FLOAT32)
			return expected.bytes().equals(given.bytes());
		float[] a = expected.toFloats();
		float[] b = given.toFloats();
		double scale = 0;
		double largest = 0;
		for (int i = 0; i < a.length; i++) {
			scale = Math.max(scale, Math.abs(a[i]));
			largest = Math.max(largest, Math.abs(a[i] - b[i]));
		}
		return largest <= TOLERANCE * Math.max(scale, 1e-6);
	}

	/** The package's test input where it fits the network as it is, else noise; null if it takes no floats. */
	private static Tensor test(TensorSpec spec, TensorInfo info) {
		long[] shape = shape(spec, info);
		if (info.type() != TensorType.FLOAT32)
			return null;
		if (spec.testTensor() != null) {
			Tensor test = Npy.read(spec.testTensor());
			if (test.type() == TensorType.FLOAT32 && Arrays.equals(test.shape(), shape))
				return test;
		}
		float[] noise = new float[Math.toIntExact(Tensor.elements(shape))];
		Random random = new Random(1);
		for (int i = 0; i < noise.length; i++)
			noise[i] = random.nextFloat();
		return Tensor.of(noise, shape);
	}
}
