package io.github.hourglass.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;

import com.google.protobuf.CodedInputStream;

/**
 * What a SavedModel or a frozen graph on disk says, read without TensorFlow's own loader, which refuses some.
 *
 * @param file {@code saved_model.pb}, or the frozen graph
 * @param inputs by the signature's names, what to feed, such as {@code serving_default_input:0}; empty where the file does not say
 * @param outputs by the signature's names, what to fetch
 * @param saver how the variables are read; null in a frozen graph
 * @param findings sentences for the user
 */
record TensorFlowBundle(Path file, GraphDef graph, Map<String, String> inputs, Map<String, String> outputs, SaverDef saver, List<String> findings) {

	static final String FILE_NAME = "saved_model.pb";
	private static final int FIRST_BYTE_OF_SAVED_MODEL = 8;
	private static final int DEEPEST = 100;
	private static final String SERVING = "serving_default";

	/** The file in a folder, or one folder deeper; a file itself; null if there is none. */
	static Path file(Path weights) {
		if (!Files.isDirectory(weights))
			return Files.isRegularFile(weights) ? weights : null;
		if (Files.isRegularFile(weights.resolve(FILE_NAME)))
			return weights.resolve(FILE_NAME);
		try (Stream<Path> folders = Files.list(weights)) {
			List<Path> files = folders.limit(1000).map(folder -> folder.resolve(FILE_NAME)).filter(Files::isRegularFile).toList();
			return files.size() == 1 ? files.get(0) : null;
		}
		catch (IOException e) {
			return null;
		}
	}

	/** @throws EngineException if there is none or it cannot be read */
	static TensorFlowBundle read(Path weights) {
		Path file = file(weights);
		if (file == null)
			throw new EngineException(!Files.exists(weights) ? "There is no file or folder " + weights + "."
				: "The folder " + weights + " is no SavedModel: it holds no " + FILE_NAME + ".");
		try (InputStream first = Files.newInputStream(file)) {
			int start = first.read();
			if (start < 0)
				throw new EngineException(file + " is empty.");
			if (Files.size(file) > Integer.MAX_VALUE)
				throw new EngineException(file + " has more than 2 GB, which TensorFlow does not read.");
			return start == FIRST_BYTE_OF_SAVED_MODEL ? savedModel(file) : frozen(file);
		}
		catch (IOException e) {
			throw new EngineException(file + " cannot be read (" + e.getMessage() + ").", e);
		}
	}

	private static TensorFlowBundle frozen(Path file) throws IOException {
		GraphDef graph = parsed(file, input -> GraphDef.parser().parseFrom(input));
		if (graph.getNodeCount() == 0)
			throw new EngineException(file + " is not a graph of TensorFlow's.");
		TensorNames names = TensorNames.beside(file);
		return new TensorFlowBundle(file, graph, names.inputs(), names.outputs(), null, List.of());
	}

	private static TensorFlowBundle savedModel(Path file) throws IOException {
		SavedModel model = parsed(file, input -> SavedModel.parser().parseFrom(input));
		if (model.getMetaGraphsCount() == 0)
			throw new EngineException(file + " holds no graph.");
		TensorNames names = TensorNames.beside(file);
		MetaGraphDef chosen = names.tag().isEmpty() ? usual(model) : tagged(model, names.tag(), file);
		List<String> findings = new ArrayList<>();
		if (!isServing(chosen) && names.tag().isEmpty())
			findings.add("Of its graphs, none of which is tagged 'serve', the one tagged " + tags(chosen) + " is used.");
		Map<String, String> inputs = new LinkedHashMap<>();
		Map<String, String> outputs = new LinkedHashMap<>();
		SignatureDef signature = names.signature().isEmpty() ? signature(chosen, findings) : signature(chosen, names.signature(), file);
		if (signature != null) {
			signature.getInputsMap().keySet().stream().sorted().forEach(name -> inputs.put(name, signature.getInputsMap().get(name).getName()));
			signature.getOutputsMap().keySet().stream().sorted().forEach(name -> outputs.put(name, signature.getOutputsMap().get(name).getName()));
		}
		return new TensorFlowBundle(file, chosen.getGraphDef(), names.inputs().isEmpty() ? inputs : names.inputs(), names.outputs().isEmpty() ? outputs : names.outputs(), chosen.hasSaverDef() ? chosen.getSaverDef() : null, findings);
	}

	private static MetaGraphDef usual(SavedModel model) {
		MetaGraphDef chosen = model.getMetaGraphs(0);
		for (MetaGraphDef candidate : model.getMetaGraphsList())
			if (isServing(candidate) && (!isServing(chosen) || tags(candidate).size() < tags(chosen).size()))
				chosen = candidate;
		return chosen;
	}

	private static MetaGraphDef tagged(SavedModel model, String tag, Path file) {
		return model.getMetaGraphsList().stream().filter(graph -> tags(graph).contains(tag)).findFirst().orElseThrow(() -> new EngineException(file + " has no graph tagged '" + tag + "'; there is "
			+ model.getMetaGraphsList().stream().map(graph -> String.join(" ", tags(graph))).toList() + "."));
	}

	private static SignatureDef signature(MetaGraphDef graph, String name, Path file) {
		SignatureDef signature = graph.getSignatureDefMap().get(name);
		if (signature == null)
			throw new EngineException(file + " has no signature '" + name + "'; there is " + graph.getSignatureDefMap().keySet().stream().sorted().toList() + ".");
		return signature;
	}

	private static List<String> tags(MetaGraphDef graph) {
		return graph.getMetaInfoDef().getTagsList();
	}

	private static boolean isServing(MetaGraphDef graph) {
		return tags(graph).contains("serve");
	}

	private static SignatureDef signature(MetaGraphDef graph, List<String> findings) {
		List<String> names = graph.getSignatureDefMap().entrySet().stream()
			.filter(entry -> entry.getValue().getInputsCount() > 0 && entry.getValue().getOutputsCount() > 0).map(Map.Entry::getKey).sorted().toList();
		if (names.isEmpty())
			return null;
		String name = names.contains(SERVING) ? SERVING : names.get(0);
		if (names.size() > 1 && !name.equals(SERVING))
			findings.add("Of its signatures " + String.join(", ", names) + ", '" + name + "' is used.");
		return graph.getSignatureDefMap().get(name);
	}

	private interface Parser<T> {

		T parse(CodedInputStream input) throws IOException;
	}

	private static <T> T parsed(Path file, Parser<T> parser) throws IOException {
		try (InputStream stream = Files.newInputStream(file)) {
			CodedInputStream input = CodedInputStream.newInstance(stream);
			input.setRecursionLimit(DEEPEST);
			input.setSizeLimit(Integer.MAX_VALUE);
			return parser.parse(input);
		}
		catch (com.google.protobuf.InvalidProtocolBufferException e) {
			throw new EngineException(file + " is no SavedModel and no graph of TensorFlow's, or it is cut short or damaged.", e);
		}
	}

	/** Where the values of the variables lie, without the endings; null if there are none. */
	Path variables() {
		Path prefix = file.toAbsolutePath().resolveSibling("variables").resolve("variables");
		return Files.isRegularFile(prefix.resolveSibling("variables.index")) ? prefix : null;
	}
}
