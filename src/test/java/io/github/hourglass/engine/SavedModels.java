package io.github.hourglass.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SaverDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

import com.google.protobuf.ByteString;

/** Writes small graphs of TensorFlow's node by node, as files may have them. */
public final class SavedModels {

	private static final String FILE = "save/file";
	private static final AttrValue FLOATS = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addType(DataType.DT_FLOAT)).build();

	private final GraphDef.Builder graph = GraphDef.newBuilder();
	private final Map<String, SignatureDef> signatures = new HashMap<>();
	private final Map<String, long[]> variables = new LinkedHashMap<>();
	private String tag = "serve";

	public SavedModels node(String operator, String name, Map<String, AttrValue> attributes, String... inputs) {
		graph.addNode(TensorFlowNodes.of(operator, name, attributes, inputs));
		return this;
	}

	/** A node of one type of floats. */
	public SavedModels node(String operator, String name, String... inputs) {
		return node(operator, name, Map.of("T", TensorFlowNodes.type(DataType.DT_FLOAT)), inputs);
	}

	/** @param shape null for an unknown rank */
	public SavedModels placeholder(String name, DataType type, long... shape) {
		return node("Placeholder", name, Map.of("dtype", TensorFlowNodes.type(type), "shape", TensorFlowNodes.shape(shape(shape))));
	}

	public SavedModels ints(String name, int... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape(values.length));
		for (int value : values)
			tensor.addIntVal(value);
		return node("Const", name, Map.of("dtype", TensorFlowNodes.type(DataType.DT_INT32), "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	public SavedModels floats(String name, long[] shape, float... values) {
		TensorProto.Builder tensor = TensorProto.newBuilder().setDtype(DataType.DT_FLOAT).setTensorShape(shape(shape));
		for (float value : values)
			tensor.addFloatVal(value);
		return node("Const", name, Map.of("dtype", TensorFlowNodes.type(DataType.DT_FLOAT), "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	public SavedModels signature(String name, Map<String, String> inputs, Map<String, String> outputs) {
		SignatureDef.Builder signature = SignatureDef.newBuilder();
		inputs.forEach((key, tensor) -> signature.putInputs(key, TensorInfo.newBuilder().setName(tensor).build()));
		outputs.forEach((key, tensor) -> signature.putOutputs(key, TensorInfo.newBuilder().setName(tensor).build()));
		signatures.put(name, signature.build());
		return this;
	}

	/** The signature that is used where there are several. */
	public SavedModels signature(String input, String output) {
		return signature("serving_default", Map.of("x", input), Map.of("y", output));
	}

	/** A variable with the values 1, 2, 3, …, which are in a file beside the graph; its value is the node {@code NAME/read}. */
	public SavedModels variable(String name, long... sizes) {
		variables.put(name, sizes);
		AttrValue type = type(DataType.DT_FLOAT);
		if (variables.size() == 1)
			node("Placeholder", FILE, Map.of("dtype", type(DataType.DT_STRING)));
		node("VarHandleOp", name, Map.of("dtype", type, "shape", TensorFlowNodes.shape(shape(sizes)), "shared_name", text(name)));
		node("ReadVariableOp", name + "/read", Map.of("dtype", type), name);
		graph.addNode(texts(name + "/name", name, 1)).addNode(texts(name + "/slice", "", 1));
		node("RestoreV2", name + "/restored", Map.of("dtypes", FLOATS), FILE, name + "/name", name + "/slice");
		return node("AssignVariableOp", name + "/assigned", Map.of("dtype", type), name, name + "/restored");
	}

	private static NodeDef texts(String node, String text, long... shape) {
		TensorProto tensor = TensorProto.newBuilder().setDtype(DataType.DT_STRING).setTensorShape(shape(shape)).addStringVal(ByteString.copyFromUtf8(text)).build();
		return TensorFlowNodes.of("Const", node, Map.of("dtype", type(DataType.DT_STRING), "value", AttrValue.newBuilder().setTensor(tensor).build()));
	}

	private void saveVariables(Path folder) throws IOException {
		Files.createDirectories(folder.resolve("variables"));
		GraphDef.Builder saving = GraphDef.newBuilder().addNode(texts("prefix", folder.resolve("variables/variables").toString()));
		variables.forEach((name, sizes) -> {
			float[] counted = new float[(int) Tensor.elements(sizes)];
			for (int i = 0; i < counted.length; i++)
				counted[i] = i + 1;
			saving.addNode(new SavedModels().floats(name + "/values", sizes, counted).graph.getNode(0));
			saving.addNode(texts(name + "/name", name, 1)).addNode(texts(name + "/slice", "", 1));
			saving.addNode(TensorFlowNodes.of("SaveV2", name + "/saved", Map.of("dtypes", FLOATS), "prefix", name + "/name", name + "/slice", name + "/values"));
		});
		try (Graph plain = new Graph()) {
			plain.importGraphDef(saving.build());
			try (Session session = new Session(plain)) {
				variables.keySet().forEach(name -> session.runner().addTarget(name + "/saved").run().close());
			}
		}
	}

	public SavedModels tagged(String tag) {
		this.tag = tag;
		return this;
	}

	public GraphDef.Builder graph() {
		return graph;
	}

	/** A convolution by one weight per channel, and a bias for each. */
	public SavedModels pointwise(String name, String input, float[] weights, float[] bias) {
		AttrValue strides = AttrValue.newBuilder().setList(AttrValue.ListValue.newBuilder().addI(1).addI(1).addI(1).addI(1)).build();
		floats(name + "/kernel", new long[] { 1, 1, weights.length / bias.length, bias.length }, weights);
		floats(name + "/bias", new long[] { bias.length }, bias);
		node("Conv2D", name + "/Conv2D", Map.of("T", TensorFlowNodes.type(DataType.DT_FLOAT), "strides", strides, "padding", AttrValue.newBuilder().setS(ByteString.copyFromUtf8("SAME")).build()),
			input, name + "/kernel");
		return node("BiasAdd", name + "/BiasAdd", name + "/Conv2D", name + "/bias");
	}

	/** Two inputs one after the other along the last axis of four. */
	public SavedModels concatenation(String name, String first, String second) {
		TensorProto axis = TensorProto.newBuilder().setDtype(DataType.DT_INT32).setTensorShape(shape()).addIntVal(3).build();
		node("Const", name + "/axis", Map.of("dtype", TensorFlowNodes.type(DataType.DT_INT32), "value", AttrValue.newBuilder().setTensor(axis).build()));
		Map<String, AttrValue> attributes = Map.of("T", TensorFlowNodes.type(DataType.DT_FLOAT), "Tidx", TensorFlowNodes.type(DataType.DT_INT32), "N", AttrValue.newBuilder().setI(2).build());
		return node("ConcatV2", name, attributes, first, second, name + "/axis");
	}

	/** @return the folder */
	public Path save(Path folder) {
		MetaGraphDef.Builder meta = MetaGraphDef.newBuilder().setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(tag)).setGraphDef(graph).putAllSignatureDef(signatures);
		if (!variables.isEmpty()) {
			meta.setSaverDef(SaverDef.newBuilder().setFilenameTensorName(FILE + ":0").setRestoreOpName("save/restore"));
			try {
				saveVariables(folder);
			}
			catch (IOException e) {
				throw new UncheckedIOException(e);
			}
		}
		write(SavedModel.newBuilder().setSavedModelSchemaVersion(1).addMetaGraphs(meta).build().toByteArray(), folder.resolve("saved_model.pb"));
		return folder;
	}

	/** @return the file */
	public Path freeze(Path file) {
		write(graph.build().toByteArray(), file);
		return file;
	}

	public static AttrValue type(DataType type) {
		return TensorFlowNodes.type(type);
	}

	public static AttrValue integer(long value) {
		return TensorFlowNodes.number(value);
	}

	public static AttrValue integers(long... values) {
		AttrValue.ListValue.Builder list = AttrValue.ListValue.newBuilder();
		for (long value : values)
			list.addI(value);
		return AttrValue.newBuilder().setList(list).build();
	}

	public static AttrValue text(String value) {
		return AttrValue.newBuilder().setS(com.google.protobuf.ByteString.copyFromUtf8(value)).build();
	}

	public static AttrValue flag(boolean value) {
		return AttrValue.newBuilder().setB(value).build();
	}

	public static AttrValue real(double value) {
		return AttrValue.newBuilder().setF((float) value).build();
	}

	private static void write(byte[] bytes, Path file) {
		try {
			Files.createDirectories(file.getParent());
			Files.write(file, bytes);
		}
		catch (IOException e) {
			throw new UncheckedIOException(e);
		}
	}

	private static TensorShapeProto shape(long... sizes) {
		TensorShapeProto.Builder shape = TensorShapeProto.newBuilder().setUnknownRank(sizes == null);
		if (sizes != null)
			for (long size : sizes)
				shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
		return shape.build();
	}
}
