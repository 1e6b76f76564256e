package io.github.hourglass.train;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

import com.google.protobuf.CodedOutputStream;

import io.github.hourglass.architecture.Graph;
import io.github.hourglass.architecture.GraphException;
import io.github.hourglass.architecture.Opset17;
import io.github.hourglass.engine.NetworkThread;
import io.github.hourglass.engine.TensorFlowNodes;
import io.github.hourglass.engine.TensorFlowOps;
import io.github.hourglass.engine.TensorFlowSession;

/**
 * Writes a network as a TensorFlow SavedModel: one graph tagged {@code serve} with the signature {@code serving_default}, its
 * weights as constants, so that TensorFlow 1.15 and every TensorFlow 2 load it. Tensors keep the axis order of the network,
 * channels on axis 1; the graph itself computes with channels last.
 */
public final class TensorFlowSavedModel {

	private static final long MOST_BYTES = 2_000_000_000L;
	private static final String TAG = "serve", SIGNATURE = "serving_default", METHOD = "tensorflow/serving/predict";

	private final Graph network;
	private final List<String> inputs, outputs;
	private final boolean free;
	private final Map<String, String> names = new HashMap<>();
	private final SignatureDef.Builder signature = SignatureDef.newBuilder().setMethodName(METHOD);

	private TensorFlowSavedModel(Graph network, List<String> inputs, List<String> outputs, boolean free) {
		this.network = network;
		this.free = free;
		this.inputs = inputs;
		this.outputs = outputs;
	}

	/**
	 * Writes {@code saved_model.pb} into a new folder. The same network gives the same bytes.
	 *
	 * @param inputs what the signature calls the network's inputs, in their order
	 * @param outputs what it calls its outputs
	 * @param free true to let images be of any size and number, whatever the network declares
	 * @return the version of TensorFlow that wrote it
	 * @throws GraphException if an operator cannot be translated, or the weights are too large for the format
	 * @throws io.github.hourglass.engine.EngineException if TensorFlow is not there
	 */
	public static String write(Graph network, List<String> inputs, List<String> outputs, boolean free, Path folder) throws IOException {
		NetworkThread thread = new NetworkThread(network.name());
		try {
			SavedModel model = thread.run(call -> new TensorFlowSavedModel(Opset17.of(network), inputs, outputs, free).model());
			Files.createDirectories(folder);
			try (OutputStream stream = new BufferedOutputStream(Files.newOutputStream(folder.resolve("saved_model.pb")))) {
				CodedOutputStream coded = CodedOutputStream.newInstance(stream);
				coded.useDeterministicSerialization();
				model.writeTo(coded);
				coded.flush();
			}
			return model.getMetaGraphs(0).getMetaInfoDef().getTensorflowVersion();
		}
		finally {
			thread.close(() -> {});
		}
	}

	private SavedModel model() {
		long bytes = network.weights().names().stream().mapToLong(name -> network.weights().get(name).bytes().remaining()).sum();
		if (bytes > MOST_BYTES)
			throw new GraphException("The network '" + network.name() + "' has " + (bytes >> 20) + " MB of weights, more than a SavedModel holds in one file.");
		String version = TensorFlowSession.load();
		GraphDef definition;
		try (org.tensorflow.Graph graph = new org.tensorflow.Graph()) {
			translate(new TensorFlowOps(graph));
			definition = graph.toGraphDef();
		}
		MetaGraphDef.MetaInfoDef info = MetaGraphDef.MetaInfoDef.newBuilder().addTags(TAG).setTensorflowVersion(version).setStrippedDefaultAttrs(true).build();
		MetaGraphDef meta = MetaGraphDef.newBuilder().setMetaInfoDef(info).setGraphDef(reduced(definition)).putSignatureDef(SIGNATURE, signature.build()).build();
		return SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build();
	}

	private void translate(TensorFlowOps ops) {
		Map<String, Output<?>> placeholders = TensorFlowTranslation.placeholders(network, free, ops);
		int i = 0;
		for (Output<?> placeholder : placeholders.values()) {
			names.put(placeholder.op().name(), inputs.get(i));
			signature.putInputs(inputs.get(i), info(inputs.get(i), placeholder, network.inputs().get(i++)));
		}
		TensorFlowTranslation translation = TensorFlowTranslation.of(network, placeholders, TensorFlowVariables.constant(ops, network.weights()), ops, null, null);
		i = 0;
		for (io.github.hourglass.engine.TensorInfo output : network.outputs()) {
			TensorFlowValue value = translation.value(output.name());
			if (value == null)
				throw new GraphException("Nothing in the network '" + network.name() + "' gives its output '" + output.name() + "'.");
			Output<?> result = ops.apply("Identity", value.first());
			names.put(result.op().name(), outputs.get(i));
			signature.putOutputs(outputs.get(i), info(outputs.get(i), result, output));
			i++;
		}
	}

	private TensorInfo info(String name, Output<?> tensor, io.github.hourglass.engine.TensorInfo declared) {
		TensorShapeProto.Builder shape = TensorShapeProto.newBuilder();
		long[] sizes = declared.shape();
		if (sizes == null)
			shape.setUnknownRank(true);
		else
			for (int axis = 0; axis < sizes.length; axis++)
				shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(free && sizes.length > 2 && axis != 1 ? -1 : sizes[axis]));
		return TensorInfo.newBuilder().setName(name + ":0").setDtype(tensor.dataType()).setTensorShape(shape).build();
	}

	/** Only what the outputs need, under the names of the signature, without attributes that have their usual value: older versions may not know those. */
	private GraphDef reduced(GraphDef graph) {
		Map<String, NodeDef> nodes = TensorFlowNodes.byName(graph.getNodeList());
		Set<String> needed = TensorFlowNodes.needed(nodes, names.keySet());
		Map<String, OpDef> operators = TensorFlowNodes.operators();
		GraphDef.Builder reduced = GraphDef.newBuilder().setVersions(graph.getVersions());
		List<NodeDef> kept = new ArrayList<>(nodes.values());
		kept.removeIf(node -> !needed.contains(node.getName()));
		for (NodeDef node : kept) {
			NodeDef.Builder copy = node.toBuilder().setName(named(node.getName())).clearInput().clearAttr().clearExperimentalDebugInfo();
			node.getInputList().forEach(input -> copy.addInput(renamed(input)));
			Map<String, OpDef.AttrDef> usual = new LinkedHashMap<>();
			operators.get(node.getOp()).getAttrList().forEach(attribute -> usual.put(attribute.getName(), attribute));
			node.getAttrMap().forEach((name, value) -> {
				OpDef.AttrDef attribute = usual.get(name);
				if (attribute != null && !(attribute.hasDefaultValue() && attribute.getDefaultValue().equals(value)))
					copy.putAttr(name, value);
			});
			reduced.addNode(copy);
		}
		return reduced.build();
	}

	private String named(String node) {
		return names.getOrDefault(node, node);
	}

	private String renamed(String input) {
		String node = TensorFlowNodes.node(input);
		return input.replace(node, named(node));
	}
}
