package io.github.hourglass.engine;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a SavedModel or frozen graph computes, as plain data without TensorFlow's classes: functions have been put in the place of
 * their calls, switches between training and use are set to use, and everything that depends on no input is a constant. What depends
 * on the size of an image is not resolved; instead a few small images have been sent through.
 *
 * @param name for people
 * @param inputs by the names of the signature; -1 where any size is allowed
 * @param outputs by the names of the signature; their shapes may be unknown
 * @param fed the node that each input is fed at
 * @param given what each output is, such as {@code conv/BiasAdd} or {@code split:1}
 * @param nodes each after those it takes values from
 * @param constants by {@code node} or {@code node:1}, all that nodes take and that depends on no input
 * @param trials what was seen when images of some sizes were sent through: at least one
 * @param findings sentences for the user
 */
public record SavedGraph(String name, List<TensorInfo> inputs, List<TensorInfo> outputs, Map<String, String> fed, Map<String, String> given, List<SavedNode> nodes,
	Map<String, Tensor> constants, List<Trial> trials, List<String> findings)
{

	/**
	 * One image sent through.
	 *
	 * @param shapes of all values that nodes take or give, by {@code node} or {@code node:1}
	 * @param integers the numbers of small values of integers
	 */
	public record Trial(Map<String, long[]> shapes, Map<String, long[]> integers) {}

	public SavedGraph {
		inputs = List.copyOf(inputs);
		outputs = List.copyOf(outputs);
		nodes = List.copyOf(nodes);
		trials = List.copyOf(trials);
		findings = List.copyOf(findings);
	}

	/**
	 * Reads a folder with {@code saved_model.pb} or a {@code .pb} file; needs TensorFlow.
	 *
	 * @throws EngineException if there is none, it cannot be read, or it has no fixed order of computation
	 */
	public static SavedGraph read(Path weights) {
		NetworkThread thread = new NetworkThread("conversion");
		try {
			return thread.run(call -> TensorFlowFlattening.read(weights.toAbsolutePath().normalize()));
		}
		catch (LinkageError e) {
			throw TensorFlowEngine.missing(e);
		}
		finally {
			thread.close(() -> {});
		}
	}
}
