package io.github.hourglass.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

import com.google.protobuf.ByteString;

/** Writes small graphs of TensorFlow's node by node, as files may have them. */
public final class SavedModels {

	private final GraphDef.Builder graph = GraphDef.newBuilder();
	private final Map<String, SignatureDef> signatures = new HashMap<>();
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
		MetaGraphDef meta = MetaGraphDef.newBuilder().setMetaInfoDef(MetaGraphDef.MetaInfoDef.newBuilder().addTags(tag)).setGraphDef(graph).putAllSignatureDef(signatures).build();
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
